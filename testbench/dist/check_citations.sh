#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every rule (R12), vector (V5), reading (A-1) cited anywhere has its row in docs/chimney.md, every D-.. its line in
# docs/microarchitecture.md.  Every section named behind a page ("docs/ndis.md" and 3 or 3.1, with lists) has its heading there.
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

# Sections: "page.md N" of each heading; then "file:line: page.md N" of each reference, lists and line ends included.
for page in docs/*.md; do
  sed -n 's/^## \([0-9]\{1,2\}\)\. .*/\1/p;s/^### \([0-9]\{1,2\}\.[0-9]\{1,2\}\) .*/\1/p' "$page" | sed "s#^#${page#docs/} #"
done >"$work/sections"
xargs awk '
  function look(line, next_line, file, number,    rest, from, found, page, count, parts, i) {
    sub(/^[ \t]*(\/\/|\*|#)*[ \t]*/, "", next_line)
    rest = line " " next_line
    from = length(line)
    while (match(rest, /(docs\/|\]\()[a-z-]+\.md\)? [0-9]+(\.[0-9]+)?((,| and| to| ?\.\.) ?[0-9]+(\.[0-9]+)?)*/) && RSTART <= from) {
      found = substr(rest, RSTART, RLENGTH)
      from -= RSTART + RLENGTH - 1
      rest = substr(rest, RSTART + RLENGTH)
      sub(/^(docs\/|\]\()/, "", found)
      page = found; sub(/\.md.*/, ".md", page)
      sub(/^[a-z-]+\.md\)? /, "", found)
      gsub(/,| and| to|\.\./, " ", found)
      count = split(found, parts, " ")
      for (i = 1; i <= count; ++i) print file ":" number ": " page " " parts[i]
    }
  }
  FNR == 1 { if (file != "") look(last, "", file, number) }
  FNR > 1 { look(last, $0, FILENAME, FNR - 1) }
  { last = $0; file = FILENAME; number = FNR }
  END { look(last, "", file, number) }
' <"$work/files" >"$work/references"
[ "$(wc -l <"$work/references")" -ge 100 ] || complain "references to sections were not found"
awk 'FNR == NR { is_there[$0] = 1; next } !(($2 " " $3) in is_there) { print $1 " docs/" $2 " has no section " $3 }' \
  "$work/sections" "$work/references" >"$work/nowhere"
complain_each <"$work/nowhere"
echo "$(wc -l <"$work/cited") citations and $(wc -l <"$work/references") references to sections looked at"
verdict
