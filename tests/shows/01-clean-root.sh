#!/bin/bash
# A clean Debian 12 (mmdebstrap), nothing installed but apt: ./quickstart twice and ./check inside it are green.
# Takes half an hour. CHECK=0 leaves ./check out; the rest is told in clean_root.sh.
. "$(dirname "$0")/clean_root.sh"

# The tree as it would be committed: no build directory, no output of earlier runs.
mkdir -p "$NEW/srv/qingce"
if git -C "$ROOT" rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  git -C "$ROOT" -c core.quotePath=false ls-files -z -co --exclude-standard |
    (cd "$ROOT" && while IFS= read -r -d '' f; do [ -e "$f" ] && printf '%s\0' "$f"; done) |
    tar -C "$ROOT" --null -T - -cf - | tar -C "$NEW/srv/qingce" --no-same-owner -xf -
else
  tar -C "$ROOT" --exclude=./build --exclude=./qingce-out -cf - . | tar -C "$NEW/srv/qingce" --no-same-owner -xf -
fi

# From another directory, so that nothing depends on where one stands.
step "quickstart" /bin/sh -c 'cd /tmp && /srv/qingce/quickstart'
inside test -s /srv/qingce/qingce-out/qingce.inventory || { echo "FAIL quickstart left no inventory"; exit 1; }
inside test -x /srv/qingce/build/release/qingce || { echo "FAIL quickstart left no program"; exit 1; }
first=$LAST
step "quickstart again" /bin/sh -c 'cd / && /srv/qingce/quickstart'
if [ "$LAST" -gt 60 ] && [ "$LAST" -gt $((first / 4)) ]; then
  echo "FAIL the second quickstart took $LAST s"
  exit 1
fi
if [ "${CHECK:-1}" != 0 ]; then
  step "check" /bin/sh -c 'cd /tmp && /srv/qingce/check'
  tail -n 4 "$LOG"
  grep -q '100% tests passed' "$LOG" || { echo "FAIL check does not end with ctest's own lines"; exit 1; }
  if [ "$LAST" -gt 1500 ]; then echo "note: check took $LAST s, more than 25 minutes"; fi
  step "check again" /bin/sh -c 'cd / && /srv/qingce/check'
fi
echo "clean root: green"
