#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# flip: bits of a context turn over, on every engine alike, whether or not time jumps; what cannot be flipped is told.
. "$(dirname "$0")/lib.sh"
cd "$directory"

# One bit of P1's first row is corrected, when the first link to it comes; two in one word of 8 bytes are not, and the link
# is an internal failure, which stops the walk.  Two in two words (bits 70 and 140 are of words 1 and 2) are corrected.  The
# third flip is asked for while two requests are in flight, and waits for them.
tree='{"neighbor":"N1","dst_mac":"02:00:00:00:00:01","paths":[{"path":"P1","src_ip":"10.0.0.1","dst_ip":"10.0.1.1","tcp":[{"tcp":"T1","local_port":1,"remote_port":80}]}]}'
link() {
  echo "{\"op\":\"initiate\",\"at_ns\":$1,\"id\":\"$2\",\"tree\":[{\"path\":\"P1\",\"tcp\":[{\"tcp\":\"$3\",\"local_port\":$4,\"remote_port\":80}]}],\"expect\":{\"P1\":\"NDIS_STATUS_$5\",\"$3\":\"NDIS_STATUS_$5\"}}"
}
flip() { echo "{\"op\":\"flip\",\"at_ns\":$1,\"object\":\"$2\",\"row\":$3,\"bits\":[$4]}"; }
{
  echo "{\"op\":\"initiate\",\"id\":\"r1\",\"tree\":[$tree]}"
  flip 50000 P1 0 3
  link 60000 r2 T2 2 SUCCESS
  flip 70000 P1 0 70,140
  link 80000 r3 T3 3 SUCCESS
  link 80000 r4 T4 4 SUCCESS
  flip 80000 P1 0 520,8
  link 80000 r5 T5 5 SUCCESS
  flip 90000 P1 0 3,4
  link 90000 r6 T6 6 FAILURE
} >flips.jsonl

for engine in model rtl tandem; do
  run 0 run flips.jsonl --engine $engine --report $engine.json
  report $engine.json '[.end.reason, .totals.requests, .totals.completed]' '["complete",6,6]'
  report $engine.json '[.requests[].objects[] | select(.name == "P1") | .status == "NDIS_STATUS_SUCCESS"]' '[true,true,true,true,true,false]'
  run 0 run flips.jsonl --engine $engine --set sim.jump=off --report walk.json
  same $engine.json walk.json 'del(.wall, .config["sim.jump"])'
  run 0 run flips.jsonl --engine $engine --seed 7 --set pcie.read_latency=longtail --report seed.json
  same $engine.json seed.json "$ANSWERS"
done
same model.json rtl.json "$ANSWERS"

# The same as a packed trace.
run 0 pack flips.jsonl -o flips.pcapng.gz
run 0 unpack flips.pcapng.gz -o again.jsonl
cmp -s flips.jsonl again.jsonl || fail "flips.jsonl is not what it was after pack and unpack"
run 0 run flips.pcapng.gz --engine rtl --report packed.json
same rtl.json packed.json "$ANSWERS"
run 0 info flips.pcapng.gz
prints "4 flip"
! grep -q "flip (not carried out" out || fail "info calls flip unsupported"

# What the trace cannot mean: said with its place; what came before is answered.
for case in "P9 0 1|P9" "P1 2 1|P1" "N2 0 1|N2"; do
  words=${case%|*}
  {
    echo "{\"op\":\"initiate\",\"id\":\"r1\",\"tree\":[$tree,{\"neighbor\":\"N2\",\"dst_mac\":\"02:00:00:00:00:02\",\"fault\":\"host-memory\"}]}"
    # shellcheck disable=SC2086
    flip 50000 $words
  } >bad.jsonl
  run 3 run bad.jsonl --engine rtl --report r.json
  says "bad.jsonl:2: flip: ${case#*|}"
  report r.json '[.end.reason, .totals.completed]' '["bad-input",1]'
done
finish
