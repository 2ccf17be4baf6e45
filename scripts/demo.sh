#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Installs what is missing, builds, and replays the captured traces that ship with the project on the model and the RTL in
# tandem: each as it is, and the longest once more with too few TCP entries, so that the exhaustion report has something to
# say.  Reports lie in demo-reports/.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
entries=200 # fewer than the captured connections that are open together

echo "[1/3] Packages"
sh scripts/deps.sh build
echo "[2/3] Build"
sh scripts/build.sh toesim
echo "[3/3] Replay, model and RTL in tandem"
reports=demo-reports
rm -rf "$reports"
mkdir -p "$reports"

# replay NAME TRACE OPTION...: what the run prints goes to the terminal and to NAME.txt.
replay() {
  name=$1 trace=$2
  shift 2
  printf '\n=== toesim run %s --engine tandem%s\n\n' "$trace" "${*:+ $*}"
  code=0
  build/toesim run "$trace" --engine tandem --report "$reports/$name.json" --objects "$reports/$name.csv" "$@" \
    >"$reports/$name.txt" || code=$?
  cat "$reports/$name.txt"
  if [ "$code" -ne 0 ]; then
    echo "demo.sh: toesim ended with exit $code" >&2
    exit "$code"
  fi
}

for trace in traces/captured/*.pcapng.gz; do
  name=$(basename "$trace" .pcapng.gz)
  replay "$name" "$trace" --quiet
done
replay exhaustion traces/captured/ramp-batched.pcapng.gz --set "tcp.entries=$entries"

cat <<END

Reports lie in $root/$reports:
  NAME.txt   what was printed        NAME.json  the report (toesim-report/1)        NAME.csv  one line an object
The last run had $entries TCP entries: exhaustion.txt tells object by object, and on which cycle, where they ran out.
Try another limit:  build/toesim run traces/captured/ramp-batched.pcapng.gz --set tcp.entries=300
END
