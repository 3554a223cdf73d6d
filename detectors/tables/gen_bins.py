#!/usr/bin/env python3
"""Bank identification numbers with card lengths; the second source confirms or adds, and says which."""
import re
import sys

import common


def first_source(path):
    with open(path + "/dist/bankcard.cjs.js", encoding="utf-8") as file:
        text = file.read()
    rows = re.findall(r"\{ bin: '(\d+)', bank: '\w+', type: \w+, len: (\d+) \}", text)
    return {(bin_, int(length)) for bin_, length in rows}, len(rows)


def second_source(path):
    with open(path + "/index.js", encoding="utf-8") as file:
        text = file.read()
    pairs = set()
    for bins, rest in re.findall(r"\^\(([\d|]+)\)\\d\{(\d+)\}\$", text):
        pairs |= {(bin_, len(bin_) + int(rest)) for bin_ in bins.split("|")}
    return pairs


def plausible(pair):
    # ISO/IEC 7812: at most 19 digits. Three digits are the shortest BIN known (103).
    return 13 <= pair[1] <= 19 and 3 <= len(pair[0]) <= 10


def main(bankcard, bankcardinfo):
    a, raw = first_source(bankcard)
    b = second_source(bankcardinfo)
    kept = {pair for pair in a | b if plausible(pair)}
    rows = [f'{{"{bin_}", {length}}},' for bin_, length in sorted(kept)]
    common.write("bins.inc", "gen_bins.py", "BANKCARD BANKCARDINFO (unpacked package directories)",
                 [f"{common.package(bankcard, 'bankcard')}: {raw} rows, {len(a)} distinct pairs",
                  f"{common.package(bankcardinfo, 'bankcardinfo')}: {len(b)} distinct pairs"],
                 [f"In both: {len(a & b)}; only in the first: {len(a - b)}; only in the second: {len(b - a)};",
                  f"left out as impossible (length outside 13..19): {len(a | b) - len(kept)}."],
                 "2026-11", rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
