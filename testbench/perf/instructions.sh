#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# scripts/instructions.sh judges as it should, by counts that are made up; then every recorded workload needs what it did, to 3 %,
# and a waveform that is asked for costs nothing before its window.
#
# Exit 77, which ctest calls skipped: all else is well, but the record is of another compiler, tool, library or processor, and the
# workloads were not judged.
set -u
root=${TOE_SOURCE_DIRECTORY:?the tree}
build=${TOE_BUILD_DIRECTORY:?the build}
cd "$root" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
failures=0
is_skipped=false

fail() {
  echo "FAILED: $*"
  [ ! -f "$work/said" ] || sed 's/^/  | /' "$work/said"
  failures=$((failures + 1))
}

# try CODE OPTION... : the script, its words in $work/said.
try() {
  expected=$1
  shift
  code=0
  sh scripts/instructions.sh "$@" >"$work/said" 2>&1 || code=$?
  [ "$code" -eq "$expected" ] || fail "instructions.sh $*: exit $code, expected $expected"
}
says() { grep -qE -- "$1" "$work/said" || fail "it does not say '$1'"; }

# ---- its logic.  Whatever the workload, a count is what $work/count says; a workload of `mmio` twice that.
cat >"$work/counter" <<'EOF'
count=$(cat "$1/count")
case "$*" in *mmio*) count=$((2 * count)) ;; esac
echo $count
EOF
TOE_COUNT="sh $work/counter $work"
export TOE_COUNT
echo 1000 >"$work/count"
record=$work/record.tsv
try 3 --file "$record"
try 0 --record --file "$record"
[ "$(grep -c "$(printf '\t')1000\$" "$record")" -eq 6 ] || fail "not six counts of 1000 in the record"
grep -q "^link.mmio$(printf '\t')2000\$" "$record" || fail "link.mmio is not 2000 in the record"
grep -q '^# tools: ..*cc' "$record" || fail "the record names no compiler"
try 0 --file "$record"
says '^model.s0 +1000 +1000 +\+0.00%$'
echo 1020 >"$work/count"
try 0 --file "$record"
echo 1021 >"$work/count"
try 1 --file "$record"
says '^model.s0 +1000 +1021 +\+2.10%  more$'
try 0 --file "$record" --tolerance 2.2
try 1 --file "$record" rtl.edges
grep -q '^rtl.edges .*more$' "$work/said" && ! grep -q '^model' "$work/said" || fail "not one workload alone"
says 'record it: sh scripts/instructions.sh --record'
echo 980 >"$work/count"
try 0 --file "$record"
echo 900 >"$work/count"
try 1 --file "$record"
says '^link.mmio +2000 +1800 +-10.00%  less$'
says 'record it: sh scripts/instructions.sh --record'
says 'less is a failure too'
try 0 --file "$record" --tolerance 10
# One more of them is written down, the rest stays.
try 0 --file "$record" --record link.mmio
[ "$(sed -n 's/^link.mmio.//p;s/^model.s0.//p' "$record" | tr '\n' ' ')" = "1800 1000 " ] || fail "$(cat "$record")"
# Without its record a workload is a failure; with another compiler's nothing is judged, and nothing mixed.
sed -i '/^rtl.edges/d' "$record"
try 1 --file "$record"
says '^rtl.edges .*no record$'
sed -i 's/^# tools: .*/# tools: another/' "$record"
echo 5000 >"$work/count"
try 77 --file "$record"
says '^not judged'
says '^  recorded with another$'
says '^  now +..*glibc'
try 2 --file "$record" --record link.mmio
echo nothing >"$work/count"
try 3 --file "$record"
rm "$work/count"
try 3 --file "$record"
try 2 --tolerance much
try 2 --tolerance
try 2 --slower
try 2 no.workload
says 'there are model.s0'
unset TOE_COUNT
rm -f "$work/said"

# ---- the workloads.  Other builds have other counts, and valgrind cannot run a sanitized one.
if grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=Release' "$build/CMakeCache.txt" && ! grep -q '^TOE_SANITIZE:BOOL=ON\|^TOE_RTL_ASSERTIONS:BOOL=OFF' "$build/CMakeCache.txt"; then
  code=0
  sh scripts/instructions.sh --tolerance 3 || code=$?
  case $code in
    0) ;;
    77) is_skipped=true ;;
    *) fail "not the instructions that are recorded; if it must be so: sh scripts/instructions.sh --record" ;;
  esac
  # To open the file, name 1,500 signals in it, dump one edge and close it costs the same wherever that edge is: the 8,700 edges more that
  # come before the later one pay nothing for it.  In all a hundredth of what they cost anyway is allowed.
  count() {
    valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null --log-file="$work/log" "$build/toesim" run --engine rtl -q \
      --set sim.jump=off --wave-auto off traces/statuses/s0-example.jsonl "$@" >"$work/out" 2>&1 && sed -n 's/.*I *refs: *//p' "$work/log" | tr -d ,
  }
  without=$(count) early=$(count --wave "$work/w.fst" --wave-cycles 1000:1001) late=$(count --wave "$work/w.fst" --wave-cycles 9700:9701)
  echo "S0 on the RTL, every edge: $without instructions; with a waveform of edge 1000 $early, of edge 9700 $late"
  if [ -z "$without" ] || [ -z "$early" ] || [ -z "$late" ]; then
    fail "a run cannot be counted: $(tail -n 2 "$work/out")"
  elif [ $((late - early)) -gt $((without / 100)) ] || [ $((early - late)) -gt $((without / 100)) ]; then
    fail "a waveform costs something before its window"
  fi
else
  echo "no release build: the workloads are not counted"
  is_skipped=true
fi
[ "$failures" -eq 0 ] || exit 1
$is_skipped || exit 0
echo "SKIPPED: the workloads were not judged; the reason stands above"
exit 77
