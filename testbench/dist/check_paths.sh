#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# No file names a place of the machine it was written on: nothing outside the tree is needed.
set -u
. "$(dirname -- "$0")/lib.sh"

# Where this tree happens to lie, and anybody's home.
places=$root
parent=$(dirname "$root")
case $parent in
  / | /tmp | /home | /root) ;;
  *) places="$places|$parent/|$parent\$" ;;
esac
all_files | grep -vE '\.(gz|pcap|pcapng)$' | tr '\n' '\0' |
  xargs -0 grep -nIE "$places|(^|[^A-Za-z0-9_.])/(home|Users)/[a-z]" |
  grep -v '^testbench/dist/check_paths\.sh:' >"$work/found"
complain_each <"$work/found"
# Nor a link that leaves it.
find . \( -path ./.git -o -path './build*' \) -prune -o -type l -print >"$work/links"
while IFS= read -r link; do complain "$link is a symbolic link"; done <"$work/links"
verdict
