#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# toesim why: the path of a decision, who held a pool, and the change of one key that turns a denial, confirmed by runs.
. "$(dirname "$0")/lib.sh"
cd "$directory"
write_s0 s0.jsonl

# The parts of a path meet, and their sums are the distances between the cycles that a run reports.
run 0 run s0.jsonl --engine rtl --report r.json
for object in N1 P1 T1 T2 P2 T3; do
  run 0 why s0.jsonl $object --engine rtl --json w.json
  report w.json '.schema, .object, .rtl_same' "$(printf '"toesim-why/1"\n"%s"\ntrue' $object)"
  report w.json '[.path.decided, .path.written, .path.completed | .cycles == ([.segments[].cycles] | add) and .cycles == ([.sum[].cycles] | add)]' '[true,true,true]'
  report w.json '[.path.decided, .path.written, .path.completed | .segments[]] | [., .[1:]] | transpose | map(select(.[1] != null) | .[0].to == .[1].from) | all' true
  report w.json '[.submitted_cycle + .path.decided.cycles == .decided_cycle, .decided_cycle + .path.written.cycles == .written_cycle, .written_cycle + .path.completed.cycles == .completed_cycle]' '[true,true,true]'
  # The RTL's own run, and the model's path.
  report r.json ".requests[0] | [.submitted_cycle, .completed_cycle], (.objects[] | select(.name == \"$object\") | [.fetched_cycle, .decided_cycle, .written_cycle])" \
    "$(jq -c '[.submitted_cycle, .completed_cycle], [.fetched_cycle, .decided_cycle, .written_cycle]' w.json)"
done

# By hand: T1 takes 2 and 4 edges for its decision and its lookup; an object is 5 in LOAD; commands and objects are one hop
# of 150 ns up and one down, at 250 MHz 38 edges or 37 by where it begins.
run 0 why s0.jsonl T1 --json w.json
says_nothing
report w.json '.path.decided.sum[] | select(.why == "lookup") | .cycles' 6
report w.json '[.path.decided.segments[] | select(.why | test("^hop")) | .cycles | . == 37 or . == 38]' '[true,true,true,true]'
report w.json '[.path.decided.segments[] | select(.stage == "LOAD" and (.behind | not) and .why == "load") | .cycles]' '[5]'
# With one tag: the command's read has it, then objects wait for it, two at a time.
run 0 why s0.jsonl T3 --set pcie.tags=1
prints "waiting for a tag"
run 0 why s0.jsonl T1 --set command.overhead_cycles=200
prints "200 command overhead"

# Two entries: T3 and T4 are denied, T1 and T2 hold them; T3 needs one more, T4 two.
tree='"tree":[{"neighbor":"N1","dst_mac":"02:00:00:00:00:01","paths":[{"path":"P1","src_ip":"10.0.0.1","dst_ip":"10.0.1.1","mtu":1500,"tcp":['
tcp() { printf '{"tcp":"%s","local_port":%s,"remote_port":80%s}' "$1" "$2" "${3:-}"; }
echo "{\"op\":\"initiate\",\"id\":\"r1\",$tree$(tcp T1 1),$(tcp T2 2),$(tcp T3 3),$(tcp T4 4)]}]}]}" >four.jsonl
for engine in model rtl; do
  run 0 why four.jsonl T4 --set tcp.entries=2 --engine $engine --json w.json
  prints "NDIS_STATUS_OFFLOAD_TCP_ENTRIES"
  prints "Pool tcp: 2 of 2 used, 1 needed"
  prints "tcp.entries 2 -> 4: NDIS_STATUS_SUCCESS"
  prints "with 3 it is denied"
  report w.json '[.denial | .pool, .used, .limit, .needed, [.holders[].name]]' '["tcp",2,2,1,["T1","T2"]]'
  report w.json '[.denial.holders[].since_cycle] == ([.denial.holders[].since_cycle] | sort)' true
  report w.json '.denial.since_cycle == .denial.holders[1].since_cycle' true
  report w.json '[.changes[] | .key, .from, .to, .turned, .not_with, .model.status]' '["tcp.entries","2","4",true,"3","NDIS_STATUS_SUCCESS"]'
done
report w.json '.changes[0] | [.rtl.turned, .rtl.decided_cycle == .model.decided_cycle]' '[true,true]'
# What it says holds in a run of its own.
run 0 run four.jsonl --engine tandem --set tcp.entries=3 --gate pools.tcp.denied==1
run 0 run four.jsonl --engine tandem --set tcp.entries=4 --gate pools.tcp.denied==0
run 0 why four.jsonl T3 --set tcp.entries=2
prints "tcp.entries 2 -> 3:"

# Every key that can deny: KEY VALUE OBJECT, and the value that turns it, worked out by hand; host memory and entries count
# what comes before, a copy is rounded up to 64 bytes.
echo "{\"op\":\"initiate\",\"id\":\"r1\",\"tree\":[{\"neighbor\":\"N1\",\"dst_mac\":\"02:00:00:00:00:01\",\"src_mac\":\"02:00:00:00:00:02\",\"vlan\":7,\"paths\":[{\"path\":\"P1\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.0.1.1\",\"mtu\":1500,\"tcp\":[$(tcp T1 1 ',"initial_rcv_wnd":40000,"buffered":{"bytes":100}')]}]}]}" >one.jsonl
while read -r key value object status wanted; do
  run 0 why one.jsonl "$object" --set "$key=$value" --json w.json
  report w.json '.status' "\"NDIS_STATUS_$status\""
  report w.json '[.changes[] | select(.turned) | [.key, .from, .to]][0]' "[\"$key\",\"$value\",\"$wanted\"]"
  run 0 run one.jsonl --engine model --set "$key=$wanted" --report r.json
  report r.json ".requests[0].objects[] | select(.name == \"$object\") | .status" '"NDIS_STATUS_SUCCESS"'
done <<'EOF2'
neighbor.entries 0 N1 OFFLOAD_NEIGHBOR_ENTRIES 1
vlan.entries 0 N1 OFFLOAD_VLAN_ENTRIES 1
vlan.interface_ids 5 N1 OFFLOAD_VLAN_MISMATCH 5,7
src_mac.entries 0 N1 OFFLOAD_HW_ADDRESS_ENTRIES 1
path.entries 0 P1 OFFLOAD_PATH_ENTRIES 1
src_ip.entries 0 P1 OFFLOAD_IP_ADDRESS_ENTRIES 1
mtu.max 1400 P1 OFFLOAD_PATH_MTU 1500
xmit_buffer.pages 0 T1 OFFLOAD_TCP_XMIT_BUFFER 1
rcv_buffer.pages 1 T1 OFFLOAD_TCP_RCV_BUFFER 3
rcv_window.max 1000 T1 OFFLOAD_TCP_RCV_WINDOW 40000
buffered_copy.bytes 64 T1 FAILURE 128
host_memory.objects 1 T1 FAILURE 3
admission.min_rcv_window 50000 T1 OFFLOAD_CONNECTION_REJECTED 40000
admission.reject_states ESTABLISHED,CLOSING T1 OFFLOAD_CONNECTION_REJECTED CLOSING
admission.reject_local_ports 1 T1 OFFLOAD_CONNECTION_REJECTED none
admission.reject_remote_ports 10-80 T1 OFFLOAD_CONNECTION_REJECTED 10-79
EOF2

# A limit that the trace itself sets: the value is that of its set, and its record is named.
{ echo '{"op":"set","key":"tcp.entries","value":2}'; cat four.jsonl; } >set.jsonl
run 0 why set.jsonl T4 --engine rtl --json w.json
report w.json '.changes[0] | [.from, .to, .turned, .rtl.turned]' '["2","4",true,true]'
prints "in the set of set.jsonl:1"

# What no key turns, it says why.
run 0 why s0.jsonl T2
prints "No change of one key turns it: the fault was asked for"
run 0 why s0.jsonl T3 --json w.json
prints "In its way was P2"
report w.json '[.blocked_by, .changes[].turned]' '["P2",false]'
echo '{"op":"initiate","id":"r1","tree":[{"path":"P1","handle":536870912,"tcp":[]}]}' >handle.jsonl
run 0 why handle.jsonl P1
prints "no key changes what it names"
# Two keys deny it, one after the other: one alone does not do.
run 0 why one.jsonl T1 --set rcv_window.max=1000 --set tcp.entries=0 --json w.json
prints "rcv_window.max does not turn it"
prints "then no TCP entry"
report w.json '[.changes[] | .turned, .model.cause]' '[false,"no TCP entry [R26]"]'
# A failure that the policy let stop the walk.
echo "{\"op\":\"initiate\",\"id\":\"r1\",\"tree\":[{\"neighbor\":\"N1\",\"dst_mac\":\"02:00:00:00:00:01\",\"paths\":[{\"path\":\"P1\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.0.1.1\"},{\"path\":\"P2\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.0.2.1\"}]}]}" >walk.jsonl
run 0 why walk.jsonl P2 --fault P1=internal
prints "In its way was P1"
prints "walk.policy stop-on-uncategorised -> prune: NDIS_STATUS_SUCCESS"

# Several decisions of one name: the first denied, or the one of --request; a terminate too; packed, and from a real wire.
{ cat four.jsonl; sed 's/"r1"/"r2"/' four.jsonl; echo '{"op":"terminate","id":"r3","objects":["T1"]}'; } >again.jsonl
run 0 why again.jsonl T4 --set tcp.entries=2 --json w.json
report w.json '[.request, .others[].request]' '["r1","r2"]'
run 0 why again.jsonl T1 --set tcp.entries=2 --json w.json --request r3
report w.json '[.op, .status, .path.decided.cycles == .decided_cycle - .submitted_cycle]' '["terminate","NDIS_STATUS_SUCCESS",true]'
run 0 pack again.jsonl -o again.pcapng.gz
run 0 why again.pcapng.gz T1 --set tcp.entries=2 --request r3 --json v.json
same w.json v.json 'del(.trace, .place, .others[].place)'
run 0 why "$TOE_SOURCE_DIRECTORY/traces/captured/ramp-batched.pcapng.gz" n5.p2.t10 --set tcp.entries=200
prints "Pool tcp: 200 of 200 used"
prints "tcp.entries 200 -> 203: NDIS_STATUS_SUCCESS"

# Two requests of one id: the place or the number tells them apart.
{ cat four.jsonl; sed 's/"T\([1-4]\)"/"U\1"/g; s/N1/N2/; s/P1/P2/; s/"U4"/"T4"/; s/10.0.1.1/10.0.3.1/' four.jsonl; } >dup.jsonl
run 0 why dup.jsonl T4 --set tcp.entries=2 --request 2 --json w.json
report w.json '[.number, .place, .others[].number]' '[2,"dup.jsonl:2",1]'
run 0 why dup.jsonl T4 --set tcp.entries=2 --request dup.jsonl:2 --json w.json
report w.json '[.number, .others[].place]' '[2,"dup.jsonl:1"]'
run 2 why dup.jsonl T4 --request 3

# The connections need 40, 20 and 20 pages and the limit is 10: with 20 the second is in and the third not, with 40 the
# first and no other, with 60 the first two, with 80 all.  A needs 40 always; B is in from 20 to 39, and from 60 on.
pages() { tcp "$1" "$2" ",\"initial_rcv_wnd\":$3"; }
echo "{\"op\":\"initiate\",\"id\":\"r1\",$tree$(pages A 1 40960),$(pages B 2 20480),$(pages C 3 20480)]}]}]}" >pages.jsonl
run 0 why pages.jsonl B --set rcv_buffer.pages=10 --set rcv_buffer.page_bytes=1024 --json w.json
report w.json '.changes[0] | [.from, .to, .smallest, .not_with]' '["10","20",true,"19"]'
run 0 why pages.jsonl C --set rcv_buffer.pages=50 --set rcv_buffer.page_bytes=1024 --json w.json
report w.json '.changes[0] | [.from, .to, .smallest, .not_with]' '["50","80",true,"79"]'

# What the link holds up, it is the link that is told of: not the chunks that wait for it (docs/timing.md, 6).
run 0 gen trees --batch 400 --connections 400 --in-flight 1 -o link.jsonl
roomy="--set tcp.entries=16384 --set xmit_buffer.pages=65536 --set rcv_buffer.pages=65536 --set pcie.read_latency=fixed:547"
# shellcheck disable=SC2086
run 0 why link.jsonl c300 $roomy --set pcie.lanes=1 --json w.json
report w.json '.path.decided.sum[0].why' '"on the link"'
report w.json '.path.decided | .cycles == ([.segments[].cycles] | add)' true
# shellcheck disable=SC2086
run 0 why link.jsonl c300 $roomy --set pcie.credits_ph=4 --json w.json
report w.json '.path.decided.sum[0].why' '"waiting for a write credit"'
# shellcheck disable=SC2086
run 0 why link.jsonl c300 $roomy --set pcie.credits_nph=1 --json w.json
report w.json '.path.decided.sum[0].why' '"waiting for a read credit"'

# A request as large as there may be: memory for one path, not for one each.
run 0 gen trees --batch 16384 --connections 16384 --in-flight 1 -o large.jsonl
(
  # shellcheck disable=SC3045
  ulimit -v 1500000
  "$TOESIM" why large.jsonl c12000 -v --set tcp.entries=16384 --set xmit_buffer.pages=65536 --set rcv_buffer.pages=65536 >large.out 2>&1
  grep -q "^Decided after" large.out
) || fail "why in a large request: $(tail -1 large.out)"

# A decision stands, though the run ends badly behind it: the case first, then why it ended, and that code.
{ cat four.jsonl; echo '{"op":"initiate","tree":['; } >half.jsonl
run 3 why half.jsonl T4 --set tcp.entries=2 --json w.json
prints "Pool tcp: 2 of 2 used, 1 needed"
prints "tcp.entries 2 -> 4: NDIS_STATUS_SUCCESS"
says "half.jsonl:2"
report w.json '.run_ended != null' true

# What cannot be read again is refused.
code=0
# shellcheck disable=SC2002
cat four.jsonl | "$TOESIM" why /dev/stdin T1 >"$directory/out" 2>"$directory/err" || code=$?
[ "$code" -eq 2 ] || fail "why of a pipe: exit code $code"
says "no regular file"

# Twice the same, byte for byte.
run 0 why "$TOE_SOURCE_DIRECTORY/traces/captured/ramp-batched.pcapng.gz" n5.p2.t10 --set tcp.entries=200
cp "$directory/out" first
run 0 why "$TOE_SOURCE_DIRECTORY/traces/captured/ramp-batched.pcapng.gz" n5.p2.t10 --set tcp.entries=200
cmp -s first "$directory/out" || fail "two answers differ"

# Names that are not there, with those like them; traces and files that are no good; nothing half-written is left.
run 2 why four.jsonl t1
says "no request of this trace names an object t1; like it: T1"
run 2 why four.jsonl Xylophone
says "names an object Xylophone"
run 2 why four.jsonl T1 --request r9
says "no request r9 names object T1; these do: 1: r1 (four.jsonl:1)"
run 2 why four.jsonl
says "why needs TRACE OBJECT"
run 2 why four.jsonl T1 --engine tandem
run 2 why four.jsonl T1 --set tcp.entries=99999
run 2 why four.jsonl T1 --json four.jsonl
says "the same file"
run 3 why nothing.jsonl T1
echo '{"op":"initiate","tree":[' >bad.jsonl
run 3 why bad.jsonl T1
says "bad.jsonl:1"
prints_nothing
run 4 why four.jsonl T1 --json /dev/full
mkdir place
run 2 why four.jsonl T1 --json nowhere/w.json
says "--json: cannot write nowhere/w.json"
prints_nothing
run 0 why four.jsonl T1 --json place/w.json
only place w.json
finish
