#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every rule and vector that docs/chimney.md calls built is cited by a test or a trace; says which test cites what.
# R11..R17 cites all from R11 to R17.  A rule of initiate (R1 to R41, R84 to R106, R113) that is not built yet says what it waits for.
set -u
. "$(dirname -- "$0")/lib.sh"

grep -E '^\| (R[0-9]+|V[0-9]+) \|.*\| built' docs/chimney.md | sed 's/^| \([RV][0-9]*\) .*/\1/' >"$work/built"
tree_files '\.c' '\.cpp' '\.sh' '\.jsonl' '\.tsv' | grep -E '^(testbench/(unit|random|leaf|cli|mutation)|traces)/' >"$work/tests"
while IFS= read -r file; do
  {
    grep -oE '(^|[^A-Za-z0-9_.-])[RV][0-9]{1,3}\b' "$file" | grep -oE '[RV][0-9]+'
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
  if ((rule <= 41 || (rule >= 84 && rule <= 106) || rule == 113) && $4 ~ /^ later *$/) print "R" rule " is later, and no reason is given"
}' docs/chimney.md >"$work/unreasoned"
complain_each <"$work/unreasoned"
verdict
