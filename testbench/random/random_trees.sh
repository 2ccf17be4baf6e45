#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# random_trees.sh BUILD [REQUESTS] [SEED] - random trees in tandem, under every kind of link.
#
# REQUESTS (2000) are shared out over the link settings below; SEED (1) starts the series.  Each run prints the
# command that repeats it; toesim names the first record that differs.  Exit 0: no mismatch.
set -eu
build=$1
requests=${2:-2000}
seed=${3:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# One line a run: settings that change when things happen, and must change nothing else.
cat >"$work/links" <<'LINKS'
pcie.read_latency=server
pcie.read_latency=longtail
pcie.read_latency=fixed:547 pcie.split=rcb
pcie.tags=1
pcie.tags=3 pcie.read_latency=longtail pcie.split=rcb
pcie.mps=128 pcie.mrrs=256 pcie.hop_ns=20
pcie.gen=4 pcie.lanes=8 pcie.read_latency=fixed:300
pcie.lanes=16 clock_mhz=322
pcie.credits_ph=1 pcie.credits_pd=16 pcie.credits_nph=1
pcie.credits_ph=3 pcie.fc_update_ns=2000 pcie.rcb=128 pcie.split=rcb
cq.entries=2
cmd.entries=4 cq.entries=4 pcie.mmio_write_ns=1500 pcie.mmio_read_ns=3000
command.overhead_cycles=200
clock_mhz=100 pcie.hop_ns=1000 pcie.mmio_write_ns=1000 pcie.mmio_read_ns=2500
LINKS
links=$(wc -l <"$work/links")
each=$(((requests + links - 1) / links))
while read -r link; do
  trace=$work/seed$seed.jsonl
  "$build/toe_random_trees" "$seed" "$each" >"$trace"
  set --
  for setting in $link; do set -- "$@" --set "$setting"; done
  echo "seed $seed, $each requests, $link"
  if ! "$build/toesim" run "$trace" --engine tandem --seed "$seed" --detail summary --progress never "$@" \
    --gate 'lockstep.mismatches==0' >"$work/out" 2>&1; then
    cat "$work/out"
    echo "again: $build/toe_random_trees $seed $each >random.jsonl &&" \
      "$build/toesim run random.jsonl --engine tandem --seed $seed $*"
    exit 1
  fi
  grep -i '^tandem' "$work/out" || true
  seed=$((seed + 1))
done <"$work/links"
