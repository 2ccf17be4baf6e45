#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# paths.sh BUILD [REQUESTS] [SEED] - the path of every object (toe_why_paths): of all shipped traces that can be run, and of
# random trees under links, tags, credits and rings that make them wait.  Ends at the first that is wrong.
set -eu
build=$1
requests=${2:-60}
seed=${3:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

find traces -name bad -prune -o -name captures -prune -o \( -name '*.jsonl' -o -name '*.pcapng.gz' \) -print | sort >"$work/traces"
[ -s "$work/traces" ] || exit 1
while IFS= read -r trace; do
  "$build/toe_why_paths" "$trace" >"$work/out" || {
    echo "again: $build/toe_why_paths $trace"
    exit 1
  }
  tail -1 "$work/out" >>"$work/all"
done <"$work/traces"

while read -r settings; do
  "$build/toe_random_trees" "$seed" "$requests" 8 end >"$work/seed$seed.jsonl"
  # Words are split on purpose.
  # shellcheck disable=SC2086
  "$build/toe_why_paths" "$work/seed$seed.jsonl" "$seed" $settings >"$work/out" || {
    echo "again: $build/toe_random_trees $seed $requests 8 end >seed$seed.jsonl; $build/toe_why_paths seed$seed.jsonl $seed $settings"
    exit 1
  }
  tail -1 "$work/out" >>"$work/all"
  seed=$((seed + 1))
done <<'SETTINGS'
pcie.read_latency=server
pcie.read_latency=longtail pcie.split=rcb
pcie.read_latency=fixed:300 pcie.gen=4
pcie.tags=1
pcie.tags=3 pcie.read_latency=longtail
pcie.mps=128 pcie.mrrs=256 pcie.hop_ns=20
pcie.lanes=16 clock_mhz=322
pcie.credits_ph=1 pcie.credits_pd=16 pcie.credits_nph=1
pcie.credits_ph=3 pcie.fc_update_ns=2000 pcie.rcb=128 pcie.split=rcb
cq.entries=2
cmd.entries=4 cq.entries=4 pcie.mmio_write_ns=1500 pcie.mmio_read_ns=3000
command.overhead_cycles=200 sram.banks=1
SETTINGS
awk '{ objects += $2; segments += $4 } END { print objects " objects, " segments " segments"; exit objects < 2000 }' "$work/all"
