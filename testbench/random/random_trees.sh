#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# random_trees.sh BUILD [REQUESTS] [SEED] - random trees in tandem, offloaded and terminated, every status foretold, under
# every kind of link.
#
# REQUESTS (10000) are shared out over the settings below: initiates, terminates, requests of the device, UPLOAD_ALL,
# pauses, resets, lost links (toe_random_trees).  SEED (1) starts the series.  Each run: toe_random_trees makes the
# scenario, toe_oracle says what each block must be answered, toesim runs it on both engines (check_scenario.sh).  Three
# runs of four end with everything terminated, and then nothing may be in use.  The first run that fails ends it: the
# commands that repeat it are told, the scenario is kept in BUILD and shrunk to the fewest requests that fail (shrink.sh).
# From 5000 requests on all sixteen statuses must have come up.  Exit 0: no mismatch and no wrong status.
set -eu
build=$1
requests=${2:-10000}
seed=${3:-1}
cover=5000
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# One line a run.  Most change only when things happen, and must change nothing else; the last ones also change what is
# answered, before the run begins.
cat >"$work/settings" <<'SETTINGS'
pcie.read_latency=server
pcie.read_latency=longtail host.upload=always
pcie.read_latency=fixed:547 pcie.split=rcb
pcie.tags=1 host.link_down=terminate
pcie.tags=3 pcie.read_latency=longtail pcie.split=rcb
pcie.mps=128 pcie.mrrs=256 pcie.hop_ns=20
pcie.gen=4 pcie.lanes=8 pcie.read_latency=fixed:300
pcie.lanes=16 clock_mhz=322
pcie.credits_ph=1 pcie.credits_pd=16 pcie.credits_nph=1
pcie.credits_ph=3 pcie.fc_update_ns=2000 pcie.rcb=128 pcie.split=rcb
cq.entries=2 host.upload=always host.link_down=terminate
cmd.entries=4 cq.entries=4 pcie.mmio_write_ns=1500 pcie.mmio_read_ns=3000
command.overhead_cycles=200 host.upload=never
clock_mhz=100 pcie.hop_ns=1000 pcie.mmio_write_ns=1000 pcie.mmio_read_ns=2500
sram.banks=1 host.upload=always
sram.banks=4 pcie.read_latency=longtail
pcie.mrrs=256 pcie.tags=17 pcie.read_latency=longtail pcie.split=rcb
pcie.mrrs=4096 pcie.mps=512 sram.banks=1 pcie.read_latency=fixed:300
rcv_buffer.page_bytes=1024
rcv_buffer.page_bytes=1048576 sram.banks=4 pcie.tags=2
walk.policy=stop-at-failed-parent admission.duplicates=fail host_memory.objects=500
walk.policy=prune vlan.interface_ids=1,2,3,4094 src_mac.entries=2 src_ip.entries=2 admission.reject_states=CLOSING,LAST_ACK
SETTINGS
runs=$(wc -l <"$work/settings")
each=$(((requests + runs - 1) / runs))

ended='--gate totals.live.neighbor==0 --gate totals.live.path==0 --gate totals.live.tcp==0'
for pool in neighbor path tcp src_mac src_ip vlan rcv_buffer xmit_buffer buffered_copy host_memory lookup; do
  ended="$ended --gate pools.$pool.used_at_end==0"
done

while read -r settings; do
  trace=$work/seed$seed.jsonl
  # Words are split on purpose.
  if [ $((seed % 4)) -eq 0 ]; then how=; gates=; else how='8 end' gates=$ended; fi
  # shellcheck disable=SC2086
  "$build/toe_random_trees" "$seed" "$each" $how >"$trace"
  set -- --seed "$seed"
  for setting in $settings; do set -- "$@" --set "$setting"; done
  echo "seed $seed, $each requests, $(sed -n 's/^# \([0-9]* blocks\)$/\1/p' "$trace"), $settings"
  code=0
  # shellcheck disable=SC2086
  sh "$here/check_scenario.sh" "$build" "$trace" "$@" $gates >"$work/out" 2>&1 || code=$?
  if [ "$code" -ne 0 ]; then
    cat "$work/out"
    kept=$build/random-seed$seed
    cp "$trace" "$kept.jsonl"
    echo "again: $build/toe_random_trees $seed $each $how >$kept.jsonl; sh $here/check_scenario.sh $build $kept.jsonl $* $gates"
    echo "shrink: sh $here/shrink.sh $kept.jsonl $kept-smallest.jsonl sh $here/check_scenario.sh $build @ $*"
    # A key or a line that somebody refuses is no failure to shrink; nor is what is left in use: it would be anywhere else.
    case $code in 2 | 3 | 12 | 13) exit 1 ;; esac
    TOE_SHRINK_RUNS=${TOE_SHRINK_RUNS:-200} sh "$here/shrink.sh" "$kept.jsonl" "$kept-smallest.jsonl" \
      sh "$here/check_scenario.sh" "$build" @ "$@" || true
    exit 1
  fi
  grep -i '^tandem\|^expectations' "$work/out" || true
  # The table of statuses: name and counts.
  sed -n 's/^  \(NDIS_STATUS_[A-Z_]*\)\( *[0-9][0-9]*\)* *$/\1/p' "$work/out" >>"$work/statuses"
  seed=$((seed + 1))
done <"$work/settings"
statuses=$(sort -u "$work/statuses" | wc -l)
echo "$statuses of 16 statuses came up"
if [ "$requests" -ge "$cover" ] && [ "$statuses" -ne 16 ]; then
  sort "$work/statuses" | uniq -c
  exit 1
fi
