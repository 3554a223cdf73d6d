#!/bin/bash
# The package: cpack makes it, lintian has nothing to say (errors and warnings), and in a clean Debian 12 apt installs it with all it
# depends on; there it scans as a user without rights, and goes without a trace. Before that: completions
# in bash, zsh and fish, the systemd units, the system calls of a scan against those the unit allows, and pre-commit itself.
. "$(dirname "$0")/clean_root.sh"
QINGCE=${QINGCE:-$ROOT/build/release/qingce}
build=$(cd "$(dirname "$QINGCE")" && pwd)
export QINGCE=$build/qingce PYTHONDONTWRITEBYTECODE=1
for tool in cpack lintian zsh fish systemd-analyze strace pre-commit git; do
  command -v $tool >/dev/null || { echo "03-package: $tool is not installed (.ci/packages.txt, full)" >&2; exit 1; }
done
fail() { echo "FAIL $*"; exit 1; }

cd "$ROOT/tests/e2e"
QINGCE_ALL_TOOLS=1 PYTHONPATH=$ROOT/tests/shows:$ROOT/corpora /usr/bin/python3 -m unittest test_completion test_integration \
  >"$WORK/e2e.log" 2>&1 || { tail -n 40 "$WORK/e2e.log"; fail "shells and examples"; }
echo "ok   shells and examples: $(grep -a '^Ran' "$WORK/e2e.log"), none skipped"
! grep -q skipped "$WORK/e2e.log" || fail "skipped: $(tail -n 1 "$WORK/e2e.log")"

# What the unit allows, and what a scan calls. @system-service is systemd's own list.
unit=$ROOT/scanner/cli/packaging/systemd/qingce@.service
allowed() {  # NAME...: sets opened, comments dropped
  local name
  for name in "$@"; do
    case $name in
      @*) allowed $(systemd-analyze syscall-filter "$name" | sed '1d;s/#.*//') ;;
      *) echo "$name" ;;
    esac
  done
}
mkdir "$WORK/scan" "$WORK/target" "$WORK/state"
printf 'mobile,13912345678\n' >"$WORK/target/a.csv"
tar -C "$WORK" -czf "$WORK/target/b.tgz" e2e.log
XDG_STATE_HOME=$WORK/state strace -f -qq -o "$WORK/strace" "$QINGCE" scan "$WORK/target" -i "$WORK/scan/inventory" \
  -o "csv=$WORK/scan/csv" -o "md=$WORK/scan/md" -j 2 -q
sed -E 's/^[0-9]+ +//' "$WORK/strace" | grep -oE '^[a-z_0-9]+\(' | tr -d '(' | sort -u >"$WORK/called"
allowed $(sed -n 's/^SystemCallFilter=//p' "$unit") | sort -u >"$WORK/allowed"
[ "$(wc -l <"$WORK/called")" -gt 30 ] || fail "strace saw nothing"
refused=$(comm -23 "$WORK/called" "$WORK/allowed")
[ -z "$refused" ] || fail "the unit forbids what a scan calls: $refused"
grep -q landlock_restrict_self "$WORK/called" || echo "note: no Landlock on this machine"
exposure=$(systemd-analyze security --offline=true --no-pager "$unit" 2>/dev/null | grep -o 'level for.*' | grep -oE '[0-9]+\.[0-9]+')
echo "ok   units: $(wc -l <"$WORK/called") system calls of a scan are allowed; exposure $exposure of 10"

# pre-commit clones the repository that has the hook, so it gets one.
mkdir "$WORK/hook" "$WORK/repository"
commit() { git -C "$1" -c user.name=show -c user.email=show@example.invalid commit -qm show --no-verify; }
(cd "$ROOT" && cp --parents .pre-commit-hooks.yaml scanner/cli/packaging/ci/pre-commit.sh "$WORK/hook")
for r in hook repository; do git -C "$WORK/$r" init -q; done
git -C "$WORK/hook" add -A && commit "$WORK/hook"
cp "$WORK/target/a.csv" "$WORK/repository" && echo nothing >"$WORK/repository/b.txt" && git -C "$WORK/repository" add -A
try() {
  (cd "$WORK/repository" && PATH=$build:$PATH HOME=$WORK PRE_COMMIT_HOME=$WORK/pre-commit pre-commit try-repo "$WORK/hook" qingce --files "$@")
}
try b.txt >"$WORK/pre-commit.log" 2>&1 || { cat "$WORK/pre-commit.log"; fail "pre-commit: a file without findings"; }
! try a.csv b.txt >"$WORK/pre-commit.log" 2>&1 || fail "pre-commit let a finding pass"
grep -q 'exit code: 1' "$WORK/pre-commit.log" || { cat "$WORK/pre-commit.log"; fail "pre-commit"; }
! grep -q 13912345678 "$WORK/pre-commit.log" || fail "pre-commit shows a value"
echo "ok   pre-commit $(pre-commit --version | awk '{print $2}'): stops a finding, lets the rest pass"

cd "$WORK"
cpack --config "$build/CPackConfig.cmake" -B "$WORK/package" >"$WORK/cpack.log" 2>&1 || { cat "$WORK/cpack.log"; fail cpack; }
deb=$(echo "$WORK"/package/qingce_*.deb)
dpkg-deb -f "$deb" Depends | grep -q libarchive13 || fail "Depends: $(dpkg-deb -f "$deb" Depends)"
lintian --fail-on error,warning --allow-root "$deb" || fail lintian
echo "ok   lintian: no error, no warning; ${deb##*/}, $(($(stat -c %s "$deb") / 1024)) KiB, $(dpkg-deb -f "$deb" Depends | tr ',' '\n' | wc -l) dependencies"

mkdir -p "$NEW/srv"
cp "$deb" "$NEW/srv/qingce.deb"
step "apt install" sh -c 'apt-get -q update && apt-get -q -y install --no-install-recommends /srv/qingce.deb'
step "files as packed" dpkg --verify qingce
inside sh -c '! ldd /usr/bin/qingce | grep "not found"' || fail "a library is missing"
cp -r "$WORK/target" "$NEW/srv/target"
chmod -R a+rX "$NEW/srv/target"
step "scan as nobody" setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/tmp/home sh -ec '
  mkdir /tmp/home /tmp/out
  qingce scan /srv/target -i /tmp/out/inventory -o json=/tmp/out/json -o sarif=/tmp/out/sarif --fail-on high && exit 1
  test $? -eq 1 && test -s /tmp/out/sarif && qingce show "/srv/target/a.csv"'
! grep -q 13912345678 "$LOG" || fail "a raw value on the terminal"
grep -q '139\*\*\*\*5678' "$LOG" || { cat "$LOG"; fail "the value was not found"; }
step "purge" sh -ec 'apt-get -q -y purge qingce; test ! -e /usr/bin/qingce; ! ls -d /usr/share/*/qingce /var/lib/qingce /etc/qingce 2>/dev/null'
echo "package: installs, runs and goes in a clean Debian 12"
