#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# pcie.read_faults: DMA reads that come poisoned, as UR or CA, or not at all.  What cannot be read is FAILURE, as
# docs/microarchitecture.md 5.3, 7 and 8 say; nothing else is touched, nothing hangs, and no rule counts as broken.
. "$(dirname "$0")/lib.sh"
cd "$directory"

# Three requests of a neighbor each, then one of neighbor, path and a connection with 1000 bytes of buffered data.
{
  for i in 1 2 3; do
    echo "{\"op\":\"initiate\",\"at_ns\":0,\"id\":\"r$i\",\"tree\":[{\"neighbor\":\"N$i\",\"dst_mac\":\"02:00:00:00:00:0$i\"}]}"
  done
  echo '{"op":"initiate","at_ns":0,"id":"r4","tree":[{"neighbor":"N4","dst_mac":"02:00:00:00:00:04","paths":[{"path":"P","src_ip":"10.0.0.1","dst_ip":"10.0.1.1","tcp":[{"tcp":"T","local_port":1024,"remote_port":80,"buffered":{"bytes":1000}}]}]}]}'
} >four.jsonl

statuses='[.requests[].objects[] | .name + " " + (.status | ltrimstr("NDIS_STATUS_") | ltrimstr("OFFLOAD_"))] | join(", ")'
good='N1 SUCCESS, N2 SUCCESS, N3 SUCCESS, N4 SUCCESS, P SUCCESS, T SUCCESS'

# FAULTS | STATUSES, in tandem: both engines agree to the edge.  (PARTIAL_SUCCESS does not climb [R23].)
while IFS='|' read -r faults wanted; do
  run 0 run four.jsonl --set "pcie.read_faults=$faults" --set pcie.completion_timeout_us=60 --report r.json
  report r.json "$statuses" "\"$wanted\""
  report r.json '[(.violations | length), .lockstep.mismatches, .lockstep.timing.max_cycles, .end.exit]' '[0,0,0,0]'
done <<EOT
none|$good
command:0=poisoned|N1 FAILURE, N2 SUCCESS, N3 SUCCESS, N4 SUCCESS, P SUCCESS, T SUCCESS
command:1=ur,command:2=lost|N1 SUCCESS, N2 FAILURE, N3 FAILURE, N4 SUCCESS, P SUCCESS, T SUCCESS
object:0=ca,object:2=lost|N1 FAILURE, N2 SUCCESS, N3 FAILURE, N4 SUCCESS, P SUCCESS, T SUCCESS
object:3=poisoned|N1 SUCCESS, N2 SUCCESS, N3 SUCCESS, N4 FAILURE, P FAILURE, T FAILURE
object:3=lost@1|N1 SUCCESS, N2 SUCCESS, N3 SUCCESS, N4 PARTIAL_SUCCESS, P FAILURE, T FAILURE
copy:0=ur|N1 SUCCESS, N2 SUCCESS, N3 SUCCESS, N4 SUCCESS, P PARTIAL_SUCCESS, T FAILURE
copy:1=lost@1|N1 SUCCESS, N2 SUCCESS, N3 SUCCESS, N4 SUCCESS, P PARTIAL_SUCCESS, T FAILURE
object:100=lost|$good
EOT

# Which error the device gives, and where: the request without a command reads no objects.
run 0 run four.jsonl --set pcie.read_faults=command:0=ur,object:2=ur --report r.json
report r.json '[.requests[].error]' '["the command could not be read over PCIe",null,null,"an object or a forwarded segment could not be read over PCIe"]'

# To the device all has failed from the bad object on, also placeholders; the host is told SUCCESS of these [R90].
echo '{"op":"initiate","at_ns":0,"id":"r1","tree":[{"neighbor":"N1","dst_mac":"02:00:00:00:00:01","paths":[{"path":"hollow","placeholder":true,"tcp":[{"tcp":"T","local_port":1024,"remote_port":80}]}]}]}' >hollow.jsonl
run 0 run hollow.jsonl --set pcie.read_faults=object:0=poisoned --report r.json
report r.json "$statuses" '"N1 FAILURE, hollow SUCCESS, T FAILURE"'
report r.json '.violations | length' 0

# A lost read ends with its timeout: 60 us are 15000 cycles of 250 MHz, and the answer of any other read comes within 250.
for engine in model rtl; do
  run 0 run four.jsonl --engine $engine --set pcie.read_faults=object:0=lost --set pcie.completion_timeout_us=60 --report r.json
  report r.json '.requests[0] | (.completed_cycle - .submitted_cycle) | . > 15000 and . < 15250' true
  report r.json .device.completion_timeouts 1
done

# Without a fault asked for, a read that fails breaks a rule: here a host that takes longer than the timeout.
run 1 run four.jsonl --set pcie.read_latency=fixed:70000 --set pcie.completion_timeout_us=60 --report r.json
report r.json '[.violations[] | .rule] | unique' '["link"]'

run 2 run four.jsonl --set pcie.read_faults=command:0=gone
says 'pcie.read_faults: "command:0=gone" is not understood'
finish
