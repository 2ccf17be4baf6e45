#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# How much do the traces notice?  One operator at a time is changed in a copy of rtl/, the program is built with it, and the
# traces of S0, exhaustion, order, terminate, receive and wire are run in tandem.  What they do not notice, random trees over a
# link short of tags may, and what they do not, the bench of that module by itself.  Counts who noticed, what was not noticed,
# and what did not build; names each change nobody noticed.
#
#   mutate_rtl.sh [COUNT [SEED [TRACE...]]]     defaults 4 and 1; with TOE_LONG set 60
#
# Exit 1: of what was built, the traces noticed less than a third, or all together less than two thirds (the draw
# changes with every change of rtl/, so the counts are told and only their collapse is a failure); or the unchanged copy
# does not pass.
set -u
. "$(dirname -- "$0")/lib.sh"
if [ -n "${TOE_LONG:-}" ]; then default=60; else default=4; fi
count=${1:-$default}
seed=${2:-1}
if [ $# -gt 2 ]; then
  shift 2
  traces=$*
else
  traces="$S0 traces/exhaustion traces/order traces/terminate traces/receive traces/wire"
fi

# Every place where an operator stands between blanks, but not in declarations, assertions, comments and
# generated text, and not where a memory is told to read (a read more changes nothing): FILE LINE COLUMN OLD NEW
list_changes() {
  for file in rtl/toe_*.sv; do
    [ "$file" = rtl/toe_spec_pkg.sv ] || awk -v file="$file" '
      BEGIN {
        n = split("+ - == != && || < > >= & |", old, " ")
        split("- + != == || && <= >= > | &", new, " ")
      }
      # An assertion ends where its parentheses do.
      /TOE_ASSERT/ || open > 0 { text = $0; open += gsub(/\(/, "", text) - gsub(/\)/, "", text); next }
      /^[[:space:]]*\.rd_en_i/ { next }
      /^[[:space:]]*(\/\/|`|localparam|parameter|typedef|input|output|import|for )/ { next }
      {
        line = $0
        sub(/\/\/.*/, "", line)
        for (i = 1; i <= n; i++) {
          from = 1
          while ((at = index(substr(line, from), " " old[i] " ")) > 0) {
            print file, FNR, from + at, old[i], new[i]
            from += at + length(old[i])
          }
        }
      }' "$work/unchanged/${file#rtl/}"
  done
}

# COUNT of them, by a seeded draw without repetition (LCG of Numerical Recipes; no two awks differ in it).
choose() {
  awk -v count="$count" -v seed="$seed" '
    { line[NR] = $0 }
    END {
      state = seed
      for (left = NR; left > 0 && count-- > 0; left--) {
        for (k = 0; k < 3; k++) state = (state * 1664525 + 1013904223) % 4294967296
        at = 1 + int(state / 65536) % left
        print line[at]
        line[at] = line[left]
      }
    }'
}

build_copy() {
  make --no-print-directory -j2 -f Makefile.verilator lib RTL="$work/rtl" BUILD="$work/build" OPT=-O0 >"$work/make.log" 2>&1 &&
    cmp -s "$work/build/obj/Vtoe_top.h" "$build/rtl/obj/Vtoe_top.h" &&
    relink "$work/toesim" "rtl/libtoe_rtl.a=$work/build/libtoe_rtl.a" >"$work/link.log" 2>&1
}

# Two at a time; a program that hangs counts as noticed.
is_noticed() {
  # Words, on purpose.
  # shellcheck disable=SC2086
  ! timeout 120 "$work/toesim" test $traces --engine tandem -q -j 2 --set sim.watchdog_ms=5 >"$work/said" 2>&1
}

is_noticed_at_random() {
  ! tandem "$work/toesim" "$work/random.jsonl" --set pcie.tags=3 --set pcie.read_latency=longtail --set cq.entries=4
}

# The bench of the changed module, if it has one.
is_noticed_by_bench() {
  module=$(basename -- "$1" .sv)
  [ -f "testbench/leaf/${module}_bench.cpp" ] &&
    ! make --no-print-directory -f Makefile.verilator "leaf_$module" RTL="$work/rtl" BUILD="$work/leaf" >"$work/leaf.log" 2>&1
}

cp -r rtl "$work/rtl"
cp -r rtl "$work/unchanged"
build_copy || {
  tail -n 20 "$work/make.log" "$work/link.log" 2>/dev/null
  die "the unchanged copy does not build"
}
"$build/toe_random_trees" "$seed" 300 >"$work/random.jsonl"
if is_noticed || is_noticed_at_random; then
  tail -n 20 "$work/said"
  die "the unchanged copy does not pass"
fi

list_changes >"$work/changes"
echo "seed $seed: $count of $(wc -l <"$work/changes") places"
choose <"$work/changes" >"$work/chosen"
noticed=0 at_random=0 by_bench=0 unnoticed=0 unbuilt=0
while read -r file line column old new; do
  awk -v at="$line" -v column="$column" -v old="$old" -v new="$new" '
    FNR == at { $0 = substr($0, 1, column - 1) new substr($0, column + length(old)) }
    { print }' "$work/unchanged/${file#rtl/}" >"$work/$file"
  what="$file:$line: $old becomes $new: $(sed -n "${line}s/^ *//p" "$work/$file")"
  if ! build_copy; then
    unbuilt=$((unbuilt + 1))
    echo "does not build  $what"
    grep -hE '%Error|error:' "$work/make.log" | head -n 1
  elif is_noticed; then
    noticed=$((noticed + 1))
    echo "noticed         $what"
  elif is_noticed_at_random; then
    at_random=$((at_random + 1))
    echo "at random only  $what"
  elif is_noticed_by_bench "$file"; then
    by_bench=$((by_bench + 1))
    echo "by its bench    $what"
  else
    unnoticed=$((unnoticed + 1))
    echo "NOT NOTICED     $what"
  fi
  cp "$work/unchanged/${file#rtl/}" "$work/$file"
done <"$work/chosen"

echo "$noticed noticed by the traces, $at_random more by random trees, $by_bench by the bench of the module, $unnoticed not noticed, $unbuilt did not build"
built=$((noticed + at_random + by_bench + unnoticed))
[ "$built" -gt 0 ] || die "nothing was built"
[ "$((3 * noticed))" -ge "$built" ] || die "the traces noticed less than a third"
[ "$((3 * (noticed + at_random + by_bench)))" -ge "$((2 * built))" ] || die "less than two thirds were noticed"
