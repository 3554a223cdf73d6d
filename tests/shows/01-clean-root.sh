#!/bin/bash
# Shows: on a Debian 12 that holds nothing but apt, ./quickstart and ./check work, which proves .ci/packages.txt.
# Needs root, mmdebstrap and a network. Prints how long each took and ctest's closing lines; fails if one fails.
# The root lives in ${TMPDIR:-/var/tmp} (about 4 GB) and is removed at the end; KEEP_ROOT=1 keeps it.
set -euo pipefail

root=$(dirname -- "$(readlink -f -- "$0")")/../..
root=$(readlink -f -- "$root")
[ "$(id -u)" -eq 0 ] || { echo "01-clean-root: must be run as root" >&2; exit 1; }

work=$(mktemp -d "${TMPDIR:-/var/tmp}/qingce-root.XXXXXX")
clean_up() { [ -n "${KEEP_ROOT:-}" ] || rm -rf --one-file-system -- "$work"; }
trap clean_up EXIT

# This machine's own package sources and apt settings, so that a mirror or a proxy goes on being used.
sources=()
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  if [ -s "$file" ] && grep -q bookworm "$file"; then sources+=("$file"); fi
done
mmdebstrap --quiet --variant=apt --include=ca-certificates bookworm "$work/root" "${sources[@]}"

mkdir "$work/root/src"
tar -C "$root" --exclude=./build --exclude=./qingce-out --exclude=./.git -cf - . | tar -C "$work/root/src" -xf -

# A mount namespace of its own: /proc goes away with the last process.
inside() {
  unshare --mount --pid --fork --mount-proc="$work/root/proc" \
    chroot "$work/root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin CI=true "$@"
}

started=$SECONDS
inside /src/quickstart --lang en
echo "quickstart: first run $((SECONDS - started)) s"
for file in qingce.inventory inventory.json findings.jsonl; do
  [ -s "$work/root/src/qingce-out/$file" ] || { echo "01-clean-root: qingce-out/$file is missing" >&2; exit 1; }
done
started=$SECONDS
inside /src/quickstart --lang en >/dev/null
echo "quickstart: second run $((SECONDS - started)) s"

started=$SECONDS
inside /src/check | tee "$work/check.log" | tail -n 5
took=$((SECONDS - started))
grep -q '^100% tests passed' "$work/check.log"
[ "$(tail -n 1 "$work/check.log" | cut -d= -f1)" = "Total Test time (real) " ]
[ "$took" -le 1500 ] || { echo "01-clean-root: ./check took $took s, more than 25 minutes" >&2; exit 1; }
started=$SECONDS
inside /src/check >/dev/null
echo "check: first run $took s, second run $((SECONDS - started)) s"
