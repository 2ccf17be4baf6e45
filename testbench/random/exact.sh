#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# exact.sh BUILD [short|long] [SEED] - does the model tell the RTL's cycles?
#
# Under every setting below, the shipped traces, the captured ones, random trees and round trips (toe_random_trees) run
# three times: both engines side by side (the tandem, whose budget of lockstep.budget_cycles is 0), the model alone, and the RTL
# alone; then the object tables of the two lone runs are compared (exact.awk).  Demanded: no mismatch in tandem; alike in
# every status, order, handle and level; decided, written and completed cycles equal for at least 999 of 1000 objects, and
# none off by more than 8 cycles.  The reports of the lone runs may differ only in what docs/timing.md names.
#
# One line a setting: seed, runs, objects, how many of them exact, the largest difference, records compared in tandem,
# and the setting.  The first differences of a setting stand before its line.
#
# short  every shipped trace under the first three settings, a share of them under each other one (default)
# long   every trace under every setting, larger trees, ids and blocks given out again (given_again.awk), and each setting
#        with further seeds
set -eu
build=$(CDPATH='' cd -- "$1" && pwd)
form=${2:-short}
seed=${3:-1}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

case $form in
  short) share=12 requests=60 trips=60 rounds=1 ;;
  long) share=1 requests=1500 trips=3000 rounds=3 ;;
  *) echo "exact.sh: '$form' is neither short nor long" >&2; exit 2 ;;
esac

# One line a setting: key=value words, others are options as they are.
cat >"$work/settings" <<'SETTINGS'
pcie.read_latency=server
pcie.read_latency=longtail
pcie.read_latency=fixed:547
pcie.read_latency=fixed:1 pcie.hop_ns=20
pcie.gen=3 pcie.lanes=1
pcie.gen=3 pcie.lanes=4 pcie.read_latency=longtail
pcie.gen=3 pcie.lanes=16
pcie.gen=4 pcie.lanes=8
pcie.gen=4 pcie.lanes=16 clock_mhz=322
pcie.split=rcb
pcie.split=rcb pcie.rcb=128 pcie.lanes=16
pcie.mps=128 pcie.mrrs=256
pcie.mps=512 pcie.mrrs=4096 pcie.read_latency=longtail
pcie.mrrs=256 pcie.split=rcb pcie.read_latency=longtail
pcie.credits_ph=1 pcie.credits_pd=16 pcie.credits_nph=1
pcie.credits_ph=3 pcie.credits_nph=2 pcie.fc_update_ns=2000
pcie.tags=1
pcie.tags=3 pcie.read_latency=longtail
pcie.tags=17 --pace asap
sram.banks=1 --pace asap
sram.banks=4 --pace asap pcie.read_latency=fixed:100
command.overhead_cycles=200
cq.entries=2 cmd.entries=4
clock_mhz=100 pcie.mmio_write_ns=1500 pcie.mmio_read_ns=3000
--profile tiny
tcp.entries=5 path.entries=3 neighbor.entries=2
host_memory.objects=9 walk.policy=prune
rcv_buffer.pages=20 rcv_buffer.page_bytes=1024
xmit_buffer.pages=4 buffered_copy.bytes=640 walk.policy=stop-at-failed-parent
src_mac.entries=1 src_ip.entries=1 vlan.entries=1 pcie.read_latency=longtail
pcie.cold_cache_ns=70 pcie.numa_ns=100 pcie.iotlb_miss_ns=330 pcie.iotlb_entries=4
pcie.read_faults=command:1=ur,object:3=poisoned@1,object:7=lost,object:9=ca,copy:1=poisoned@2,copy:2=lost pcie.completion_timeout_us=60
SETTINGS
cd "$root"
for trace in traces/*/*.jsonl traces/*/*.pcapng.gz; do
  case $trace in
    traces/bad/*) ;; # broken on purpose
    *) echo "$trace" ;;
  esac
done >"$work/shipped"

# Run one trace three times: OBJECTS EXACT MAX WRONG RECORDS are added to the sums of the setting.
problems=0
problem() {
  problems=$((problems + 1))
  [ "$told" -gt 0 ] || return 0
  told=$((told - 1))
  printf '  FAILED %s: %s\n' "$trace" "$1"
  [ $# -lt 2 ] || sed 's/^/    /' "$2" | head -12
  echo "    again: build/toesim run $trace $options"
}

run_one() {
  rm -f "$work"/*.csv
  for engine in tandem model rtl; do
    code=0
    # Words are split on purpose.
    # shellcheck disable=SC2086
    "$build/toesim" run "$trace" --engine "$engine" -q $options --objects "$work/$engine.csv" \
      --report "$work/$engine.json" --detail summary >"$work/$engine.out" 2>&1 || code=$?
    echo "$code" >"$work/$engine.code"
  done
  # 1 is an expectation of the trace that does not hold under this setting.  3 is an operation on what is not offloaded
  # under this setting, or that waits for a RESUME which could not be read: up to there the run counts.
  model_code=$(cat "$work/model.code") rtl_code=$(cat "$work/rtl.code")
  case $model_code in
    0 | 1) ;;
    3) grep -q '^result: bad-input: .* \(is not offloaded\|held back until there is one\)' "$work/model.out" ||
      problem "exit code 3" "$work/model.out" ;;
    *) problem "exit code $model_code" "$work/model.out" ;;
  esac
  [ "$model_code" = "$rtl_code" ] || problem "the model ends with exit code $model_code, the RTL with $rtl_code" "$work/rtl.out"
  records=$(sed -n 's/^tandem: \([0-9]*\) records compared, 0 mismatches; timing: exact 100.00 %.*/\1/p' "$work/tandem.out")
  if [ -z "$records" ]; then
    records=0
    grep '^tandem\|^toesim:' "$work/tandem.out" >"$work/first" || true
    problem "in tandem" "$work/first"
  fi
  if [ ! -f "$work/model.csv" ] || [ ! -f "$work/rtl.csv" ]; then return 0; fi
  # Beside who ran and how long, only the counters that docs/timing.md names may differ.
  for engine in model rtl; do
    # A broken rule names its side.
    grep -v '^"engine"\|^"busy_cycles"\|^"started_unix_s"\|^"run_us"\|^"cycles_per_second"' "$work/$engine.json" |
      sed 's/"side":"[a-z]*"/"side":"any"/' >"$work/$engine.cut"
  done
  cmp -s "$work/model.cut" "$work/rtl.cut" || {
    diff "$work/model.cut" "$work/rtl.cut" >"$work/diff" || true
    problem "the reports differ" "$work/diff"
  }
  awk -f "$here/exact.awk" "$work/model.csv" "$work/rtl.csv" >"$work/sum"
  read -r o e m w <"$work/sum"
  objects=$((objects + o)) exact=$((exact + e)) wrong=$((wrong + w)) compared=$((compared + records))
  [ "$m" -le "$max" ] || max=$m
  traces=$((traces + 1))
  if [ "$w" -gt 0 ] || [ "$m" -gt 0 ]; then
    sed 1d "$work/sum" >"$work/first"
    if [ "$w" -gt 0 ] || [ "$m" -gt 8 ]; then problem "first difference" "$work/first"; else cat "$work/first"; fi
  fi
}

# A trace that a command prints.
run_made() {
  trace=$work/made.jsonl
  # Words are split on purpose.
  # shellcheck disable=SC2086
  $1 >"$trace"
  before=$problems
  run_one </dev/null
  [ "$problems" -eq "$before" ] || echo "    that trace: $1"
}

printf '%6s %6s %8s %9s %4s %9s  %s\n' seed traces objects exact max compared setting
round=0
while [ "$round" -lt "$rounds" ]; do
  number=0
  while read -r setting; do
    objects=0 exact=0 max=0 wrong=0 compared=0 traces=0 told=3
    options="--seed $seed"
    for word in $setting; do
      case $word in
        *=*) options="$options --set $word" ;;
        *) options="$options $word" ;;
      esac
    done
    place=0
    while read -r trace; do
      place=$((place + 1))
      case $trace in
        */captured/ramp-batched.*) ;; # the one with most of everything
        *) [ "$number" -lt 3 ] || [ $(((place + number) % share)) -eq 0 ] || continue ;;
      esac
      run_one </dev/null
    done <"$work/shipped"
    run_made "$build/toe_random_trees $seed $requests 8 end"
    run_made "$build/toe_random_trees $seed $trips trips"
    if [ "$form" = long ] && [ "$number" -lt 3 ]; then
      for what in ids blocks; do run_made "awk -v what=$what -f $here/given_again.awk"; done
    fi
    percent=$((objects > 0 ? exact * 100000 / objects : 0))
    printf '%6s %6s %8s %5s.%03d %4s %9s  %s\n' "$seed" "$traces" "$objects" $((percent / 1000)) $((percent % 1000)) "$max" \
      "$compared" "$setting"
    if [ $((exact * 1000)) -lt $((objects * 999)) ] || [ "$max" -gt 8 ] || [ "$wrong" -gt 0 ]; then
      problems=$((problems + 1))
    fi
    # A sweep that met nothing has shown nothing.
    if [ "$objects" -lt 100 ] || [ "$compared" -lt 200 ]; then
      echo "  FAILED: hardly anything was compared"
      problems=$((problems + 1))
    fi
    seed=$((seed + 1))
    number=$((number + 1))
  done <"$work/settings"
  round=$((round + 1))
done
[ "$problems" -eq 0 ] || { echo "$problems problems"; exit 1; }
echo "every setting within 8 cycles, 99.9 % exact, every status and order equal"
