#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A run on each engine: exit codes, tables, report, CSV, JUnit, gates.
. "$(dirname "$0")/lib.sh"
cd "$directory"
write_s0 s0.jsonl
sed 's/"T1":"NDIS_STATUS_SUCCESS"/"T1":"NDIS_STATUS_FAILURE"/' s0.jsonl >wrong.jsonl

for engine in model rtl tandem; do
  run 0 run s0.jsonl --engine $engine --report r.json --objects o.csv --junit j.xml
  says_nothing
  for name in N1 P1 T1 T2 P2 T3; do prints " $name "; done
  report r.json '.schema' '"toesim-report/1"'
  report r.json '.engine' "\"$engine\""
  report r.json '[.end.reason, .end.exit]' '["complete",0]'
  # In the order the device tries them: the walk goes down first (R87).
  report r.json '[.requests[].objects[].name]' '["N1","P1","T1","T2","P2","T3"]'
  report r.json '[.requests[].objects[].attempted]' '[true,true,true,true,true,false]'
  report r.json '[.requests[].objects[].status]' '["NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS","NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS","NDIS_STATUS_SUCCESS","NDIS_STATUS_RESOURCES","NDIS_STATUS_FAILURE","NDIS_STATUS_FAILURE"]'
  report r.json '.exhaustion' '[]'
  # What the driver advertises [R193]: 802.3 framing (2), as many connections as the limit allows.
  report r.json '.device.capability' '{"encapsulation":2,"ipv4":true,"ipv6":true,"sack":false,"tcp_capacity":4096}'
  [ "$(wc -l <o.csv)" -eq 7 ] || fail "o.csv has not 7 lines"
  grep -q 'failures="0"' j.xml || fail "j.xml has failures"
  [ "$(grep -c '<testcase classname="expect"' j.xml)" -eq 6 ] || fail "j.xml has not 6 expectations"

  run 1 run wrong.jsonl --engine $engine --report r.json --junit j.xml
  prints "wrong.jsonl:2: request r1, object T1: expected NDIS_STATUS_FAILURE, got NDIS_STATUS_SUCCESS"
  says "1 of 6 expectations failed"
  report r.json '[.end.reason, .end.exit]' '["expectation",1]'
  [ "$(grep -c '<failure' j.xml)" -ge 1 ] || fail "j.xml has no failure"

  # A smaller card: the third connection tried is denied, and the report says where.
  write_crowd crowd.jsonl 4
  run 0 run crowd.jsonl --engine $engine --set tcp.entries=5 --report r.json
  report r.json '[.exhaustion[] | [.request, .object, .layer, .pool, .status, .used, .limit]]' '[["r2","B2","tcp","tcp","NDIS_STATUS_OFFLOAD_TCP_ENTRIES",5,5],["r3","A3","tcp","tcp","NDIS_STATUS_OFFLOAD_TCP_ENTRIES",5,5],["r3","B3","tcp","tcp","NDIS_STATUS_OFFLOAD_TCP_ENTRIES",5,5]]'
  report r.json '.pools.tcp | [.limit, .peak, .used_at_end, .denied]' '[5,5,5,3]'
  run 0 run crowd.jsonl --engine $engine --set tcp.entries=8 --report r.json
  report r.json '[.exhaustion, .pools.tcp.denied]' '[[],0]'
done
report r.json '[.lockstep.mismatches, .lockstep.compared > 0, .lockstep.timing.max_cycles]' '[0,true,0]'

# Gates: each is judged, one that fails is enough.
run 0 run crowd.jsonl --engine model --set tcp.entries=5 --gate 'pools.tcp.denied==3' --gate 'pools.path.denied == 0'
run 1 run crowd.jsonl --engine model --set tcp.entries=5 --gate 'pools.tcp.denied==0' --gate 'pools.path.denied==0' \
  --gate 'no.such.path==0' --report r.json --junit j.xml
says "pools.tcp.denied"
says "no.such.path"
report r.json '[.end.reason, .end.exit]' '["gate",1]'
[ "$(grep -c '<testcase classname="gate"' j.xml)" -eq 3 ] || fail "j.xml has not 3 gates"
[ "$(grep -c '<failure' j.xml)" -eq 2 ] || fail "j.xml has not 2 failures"

# Settings: --set wins over --config, which wins over --profile.
echo '{"tcp.entries": 5, "path.entries": 3}' >c.json
run 0 run crowd.jsonl --engine model --profile tiny --config c.json --set path.entries=2 --report r.json
report r.json '[.config["neighbor.entries"], .config["path.entries"], .config["tcp.entries"]]' '[8,2,5]'

# -q leaves the table of objects out; the other words stay.
run 0 run s0.jsonl --engine model -q
grep -q '^  T1 ' out && fail "-q prints the table of objects"
prints "result: complete"
run 0 run s0.jsonl --engine model -v
says "operations"
# Pace: answers do not depend on it.
run 0 run crowd.jsonl --engine model --set tcp.entries=5 --report trace.json
for pace in asap x1 x7 x1000000; do
  run 0 run crowd.jsonl --engine model --set tcp.entries=5 --pace $pace --report pace.json
  same trace.json pace.json "$ANSWERS"
done
finish
