#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# received.sh - what a run says of received data: whose a figure is, frames that nobody was told of, files of streams.
. "$TOE_SOURCE_DIRECTORY/testbench/cli/lib.sh"
cd "$directory"

tree='{"op":"initiate","at_ns":0,"id":"i1","tree":[{"neighbor":"N1","dst_mac":"02:00:00:00:00:01","paths":[{"path":"P1","src_ip":"10.0.0.1","dst_ip":"10.0.1.1","tcp":[{"tcp":"T1","local_port":1024,"remote_port":80,"rcv_nxt":5000}]}]}]}'

# The acknowledgment of a closing is of the connection that is closed [R168].
cat >closing.jsonl <<END
$tree
{"op":"segment","at_ns":20000,"tcp":"T1","bytes":10}
{"op":"terminate","at_ns":40000,"objects":["T1"]}
{"op":"expect","at_ns":80000,"tcp":"T1","expect":{"acked":5010,"rcv_nxt":5010}}
END
# Offloaded again: what was taken and refused then is not the first one's.
cat >again.jsonl <<END
$tree
{"op":"receive_policy","at_ns":10000,"tcp":"T1","accept":["all"]}
{"op":"segment","at_ns":20000,"tcp":"T1","bytes":500}
{"op":"terminate","at_ns":90000,"objects":["N1"]}
{"op":"initiate","at_ns":130000,"id":"i2","tree":[{"neighbor":"N1","paths":[{"path":"P1","tcp":[{"tcp":"T1"}]}]}]}
{"op":"receive_policy","at_ns":150000,"tcp":"T1","accept":[40,0]}
{"op":"segment","at_ns":160000,"tcp":"T1","seq":5500,"bytes":100}
{"op":"expect","at_ns":200000,"tcp":"T1","expect":{"refused":1,"indicated":1}}
{"op":"terminate","at_ns":500000,"objects":["T1"]}
END
for engine in model rtl; do
  run 0 run closing.jsonl --engine $engine --report r.json
  report r.json '.connections | map([.name,.acked,.acks,.taken])' '[["T1",10,1,10]]'
  report r.json '[.totals.frames.acks,.totals.received.acks]' '[1,1]'
  run 0 run again.jsonl --engine $engine --report r.json
  report r.json '.connections | map([.wire,.taken,.placed,.returned,.refused,.indications])' '[[500,500,0,0,0,1],[100,40,0,60,1,1]]'
done

# Segments that the host forwards, by what became of them; one that is behind the terminate is the host's own [R147].
cat >forward.jsonl <<END
$tree
{"op":"forward","at_ns":20000,"tcp":"T1","bytes":10}
{"op":"terminate","at_ns":90000,"objects":["T1"]}
{"op":"forward","at_ns":150000,"tcp":"T1","bytes":10}
END
run 0 run forward.jsonl --report r.json
report r.json '.connections[0].forwards' '{"success":1,"aborted":0,"upload":0,"invalid":0}'
report r.json '.totals.forwards' '{"success":1,"aborted":0,"upload":0,"invalid":0,"own":1,"unfit":0,"unforwarded":0,"given_up":0}'
prints 'Forwarded segments: 1, 1 of them with NDIS_STATUS_SUCCESS; not forwarded: 1'

# What is expected of a forwarded segment: met, not met, and of one that is never forwarded [R147].
for expected in SUCCESS REQUEST_ABORTED; do
  cat >status.jsonl <<END
$tree
{"op":"forward","at_ns":20000,"id":"f1","tcp":"T1","bytes":10,"expect":{"status":"NDIS_STATUS_$expected"}}
END
  [ $expected = SUCCESS ] && code=0 || code=1
  for engine in model tandem; do
    run $code run status.jsonl --engine $engine --report r.json
    report r.json '.expectations | [.checked,.failed]' "[1,$code]"
  done
done
report r.json '.expectations.failures | map([.request,.object,.what,.expected,.actual])' \
  '[["f1","T1","status","NDIS_STATUS_REQUEST_ABORTED","NDIS_STATUS_SUCCESS"]]'
sed 's/}$/,"expect":{"status":"NDIS_STATUS_SUCCESS"}}/' forward.jsonl | sed '1d;3s/,"expect":[^}]*}//' | (echo "$tree" && cat) >own.jsonl
run 1 run own.jsonl --engine model --report r.json
report r.json '.expectations | [.checked,.failed,.failures[0].place,.failures[0].actual]' '[2,1,"own.jsonl:4",null]'

# Frames that are of no connection are shown all the same; what has IPv6 extension headers is not forwarded, and counted
# [R133, R147]: a fragment and a segment behind destination options, but not UDP.
cat >alone.jsonl <<END
$tree
{"op":"segment","at_ns":20000,"frame_hex":"0270e500000102000000000186dd6000000000182c40fd000000000000000000000000000002fd000000000000000000000000000001060000010000000700000000000000000000000000000000"}
{"op":"segment","at_ns":30000,"frame_hex":"0270e500000102000000000186dd60000000001c3c40fd000000000000000000000000000002fd00000000000000000000000000000106000104000000000000000000000000000000000000000000000000"}
{"op":"segment","at_ns":40000,"frame_hex":"0270e500000102000000000186dd6000000000081140fd000000000000000000000000000002fd0000000000000000000000000000010050040000080000"}
END
run 0 run alone.jsonl --report r.json
prints 'Frames: 3, acknowledgments sent: 0; NOT_TCP: 3'
prints 'Forwarded segments: 0, 0 of them with NDIS_STATUS_SUCCESS; not forwarded: 2'
report r.json '.totals.forwards | [.own,.unfit,.given_up]' '[0,2,0]'

# A datagram of which the last fragment never comes.
cat >missing.jsonl <<END
$tree
{"op":"segment","at_ns":20000,"tcp":"T1","bytes":1000,"fragments":3,"fragment_order":[0,1]}
END
run 0 run missing.jsonl --engine model --report r.json
report r.json '.totals.forwards | [.success,.unfit,.given_up]' '[0,0,1]'
prints 'Datagrams of which fragments are missing: 1'

# Frames for which there is no frame memory are counted, wherever they stand, and when it was is told.
for i in $(seq 600); do echo '{"op":"segment","at_ns":20000,"tcp":"T1","bytes":1}'; done | (echo "$tree" && cat) >burst.jsonl
run 1 run burst.jsonl --report r.json --gate 'totals.frames.lost==0' --gate 'device.frames_in==600'
says 'totals.frames.lost==0'
report r.json '[.gates[].met]' '[false,true]'
report r.json '[.totals.frames.judged + .totals.frames.lost, .device.frames_lost == .totals.frames.lost, .totals.frames.lost > 100]' '[600,true,true]'
report r.json '([.exhaustion[] | select(.pool == "frame_memory") | .lost] | add) == .totals.frames.lost' 'true'
report r.json '[.exhaustion[] | select(.pool == "frame_memory" and .before_cycle != null) | .after_cycle < .before_cycle and .before_cycle <= .cycle] | all' 'true'
prints 'frame_memory: no room for'
prints 'lost for want of frame memory'

# A segment that is there as a whole frame brings bytes of its own; whose it is, it says itself.
frame=0270e500000102000000000108004500002b00004000400625cc0a0001010a000001005004000000138800000001501003e8baac0000616263
{
  echo "$tree"
  echo "{\"op\":\"segment\",\"at_ns\":20000,\"frame_hex\":\"$frame\"}"
  echo '{"op":"expect","at_ns":40000,"tcp":"T1","expect":{"delivered":3}}'
} >frame.jsonl
run 0 run frame.jsonl --streams frame.streams
[ "$(cat frame.streams/T1)" = abc ] || fail "the stream is not that of the frame"
sed 's/"frame_hex"/"tcp":"T1",&/' frame.jsonl >both.jsonl
run 3 run both.jsonl
says 'both.jsonl:2: segment: "tcp" beside "frame_hex"'

# One frame that was cut keeps all of them from the device; that is said, and what became of each.
cat >cut.jsonl <<END
{"op":"set","at_ns":0,"key":"wire.mac","value":"02:70:e5:00:00:01"}
#frame 20000 60 0270e50000010200000000010800
#frame 30000 14 0270e50000010200000000010800
#frame 40000 14 0200000000090200000000010800
END
run 0 run cut.jsonl --engine model --report r.json
says 'wire.replay=on'
report r.json '.trace | [.frames,.frames_shown,.frames_withheld,.frames_passed_over]' '[3,0,1,3]'
run 0 run cut.jsonl --engine model --set wire.replay=on --report r.json
report r.json '.trace | [.frames,.frames_shown,.frames_cut,.frames_other,.frames_withheld,.frames_passed_over]' '[3,1,1,1,0,2]'
run 0 run cut.jsonl --engine model --set wire.replay=off --report r.json
says_nothing
report r.json '.trace | [.frames,.frames_shown,.frames_withheld,.frames_passed_over]' '[3,0,0,3]'

# Two names that are the same for a long way are two files.
long=$(printf '%0300d' 0)
sed "s/\"T1\"/\"${long}a\"/; s/}]}]}]}\$/},{\"tcp\":\"${long}b\",\"local_port\":1025,\"remote_port\":80,\"rcv_nxt\":7000}]}]}]}/" closing.jsonl | head -1 >long.jsonl
echo "{\"op\":\"segment\",\"at_ns\":20000,\"tcp\":\"${long}a\",\"bytes\":10}" >>long.jsonl
echo "{\"op\":\"segment\",\"at_ns\":20001,\"tcp\":\"${long}b\",\"bytes\":11}" >>long.jsonl
run 0 run long.jsonl --engine model --streams long.streams
[ "$(wc -c long.streams/* | awk '$2 != "total" { print $1 }' | sort -n | tr '\n' ' ')" = '10 11 ' ] || fail "long names share a file"
finish
