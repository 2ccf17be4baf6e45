#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# clang-tidy 14 has nothing to say about our C (.clang-tidy).  Uses the compile commands of the build.
set -u
. "$(dirname -- "$0")/lib.sh"

build=${TOE_BUILD_DIRECTORY:-$root/build}
command -v clang-tidy >/dev/null || complain "clang-tidy is missing: sh scripts/deps.sh test"
[ -f "$build/compile_commands.json" ] || complain "$build holds no compile_commands.json"
tree_files '\.c' | grep -E '^(model|bridge|sim|testbench)/' >"$work/files"
tr '\n' '\0' <"$work/files" | xargs -0 -n 8 -P 2 clang-tidy -p "$build" --quiet >"$work/said" 2>/dev/null
sed "s#$root/##" "$work/said" | grep -E '^[^ ]+: (error|warning):' | sort -u >"$work/found"
complain_each <"$work/found"
echo "$(wc -l <"$work/files") files looked at"
verdict
