#!/bin/bash
# At least 100,000 planted values over encodings x containers: recall and wrong types. SEED and VALUES may be set.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$CORPORA/gen_planted.py" --out "$DIR/planted" --seed "${SEED:-1}" --values "${VALUES:-110000}"
cd "$DIR/planted"
run_scan "$DIR/out" --password-file "$DIR/planted/passwords.txt" corpus
"$PYTHON" "$CORPORA/score.py" --truth truth.jsonl --findings "$DIR/out.findings" --qingce "$QINGCE" --key-file "$KEY" \
  --misses "${MISSES:-12}"
