#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# `toesim test`: what is found, in which order, one line each, the summary, shares, JUnit, exit codes.
. "$(dirname "$0")/lib.sh"
cd "$directory"
mkdir -p t/b/bad t/a/captures t/c
write_s0 t/b/good.jsonl
"$TOESIM" pack t/b/good.jsonl -o t/a/good.pcapng.gz
"$TOESIM" pack t/b/good.jsonl -o t/c/good.pcapng
sed 's/"T1":"NDIS_STATUS_SUCCESS"/"T1":"NDIS_STATUS_FAILURE"/' t/b/good.jsonl >t/c/wrong.jsonl
echo '{"op":"fly"}' >t/b/bad/fly.jsonl
echo not a trace >t/a/captures/x.jsonl
echo not a trace >t/readme.txt

for jobs in 1 3; do
  run 1 test t --engine model -j $jobs --junit j.xml
  [ "$(cut -c 1-4 out | head -4 | tr '\n' ' ')" = "PASS PASS PASS FAIL " ] || fail "$last: lines are wrong: $(cat out)"
  [ "$(sed -n 's/^PASS  //p' out | tr '\n' ' ')" = "t/a/good.pcapng.gz t/b/good.jsonl t/c/good.pcapng " ] || fail "order"
  prints "FAIL  t/c/wrong.jsonl: exit code 1"
  [ "$(tail -1 out)" = "3 passed, 1 failed" ] || fail "$last: summary is $(tail -1 out)"
  grep -q 'tests="4" failures="1"' j.xml || fail "j.xml does not count 4 and 1"
  grep -q 'object T1: expected NDIS_STATUS_FAILURE' j.xml || fail "j.xml has no detail"
done
run 0 test t/a t/b --engine model
[ "$(tail -1 out)" = "2 passed, 0 failed" ] || fail "summary is $(tail -1 out)"
says_nothing
# Named, a bad one is run.
run 3 test t/b t/b/bad --engine model
prints "BAD   t/b/bad/fly.jsonl"
[ "$(tail -1 out)" = "1 passed, 1 failed (1 no good traces)" ] || fail "summary is $(tail -1 out)"
# A failure weighs more than a bad trace.
run 1 test t/c t/b/bad/fly.jsonl --engine model
# Only what failed.
run 1 test t --engine model -q
[ "$(wc -l <out)" -eq 2 ] || fail "-q prints $(wc -l <out) lines"

# Two shares are the whole: the wrong one is the fourth, so in the second.
run 0 test t --engine model --shard 1/2
cp out both
run 1 test t --engine model --shard 2/2
cat out >>both
[ "$(grep '^[PF]A' both | sort | cut -d: -f1 | cut -c 7- | tr '\n' ' ')" = "t/c/wrong.jsonl t/a/good.pcapng.gz t/b/good.jsonl t/c/good.pcapng " ] || fail "shares: $(cat both)"
# Settings hold for every trace.
run 1 test t/b --engine model --set neighbor.entries=0
# All engines.
run 0 test t/b
run 0 test t/b --engine rtl
finish
