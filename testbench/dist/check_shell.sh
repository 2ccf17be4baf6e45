#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Shell scripts are POSIX shell: dash reads them, and shellcheck has no warning.
set -u
. "$(dirname -- "$0")/lib.sh"

command -v shellcheck >/dev/null || complain "shellcheck is missing: sh scripts/deps.sh test"
{ tree_files '\.sh' && echo .ci/run; } >"$work/files"
while IFS= read -r file; do
  sh -n "$file" || complain "$file: sh cannot read it"
  # 1091, 2034, 2154: what sourced files set and use; 2164: cd under a sourced set -e.
  shellcheck -x -s sh -S warning -e SC1091,SC2034,SC2154,SC2164 "$file" >"$work/said" 2>&1 || {
    cat "$work/said"
    complain "$file: shellcheck complains"
  }
done <"$work/files"
verdict
