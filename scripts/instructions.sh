#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Counts the instructions of fixed workloads under valgrind (cachegrind, no cache model) and compares them with what is recorded in
# testbench/perf/instructions.tsv: a change that makes something slower shows, on any machine, however busy.  So does one that makes it
# faster: behind a record that is too high the next slower one could hide, so it wants to be recorded.
#
#   sh scripts/instructions.sh [--record] [--tolerance PERCENT] [--file FILE.tsv] [WORKLOAD...]
#
#   --record     write the counts down, with the compiler and tools they hold for; of the named workloads only, if there are any
#   --tolerance  how much more, or less, is a failure; 2 by default.  Counted twice, the same program differs by less than 0.1
#   --file       another record
#
# Exit 0: all as recorded; 1: one needs more or less, or has no record; 2: usage; 3: one cannot be counted; 77: recorded with another
# compiler, tool, library or kind of processor, or of another build: the counts depend on each of these, so the table is printed, and
# judged by nobody.
# Needs the release build and `sh scripts/deps.sh test`.  TOE_BUILD_DIRECTORY: another build; TOE_COUNT: a command that gets a
# workload's words and prints the count, for the test of this script.
set -u
here=$(pwd)
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root" || exit 3
build=${TOE_BUILD_DIRECTORY:-$root/build}
record=$root/testbench/perf/instructions.tsv
tolerance=2
is_recording=false
names=

fail() {
  echo "instructions.sh: $2" >&2
  exit "$1"
}

while [ $# -gt 0 ]; do
  case $1 in
    --record) is_recording=true ;;
    --tolerance)
      [ $# -gt 1 ] || fail 2 "--tolerance needs a number"
      tolerance=$2
      shift
      ;;
    --file)
      [ $# -gt 1 ] || fail 2 "--file needs a name"
      case $2 in /*) record=$2 ;; *) record=$here/$2 ;; esac
      shift
      ;;
    -*) fail 2 "usage: instructions.sh [--record] [--tolerance PERCENT] [--file FILE.tsv] [WORKLOAD...]" ;;
    *) names="$names $1" ;;
  esac
  shift
done
case $tolerance in '' | *[!0-9.]* | *.*.* | .) fail 2 "--tolerance: '$tolerance' is not a number" ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# ---- the workloads: `NAME WORDS...`, words from the root of the tree
workloads() {
  run="$build/toesim run --progress never --detail summary -q"
  cat <<EOF
model.s0 $run --engine model traces/statuses/s0-example.jsonl
model.captured $run --engine model traces/captured/ramp-batched.pcapng.gz
model.trees $run --engine model $work/tree.jsonl
link.mmio $build/toe_work mmio 20000
import.capture $build/toesim import -q traces/captures/ramp.pcap.gz -o $work/import.pcapng
rtl.edges $build/toe_work loop 4000 3
rtl.s0 $run --engine rtl --wave-auto off traces/statuses/s0-example.jsonl
EOF
}

# One request: a neighbor, a path and 2000 connections.
write_tree() {
  awk 'BEGIN {
    printf "{\"op\":\"initiate\",\"at_ns\":0,\"id\":\"r\",\"tree\":[{\"neighbor\":\"N\",\"dst_mac\":\"02:00:00:00:00:01\",\"paths\":[{\"path\":\"P\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.0.1.1\",\"tcp\":["
    for (i = 0; i < 2000; ++i) printf "%s{\"tcp\":\"T%d\",\"local_port\":%d,\"remote_port\":80}", i ? "," : "", i, 1024 + i
    print "]}]}]}"
  }' >"$work/tree.jsonl"
}

# What the counts hold for.  Of the processor what the C library chooses its functions by.
tools() {
  printf '%s; %s; verilator %s; valgrind %s; %s; systemc %s, jansson %s, zlib %s; %s%s' \
    "$(sed -n 's/^CMAKE_BUILD_TYPE:[A-Z]*=//p;s/^TOE_SANITIZE:BOOL=ON/sanitized/p;s/^TOE_RTL_ASSERTIONS:BOOL=OFF/no assertions/p' "$build/CMakeCache.txt" 2>/dev/null | tr '\n' ' ' | sed 's/ $//')" \
    "$("${CC:-cc}" --version | head -n 1)" "$(verilator --version 2>/dev/null | awk '{ print $2; exit }')" \
    "$(valgrind --version 2>/dev/null | sed 's/^valgrind-//')" "$(getconf GNU_LIBC_VERSION 2>/dev/null)" \
    "$(pkg-config --modversion systemc 2>/dev/null)" "$(pkg-config --modversion jansson 2>/dev/null)" "$(pkg-config --modversion zlib 2>/dev/null)" \
    "$(uname -m)" "$(grep -m 1 -ow avx2 /proc/cpuinfo 2>/dev/null | sed 's/^/ with /')"
}

# count WORDS... : instructions, on stdout.
count() {
  if [ -n "${TOE_COUNT:-}" ]; then
    $TOE_COUNT "$@"
    return
  fi
  valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null --child-silent-after-fork=yes --log-file="$work/log" \
    "$@" >"$work/out" 2>&1 || {
    tail -n 3 "$work/out" "$work/log" >&2
    return 1
  }
  sed -n 's/.*I *refs: *//p' "$work/log" | tr -d ,
}

if [ -z "${TOE_COUNT:-}" ]; then
  command -v valgrind >/dev/null || fail 3 "valgrind is missing: sh scripts/deps.sh test"
  [ -x "$build/toesim" ] && [ -x "$build/toe_work" ] || fail 3 "$build holds no toesim and toe_work: sh scripts/build.sh"
fi
write_tree
workloads >"$work/workloads"
for name in $names; do
  grep -q "^$name " "$work/workloads" || fail 2 "no workload $name; there are$(sed 's/ .*//' "$work/workloads" | tr '\n' ' ' | sed 's/^/ /')"
done

[ -f "$record" ] || $is_recording || fail 3 "$record is not there; --record makes it"
now=$(tools)
touch "$work/recorded"
[ ! -f "$record" ] || grep -v '^#' "$record" >"$work/recorded"
then=$(sed -n 's/^# tools: //p' "$record" 2>/dev/null)
: >"$work/counted"
# Words, on purpose.
# shellcheck disable=SC2086
while read -r name words; do
  case " $names " in *" $name "* | '  ') ;; *) continue ;; esac
  counted=$(count $words </dev/null) || fail 3 "$name cannot be counted"
  case $counted in '' | *[!0-9]*) fail 3 "$name: '$counted' is no count" ;; esac
  printf '%s\t%s\n' "$name" "$counted" >>"$work/counted"
done <"$work/workloads"

if $is_recording; then
  [ -z "$names" ] || [ "$now" = "$then" ] || [ ! -s "$work/recorded" ] ||
    fail 2 "the rest was recorded with '$then'; record all"
  {
    echo '# SPDX-License-Identifier: Apache-2.0'
    echo '# Instructions of the workloads of scripts/instructions.sh, which writes this file (--record).'
    echo "# tools: $now"
    awk -F '\t' 'FILENAME ~ /counted$/ { count[$1] = $2; order[++n] = $1; next } !($1 in count) { print }
      END { for (i = 1; i <= n; ++i) print order[i] "\t" count[order[i]] }' "$work/counted" "$work/recorded" | LC_ALL=C sort
  } >"$record.$$.part" && mv "$record.$$.part" "$record" || fail 3 "$record cannot be written"
  echo "recorded: $record"
fi

awk -F '\t' -v tolerance="$tolerance" -v is_same="$([ "$now" = "$then" ] && echo 1 || echo 0)" -v is_recording="$is_recording" -v then="$then" -v now="$now" '
  FILENAME ~ /recorded$/ { before[$1] = $2; next }
  FNR == 1 { printf "%-16s %15s %15s %9s\n", "workload", "recorded", "now", "change" }
  !($1 in before) { printf "%-16s %15s %15d %9s  no record\n", $1, "-", $2, "-"; missing = 1; next }
  {
    change = 100 * ($2 / before[$1] - 1)
    slack = tolerance + 1e-9 # of the division
    word = change > slack ? "more" : change < -slack ? "less" : ""
    if (word != "") other = 1
    if (word == "less") less = 1
    printf "%-16s %15d %15d %+8.2f%%%s%s\n", $1, before[$1], $2, change, word == "" ? "" : "  ", word
  }
  END {
    if (is_recording == "true") exit 0
    if (!is_same) {
      printf "not judged, since counts depend on these:\n  recorded with %s\n  now           %s\n", then == "" ? "nothing" : then, now
      exit 77
    }
    if (other || missing) print "if that is meant, record it: sh scripts/instructions.sh --record"
    if (less) print "less is a failure too: a later loss would hide behind the old record"
    exit other || missing
  }' "$work/recorded" "$work/counted"
