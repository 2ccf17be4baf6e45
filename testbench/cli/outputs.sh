#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Outputs appear whole or not at all, and one that cannot be written is never a success.
. "$(dirname "$0")/lib.sh"
cd "$directory"
write_s0 s0.jsonl
mkdir to

# Found before the work.
for option in report objects junit; do
  run 2 run s0.jsonl --engine model --$option nosuch/file
  says "nosuch/file"
  prints_nothing
  run 2 run s0.jsonl --engine model --$option to
  run 2 run s0.jsonl --engine model --$option ''
done
run 2 run s0.jsonl --engine rtl --wave nosuch/file.fst
# Found when it is written.
run 4 run s0.jsonl --engine model --report /dev/full
code=0
"$TOESIM" run s0.jsonl --engine model >/dev/full 2>err || code=$?
[ $code -eq 4 ] || fail "stdout /dev/full: exit code $code, expected 4"
code=0
"$TOESIM" config >/dev/full 2>err || code=$?
[ $code -eq 4 ] || fail "config, stdout /dev/full: exit code $code, expected 4"

# None takes the place of an input or of another output; nothing is touched.
cp s0.jsonl kept
"$TOESIM" pack s0.jsonl -o s0.pcapng
cp s0.pcapng kept.pcapng
ln s0.jsonl hard.jsonl
ln -s s0.jsonl soft.jsonl
mkdir traces && cp s0.jsonl traces/t.jsonl
echo '{}' >c.json
capture=$TOE_SOURCE_DIRECTORY/traces/captures/ramp.pcap.gz
cp "$capture" capture.pcapng.gz
for option in report objects junit wave; do
  for name in s0.jsonl ./to/../s0.jsonl "$directory/s0.jsonl" hard.jsonl soft.jsonl; do
    run 2 run s0.jsonl --engine rtl --$option "$name"
    says "the input and --$option are the same file: s0.jsonl"
    prints_nothing
  done
  run 2 run s0.jsonl --engine rtl --config c.json --$option c.json
  says "--config and --$option are the same file"
done
run 2 run s0.jsonl --pace fast --junit s0.jsonl
run 2 test s0.jsonl --junit s0.jsonl
says "the input and --junit"
run 2 test traces --junit ./traces/t.jsonl
says "the input and --junit"
run 2 test traces --set tcp.entries=many --junit traces/t.jsonl
run 2 test nosuch traces --pace fast --junit traces/t.jsonl
run 2 run s0.jsonl --report to/f --objects ./to/f
says "--objects and --report are the same file: ./to/f"
run 2 run s0.jsonl --engine rtl --junit f --wave "$directory/f"
says "--wave and --junit"
run 2 import capture.pcapng.gz -o capture.pcapng.gz
says "the input and -o"
run 2 pack s0.jsonl -o s0.jsonl
run 2 unpack s0.pcapng -o s0.pcapng
ln s0.pcapng s0.text
run 2 unpack s0.pcapng -o s0.text
says "the input and -o"
cmp -s kept s0.jsonl && cmp -s kept hard.jsonl && cmp -s kept soft.jsonl && cmp -s kept traces/t.jsonl || fail "a trace was written over"
cmp -s kept.pcapng s0.pcapng && cmp -s "$capture" capture.pcapng.gz || fail "an input was written over"
[ "$(cat c.json)" = '{}' ] || fail "the settings were written over"
grep -q '<error' f || fail "f is not the JUnit file of a wrong usage"
only to
run 0 run s0.jsonl --engine model --report /dev/null --objects /dev/null

# A stdout that is closed is one that cannot be written, and no file takes its place.
for command in "run s0.jsonl --engine model --report r.json" "test s0.jsonl --engine model" config version help "info s0.jsonl"; do
  code=0
  "$TOESIM" $command >&- 2>err || code=$?
  [ $code -eq 4 ] || fail "$command, stdout closed: exit code $code, expected 4"
  grep -q 'could not be written to stdout' err || fail "$command, stdout closed: stderr does not say so"
done
report r.json '.engine' '"model"'
code=0
"$TOESIM" run s0.jsonl --engine model --report closed.json <&- >&- 2>&- || code=$?
[ $code -eq 4 ] || fail "run, all closed: exit code $code, expected 4"
same r.json closed.json 'del(.wall)'
code=0
"$TOESIM" pack s0.jsonl -o s0.pcapng <&- >&- 2>&- || code=$? # writes nothing there
[ $code -eq 0 ] || fail "pack, all closed: exit code $code, expected 0"
# A pipe that nobody reads.
mkfifo pipe
exec 3<>pipe 4>pipe 3<&-
for command in "run s0.jsonl --engine model --junit j.xml" "test s0.jsonl --engine model" config "unpack s0.pcapng"; do
  code=0
  "$TOESIM" $command >&4 2>err || code=$?
  [ $code -eq 4 ] || fail "$command, nobody reads stdout: exit code $code, expected 4"
done
exec 4>&-
[ -s j.xml ] || fail "nobody reads stdout: no j.xml"

# All of them, and nothing beside them.
run 0 run s0.jsonl --engine rtl --report to/r.json --objects to/o.csv --junit to/j.xml --wave to/w.fst --wave-cycles 7400:7500
only to r.json o.csv j.xml w.fst
[ -s to/w.fst ] || fail "to/w.fst is empty"
# An old file is replaced by a whole one, or stays.
echo old >to/r.json
run 3 run nosuch.jsonl --engine model --objects to/o2.csv
only to r.json o.csv j.xml w.fst o2.csv
run 0 run s0.jsonl --engine model --report to/r.json
report to/r.json '.end.exit' '0'
rm to/*
run 0 pack s0.jsonl -o to/s0.pcapng.gz
only to s0.pcapng.gz
run 3 pack to/s0.pcapng.gz -o to/again.pcapng
only to s0.pcapng.gz
finish
