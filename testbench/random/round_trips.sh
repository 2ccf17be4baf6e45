#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# round_trips.sh BUILD [OBJECTS] [SEED] - offloaded and terminated again, and every delegated value is the one that was given.
#
# OBJECTS (10000) objects with every member drawn (toe_random_trees ... trips), SEED (1).  The oracle says that all go in and
# come back; toesim runs them in tandem, its host compares what is handed back to what it gave [R161], toe_returned compares
# the report to the scenario, and nothing may be in use at the end.  Exit 0: so it was; 1: not, and the commands that repeat it are told.
set -eu
build=$1
objects=${2:-10000}
seed=${3:-1}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

fail() {
  echo "round_trips.sh: $1"
  cp "$work/trips.jsonl" "$build/round-trips-seed$seed.jsonl"
  echo "again: sh $here/check_scenario.sh $build $build/round-trips-seed$seed.jsonl --seed $seed"
  exit 1
}

"$build/toe_random_trees" "$seed" "$objects" trips >"$work/trips.jsonl"
tail -n 1 "$work/trips.jsonl"
"$build/toe_oracle" "$work/trips.jsonl" >"$work/expected.jsonl" || fail "the oracle cannot follow"
statuses=$(grep -o 'NDIS_STATUS_[A-Z_]*' "$work/expected.jsonl" | sort -u)
[ "$statuses" = NDIS_STATUS_SUCCESS ] || fail "not every object is to go in and come back"

blocks=$(sed -n 's/^# \([0-9]*\) blocks.*/\1/p' "$work/trips.jsonl")
set -- --gate lockstep.mismatches==0 --gate violations.length==0 --gate "totals.freed==$blocks"
set -- "$@" --gate totals.live.neighbor==0 --gate totals.live.path==0 --gate totals.live.tcp==0
for pool in neighbor path tcp src_mac src_ip vlan rcv_buffer xmit_buffer buffered_copy host_memory lookup; do
  set -- "$@" --gate "pools.$pool.used_at_end==0"
done
"$build/toesim" run "$work/expected.jsonl" --engine tandem --seed "$seed" --detail objects --report "$work/report.json" \
  --progress never "$@" >"$work/out" 2>&1 || {
  cat "$work/out"
  fail "it does not come out so"
}
"$build/toe_returned" "$work/trips.jsonl" "$work/report.json" || fail "something else comes back"
grep -i '^tandem\|^expectations' "$work/out" || true
