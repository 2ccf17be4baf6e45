#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# toebench in its short form: every promised figure is there with its target, every line is JSON and complete, what is
# counted is right, wrong usage is refused.  No time is looked at.
set -eu
: "${TOE_BUILD_DIRECTORY:?the build}" "${TOE_SOURCE_DIRECTORY:?the tree}"
toebench=$TOE_BUILD_DIRECTORY/toebench
bench=$TOE_SOURCE_DIRECTORY/testbench/bench
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
  printf 'FAILED: %s\n' "$*"
  failures=$((failures + 1))
}

# ends CODE WORDS...: toebench ends with CODE; its words are in $work/out and $work/err.
ends() {
  expected=$1
  shift
  code=0
  "$toebench" "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
  [ "$code" -eq "$expected" ] || {
    fail "toebench $*: exit code $code, expected $expected"
    sed 's/^/  | /' "$work/err"
  }
}

# ---- the list has what is promised
ends 0 --list
cp "$work/out" "$work/list"
cut -f 1 "$work/list" >"$work/names"
[ -z "$(sort "$work/names" | uniq -d)" ] || fail "a name twice: $(sort "$work/names" | uniq -d)"
grep -v '^#' "$bench/promised.txt" >"$work/promised"
while IFS= read -r line; do
  figure=${line%%:*}
  target=$(printf '%s' "${line#*:}" | sed 's/^ *//')
  awk -F '\t' -v figure="$figure" -v target="$target" \
    '$1 == figure { found = 1; if ($3 != target) exit 1 } END { if (!found) exit 1 }' "$work/list" ||
    fail "promised: $figure, $target; not so in toebench --list"
done <"$work/promised"

# ---- every figure, one JSON line each, measured
ends 0 --short
cp "$work/out" "$work/lines"
jq -r .bench "$work/lines" >"$work/measured" || fail "not JSON"
cmp -s "$work/names" "$work/measured" || {
  fail "measured is not what --list has"
  diff "$work/names" "$work/measured" | head
}
jq -c 'select(
    (.value | type) != "number" or (.unit | type) != "string" or (.what | length) == 0 or
    (.count | type) != "number" or .count < 1 or .scale != 100 or .repeats != 1 or
    .low > .value or .high < .value or
    (.target == null) != (.bound == null) or (.target == null) != (.met == null) or
    (.baseline == null) != (.ratio == null) or
    (.baseline != null and ((.value / .baseline / .ratio) | . < 0.999999 or . > 1.000001)) or
    (.bound == "within" and .met != ((.ratio - 1 | fabs) <= .target)) or
    (.bound == "at_least" and .met != ((.ratio // .value) >= .target)) or
    (.bound == "at_most" and .met != ((.ratio // .value) <= .target)))' "$work/lines" >"$work/odd"
[ ! -s "$work/odd" ] || {
  fail "lines that are not as they must be"
  head -3 "$work/odd"
}

# Lines and pages say whether the RTL has its assertions.
if grep -q '^TOE_RTL_ASSERTIONS:BOOL=OFF' "$TOE_BUILD_DIRECTORY/CMakeCache.txt"; then assertions=false; else assertions=true; fi
[ "$(jq -c .rtl_assertions "$work/lines" | sort -u)" = "$assertions" ] || fail "not every line has rtl_assertions $assertions"

# counts FIGURE COUNT
counts() {
  actual=$(jq -c --arg figure "$1" 'select(.bench == $figure) | .count' "$work/lines")
  [ "$actual" = "$2" ] || fail "$1 counts '$actual', expected $2"
}
# 320 operations: a request and a completion; 16 writes of 256; a write of 256, two, a read of 512 and its two completions.
counts pcie.read_64 640
counts pcie.read_1024 1920
counts pcie.write_4096 5120
counts pcie.both_512 1600
# Two rounds of a hundredth of the connections in whole trees: 400, 4096, 16384 / 16 trees, 16384 / 4096 (at least one).
counts pipeline.tree_1_1_rtl 8
counts pipeline.tree_1_rtl 80
counts pipeline.tree_16_rtl 320
counts pipeline.tree_4096_rtl 8192
# Each trace of a set once: its objects, as `toesim run` counts them, under any link.
objects=0
for trace in ramp ramp-batched ramp-at-once full; do
  "$TOE_BUILD_DIRECTORY/toesim" run "$TOE_SOURCE_DIRECTORY/traces/captured/$trace.pcapng.gz" --engine model -q >"$work/run"
  objects=$((objects + $(sed -n 's/.* completed; \([0-9]*\) objects, .*/\1/p' "$work/run")))
done
counts exact.captured_share "$objects"
counts exact.captured_distance "$objects"
counts exact.unlike "$(jq 'select(.bench | test("^exact.*_share$")) | .count' "$work/lines" | awk '{ sum += $1 } END { print sum }')"
jq -r 'select(.bench | startswith("pipeline.")) | .bench + " " + (.count | tostring)' "$work/lines" >"$work/counts"
sed -n 's/_rtl / /p' "$work/counts" | sort >"$work/rtl"
sed -n 's/_model / /p' "$work/counts" | sort >"$work/model"
[ -s "$work/rtl" ] && cmp -s "$work/rtl" "$work/model" || fail "the engines did not decide as many"

# ---- the simulated device is the same in every run, to the last digit
ends 0 --short --only pcie --only 'pipeline.*' --only exact
grep -E '"bench": "(pcie|pipeline|exact)\.' "$work/lines" | cmp -s - "$work/out" || fail "a second run gives other figures"

# ---- a miss is a miss, and ends badly only when asked to: two trees of 256 are over before the link is full
ends 0 --short --only pipeline.tree_256_model
[ "$(jq -c '[.met, .count]' "$work/out")" = '[false,512]' ] || fail "two trees of 256 meet their target, or not counted"
ends 1 --short --strict --only pipeline.tree_256_model
ends 0 --short --strict --only pipeline.tree_4096_model

# ---- the page: a row a figure
ends 0 --short --markdown --only pcie.read_64 --only 'pipeline.tree_4096_*'
[ "$(grep -c '^| `' "$work/out")" -eq 5 ] || fail "--markdown has other rows than figures"
grep -qF "Made by \`$(basename "$TOE_BUILD_DIRECTORY")/toebench --short --markdown --only pcie.read_64 --only 'pipeline.tree_4096_*'\`" "$work/out" ||
  fail "--markdown does not say how it was made"

if $assertions; then
  grep -qF 'Assertions of the RTL: on. **No record**' "$work/out" || fail "--markdown does not warn of the assertions"
  ends 2 --markdown --only pcie.read_64
  grep -q 'cmake --preset bench' "$work/err" && [ ! -s "$work/out" ] || fail "a record with assertions is not refused as it must be"
else
  grep -qF 'Assertions of the RTL: off' "$work/out" || fail "--markdown does not say that the assertions are off"
  ends 0 --markdown --only pcie.read_64
fi

# ---- wrong usage
ends 2 --nonsense
ends 2 --only
ends 2 --only 'pcie.nothing*'
ends 2 --repeat
ends 2 --repeat 0
ends 2 --repeat 100
ends 2 --repeat 3x
ends 2 pcie
ends 0 --help
for option in list only short repeat markdown strict help; do
  grep -q -e "--$option" "$work/out" || fail "--help does not name --$option"
done
code=0
"$toebench" --short --only pcie.read_64 >/dev/full 2>/dev/null || code=$?
[ "$code" -eq 4 ] || fail "a full disk ends with $code, expected 4"

[ "$failures" -eq 0 ] || exit 1
echo "$(wc -l <"$work/lines") figures"
