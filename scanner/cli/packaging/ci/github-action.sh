#!/bin/bash
# The scan of action.yml. Inputs are QINGCE_PATH, QINGCE_FAIL_ON, QINGCE_ON_INCOMPLETE, QINGCE_PROFILE, QINGCE_IMAGE. Ends
# with 0 whenever there is a report, and hands the scan's own code on: the report has to be uploaded before the job fails.
set -euo pipefail
cd "${GITHUB_WORKSPACE:?}"
[ -d "$QINGCE_PATH" ] || { echo "::error::path: no such folder: $QINGCE_PATH"; exit 2; }
out=$(mktemp -d "${RUNNER_TEMP:?}/qingce.XXXXXX")

if command -v qingce >/dev/null; then
  run=(qingce)
  to=$out
else
  image=$QINGCE_IMAGE
  if [ -z "$image" ]; then
    image=qingce:action
    docker build --quiet --tag "$image" "${GITHUB_ACTION_PATH:?}"
  fi
  run=(docker run --rm --network none --read-only --tmpfs /tmp --user "$(id -u):$(id -g)"
    -v "$PWD:/data:ro" -v "$out:/out" -e XDG_STATE_HOME=/out "$image")
  to=/out
fi

options=(-i "$to/qingce.inventory" -o "sarif=$to/qingce.sarif" --sarif-profile "$QINGCE_PROFILE"
  --on-incomplete "$QINGCE_ON_INCOMPLETE" --progress none)
[ -z "$QINGCE_FAIL_ON" ] || options+=(--fail-on "$QINGCE_FAIL_ON")
code=0
# From the workspace, so that the report names files as the repository does.
"${run[@]}" scan "${options[@]}" -- "$QINGCE_PATH" || code=$?
case $code in
  0 | 1 | 3) ;;
  *) exit "$code" ;;
esac
{
  echo "sarif-file=$out/qingce.sarif"
  echo "exit-code=$code"
} >>"${GITHUB_OUTPUT:?}"
