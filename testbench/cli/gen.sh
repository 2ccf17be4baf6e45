#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# gen: the same words give the same bytes, in either form; a trace of it runs, and comes to what it promises.
. "$(dirname "$0")/lib.sh"
cd "$directory"

run 0 gen steady --connections 400 --batch 3 --buffered 25 --seed 5 -o a.jsonl
says_nothing
prints "kind          steady, seed 5"
prints "connections   400,"
cp out first
run 0 gen steady --connections 400 --batch 3 --buffered 25 --seed 5 -o b.jsonl
cmp -s out first || fail "gen: prints something else the second time"
cmp -s a.jsonl b.jsonl || fail "gen: the same seed, other bytes"
run 0 gen steady --connections 400 --batch 3 --buffered 25 --seed 6 -o b.jsonl
cmp -s a.jsonl b.jsonl && fail "gen: another seed, the same bytes"
for form in pcapng pcapng.gz; do
  run 0 gen steady --connections 400 --batch 3 --buffered 25 --seed 5 -o a.$form
  run 0 unpack a.$form
  cmp -s out a.jsonl || fail "gen: $form does not hold what the text does"
done
run 0 gen steady --connections 400 --batch 3 --buffered 25 --seed 5 -o a.jsonl.gz
gzip -dc a.jsonl.gz | cmp -s - a.jsonl || fail "gen: jsonl.gz does not hold what the text does"
# The numbers it prints are those of the file.
initiates=$(grep -c '"initiate"' a.jsonl)
terminates=$(grep -c '"terminate"' a.jsonl)
grep -q "^requests      $initiates initiate, $terminates terminate$" first || fail "gen: wrong number of requests"
grep -q "^connections   400, $(grep -o '"buffered"' a.jsonl | wc -l) with buffered data" first || fail "gen: wrong number with data"
run 0 info a.pcapng.gz
prints "operations    $((initiates + terminates)), $initiates initiate, $terminates terminate"
prints "neighbor      "
prints " blocks, 8 names"
prints "tcp           400 blocks, 400 names"

# Nothing is denied with the defaults, and nothing is left.
run 0 run a.jsonl -q --report a.json --gate 'pools.tcp.denied==0'
report a.json '[.pools.tcp.denied, .pools.tcp.used_at_end, .pools.neighbor.used_at_end, .pools.path.used_at_end]' '[0,0,0,0]'
report a.json '.lockstep.mismatches' 0
run 0 run a.pcapng --engine model -q --set tcp.entries=20 --report b.json
report b.json '[.pools.tcp.limit, .pools.tcp.peak, .pools.tcp.used_at_end, .pools.tcp.denied > 0]' '[20,20,0,true]'

# Rounds: no more than one in flight, so no more than its connections live; 1000 = 7 rounds of 128 and one of 104.
run 0 gen trees --connections 1000 --batch 64 --in-flight 2 -o trees.jsonl
prints "connections   1000, 0 with buffered data, 128 live at once"
prints "requests      16 initiate, 17 terminate"
run 0 run trees.jsonl --engine model -q --report trees.json
report trees.json '[.pools.tcp.peak, .pools.tcp.used_at_end, .pools.tcp.denied]' '[128,0,0]'

# More than a name's worth of lines is read back one by one: a name that is not forgotten is known, another is not.
cat >forget.jsonl <<'EOF'
{"op":"initiate","tree":[{"neighbor":"N","dst_mac":"02:00:00:00:00:01","paths":[{"path":"P","src_ip":"10.0.0.1","dst_ip":"10.0.0.2","tcp":[{"tcp":"T","local_port":1,"remote_port":2}]}]}]}
{"op":"terminate","objects":["T"],"forget":true}
{"op":"terminate","objects":["T"]}
EOF
run 3 run forget.jsonl --engine model
says "forget.jsonl:3: terminate: T has never been offloaded"

# Files appear whole or not at all, and never over what cannot be written.
run 3 gen steady -o missing/x.jsonl
says "missing/x.jsonl"
prints_nothing
only . a.jsonl a.jsonl.gz a.json a.pcapng a.pcapng.gz b.jsonl b.json err first forget.jsonl out trees.json trees.jsonl
finish
