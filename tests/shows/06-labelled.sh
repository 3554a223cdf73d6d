#!/bin/bash
# Labelled stores of several seeds: precision and recall of every rule at `likely` and above, against
# corpora/floors.toml. SEEDS, ROWS and CLASSES may be set.
. "$(dirname "$0")/lib.sh"
pairs=()
for seed in ${SEEDS:-1 2 3 4}; do
  "$PYTHON" "$CORPORA/gen_labelled.py" --out "$DIR/$seed" --seed "$seed" --rows "${ROWS:-150}"
  (cd "$DIR/$seed" && run_scan out corpus)
  rm -r "$DIR/$seed/corpus"
  pairs+=(--truth "$DIR/$seed/truth.jsonl" --findings "$DIR/$seed/out.findings")
done
"$PYTHON" "$CORPORA/score_labelled.py" "${pairs[@]}" --qingce "$QINGCE" --key-file "$KEY" --slack 0.02 \
  --classes "${CLASSES:-6}"
