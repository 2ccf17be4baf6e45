# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# lib.sh - what the checks of the tree share.  Sourced; not a check.
#
# Sets `root`, goes there, and gives:
#   tree_files EXT...     every file of ours with one of these endings (no build products), one a line, without ./
#   complain TEXT         says it and remembers the failure
#   verdict               ends the check: exit 1 after any complaint

root=${TOE_SOURCE_DIRECTORY:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
cd "$root" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
: >"$work/complaints"

all_files() {
  find . \( -path ./.git -o -path './build*' -o -path ./.cache -o -path ./demo-reports \) -prune -o -type f -print |
    sed 's#^\./##' | LC_ALL=C sort
}

tree_files() {
  pattern=
  for ext in "$@"; do pattern="$pattern${pattern:+|}$ext"; done
  all_files | grep -E "(^|/)[^/]*($pattern)\$" || true
}

complain() {
  echo "$1"
  echo "$1" >>"$work/complaints"
}

# Reads complaints from stdin, one a line (for the end of a pipe).
complain_each() {
  while IFS= read -r line; do complain "$line"; done
}

verdict() {
  if [ -s "$work/complaints" ]; then
    echo "FAILED: $(wc -l <"$work/complaints") complaint(s)"
    exit 1
  fi
  echo "ok"
  exit 0
}
