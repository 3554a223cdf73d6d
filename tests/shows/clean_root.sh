# A clean Debian 12 in a directory of its own, nothing installed but apt, gone again at the end. Sourced, never run. Needs root
# and mmdebstrap. Mirrors, proxies and certificates come from this machine's own apt configuration while it runs.
# CLEAN_ROOT_DIR: where the root is made (default /var/tmp). Gives $WORK, $NEW (the root), inside, step; sets $ROOT.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ "$(id -u)" -ne 0 ]; then
  echo "${0##*/}: needs root (chroot, mounts)" >&2
  exit 2
fi
command -v mmdebstrap >/dev/null || { echo "${0##*/}: mmdebstrap is not installed" >&2; exit 2; }

WORK=$(mktemp -d "${CLEAN_ROOT_DIR:-/var/tmp}/qingce-clean-root.XXXXXX")
NEW=$WORK/root
mounted=()
finish() {
  local i
  for ((i = ${#mounted[@]} - 1; i >= 0; i--)); do umount -l "${mounted[i]}" 2>/dev/null || true; done
  # Never delete through a mount that would not go away.
  if ! grep -q " $NEW/" /proc/mounts; then rm -rf --one-file-system "$WORK"; fi
}
trap finish EXIT

# Debian sources of this machine, both formats; other vendors' sources are no part of a clean root.
sources=()
for f in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  [ -s "$f" ] || continue
  grep -Eqs '(^deb |^Suites:.*).*(bookworm|stable)' "$f" && grep -Eqs '(^deb .*[[:space:]]main|^Components:.*main)' "$f" &&
    sources+=("$f")
done
[ ${#sources[@]} -gt 0 ] || { echo "${0##*/}: no Debian 12 source in this machine's apt configuration" >&2; exit 2; }
options=()
while IFS= read -r line; do options+=(--aptopt="$line"); done < <(
  apt-config dump | grep -E '^Acquire::(http|https|ftp)::.*(Proxy|CaInfo|Verify|User-Agent)|^Acquire::Check-(Valid-Until|Date) ' |
    grep -v ' "";$' || true)

echo "making a clean root from ${#sources[@]} source file(s) of this machine ..."
start=$SECONDS
mmdebstrap --mode=root --variant=apt "${options[@]}" bookworm "$NEW" "${sources[@]}" >"$WORK/mmdebstrap.log" 2>&1 || {
  tail -n 20 "$WORK/mmdebstrap.log" >&2
  exit 1
}
echo "clean root: $(chroot "$NEW" dpkg-query -f '.\n' -W | wc -l) packages, $((SECONDS - start)) s"

# What the network of this machine needs, and the machine's own certificates.
cp -L /etc/resolv.conf "$NEW/etc/resolv.conf"
cp /etc/hosts "$NEW/etc/hosts"
if [ -d /usr/local/share/ca-certificates ]; then
  mkdir -p "$NEW/usr/local/share/ca-certificates"
  cp -r /usr/local/share/ca-certificates/. "$NEW/usr/local/share/ca-certificates/"
fi
for m in proc sys dev dev/pts dev/shm; do
  mkdir -p "$NEW/$m"
  mount --bind "/$m" "$NEW/$m"
  mounted+=("$NEW/$m")
done

inside() {
  chroot "$NEW" /usr/bin/env -i HOME=/root USER=root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}
step() {  # NAME COMMAND...
  local name=$1 from=$SECONDS log
  shift
  log=$WORK/$(echo "$name" | tr -c 'a-z0-9\n' '-').log
  if inside "$@" >"$log" 2>&1; then
    echo "ok   $name: $((SECONDS - from)) s"
  else
    echo "FAIL $name: exit $? after $((SECONDS - from)) s"
    tail -n 40 "$log"
    exit 1
  fi
  LAST=$((SECONDS - from))
  LOG=$log
}
