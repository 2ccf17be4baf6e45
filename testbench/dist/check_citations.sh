#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every rule (R12), vector (V5), reading (A-1) cited anywhere has its row in docs/chimney.md, every D-.. its line in
# docs/microarchitecture.md.
set -u
. "$(dirname -- "$0")/lib.sh"

{
  sed -n 's/^| \([RVBU][0-9]\{1,3\}\|A-[0-9]\{1,2\}\) |.*/\1/p' docs/chimney.md
  sed -n 's/^- \*\*\(D-[0-9]\{1,2\}\)\*\*.*/\1/p' docs/microarchitecture.md
} | sort >"$work/defined"
uniq -d "$work/defined" | sed 's/$/ has two rows/' >"$work/found"
[ "$(grep -c '^R' "$work/defined")" -ge 100 ] || complain "docs/chimney.md: its rules were not found"
grep -q '^D-' "$work/defined" || complain "docs/microarchitecture.md: its readings were not found"

# "file:line:number" of each; of SystemVerilog its comments only, since D-1 is an expression there.
tree_files '\.c' '\.h' '\.cpp' '\.def' '\.sv' '\.svh' '\.vlt' '\.sh' '\.md' '\.jsonl' '\.tsv' '\.txt' '\.cmake' '\.lua' '\.py' >"$work/files"
while IFS= read -r file; do
  case $file in
    *.sv | *.svh) sed 's#^\(.*\)//#//#;t;s#.*##' "$file" ;;
    *) cat "$file" ;;
  esac | grep -noE '(^|[^A-Za-z0-9_.-])([RV][0-9]{1,3}|[AD]-[0-9]{1,2})\b' |
    sed "s#^\([0-9]*\):.*\([RVAD][0-9-]*\)\$#$file:\1:\2#"
done <"$work/files" >"$work/cited"
awk -F : 'FNR == NR { defined[$1] = 1; next } !($3 in defined) { print $1 ":" $2 ": " $3 " resolves nowhere" }' \
  "$work/defined" "$work/cited" >>"$work/found"
complain_each <"$work/found"
echo "$(wc -l <"$work/cited") citations looked at"
verdict
