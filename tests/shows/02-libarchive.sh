#!/bin/bash
# libarchive's own test fixtures (from its Debian source package): each ends within 10 s and 512 MiB, and where bsdtar
# delivers members the same names and contents come out. Differences stand in libarchive_known.tsv with their reasons.
# The package is fetched with a private list of sources; a directory of fixtures that are there may be given instead.
. "$(dirname "$0")/lib.sh"
program=${SHOW_MEMBERS:-$(dirname "$QINGCE")/bin/show_members}
[ -x "$program" ] || { echo "no program at $program (build show_members)" >&2; exit 2; }
if [ $# -gt 0 ]; then
  fixtures=$1
else
  fixtures=$DIR/fixtures
  mkdir -p "$DIR/apt/lists/partial" "$DIR/source" "$fixtures"
  # The mirrors that this machine already uses, as sources of source packages.
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/*$')
  echo "deb-src [trusted=yes] ${mirror%/} bookworm main" >"$DIR/apt/sources"
  apt=(-o "Dir::Etc::sourcelist=$DIR/apt/sources" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$DIR/apt/lists" -o APT::Sandbox::User=root)
  apt-get "${apt[@]}" update -qq
  (cd "$DIR/source" && apt-get "${apt[@]}" source -qq --download-only libarchive && tar -xf ./*.orig.tar.xz)
  "$PYTHON" "$SHOWS/uudecode.py" "$DIR"/source/*/libarchive/test "$fixtures"
fi
"$PYTHON" "$SHOWS/libarchive_compare.py" "$program" "$fixtures" "$SHOWS/libarchive_known.tsv"
