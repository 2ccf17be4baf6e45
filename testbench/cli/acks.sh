#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# acks.sh - tcp.ack_frequency and tcp.delayed_ack_us other than as delivered [R54]: which segment makes an
# acknowledgment at once, and when the timer does, on every engine.
. "$(dirname "$0")/lib.sh"
cd "$directory"

# story ACKED... : a duplicate, which is acknowledged at once as 5000, then a segment of 100 bytes every 100 us; what is
# acknowledged behind each is given.  The last one is acknowledged by the timer, 1 ms behind it, if by nothing else.
story() {
  echo '{"op":"initiate","at_ns":0,"id":"i1","tree":[{"neighbor":"N1","dst_mac":"02:00:00:00:00:01","paths":[{"path":"P1","src_ip":"10.0.0.1","dst_ip":"10.0.1.1","tcp":[{"tcp":"T1","local_port":1024,"remote_port":80,"rcv_nxt":5000}]}]}],"expect":{"T1":"NDIS_STATUS_SUCCESS"}}'
  echo '{"op":"segment","at_ns":20000,"tcp":"T1","seq":4900,"bytes":100}'
  echo '{"op":"expect","at_ns":50000,"tcp":"T1","expect":{"acked":5000}}'
  at=0
  for acked in "$@"; do
    at=$((at + 100000))
    echo "{\"op\":\"segment\",\"at_ns\":$at,\"tcp\":\"T1\",\"seq\":$((5000 + at / 1000 - 100)),\"bytes\":100}"
    echo "{\"op\":\"expect\",\"at_ns\":$((at + 50000)),\"tcp\":\"T1\",\"expect\":{\"acked\":$acked}}"
  done
  echo "{\"op\":\"expect\",\"at_ns\":$((at + 1050000)),\"tcp\":\"T1\",\"expect\":{\"acked\":$((5000 + at / 1000))}}"
}

# FREQUENCY, acknowledgments that leave: the duplicate's, one a FREQUENCY segments, and the timer's for what is left.
while read -r frequency acks acked; do
  # shellcheck disable=SC2086
  story $acked >acks.jsonl
  for engine in model rtl tandem; do
    run 0 run acks.jsonl --engine $engine -q --report $engine.json --set tcp.ack_frequency="$frequency" --set tcp.delayed_ack_us=1000
    report $engine.json '[.totals.frames.acks, .connections[0].acked]' "[$acks,700]"
  done
done <<EOF
1 8 5100 5200 5300 5400 5500 5600 5700
3 4 5000 5000 5300 5300 5300 5600 5600
4 3 5000 5000 5000 5400 5400 5400 5400
7 2 5000 5000 5000 5000 5000 5000 5700
255 2 5000 5000 5000 5000 5000 5000 5000
EOF

# The timer runs from the first segment that is not acknowledged, not from the last: 550 us behind the first of seven it
# acknowledges six, and the seventh 550 us behind that.
story 5000 5000 5000 5000 5000 5000 5600 >acks.jsonl
run 0 run acks.jsonl --engine tandem -q --report tandem.json --set tcp.ack_frequency=255 --set tcp.delayed_ack_us=550
report tandem.json .totals.frames.acks 3
finish
