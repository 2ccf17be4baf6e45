#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# random_receive.sh BUILD [RUNS] [SEED [ENGINE]] - received data at random, in tandem, under every kind of link.
#
# RUNS (20) scenarios of 300 operations each (toe_random_trees ... receive), one a seed from SEED (1) on, ENGINE tandem
# unless said.  The stream checker, the books and the application prove each run by themselves; besides, of every
# connection the bytes it had buffered must be those that were placed, taken and handed back, every request must be
# completed, every block answered with success, and nothing be in use at the end.  The first run that fails ends it and
# tells how to repeat it.
set -eu
build=$1
runs=${2:-20}
seed=${3:-1}
engine=${4:-tandem}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

cat >"$work/settings" <<'SETTINGS'
pcie.read_latency=server tcp.push_us=200
pcie.read_latency=longtail tcp.push_us=20 host_buffer.count=1
host_buffer.bytes=256 host_buffer.count=3 tcp.push_us=1
posted.requests=3 tcp.push_us=100 pcie.split=rcb
pcie.tags=1 cq.entries=2 tcp.push_us=50
cmd.entries=4 cq.entries=4 pcie.mmio_write_ns=1500 pcie.mmio_read_ns=3000 host_buffer.count=2
pcie.credits_ph=1 pcie.credits_pd=16 pcie.credits_nph=1 tcp.push_us=300
clock_mhz=100 pcie.hop_ns=1000 pcie.mmio_write_ns=1000 pcie.mmio_read_ns=2500 posted.requests=1
sram.banks=1 host.upload=always tcp.push_us=5
sram.banks=4 host_buffer.bytes=65536 host_buffer.count=16 pcie.mps=512
SETTINGS
lines=$(wc -l <"$work/settings")

balance='[.connections[] | select(.buffered != .placed + .taken + .returned or .lost != 0 or .left != 0 or
  .posted != .completed)]'
totals=0
while [ "$runs" -gt 0 ]; do
  settings=$(sed -n "$((seed % lines + 1))p" "$work/settings")
  trace=$work/seed$seed.jsonl
  "$build/toe_random_trees" "$seed" 300 receive >"$trace"
  set -- --engine "$engine" --seed "$seed" --detail objects
  for setting in $settings; do set -- "$@" --set "$setting"; done
  for pool in neighbor path tcp buffered_copy posted rcv_data; do
    set -- "$@" --gate "pools.$pool.used_at_end==0"
  done
  code=0
  "$build/toesim" run "$trace" "$@" -q --report "$work/report.json" >"$work/out" 2>&1 || code=$?
  if [ "$code" -eq 0 ]; then
    jq -e "$balance == []" "$work/report.json" >/dev/null || code=50
    jq -e '[.totals.by_status | keys[] | select(. != "NDIS_STATUS_SUCCESS")] == []' "$work/report.json" >/dev/null || code=51
  fi
  if [ "$code" -ne 0 ]; then
    tail -n 40 "$work/out"
    if [ "$code" -eq 50 ]; then jq -c "${balance}[]" "$work/report.json"; fi
    if [ "$code" -eq 51 ]; then jq -c .totals.by_status "$work/report.json"; fi
    cp "$trace" "$build/random-receive-seed$seed.jsonl"
    echo "seed $seed: exit code $code; again: $build/toesim run $build/random-receive-seed$seed.jsonl $*"
    exit 1
  fi
  bytes=$(jq .totals.received.buffered "$work/report.json")
  totals=$((totals + bytes))
  echo "seed $seed, $settings: $(jq -c '.totals.received | [.connections, .buffered, .placed, .taken, .returned, .posted, .aborted, .indications, .refused, .waits]' "$work/report.json")"
  seed=$((seed + 1))
  runs=$((runs - 1))
done
echo "$totals bytes of streams, each once and in order"
[ "$totals" -gt 0 ]
