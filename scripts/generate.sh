#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Writes the files that are generated from model/spec/*.def: rtl/toe_spec_pkg.sv and three pages of docs/.
# Run it after any change of a list; testbench/dist/check_generated.sh fails until it has been run.
#
#   sh scripts/generate.sh [DIRECTORY]     DIRECTORY: write below it (rtl/, docs/) and not into the tree
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$root}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

"${CC:-cc}" -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Werror -I"$root" "$root"/model/spec/gen/*.c -o "$work/toe_spec_gen"
for pair in sv:rtl/toe_spec_pkg.sv registers:docs/registers.md config:docs/config.md layouts:docs/layouts.md; do
  "$work/toe_spec_gen" "${pair%%:*}" >"$work/output"
  mkdir -p "$out/$(dirname "${pair#*:}")"
  mv "$work/output" "$out/${pair#*:}"
done
