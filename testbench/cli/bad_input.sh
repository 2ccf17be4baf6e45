#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Bad input: exit code 3 and the place, on every engine; what came before it is answered and reported.
. "$(dirname "$0")/lib.sh"
cd "$directory"

# The shipped ones: traces/bad/EXPECT.tsv says what each must be told.  FILE, command, what stderr has to say.
list=$TOE_SOURCE_DIRECTORY/traces/bad/EXPECT.tsv
tab=$(printf '\t')
count=0
while IFS="$tab" read -r file command text rest; do
  case $file in '' | '#'*) continue ;; esac
  [ -z "${rest:-}" ] || fail "EXPECT.tsv: $file has too many fields"
  path=$TOE_SOURCE_DIRECTORY/traces/bad/$file
  [ -f "$path" ] || fail "EXPECT.tsv names $file, which is not there"
  case $command in
    run) for engine in model tandem; do
      run 3 run "$path" --engine $engine -q --report r.json --junit j.xml
      says "$text"
      report r.json '[.end.reason, .end.exit]' '["bad-input",3]'
      grep -q '<error' j.xml || fail "$file: j.xml has no error"
    done ;;
    pack | import) run 3 "$command" "$path" -o "$directory/made.pcapng"
      says "$text"
      [ ! -e made.pcapng ] || fail "$file: made.pcapng was left" ;;
    *) run 3 "$command" "$path"
      says "$text" ;;
  esac
  count=$((count + 1))
done <"$list"
[ "$count" -gt 0 ] || fail "EXPECT.tsv lists nothing"
for path in "$TOE_SOURCE_DIRECTORY"/traces/bad/*; do
  name=$(basename "$path")
  case $name in EXPECT.tsv | MANIFEST* | README*) continue ;; esac
  grep -q "^$name$tab" "$list" || fail "EXPECT.tsv does not list $name"
done

# Nothing, and the first bytes of a trace: bad for every command that reads traces.
: >empty.jsonl
: >empty.pcapng.gz
printf '\n' >cut1.pcapng
printf '\n\r' >cut2.pcapng.gz
printf '\n\r\r' >cut3.pcapng
for file in empty.jsonl empty.pcapng.gz cut1.pcapng cut2.pcapng.gz cut3.pcapng; do
  for command in "run $file --engine model" "test $file --engine model" "info $file" "unpack $file"; do
    # shellcheck disable=SC2086
    run 3 $command
  done
  says "$file: byte 0: "
done
run 3 test empty.jsonl
prints "empty.jsonl: byte 0: the file is empty"
# Nothing to do is not the same as nothing there.
echo '# a comment' >comment.jsonl
run 0 run comment.jsonl --engine tandem --junit j.xml
grep -A1 'classname="lockstep"' j.xml | grep -q '<skipped message="nothing was compared"' || fail "nothing was compared, but j.xml says it agreed"
write_s0 s0.jsonl
run 0 run s0.jsonl --engine tandem --junit j.xml
grep -q '<testcase classname="lockstep" name="model and rtl agree"/>' j.xml || fail "j.xml does not have lockstep passed"

# A terminate that expects something of what the host, asked by the device, has terminated: no hang, whatever waits behind
# it.
{
  echo '{"op":"initiate","at_ns":0,"tree":[{"neighbor":"N1","dst_mac":"02:00:00:00:00:01","paths":[{"path":"P1","src_ip":"10.0.0.1","dst_ip":"10.0.1.1","tcp":[{"tcp":"T1","local_port":1024,"remote_port":80,"rcv_nxt":5000}]}]}]}'
  echo '{"op":"segment","at_ns":39000,"tcp":"T1","bytes":10,"flags":"AU","seq":5000}'
  echo '{"op":"terminate","at_ns":42000,"objects":["T1"],"id":"t","expect":{"T1":"NDIS_STATUS_SUCCESS"}}'
  echo '{"op":"expect","at_ns":42000,"tcp":"T1","expect":{"rcv_nxt":5000}}'
} >gone.jsonl
for engine in model tandem; do
  run 3 run gone.jsonl --engine $engine --report r.json
  says 'gone.jsonl:3: '
  report r.json '[.end.reason, .end.exit]' '["bad-input",3]'
done

run 3 run nosuch.jsonl
says "nosuch.jsonl"
run 3 run .
run 3 info nosuch.jsonl
run 3 unpack nosuch.jsonl
run 3 pack nosuch.jsonl -o x.pcapng
run 3 import nosuch.pcap -o x.pcapng
run 3 test nosuch.jsonl
mkdir empty
run 3 test empty
says "no traces"
write_s0 s0.jsonl
echo '{"tcp.entries": "many"}' >c.json
run 3 run s0.jsonl --config c.json
says "c.json"
run 3 run s0.jsonl --config nosuch.json
echo '{"tcp.entries": 8,' >c.json
run 3 run s0.jsonl --config c.json --junit j.xml
grep -q '<error' j.xml || fail "j.xml has no error"
[ ! -e x.pcapng ] || fail "x.pcapng was left"

# Found in the middle: everything before it is answered, and in the report.
write_crowd crowd.jsonl 10
for line in '{"op":"initiate","id":' '{"op":"fly"}' '{"op":"terminate","at_ns":20000,"objects":["X"]}' '{"op":"send","at_ns":20000,"tcp":"A0","bytes":1}' \
  '{"op":"upload_request","at_ns":20000,"tcp":"A0","reason":"Boredom"}' '{"op":"terminate","at_ns":20000,"objects":["A0"],"reason":"Boredom"}' \
  '{"op":"link","at_ns":20000}' \
  '{"op":"initiate","at_ns":20000000000000000,"id":"r10","tree":[{"neighbor":"M","dst_mac":"02:00:00:00:00:01"}]}'; do
  { cat crowd.jsonl; echo "$line"; cat s0.jsonl; } >middle.jsonl
  run 3 run middle.jsonl --engine tandem --report r.json --junit j.xml
  says "middle.jsonl:11:"
  report r.json '[.end.reason, .end.exit, .totals.requests, .totals.completed]' '["bad-input",3,10,10]'
  grep -q '<error' j.xml || fail "j.xml has no error"
done

# The trace ends while operations are held back: all that can be answered is; the file is bad, nothing hangs.  With the
# resume it is good.
write_crowd crowd.jsonl 3
{
  sed -n 1p crowd.jsonl
  echo '{"op":"upload_all"}'
  sed -n '2,3s/,"id":/,"late":false,"id":/p' crowd.jsonl
} >held.jsonl
for jump in on off; do
  run 3 run held.jsonl --engine tandem --set sim.jump=$jump --report r.json --junit j.xml
  says "held.jsonl:2: upload_all: the trace ends without a resume, and 2 operations are held back"
  report r.json '[.end.reason, .end.exit, .pools.tcp.used_at_end]' '["bad-input",3,0]'
done
# However small the ring: what is held back does not keep the resume away.
echo '{"op":"resume"}' >>held.jsonl
for entries in 2 1024; do
  run 0 run held.jsonl --engine tandem --set cmd.entries=$entries --set cq.entries=$entries --report r.json
  report r.json '.pools | [.neighbor.used_at_end, .path.used_at_end, .tcp.used_at_end]' '[2,2,4]'
done
finish
