#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# shrink_test.sh BUILD - the shrinker finds a planted wrong expectation, and all that it needs to be wrong; random_trees.sh
# notices an oracle that is wrong, says how to repeat it and leaves the smallest scenario.
#
# Among 60 random requests without expectations stand two of ours: one that offloads q, and one that names q without a state
# (so it is an error, not a failure, without the first) and expects of it what cannot be.  One engine is enough.  A gate that
# is not met either, or only when lines are cut, does not lead it astray.
set -eu
build=$1
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

fail() {
  echo "shrink_test.sh: $1"
  exit 1
}

run() { "$build/toesim" run "$1" --engine model --detail summary --progress never >"$work/out" 2>&1; }
shrink() {
  scenario=$1
  shift
  sh "$here/shrink.sh" "$scenario" "$work/smallest.jsonl" \
    "$build/toesim" run @ --engine model --detail summary --progress never "$@"
}

# The random requests, with line $2 before request r20 and line $3 before r41.
plant() {
  awk -v early="$2" -v late="$3" '/"id":"r20"/ && early != "" { print early } /"id":"r41"/ { print late } { print }' \
    "$work/random.jsonl" >"$1"
}

"$build/toe_random_trees" 7 60 >"$work/random.jsonl"
run "$work/random.jsonl" || {
  cat "$work/out"
  fail "the scenario fails before anything is planted"
}

# 1. A placeholder that is to fail: that line alone is left.
plant "$work/one.jsonl" "" \
  '{"op":"initiate","id":"alone","tree":[{"path":"z","placeholder":true}],"expect":{"z":"NDIS_STATUS_FAILURE"}}'
shrink "$work/one.jsonl"
[ "$(wc -l <"$work/smallest.jsonl")" -eq 1 ] || fail "one line was enough"
grep -q '"id":"alone"' "$work/smallest.jsonl" || fail "the planted line is not the one left"

# 2. A linker that is to fail: what offloads its object is needed too.
plant "$work/two.jsonl" \
  '{"op":"initiate","id":"needed","tree":[{"neighbor":"q","dst_mac":"02:00:00:00:00:01"}]}' \
  '{"op":"initiate","id":"wrong","tree":[{"neighbor":"q"}],"expect":{"q":"NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS"}}'
shrink "$work/two.jsonl"
[ "$(grep -c '"id":"wrong"\|"id":"needed"' "$work/smallest.jsonl")" -eq 2 ] || fail "the planted lines are not left"
[ "$(wc -l <"$work/smallest.jsonl")" -eq 2 ] || fail "two lines were enough"
code=0
run "$work/smallest.jsonl" || code=$?
[ "$code" -eq 1 ] || fail "what is left ends with exit code $code"

# 3. The same, where everything is terminated in the end and must be: no scenario without that terminate.  And where
# something is left in any case, but the expectation is what fails.
"$build/toe_random_trees" 7 60 8 end >"$work/random.jsonl"
plant "$work/ended.jsonl" "" \
  '{"op":"initiate","id":"alone","tree":[{"path":"z","placeholder":true}],"expect":{"z":"NDIS_STATUS_FAILURE"}}'
for gate in totals.live.neighbor==0 totals.live.neighbor==4711; do
  shrink "$work/ended.jsonl" --gate "$gate" --gate pools.vlan.used_at_end==0 >"$work/said"
  grep -q 'exit code 1 (expectation)' "$work/said" || fail "with $gate the reason is not told: $(cat "$work/said")"
  grep -q '"id":"alone"' "$work/smallest.jsonl" || fail "with $gate it shrank to another failure"
  [ "$(wc -l <"$work/smallest.jsonl")" -eq 1 ] || fail "with $gate one line was enough"
done

# 4. A gate that is the failure: what is left fails for it although the last request is there.
shrink "$work/random.jsonl" --gate totals.live.neighbor==0 --gate requests.length==4711 >"$work/said"
grep -q '(gate requests.length==4711)' "$work/said" || fail "the gate is not told: $(cat "$work/said")"
tail -n 1 "$work/smallest.jsonl" | grep -q '"op":"terminate"' || fail "the last request was cut, and a gate is the failure"

# 5. Nothing to shrink, and wrong usage.
code=0
shrink "$work/random.jsonl" >"$work/out" 2>&1 || code=$?
[ "$code" -eq 1 ] || fail "a scenario that does not fail ends with $code"
code=0
sh "$here/shrink.sh" "$work/random.jsonl" >"$work/out" 2>&1 || code=$?
[ "$code" -eq 2 ] || fail "wrong usage ends with $code"

# 6. An oracle that takes one status for another.
mkdir "$work/build"
ln -s "$build/toesim" "$build/toe_random_trees" "$work/build"
cat >"$work/build/toe_oracle" <<EOF
#!/bin/sh
"$build/toe_oracle" "\$@" >"$work/right.jsonl" || exit
sed s/NDIS_STATUS_OFFLOAD_PATH_MTU/NDIS_STATUS_RESOURCES/ "$work/right.jsonl"
EOF
chmod +x "$work/build/toe_oracle"
code=0
sh "$here/random_trees.sh" "$work/build" 2000 1 >"$work/out" 2>&1 || code=$?
[ "$code" -eq 1 ] || fail "random_trees.sh ends with $code although the oracle is wrong"
for word in 'again: ' 'shrink: ' 'lines still fail' 'expected NDIS_STATUS_RESOURCES, got NDIS_STATUS_OFFLOAD_PATH_MTU'; do
  grep -q "$word" "$work/out" || fail "random_trees.sh does not say '$word'"
done
left=$(cat "$work/build/"*-smallest.jsonl | wc -l)
if [ "$left" -lt 1 ] || [ "$left" -gt 9 ]; then fail "$left lines are left of a failure of one"; fi

# 7. The oracle's own exit codes.
oracle() {
  code=0
  "$build/toe_oracle" "$@" >"$work/out" 2>&1 || code=$?
}
oracle --check "$work/two.jsonl"
[ "$code" -eq 1 ] || fail "toe_oracle --check ends with $code although an expectation is wrong"
oracle --check "$work/random.jsonl"
[ "$code" -eq 0 ] || fail "toe_oracle --check ends with $code without expectations"
for wrong in '' '--set no.such=1' '--set tcp.entries' '--what'; do
  # Words, on purpose.
  # shellcheck disable=SC2086
  oracle $wrong
  [ "$code" -eq 2 ] || fail "toe_oracle $wrong ends with $code"
done
oracle "$work/none.jsonl"
[ "$code" -eq 3 ] || fail "toe_oracle of no file ends with $code"
echo '{"op":"initiate","tree":[{"neighbor":"N"}]}' >"$work/bad.jsonl"
oracle "$work/bad.jsonl"
[ "$code" -eq 3 ] || fail "toe_oracle of a bad line ends with $code"
grep -q "bad.jsonl:1: N: its first mention has no state" "$work/out" || fail "toe_oracle does not say what is bad"
echo "the shrinker finds what was planted"
