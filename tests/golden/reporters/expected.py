#!/usr/bin/env python3
"""Computes NAME.json and NAME.findings from NAME.in.json: an independent second implementation of both formats."""
import json
import math
import pathlib
import sys

RULES = {"t.resident": dict(check=True, table=True, self_evident=False),
         "t.mobile": dict(check=False, table=True, self_evident=True),
         "t.company": dict(check=True, table=True, self_evident=False)}
LEVELS = {"t.resident": 4, "t.mobile": 3, "t.company": 2}
ORDER = list(RULES)
BITS = ["check_passed", "table_hit", "context_near", "negative_context", "field_name", "glued", "placeholder", "masked",
        "damaged", "check_failed", "digest", "ciphertext", "contested"]
CLASSES = ["possible", "likely", "confirmed"]
REASONS = ("permission vanished changed io-error special-file symlink-outside excluded encrypted volume-missing corrupt "
           "truncated unsupported-format unsupported-method no-reader image-text opaque limit-depth limit-members "
           "limit-bytes limit-ratio limit-memory limit-size limit-time reader-failed").split()
STATES = ["valid", "invalid", "placeholder", "masked", "damaged", "pseudonymised", "encrypted"]
K = 4096


def confidence(rule, evidence, candidates, passed):
    """The design's three classes, from evidence and the share of a column."""
    r = RULES[rule]
    if {"masked", "damaged", "placeholder"} & evidence:
        return "possible"
    if "digest" in evidence or "ciphertext" in evidence:
        return "likely"
    if "contested" in evidence and "field_name" not in evidence and candidates >= 20 and \
            passed * 100 < candidates * 80:
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
    for name, word in (("digest", "pseudonymised"), ("ciphertext", "encrypted"), ("masked", "masked"), ("damaged", "damaged"), ("placeholder", "placeholder"),
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


def interval_end(digests, k, sign):
    """The count, moved outwards by two standard errors where it is estimated."""
    count, exact = distinct(digests)
    error = 0.0 if exact else 1 / math.sqrt(k)
    end = count * (1 + sign * 2 * error)
    return (math.ceil(end) if sign > 0 else math.floor(end)), error


def people(documents, subjects, ages, counts):
    """documents, ages: digests by kind and by part."""
    ends = [interval_end(d, K, -1) for d in documents.values()] + [interval_end(subjects, K, 1)]
    low = max([end for end, _ in ends[:-1]], default=0)
    high = max(low, ends[-1][0] + counts["names_only"])
    error = max(e for _, e in ends)
    return {"at_least": max(low, 1) if high else low, "at_most": high, "exact": error == 0,
            "error_ppm": int(error * 1e6 + 0.5), "under_14": distinct(ages["under_14"])[0],
            "under_18": distinct(ages["under_18"])[0], "foreigners": 0, "names_only": counts["names_only"],
            "maybe_minor_records": counts["maybe_minor"], "records": counts["records"],
            "linked_records": counts["linked"]}


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
        by_state, masks, noise = {}, {}, 0
        for r in rows[key]:
            for d, masked, count in values_of(r):
                by_confidence[confidence(key[2], set(r["evidence"]), candidates, passed)] += count
                word = state(set(r["evidence"]))
                by_state[word] = by_state.get(word, 0) + count
                alone = confidence(key[2], set(r["evidence"]), 0, 0)
                if alone != "possible" and confidence(key[2], set(r["evidence"]), candidates, passed) == "possible":
                    noise += count
                masks[d] = min(masks.get(d, masked), masked)
        number, exact = distinct(masks)
        seen = statistics.get(key, (0, 0))
        out_rows.append({
            "location": objects[key[0]]["location"], "field": key[1], "rule": key[2],
            "matches": sum(by_confidence.values()), "distinct": number, "distinct_exact": exact,
            "confidence": next(c for c in ("confirmed", "likely", "possible") if by_confidence[c]),
            "by_confidence": by_confidence, "by_state": {w: by_state[w] for w in STATES if w in by_state},
            "column_noise": noise, "rejected": max(seen[0] - seen[1], 0), "samples": [masks[d] for d in sorted(masks)[:3]]})

    def gap_place(g):
        return g["key"], g.get("offset", -1), REASONS.index(g["reason"]), g.get("detail", "")
    # People: a row's digests count if it is at least likely and its state identifies.
    empty = dict(records=0, linked=0, names_only=0, maybe_minor=0)
    tables, years, everything = {}, {}, dict(documents={}, subjects=set(), counts=dict(empty),
                                             ages=dict(under_14=set(), under_18=set()))
    for chunk in chunks:
        for y in chunk.get("years", []):
            found = years.setdefault((chunk["item"], y.get("object", 0)), {}).setdefault(y["field"], {})
            for year, n in y["records"].items():
                found[year] = found.get(year, 0) + n
        for t in chunk.get("tables", []):
            key = (chunk["item"], t.get("object", 0)), t.get("table")
            table = tables.setdefault(key, dict(documents={}, subjects=set(), counts=dict(empty), level=0,
                                                ages=dict(under_14=set(), under_18=set())))
            for target in (table, everything):
                for name in empty:
                    target["counts"][name] += t.get(name, 0)
                for p in t.get("people", []):
                    said = [confidence(rule, set(bits), *statistics.get((key[0], field, rule), (0, 0))) != "possible"
                            for field, rule, bits in p.get("votes", [])]
                    if p["part"] != "subject":
                        target["ages"][p["part"]] |= {digest(d) for d in p["digests"]}
                    elif not said or (said[-1] and not any(said[:-1])):
                        target["subjects"] |= {digest(d) for d in p["digests"]}
    for key in rows:
        place_of, field, rule = key
        for r in rows[key]:
            bits = set(r["evidence"])
            found = {d for d, _, _ in values_of(r)}
            word = state(bits)
            if rule == "t.company" or confidence(rule, bits, *shares(key)) == "possible":
                continue
            if rule == "t.resident" and word == "valid":
                everything["documents"].setdefault(rule, set()).update(found)
            if (field is None or field == "~name") and word in ("valid", "invalid"):
                everything["subjects"] |= found
            table = tables.get((place_of, (field or "").rpartition(".")[0])) if field not in (None, "~name") else None
            if table is not None:
                table["level"] = max(table["level"], LEVELS[rule])
                if rule == "t.resident" and word == "valid":
                    table["documents"].setdefault(rule, set()).update(found)
    out_tables = []
    for (number, name), t in sorted(tables.items(), key=lambda e: (objects[e[0][0]]["key"], e[0][1] or "")):
        if name is None:
            continue
        figures = people(t["documents"], t["subjects"], t["ages"], t["counts"])
        more = figures["linked_records"] > 0 or figures["at_most"] > 1000
        out_tables.append({
            "location": objects[number]["location"], "table": name,
            "level": min(4, t["level"] + 1) if t["level"] and more else t["level"], **figures,
            "years": [{"field": f, "earliest": min(map(int, y)), "latest": max(map(int, y)),
                       "records": dict(sorted(y.items(), key=lambda e: int(e[0])))}
                      for f, y in sorted(years.get(number, {}).items()) if f.rpartition(".")[0] == name]})
    out_people = people(everything["documents"], everything["subjects"], everything["ages"], everything["counts"])

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
        '{"schema":"qingce/inventory/1",\n"run":' + line(run) + ',\n"coverage":' + line(coverage) + ',\n"people":' +
        line(out_people) + ',\n"objects":' + array(out_objects) + ',\n"rows":' + array(out_rows) + ',\n"tables":' +
        array(out_tables) + ',\n"gaps":'  + array(out_gaps) + "}\n")

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
