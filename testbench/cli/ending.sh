#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs that do not come to their end: interrupted, and a device that does not answer in time.
. "$(dirname "$0")/lib.sh"
cd "$directory"
write_crowd crowd.jsonl 200000

# The signal is sent when the first line of progress is there.
for signal in INT TERM; do
  mkfifo progress
  "$TOESIM" run crowd.jsonl --engine model --progress always --report r.json --junit j.xml >out 2>progress &
  process=$!
  {
    read -r line
    kill -$signal $process
    cat >err
  } <progress
  code=0
  wait $process || code=$?
  last="run, SIG$signal"
  [ $code -eq 130 ] || fail "$last: exit code $code, expected 130"
  case $line in *%*simulated*) ;; *) fail "progress line is '$line'" ;; esac
  report r.json '[.end.reason, .end.exit]' '["interrupted",130]'
  report r.json '.totals.completed < 200000' 'true'
  grep -q '<error' j.xml || fail "$last: j.xml has no error"
  prints "interrupted"
  rm progress r.json j.xml
done

# A whole batch; the signal is sent when the first, short one has passed.
mkdir many
write_s0 many/0.jsonl
for i in 1 2 3; do ln -s ../crowd.jsonl many/$i.jsonl; done
mkfifo lines
"$TOESIM" test many -j 2 --engine model --junit j.xml >lines 2>err &
process=$!
{
  read -r line
  kill -INT $process
  cat >out
} <lines
code=0
wait $process || code=$?
last="test, SIGINT"
[ $code -eq 130 ] || fail "$last: exit code $code, expected 130"
[ "$line" = "PASS  many/0.jsonl" ] || fail "$last: the first line is '$line'"
prints "1 passed, 0 failed, 3 not run"
grep -q 'interrupted' j.xml || fail "$last: j.xml does not say so"

# Slower than the watchdog allows: a command takes 4.2 ms, the watchdog 1 ms.
write_s0 s0.jsonl
for engine in model rtl tandem; do
  run 4 run s0.jsonl --engine $engine --set command.overhead_cycles=1048575 --set sim.watchdog_ms=1 --report r.json --junit j.xml
  says "no progress for 1 ms"
  says "request r1 (s0.jsonl:2)"
  report r.json '[.end.reason, .end.exit]' '["watchdog",4]'
  grep -q '<error' j.xml || fail "j.xml has no error"
  run 0 run s0.jsonl --engine $engine --set command.overhead_cycles=1048575 --set sim.watchdog_ms=5
done
finish
