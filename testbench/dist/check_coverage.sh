#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every rule and vector that docs/chimney.md calls built is cited by a test or a trace; says which test cites what.  A rule
# that is the host's (state `host`) is cited by a test of the host, for which a trace is not enough.
# R11..R17 cites all from R11 to R17.  A rule of initiate (R1 to R41,
# R84 to R106, R113) or terminate (R58 to R83, R117, R118, R150 to R171) that is not built yet says what it waits for.
set -u
. "$(dirname -- "$0")/lib.sh"

grep -E '^\| ([RUV][0-9]+) \|.*\| built' docs/chimney.md | sed 's/^| \([RUV][0-9]*\) .*/\1/' >"$work/built"
tree_files '\.c' '\.cpp' '\.sh' '\.jsonl' '\.tsv' | grep -E '^(testbench/(unit|random|leaf|cli|mutation|sysc)|traces)/' >"$work/tests"
while IFS= read -r file; do
  {
    grep -oE '(^|[^A-Za-z0-9_.-])[RUV][0-9]{1,3}\b' "$file" | grep -oE '[RUV][0-9]+'
    grep -oE '\bR[0-9]{1,3}\.\.R[0-9]{1,3}\b' "$file" | tr -d R | sed 's/\.\./ /' |
      while read -r first last; do seq -f 'R%.0f' "$first" "$last"; done
  } | sort -u | sed "s#\$# $file#"
done <"$work/tests" >"$work/cited"

while IFS= read -r rule; do
  files=$(awk -v rule="$rule" '$1 == rule { printf " %s", $2 }' "$work/cited")
  if [ -n "$files" ]; then
    echo "$rule:$files"
  else
    complain "$rule is built, and no test cites it"
  fi
done <"$work/built"
awk -F '|' '/^\| R[0-9]+ \|/ {
  rule = $2; gsub(/[ R]/, "", rule); rule += 0
  if ((rule <= 41 || (rule >= 58 && rule <= 106) || rule == 113 || rule == 117 || rule == 118 || (rule >= 150 && rule <= 171)) && $4 ~ /^ later *$/) print "R" rule " is later, and no reason is given"
}' docs/chimney.md >"$work/unreasoned"
complain_each <"$work/unreasoned"

grep -E '^\| R[0-9]+ \|.*\| host *\|' docs/chimney.md | sed 's/^| \(R[0-9]*\) .*/\1/' >"$work/host"
[ -s "$work/host" ] || complain "docs/chimney.md: no rule of the host was found"
while IFS= read -r rule; do
  files=$(awk -v rule="$rule" '$1 == rule && $2 ~ "^testbench/unit/toe_(host|plan)_[a-z_]*test[.]c$|^testbench/unit/toe_host_test[.]c$" { printf " %s", $2 }' "$work/cited")
  if [ -n "$files" ]; then
    echo "$rule:$files"
  else
    complain "$rule is the host's, and no test of the host cites it"
  fi
done <"$work/host"
verdict
