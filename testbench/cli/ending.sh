#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs that do not come to their end: interrupted, and a device that does not answer in time.
. "$(dirname "$0")/lib.sh"
cd "$directory"
write_crowd crowd.jsonl 200000

# Whoever runs the tests may ignore SIGHUP (nohup); the program then would, too.
hearing="env --default-signal=HUP"

# The signal is sent when the first line of progress is there.
for signal in INT TERM HUP; do
  mkfifo progress
  $hearing "$TOESIM" run crowd.jsonl --engine model --progress always --report r.json --junit j.xml >out 2>progress &
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

# Signals that leave no time: the JUnit file is there all the same.
for signal in QUIT XCPU; do
  mkfifo progress
  "$TOESIM" run crowd.jsonl --engine model --progress always --junit j.xml >out 2>progress &
  process=$!
  {
    read -r line
    kill -$signal $process
    cat >err
  } <progress
  code=0
  wait $process || code=$?
  last="run, SIG$signal"
  [ $code -eq 4 ] || fail "$last: exit code $code, expected 4"
  grep -q '<error message="the program crashed or was ended by a signal"' j.xml || fail "$last: j.xml does not say so"
  rm -f progress j.xml
done

# In a gap of which the RTL executes every cycle, 0.12 s or 30 million of them: told how far it is, and interrupted.
cat >gap.jsonl <<'EOF'
{"op":"initiate","at_ns":0,"id":"r1","tree":[{"neighbor":"N1","dst_mac":"02:00:00:00:00:01"}]}
{"op":"initiate","at_ns":120000000,"id":"r2","tree":[{"neighbor":"N2","dst_mac":"02:00:00:00:00:02"}]}
EOF
mkfifo progress
"$TOESIM" run gap.jsonl --engine rtl --set sim.jump=off --progress always --report r.json >out 2>progress &
process=$!
has_line=false
{
  while read -r line; do
    case $line in
    *' 0.000'* | *' 0.12'*) ;;
    *simulated)
      has_line=true
      kill -INT $process
      break
      ;;
    esac
  done
  cat >err
} <progress
code=0
wait $process || code=$?
last="run, SIGINT in a gap"
$has_line || fail "$last: no line of progress in the gap"
[ $code -eq 130 ] || fail "$last: exit code $code, expected 130"
report r.json '[.end.reason, .end.exit]' '["interrupted",130]'
rm -f progress r.json

# Conversions.  Their input stays open: a megabyte is more than a pipe and a buffer hold, so most of it is read.
mkdir to
"$TOESIM" pack crowd.jsonl -o crowd.pcapng
head -c 1000000 crowd.jsonl >pack.part
head -c 1000000 crowd.pcapng >unpack.part
gzip -dc "$TOE_SOURCE_DIRECTORY"/traces/captures/full.pcap.gz | head -c 1000000 >import.part
for command in pack unpack import; do
  case $command in
  pack) options="-o to/t.pcapng" ;;
  unpack) options="-o to/t.jsonl" ;;
  import) options="-o to/t.pcapng --host 02:00:00:00:00:01" ;;
  esac
  for signal in INT TERM HUP; do
    mkfifo input
    $hearing "$TOESIM" $command input $options >out 2>err &
    process=$!
    {
      cat $command.part >&3 || fail "$command: it does not read its input"
      ls to >during
      kill -$signal $process
      code=0
      wait $process || code=$?
    } 3<>input
    last="$command, SIG$signal"
    grep -q '\.part$' during || fail "$last: nothing was being written"
    [ $code -eq 130 ] || fail "$last: exit code $code, expected 130"
    grep -q interrupted err || fail "$last: stderr does not say 'interrupted'"
    only to
    rm -f input
  done
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

# A signal that leaves no time takes the children along.  The second trace never ends: a child that ran on would hold `lines`
# open for ever.
mkfifo lines2 stuck.jsonl
exec 4<>stuck.jsonl
for signal in QUIT KILL; do
  "$TOESIM" test many/0.jsonl stuck.jsonl -j 2 --engine model --junit quit.xml >lines2 2>err 4>&- &
  process=$!
  {
    read -r line
    kill -$signal $process
    cat >out
  } <lines2
  code=0
  wait $process || code=$?
  last="test, SIG$signal"
  if [ $signal = QUIT ]; then
    [ $code -eq 4 ] || fail "$last: exit code $code, expected 4"
    grep -q '<error message="the program crashed or was ended by a signal"' quit.xml || fail "$last: quit.xml does not say so"
  fi
  [ "$line" = "PASS  many/0.jsonl" ] || fail "$last: the first line is '$line'"
done
exec 4>&-

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

# What is held back for longer than that is no hang: the trace says when it goes on.
cat >pause.jsonl <<'EOF'
{"op":"pause","at_ns":0}
{"op":"initiate","at_ns":1000,"id":"held","tree":[{"neighbor":"N1","dst_mac":"02:00:00:00:00:01"}]}
{"op":"initiate","at_ns":1000,"id":"late","late":true,"tree":[{"neighbor":"N2","dst_mac":"02:00:00:00:00:02"}]}
{"op":"resume","at_ns":3500000}
EOF
for engine in model tandem; do
  run 0 run pause.jsonl --engine $engine --set sim.watchdog_ms=1 --report r.json
  report r.json '.pools.neighbor.used_at_end' '2'
done
finish
