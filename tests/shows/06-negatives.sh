#!/bin/bash
# What must stay quiet: COUNT each of snowflake ids, ms timestamps, UUIDs, git hashes and order numbers (none at
# `likely`; one card among the snowflake ids is still `possible`), and MEGABYTES of documents and sources of installed
# packages (hits a GB of each rule). COUNT, MEGABYTES, SEED and TARGETS may be set.
. "$(dirname "$0")/lib.sh"
failed=0
"$PYTHON" "$CORPORA/gen_streams.py" --out "$DIR/s" --seed "${SEED:-1}" --count "${COUNT:-10000000}"
cd "$DIR/s"
run_scan "$DIR/streams" corpus
rm -r corpus
"$PYTHON" "$SHOWS/negatives.py" streams "$DIR/streams" card.json || failed=1
rm -f "$DIR"/streams.*
read -ra targets <<<"${TARGETS:-/usr/share/doc /usr/include /usr/src /usr/share /usr/lib/python3 /usr/lib}"
# One stream of as many files as make up the size; programs and libraries are no text.
find "${targets[@]}" -xdev -type f -readable -not -name '*.so*' -not -name '*.a' -size +0 -printf '%s %p\n' 2>/dev/null |
  awk -v limit="${MEGABYTES:-2200}" '!seen[$0]++ { if (sum > limit * 1e6) next; sum += $1; sub(/^[0-9]+ /, ""); print }' \
  >"$DIR/files"
tar --create --file - --files-from "$DIR/files" --absolute-names --ignore-failed-read 2>/dev/null |
  run_scan "$DIR/p" --stdin-name packages.tar -
"$PYTHON" "$SHOWS/negatives.py" packages "$DIR/p" || failed=1
exit "$failed"
