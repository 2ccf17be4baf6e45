#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# --fault: as if the trace said so, on every engine; and an object that the trace does not offload is told.
. "$(dirname "$0")/lib.sh"
cd "$directory"

# Without a fault T1 is in; with it the trace that says "fault" in its place and the option give the same answers.
for kind in internal host-memory rejected copy-memory; do
  buffered=
  [ $kind = copy-memory ] && buffered=',"buffered":{"bytes":100}'
  tree() {
    echo "{\"op\":\"initiate\",\"id\":\"r1\",\"tree\":[{\"neighbor\":\"N1\",\"dst_mac\":\"02:00:00:00:00:01\",\"paths\":[{\"path\":\"P1\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.0.1.1\",\"tcp\":[{\"tcp\":\"T1\",\"local_port\":1,\"remote_port\":2$buffered$1}]}]}]}"
  }
  tree "" >plain.jsonl
  tree ",\"fault\":\"$kind\"" >said.jsonl
  for engine in model rtl tandem; do
    run 0 run plain.jsonl --engine $engine --fault T1=$kind --report plain.json
    run 0 run said.jsonl --engine $engine --report said.json
    same plain.json said.json 'del(.wall, .trace)'
    report plain.json '[.requests[0].objects[] | select(.name == "T1") | .status != "NDIS_STATUS_SUCCESS"]' '[true]'
  done
done

# Every new offload: denied twice, though the second comes of itself (host.retry).
write_s0 s0.jsonl
tree "" >one.jsonl
{ cat one.jsonl; sed 's/"r1"/"r2"/' one.jsonl; } >twice.jsonl
run 0 run twice.jsonl --engine tandem --fault T1=internal --report r.json
report r.json '[.requests[].objects[] | select(.name == "T1") | .status]' '["NDIS_STATUS_FAILURE","NDIS_STATUS_FAILURE"]'
# On a linker it does nothing: N1 is in, and linked.
report r.json '[.requests[1].objects[] | select(.name == "N1") | .kind]' '["linker"]'

# In place of the fault that stands there: T2 is host-memory in the trace, so what it expects fails.
run 1 run s0.jsonl --engine model --fault T2=internal
prints "object T2: expected NDIS_STATUS_RESOURCES"

# An object that the trace does not name, or names but does not offload; what it asked is answered.
for engine in model tandem; do
  run 3 run s0.jsonl --engine $engine --fault T9=internal --fault T1=host-memory --report r.json --junit j.xml
  says "s0.jsonl: --fault: the trace offloads no object T9"
  report r.json '[.end.reason, .end.exit, .totals.requests, .totals.completed]' '["bad-input",3,1,1]'
  grep -q 'no object T9' j.xml || fail "j.xml does not say which object"
done
echo '{"op":"initiate","tree":[{"neighbor":"N1","placeholder":true}]}' >holder.jsonl
run 3 run holder.jsonl --engine model --fault N1=internal
says "no object N1"

# A kind that is not the layer's is the host's to tell, with the place in the trace.
for kind in rejected copy-memory; do
  run 3 run s0.jsonl --engine model --fault P1=$kind
  says "s0.jsonl:2"
  says "P1"
done
finish
