#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# shrink.sh SCENARIO.jsonl SMALLEST.jsonl COMMAND [WORD]... - the fewest lines of a scenario that still fail.
#
# COMMAND is run with each word @ replaced by a file of some of SCENARIO's lines.  "Fails" is: ends with the exit code that
# it ends with for all lines, which must not be 0.  First the shortest beginning that fails is sought by bisection, then
# lines are left out, many at a time, in the end one by one, until none can be spared.  Expectations that stand in SCENARIO
# may become wrong by what is left out; a COMMAND that makes them anew (check_scenario.sh) does not have this problem.
#   TOE_SHRINK_RUNS (1000)  after so many runs what there is counts as smallest
#
# Exit 0: SMALLEST is written; 1: SCENARIO does not fail; 2: usage.
set -eu
if [ $# -lt 3 ]; then
  echo "usage: shrink.sh SCENARIO.jsonl SMALLEST.jsonl COMMAND [WORD]... (@ is the file)" >&2
  exit 2
fi
scenario=$1
smallest=$2
shift 2
most=${TOE_SHRINK_RUNS:-1000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
runs=0

# Run the command of the arguments on $work/try.jsonl; sets code.
run() {
  left=$#
  while [ "$left" -gt 0 ]; do
    word=$1
    shift
    if [ "$word" = @ ]; then word=$work/try.jsonl; fi
    set -- "$@" "$word"
    left=$((left - 1))
  done
  runs=$((runs + 1))
  code=0
  "$@" >"$work/out" 2>&1 || code=$?
}

# Whether it still fails with the lines of $work/kept but FIRST .. LAST of that list; then they are gone for good.
drop() {
  first=$1
  last=$2
  shift 2
  awk -v first="$first" -v last="$last" 'NR < first || NR > last' "$work/kept" >"$work/left"
  [ -s "$work/left" ] || return 1
  awk 'FNR == NR { keep[$1] = 1; next } FNR in keep' "$work/left" "$scenario" >"$work/try.jsonl"
  [ "$runs" -lt "$most" ] || return 1
  run "$@"
  [ "$code" -eq "$failure" ] || return 1
  mv "$work/left" "$work/kept"
}

count() { awk 'END { print NR }' "$work/kept"; }

cp "$scenario" "$work/try.jsonl"
run "$@"
failure=$code
if [ "$failure" -eq 0 ]; then
  echo "shrink.sh: $scenario does not fail" >&2
  exit 1
fi
awk '{ print NR }' "$scenario" >"$work/kept"
all=$(count)

# The shortest beginning: lines 1 .. high fail, 1 .. low do not.
cp "$work/kept" "$work/all"
low=0
high=$all
while [ $((high - low)) -gt 1 ]; do
  middle=$(((low + high) / 2))
  cp "$work/all" "$work/kept"
  if drop $((middle + 1)) "$all" "$@"; then high=$middle; else low=$middle; fi
done
head -n "$high" "$work/all" >"$work/kept"

# Pieces from the end, halved when a pass spares none; single lines until a pass spares none.
size=$(((high + 1) / 2))
while :; do
  is_spared=0
  last=$(count)
  while [ "$last" -gt 0 ]; do
    first=$((last - size + 1))
    if [ "$first" -lt 1 ]; then first=1; fi
    if drop "$first" "$last" "$@"; then is_spared=1; fi
    last=$((first - 1))
  done
  if [ "$runs" -ge "$most" ]; then break; fi
  if [ "$size" -eq 1 ] && [ "$is_spared" -eq 0 ]; then break; fi
  size=$(((size + 1) / 2))
done

awk 'FNR == NR { keep[$1] = 1; next } FNR in keep' "$work/kept" "$scenario" >"$smallest"
echo "$(count) of $all lines still fail with exit code $failure, found in $runs runs: $smallest"
