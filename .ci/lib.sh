# Shared by quickstart and check; sourced, not run. Needs bash; nothing here needs git.
# REQUIRES: $root is the repository's absolute path.

say() { printf '== %s\n' "$*" >&2; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# A home is needed by ccache and by qingce's key; cron, chroots and some CI runners give none.
if [ -z "${HOME:-}" ]; then
  HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
  export HOME="${HOME:-/root}"
fi

# Packages of the groups given that are not installed, one a line (the first alternative where none is).
missing_packages() {
  local group spec alternative found
  while read -r group spec _; do
    case " $* " in *" $group "*) ;; *) continue ;; esac
    found=
    for alternative in ${spec//|/ }; do
      if dpkg-query -W -f='${db:Status-Status}\n' "$alternative" 2>/dev/null | grep -qx installed; then
        found=1
        break
      fi
    done
    [ -n "$found" ] || first_available "$spec"
  done < <(sed 's/#.*//' "$root/.ci/packages.txt")
}

# Of "a|b" the first that this machine's package lists know; "a" if they know none (yet).
first_available() {
  local alternative
  for alternative in ${1//|/ }; do
    if apt-cache show "$alternative" >/dev/null 2>&1; then
      echo "$alternative"
      return
    fi
  done
  echo "${1%%|*}"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "packages must be installed as root, and there is no sudo here; run: $*"
  fi
}

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" >&2
}

# apt-get update does not wait for the lock on the lists by itself.
apt_update() {
  local try log
  log=$(mktemp)
  for try in $(seq 30); do
    if apt update 2> >(tee "$log" >&2); then
      rm -f "$log"
      return 0
    fi
    grep -q 'Could not get lock' "$log" || break
    say "another program holds apt's lists; waiting ($try)"
    sleep 10
  done
  rm -f "$log"
  return 1
}

# install_packages GROUP...: installs what is missing, and does nothing at all when nothing is.
install_packages() {
  local missing
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "no apt here: the libraries of .ci/packages.txt must be installed by hand; going on with what is there"
    return 0
  fi
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing ${missing[*]}"
  apt_update || die "apt-get update failed; is there a network?"
  # Again: alternatives can only be chosen with package lists at hand.
  mapfile -t missing < <(missing_packages "$@")
  apt install --no-install-recommends "${missing[@]}" || die "could not install: ${missing[*]}"
}

# Under sudo the build and its results belong to the person who called, if the tree does.
give_back() {
  if [ "$(id -u)" -eq 0 ] && [ -n "${SUDO_UID:-}" ] && [ "$(stat -c %u "$root")" = "$SUDO_UID" ]; then
    local path
    for path in "$@"; do
      [ ! -e "$path" ] || chown -R -h "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "$path"
    done
  fi
}

# One build at a time in this tree.
lock_build() {
  mkdir -p "$root/build"
  exec 9>"$root/build/.lock"
  flock -n 9 || { say "another quickstart or check is running in this tree; waiting for it"; flock 9; }
}

# configure PRESET [-D...]: in the repository's root. A tree that was moved or copied starts anew.
configure() {
  local cache=build/$1/CMakeCache.txt fresh=()
  if [ -e "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then fresh=(--fresh); fi
  cmake "${fresh[@]}" --preset "$@"
}
