#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Installs what is missing, builds, runs every test; the last line is `N passed, N failed`.
#
#   sh scripts/test.sh [--long]
#
# --long adds long random runs and more planted faults; without it all takes less than 15 minutes on 2 cores.
# Exit 0: all passed.  Results also lie in build/test-results.xml (JUnit).
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root" || exit 1

# TOE_LONG tells scripts that scale; tests that only --long runs carry the label long.
case ${1:-} in
  "") set -- -LE long ;;
  --long)
    TOE_LONG=1
    export TOE_LONG
    set --
    ;;
  *)
    echo "usage: test.sh [--long]" >&2
    exit 2
    ;;
esac

# What stops us before a test could run counts as one failure.
stop() {
  echo "$1" >&2
  echo "0 passed, 1 failed"
  exit 1
}

echo "[1/3] Packages"
sh scripts/deps.sh test || stop "test.sh: a package is missing"
echo "[2/3] Build"
sh scripts/build.sh || stop "test.sh: the build failed"
echo "[3/3] Tests"
results=$root/build/test-results.xml
rm -f "$results"
cores=$(nproc 2>/dev/null || echo 2)
ctest --preset release -j "$cores" --output-junit "$results" "$@"
code=$?
[ -f "$results" ] || stop "test.sh: ctest left no results"

# The counts stand as attributes of the first element.
count() {
  tr '\n' ' ' <"$results" | sed -n "s/.*<testsuite [^>]*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p"
}
tests=$(count tests)
failed=$(count failures)
skipped=$(count skipped)
disabled=$(count disabled)
if [ -z "$tests" ] || [ -z "$failed" ] || [ "$tests" -eq 0 ]; then stop "test.sh: ctest ran no tests"; fi
not_run=$((${skipped:-0} + ${disabled:-0}))
passed=$((tests - failed - not_run))
# A test that did not run has not passed.
failed=$((failed + not_run))
if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
