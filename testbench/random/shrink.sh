#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# shrink.sh SCENARIO.jsonl SMALLEST.jsonl COMMAND [WORD]... - the fewest lines of a scenario that still fail.
#
# COMMAND is run with each word @ replaced by a file of some of SCENARIO's lines.  "Fails" is: ends with the exit code that
# it ends with for all lines, which must not be 0, and with the same kind of `result:` (mismatch, expectation, watchdog, a
# certain gate).  First the shortest beginning that fails is sought by bisection, then lines are left out, many at a time, in
# the end one by one, until none can be spared.
#
# A gate on what is left at the end is not met as soon as the line that ends everything is cut.  So COMMAND is run without
# its words `--gate EXPR`, unless such a gate is the failure: then with that one alone, and the last request always stays.
# Expectations that stand in SCENARIO may become wrong by what is left out; a COMMAND that makes them anew
# (check_scenario.sh) does not have this problem.
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

# Run the command of the arguments on $work/try.jsonl, without its gates that are not in `gates`; sets code and kind.
run() {
  left=$#
  while [ "$left" -gt 0 ]; do
    word=$1
    shift
    left=$((left - 1))
    if [ "$word" = --gate ] && [ "$left" -gt 0 ] && [ "$gates" != all ] && [ "$gates" != "$1" ]; then
      shift
      left=$((left - 1))
      continue
    fi
    if [ "$word" = @ ]; then word=$work/try.jsonl; fi
    set -- "$@" "$word"
  done
  runs=$((runs + 1))
  code=0
  "$@" >"$work/out" 2>&1 || code=$?
  kind=$(sed -n 's/^result: \([a-z-]*\).*/\1/p' "$work/out" | head -n 1)
  gate=
  if [ "$kind" = gate ]; then
    gate=$(sed -n 's/^gate NOT MET: \(.*\): it is .*/\1/p' "$work/out" | head -n 1)
    kind="gate $gate"
  fi
}

# Whether it still fails with the lines of $work/kept but FIRST .. LAST of that list; then they are gone for good.
drop() {
  first=$1
  last=$2
  shift 2
  awk -v first="$first" -v last="$last" -v pinned="$pinned" 'NR < first || NR > last || $1 == pinned' \
    "$work/kept" >"$work/left"
  [ -s "$work/left" ] || return 1
  if cmp -s "$work/left" "$work/kept"; then return 1; fi
  awk 'FNR == NR { keep[$1] = 1; next } FNR in keep' "$work/left" "$scenario" >"$work/try.jsonl"
  [ "$runs" -lt "$most" ] || return 1
  run "$@"
  if [ "$code" -ne "$failure" ] || [ "$kind" != "$reason" ]; then return 1; fi
  mv "$work/left" "$work/kept"
}

count() { awk 'END { print NR }' "$work/kept"; }

cp "$scenario" "$work/try.jsonl"
gates=all
pinned=0
run "$@"
failure=$code
reason=$kind
if [ "$failure" -eq 0 ]; then
  echo "shrink.sh: $scenario does not fail" >&2
  exit 1
fi
# Without the gates it must fail as it did; should it not, they all stay.
gates=$gate
run "$@"
if [ "$code" -ne "$failure" ] || [ "$kind" != "$reason" ]; then gates=all; fi
for word in "$@"; do
  if [ -n "$gates" ] && [ "$word" = "$gates" ]; then pinned=$(awk '!/^#/ { last = NR } END { print last }' "$scenario"); fi
done
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
awk -v high="$high" -v pinned="$pinned" 'NR <= high || $1 == pinned' "$work/all" >"$work/kept"

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
echo "$(count) of $all lines still fail with exit code $failure${reason:+ ($reason)}, found in $runs runs: $smallest"
