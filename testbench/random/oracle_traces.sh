#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# oracle_traces.sh BUILD - the oracle agrees with every expectation that people wrote into the shipped scenarios.
#
# Not asked: scenarios that turn over bits of the context SRAM, the one that fills the lookup table (it cannot say which
# connection finds no slot), and what is no scenario at all (traces/bad).
set -eu
build=$1
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
code=0
asked=0
for scenario in $(find "$root/traces" -name '*.jsonl' ! -path '*/bad/*' ! -name 'lookup-full*' | LC_ALL=C sort); do
  if grep -q '^[^#]*"op" *: *"flip"' "$scenario"; then
    echo "not asked: $scenario"
    continue
  fi
  "$build/toe_oracle" --check "$scenario" || code=1
  asked=$((asked + 1))
done
echo "$asked scenarios"
[ "$asked" -gt 0 ] || code=1
exit "$code"
