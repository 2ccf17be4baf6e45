#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Text is ASCII with LF ends, without tabs and trailing blanks, ends with a newline, and begins with its licence.
set -u
. "$(dirname -- "$0")/lib.sh"

is_text() {
  case $1 in
    *.gz | *.pcap | *.pcapng | *.png) return 1 ;;
  esac
}
# No comments in these, or not ours.
has_licence_line() {
  case $1 in
    LICENSE | *.json | *.jsonl | *.tsv | traces/bad/*) return 1 ;;
  esac
}

tab=$(printf '\t')
return=$(printf '\r')
all_files >"$work/files"
while IFS= read -r file; do
  is_text "$file" || continue
  case $file in
    traces/bad/*) continue ;; # broken on purpose
  esac
  {
    LC_ALL=C grep -nP '[^\x00-\x7F]' "$file" | head -n 3 | sed "s#^#$file:#;s#\$# (not ASCII)#"
    grep -n "$return" "$file" | head -n 1 | sed "s#^\([0-9]*\):.*#$file:\1: carriage return#"
    grep -nE '[[:blank:]]+$' "$file" | head -n 3 | sed "s#^\([0-9]*\):.*#$file:\1: trailing blank#"
  } >>"$work/found"
  case $file in
    Makefile* | *.tsv | LICENSE) ;;
    *) grep -n "$tab" "$file" | head -n 3 | sed "s#^\([0-9]*\):.*#$file:\1: tab#" >>"$work/found" ;;
  esac
  if [ -s "$file" ] && [ "$(tail -c 1 "$file" | wc -l)" -eq 0 ]; then echo "$file: no newline at its end" >>"$work/found"; fi
  if has_licence_line "$file"; then
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2\.0' || echo "$file: no SPDX line" >>"$work/found"
  fi
done <"$work/files"
if [ -f "$work/found" ]; then complain_each <"$work/found"; fi
echo "$(wc -l <"$work/files") files looked at"
verdict
