#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# C and C++ are as clang-format 14 writes them (.clang-format).
set -u
. "$(dirname -- "$0")/lib.sh"

command -v clang-format >/dev/null || complain "clang-format is missing: sh scripts/deps.sh test"
tree_files '\.c' '\.h' '\.cpp' | tr '\n' '\0' | xargs -0 clang-format --style=file --dry-run 2>&1 |
  sed -n 's/^\([^: ]*\):[^ ]* warning: code should be clang-formatted.*/\1: not formatted/p' | sort -u >"$work/found"
complain_each <"$work/found"
verdict
