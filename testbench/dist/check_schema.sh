#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# docs/scenario.schema.json and the reader of scenarios allow and refuse the same.
set -u
. "$(dirname -- "$0")/lib.sh"

toesim=${TOESIM:-$root/build/toesim}
if ! python3 -c 'import jsonschema' 2>/dev/null; then
  complain "python3-jsonschema is missing: sh scripts/deps.sh test"
  verdict
fi
if [ ! -x "$toesim" ]; then
  complain "$toesim is not built"
  verdict
fi
python3 testbench/dist/check_schema.py "$toesim" || complain "schema and reader differ"
verdict
