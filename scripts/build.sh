#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Configures and builds into build/, on a clean clone and on an old build alike.  Output goes to
# build/build.log; its end is shown when something fails.
#
#   sh scripts/build.sh [TARGET...]
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

# A cache of another place or generator cannot be used again.
cache=build/CMakeCache.txt
if [ -f "$cache" ]; then
  if ! grep -qx "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache" || ! grep -qx 'CMAKE_GENERATOR:INTERNAL=Ninja' "$cache"; then
    rm -rf "$cache" build/CMakeFiles
  fi
fi

mkdir -p build
log=build/build.log
: >"$log"
fail() {
  tail -n 60 "$log" >&2
  echo "build.sh: $1 failed; all of it: $root/$log" >&2
  exit 1
}

echo "Configuring"
cmake --preset release >>"$log" 2>&1 || fail configuring
echo "Building (a few minutes the first time)"
if [ -t 1 ]; then
  # Ninja's own progress line, kept in the log too.
  status=build/build.status
  { cmake --build --preset release ${1:+--target "$@"} 2>&1 || echo failed >"$status"; } | tee -a "$log" |
    awk '/^\[[0-9]+\/[0-9]+\]/ { printf "\r%-78.78s", $0; fflush() } END { printf "\r%-78s\r", "" }'
  if [ -f "$status" ]; then
    rm -f "$status"
    fail building
  fi
else
  cmake --build --preset release ${1:+--target "$@"} >>"$log" 2>&1 &
  job=$!
  trap 'kill "$job" 2>/dev/null' INT TERM
  while kill -0 "$job" 2>/dev/null; do
    sleep 1
    now=$(sed -n 's/^\(\[[0-9]*\/[0-9]*\]\).*/\1/p' "$log" | tail -n 1)
    tick=$((${tick:-0} + 1))
    if [ $((tick % 20)) -eq 0 ] && [ -n "$now" ]; then echo "  $now"; fi
  done
  wait "$job" || fail building
fi
echo "Built build/toesim"
