#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every folder has a README (a folder of traces is described by the one of traces/), and every link between our pages leads somewhere.
set -u
. "$(dirname -- "$0")/lib.sh"

all_files | grep / | sed 's#/[^/]*$##' | sort -u | grep -vE '^(\.[^/]*|traces/.*)$' >"$work/folders"
while IFS= read -r folder; do
  [ -f "$folder/README.md" ] || complain "$folder has no README.md"
done <"$work/folders"
[ -f README.md ] || complain "the root has no README.md"

tree_files '\.md' >"$work/pages"
while IFS= read -r page; do
  grep -oE '\]\([^)#: ]+' "$page" | sed 's/^](//' | sort -u >"$work/links"
  while IFS= read -r link; do
    [ -e "$(dirname "$page")/$link" ] || complain "$page: link to $link leads nowhere"
  done <"$work/links"
done <"$work/pages"
verdict
