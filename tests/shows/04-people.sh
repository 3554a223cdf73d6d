#!/bin/bash
# 300,000 people in a mysqldump (duplicates, NULLs, 5 % wrong check digits, snowflakes, MD5 and AES columns) and a school's
# roster: intervals that hold the truth, distinct values within 2 % (exact below 4,096), ages, years, states; the same
# bytes for any -j and window. PEOPLE and PUPILS may be set.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$CORPORA/gen_people.py" --out "$DIR/people" --people "${PEOPLE:-300000}" --pupils "${PUPILS:-900}"
cd "$DIR"
bad=0 runs=0
for w in 262144 4096 65535; do
  for j in 1 3; do
    run_scan "$DIR/o-$w-$j" -j "$j" --window "$w" people/customers.sql people/roster.sql
    runs=$((runs + 1))
    cmp "$DIR/o-262144-1.json" "$DIR/o-$w-$j.json" || bad=$((bad + 1))
  done
done
"$PYTHON" "$SHOWS/people_check.py" "$DIR/o-262144-1.json" "$DIR/people/truth.json" || bad=$((bad + 1))
echo "people: $runs runs, $bad failures"
[ "$bad" -eq 0 ]
