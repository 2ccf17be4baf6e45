#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What is generated from model/spec/*.def is committed, and fresh.
set -u
. "$(dirname -- "$0")/lib.sh"

sh scripts/generate.sh "$work/new" || complain "the generator failed"
for file in rtl/toe_spec_pkg.sv docs/registers.md docs/config.md docs/layouts.md; do
  diff -u "$file" "$work/new/$file" | head -n 20
  cmp -s "$file" "$work/new/$file" || complain "$file is stale: run sh scripts/generate.sh"
  head -n 1 "$file" | grep -q 'Generated from model/spec/\*\.def by toe_spec_gen\. Do not edit\.' ||
    complain "$file does not say on its first line that it is generated"
done
verdict
