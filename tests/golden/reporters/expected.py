#!/usr/bin/env python3
"""Computes NAME.json and NAME.findings from NAME.in.json: an independent second implementation of both formats."""
import json
import pathlib
import sys

RULES = {"t.resident": dict(check=True, table=True, self_evident=False),
         "t.mobile": dict(check=False, table=True, self_evident=True),
         "t.company": dict(check=True, table=True, self_evident=False)}
ORDER = list(RULES)
BITS = ["check_passed", "table_hit", "context_near", "negative_context", "field_name", "glued", "placeholder", "masked",
        "damaged", "check_failed"]
CLASSES = ["possible", "likely", "confirmed"]
REASONS = ("permission vanished changed io-error special-file symlink-outside excluded encrypted volume-missing corrupt "
           "truncated unsupported-format unsupported-method no-reader image-text opaque limit-depth limit-members "
           "limit-bytes limit-ratio limit-memory limit-size limit-time reader-failed").split()
STATES = ["valid", "invalid", "placeholder", "masked", "damaged"]
K = 4096


def confidence(rule, evidence, candidates, passed):
    """The design's three classes, from evidence and the share of a column."""
    r = RULES[rule]
    if {"masked", "damaged", "placeholder"} & evidence:
        return "possible"
    if "check_failed" in evidence:
        level = 1 if "field_name" in evidence else 0
    else:
        whole = (not r["check"] or "check_passed" in evidence) and (not r["table"] or "table_hit" in evidence)
        near = bool({"context_near", "field_name"} & evidence)
        column = candidates >= 20 and passed * 100 >= candidates * 80
        noise = candidates >= 20 and passed * 100 < candidates * 60
        if whole:
            level = 2 if near or column else 0 if noise else 1
        else:
            level = 1 if near or (column and r["check"]) else 0
    if "glued" in evidence and "field_name" not in evidence:
        level = max(level - 1, 0)
    if "negative_context" in evidence:
        level = max(level - 1, 0)
    return CLASSES[level]


def state(evidence):
    for name, word in (("masked", "masked"), ("damaged", "damaged"), ("placeholder", "placeholder"),
                       ("check_failed", "invalid")):
        if name in evidence:
            return word
    return "valid"


def digest(text):
    return text.ljust(32, "0")


def values_of(row):
    for first, masked, count in row.get("values", []):
        yield digest(first), masked, count
    n = row.get("sequence", 0)
    for i in range(n):
        yield format(i * (2**64 // n), "016x") + "0" * 16, "s" + str(i), 1


def distinct(digests):
    ordered = sorted(digests)
    if len(ordered) <= K:
        return len(ordered), True
    share = (float(int(ordered[K][:16], 16)) + 1.0) / 2.0**64
    return int(K / share + 0.5), False


def main(path):
    source = json.loads(path.read_text())
    facts = source["facts"]
    done = {c["item"] for c in source["chunks"] if c.get("last")}
    chunks = [c for c in source["chunks"] if c["item"] in done]

    objects, rows, statistics, gaps, findings, read = {}, {}, {}, [], [], 0
    for chunk in chunks:
        item = chunk["item"]
        read += chunk.get("bytes_read", 0)
        for o in chunk.get("objects", []):
            objects[item, o.get("number", 0)] = o
        for r in chunk.get("rows", []):
            key = (item, r.get("object", 0)), r.get("field"), r["rule"]
            rows.setdefault(key, []).append(r)
        for s in chunk.get("statistics", []):
            key = (item, s.get("object", 0)), s.get("field"), s["rule"]
            old = statistics.get(key, (0, 0))
            statistics[key] = old[0] + s["candidates"], old[1] + s["passed"]
        gaps += chunk.get("gaps", [])
        findings += [((item, f.get("object", 0)), f) for f in chunk.get("findings", [])]

    def shares(key):
        return (0, 0) if key[1] is None else statistics.get(key, (0, 0))

    def place(key):
        return objects[key[0]]["key"], key[1] is not None, key[1] or "", ORDER.index(key[2])

    first_copy = {}
    for o in sorted(objects.values(), key=lambda o: o["key"]):
        if o.get("content") and o["content_bytes"] > 0 and "same_as" not in o and o["kind"] in ("file", "member"):
            first_copy.setdefault((digest(o["content"]), o["content_bytes"]), o)

    with_gap = {g["key"] for g in gaps}
    with_row = {key[0] for key in rows}
    counts = dict(seen=0, files=0, members=0, scanned=0, partial=0, gap=0)
    content, out_objects = 0, []
    for number, o in sorted(objects.items(), key=lambda e: e[1]["key"]):
        counted = o["kind"] in ("file", "member")
        if counted:
            counts["seen"] += 1
            counts[o["kind"] + "s"] += 1
            counts[o["state"]] += 1
            content += o["content_bytes"]
        elif number not in with_row and o["key"] not in with_gap:
            continue
        first = o
        if counted and o.get("content") and "same_as" not in o:
            first = first_copy.get((digest(o["content"]), o["content_bytes"]), o)
        out_objects.append({
            "location": o["location"], "display": o["display"], "kind": o["kind"], "bytes": o["bytes"],
            "content_bytes": o["content_bytes"], "state": o["state"], "format": o["format"], "reader": o["reader"],
            "encodings": o["encodings"], "mtime": o.get("mtime"), "owner": o.get("owner"), "mode": o.get("mode"),
            "same_as": o.get("same_as"), "copy_of": None if first is o else first["location"],
            **{k: o[k] for k in ("password_line",) if k in o}})

    out_rows = []
    for key in sorted(rows, key=place):
        candidates, passed = shares(key)
        by_confidence = dict.fromkeys(["confirmed", "likely", "possible"], 0)
        by_state, masks = {}, {}
        for r in rows[key]:
            for d, masked, count in values_of(r):
                by_confidence[confidence(key[2], set(r["evidence"]), candidates, passed)] += count
                word = state(set(r["evidence"]))
                by_state[word] = by_state.get(word, 0) + count
                masks[d] = min(masks.get(d, masked), masked)
        number, exact = distinct(masks)
        seen = statistics.get(key, (0, 0))
        out_rows.append({
            "location": objects[key[0]]["location"], "field": key[1], "rule": key[2],
            "matches": sum(by_confidence.values()), "distinct": number, "distinct_exact": exact,
            "confidence": next(c for c in ("confirmed", "likely", "possible") if by_confidence[c]),
            "by_confidence": by_confidence, "by_state": {w: by_state[w] for w in STATES if w in by_state},
            "rejected": max(seen[0] - seen[1], 0), "samples": [masks[d] for d in sorted(masks)[:3]]})

    def gap_place(g):
        return g["key"], g.get("offset", -1), REASONS.index(g["reason"]), g.get("detail", "")
    out_gaps = [{"location": g["location"], "reason": g["reason"], "offset": g.get("offset"), "detail": g.get("detail")}
                for g in sorted(gaps, key=gap_place)]

    def line(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def array(values):
        return "[" + ",".join("\n" + line(v) for v in values) + "\n]"

    run = {"version": facts["version"], "options": facts["options"], "rules_hash": facts["rules_hash"],
           "key_id": facts["key_id"], "reference_date": facts["reference_date"]}
    coverage = {"complete": source["finish"], "objects": counts, "bytes": {"read": read, "content": content}}
    path.with_name(path.name.replace(".in.json", ".json")).write_text(
        '{"schema":"qingce/inventory/1",\n"run":' + line(run) + ',\n"coverage":' + line(coverage) + ',\n"objects":' +
        array(out_objects) + ',\n"rows":' + array(out_rows) + ',\n"gaps":' + array(out_gaps) + "}\n")

    if not facts.get("findings_kept"):
        return
    def finding_place(entry):
        number, f = entry
        return (objects[number]["key"], f.get("offset", -1), f.get("record", -1), ORDER.index(f["rule"]),
                f.get("field") is not None, f.get("field") or "", digest(f["digest"]))
    lines = []
    for number, f in sorted(findings, key=finding_place):
        evidence = set(f["evidence"])
        lines.append(line({
            "location": objects[number]["location"], "field": f.get("field"), "rule": f["rule"],
            "also": f.get("also", []), "offset": f.get("offset"), "length": f.get("length"), "record": f.get("record"),
            "confidence": confidence(f["rule"], evidence, *shares((number, f.get("field"), f["rule"]))),
            "state": state(evidence), "masked": f["masked"], "digest": digest(f["digest"])}) + "\n")
    path.with_name(path.name.replace(".in.json", ".findings")).write_text("".join(lines))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        main(pathlib.Path(name))
