#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds the RTL with one option at a time changed, and measures the bare loop (testbench/perf/toe_work.c) of all of them in turn,
# several rounds, in one run; prints a Markdown table: edges a processor second (median), and the ratio to the build as it is.
# docs/verilator-options.md holds one.
#
#   sh scripts/verilator_options.sh [--edges N] [--rounds N] [VARIANT...]
#
# Some minutes of a core.  Exit 0; 2: usage; 3: a variant could not be built or measured, its row says so.  Needs `sh scripts/deps.sh build`.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root" || exit 3
edges=100000
rounds=7
names=

fail() {
  echo "verilator_options.sh: $2" >&2
  exit "$1"
}

while [ $# -gt 0 ]; do
  case $1 in
    --edges | --rounds)
      [ $# -gt 1 ] || fail 2 "$1 needs a number"
      case $2 in '' | *[!0-9]* | 0) fail 2 "$1: '$2' is not a number" ;; esac
      if [ "$1" = --edges ]; then edges=$2; else rounds=$2; fi
      shift
      ;;
    -*) fail 2 "usage: verilator_options.sh [--edges N] [--rounds N] [VARIANT...]" ;;
    *) names="$names $1" ;;
  esac
  shift
done

# NAME | variables of `make -f Makefile.verilator lib` | what it is.  The first is what the others are compared with.
variants() {
  cat <<'EOF'
normal||as the Makefile builds it: -O2, assertions on, tracing built in but not opened
Os|OPT=-Os|OPT_FAST=-Os, the default of Verilator
O1|OPT=-O1|OPT_FAST=-O1
O3|OPT=-O3|OPT_FAST=-O3
native|OPT='-O2 -march=native'|-march=native
verilator-O3|EXTRA=-O3|verilator -O3
x-fast|EXTRA='--x-assign fast --x-initial fast'|--x-assign fast --x-initial fast
noassert|ASSERT=|assertions out
notrace|TRACING=|tracing not built in
split|EXTRA='--output-split 5000 --output-split-cfuncs 500'|--output-split 5000 --output-split-cfuncs 500
threads2|EXTRA='--threads 2'|--threads 2
pgo||gcc -fprofile-generate, the loop, -fprofile-use
bench|ASSERT= OPT='-O3 -march=native' EXTRA='--x-assign fast --x-initial fast -O3'|assertions out, -O3, -march=native, --x-assign fast, verilator -O3
coverage-line|EXTRA=--coverage-line|line coverage built in
coverage|EXTRA=--coverage|line and toggle coverage built in
fst||as normal, dumping all into an FST
EOF
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
verilator=$(verilator --getenv VERILATOR_ROOT)/include
c_sources="testbench/perf/toe_work.c testbench/random/toe_seam_bar.c testbench/random/toe_seam_end.c testbench/random/toe_seam_host.c
  testbench/random/toe_seam_ledger.c testbench/random/toe_seam_link.c testbench/random/toe_seam_record.c testbench/random/toe_seam_request.c"

# What all share: the C of the loop, of the bridge and of the model.
mkdir "$work/c"
for source in $c_sources bridge/*.c model/*.c model/spec/*.c; do
  gcc -std=c11 -D_POSIX_C_SOURCE=200809L -O2 -I. -c -o "$work/c/$(echo "$source" | tr / +).o" "$source" || fail 3 "$source does not compile"
done

# lib DIRECTORY VARIABLE... : the RTL's library.
lib() {
  directory=$1
  shift
  make --no-print-directory -f Makefile.verilator lib BUILD="$directory" "$@" >"$directory.log" 2>&1
}

# link DIRECTORY FLAG... : the loop with that library.
link() {
  directory=$1
  shift
  mkdir -p "$directory/adapter"
  for source in bridge/*.cpp; do
    # A model without tracing has no trace().
    if [ -e "$directory/obj/Vtoe_top__Trace__0.cpp" ]; then cat "$source"; else sed 's/top_->trace([^;]*;//' "$source"; fi \
      >"$directory/adapter/$(basename "$source")"
    g++ -std=c++17 -D_POSIX_C_SOURCE=200809L -DVL_TIME_CONTEXT -O2 -I. -isystem "$directory/obj" -isystem "$verilator" \
      -isystem "$verilator/vltstd" "$@" -c -o "$directory/adapter/$(basename "$source").o" "$directory/adapter/$(basename "$source")" || return 1
  done
  g++ "$@" -o "$directory/toe_work" "$work"/c/*.o "$directory"/adapter/*.o "$directory/libtoe_rtl.a" -lz -lpthread -latomic
}

# build NAME VARIABLES : nothing if it went well.
build() {
  directory=$work/$1
  case $1 in
    fst) cp -r "$work/normal" "$directory" && return ;;
    pgo)
      lib "$directory" OPT="-O2 -fprofile-generate -fprofile-update=single" && link "$directory" -fprofile-generate &&
        "$directory/toe_work" loop 20000 1 >/dev/null || return 1
      find "$directory/obj" -name '*.o' -delete
      rm -f "$directory"/obj/*.a "$directory/libtoe_rtl.a"
      lib "$directory" OPT="-O2 -fprofile-use -fprofile-partial-training -Wno-missing-profile" && link "$directory"
      return
      ;;
    coverage*)
      eval "lib \"\$directory\" $2" && make --no-print-directory -C "$directory/obj" -f Vtoe_top.mk verilated_cov.o >>"$directory.log" 2>&1 &&
        ar q "$directory/libtoe_rtl.a" "$directory/obj/verilated_cov.o" && link "$directory" -DVM_COVERAGE=1
      return
      ;;
  esac
  eval "lib \"\$directory\" $2" && link "$directory"
}

# measure NAME : edges a processor second.
measure() {
  wave=
  [ "$1" != fst ] || wave=$work/all.fst
  # shellcheck disable=SC2086 # a word or none
  "$work/$1/toe_work" loop "$edges" 1 $wave | sed -n 's/^edges a processor second: //p'
}

variants | while IFS='|' read -r name rest; do
  case " $names " in '  ' | *" $name "*) echo "$name|$rest" ;; *) [ "$name" != normal ] || echo "$name|$rest" ;; esac
done >"$work/variants"
for name in $names; do grep -q "^$name|" "$work/variants" || fail 2 "no variant $name"; done
while IFS='|' read -r name variables what; do
  echo "building $name" >&2
  build "$name" "$variables" >"$work/$name.link" 2>&1 </dev/null || {
    tail -n 5 "$work/$name.log" "$work/$name.link" >&2
    echo 0 >"$work/$name.rates"
  }
done <"$work/variants"
round=0
while [ $round -lt "$rounds" ]; do
  round=$((round + 1))
  echo "round $round of $rounds" >&2
  while IFS='|' read -r name variables what; do
    [ "$(cat "$work/$name.rates" 2>/dev/null)" != 0 ] || continue
    rate=$(measure "$name" </dev/null)
    if [ -n "$rate" ]; then echo "$rate" >>"$work/$name.rates"; else echo 0 >"$work/$name.rates"; fi
  done <"$work/variants"
done

echo "| variant | what | edges a processor second | ratio |"
echo "|---|---|---|---|"
base=
code=0
while IFS='|' read -r name variables what; do
  median=$(sort -n "$work/$name.rates" | awk '{ rate[NR] = $1 } END { print rate[int((NR + 1) / 2)] }')
  [ -n "$base" ] || base=$median
  if [ "$median" = 0 ]; then
    [ "$name" != normal ] || fail 3 "there is nothing to compare with"
    echo "| $name | $what | failed | - |"
    code=3
    continue
  fi
  awk -v name="$name" -v what="$what" -v rate="$median" -v base="$base" 'BEGIN { printf "| %s | %s | %d | %.2f |\n", name, what, rate, rate / base }'
done <"$work/variants"
exit $code
