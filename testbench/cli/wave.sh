#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Waveforms: windows hold what they should, read back with gtkwave's fst2vcd, edge by edge against the report; and the window
# that a run without an end gets by itself.
. "$(dirname "$0")/lib.sh"
cd "$directory"
write_s0 s0.jsonl

# high FILE.fst SIGNAL : the edges at which a signal of the top is 1 when the edge takes it.  Edge c rises at time 2c + 1,
# what it takes stands at 2c.
high() {
  fst2vcd "$1" 2>/dev/null | awk -v name="$2" '
    $1 == "$scope" { ++depth }
    $1 == "$upscope" { --depth }
    $1 == "$var" && depth == 1 && $5 == name { id = $4 }
    function look() { if (time != "" && time % 2 == 0 && value == 1) print time / 2 }
    /^#/ { look(); time = substr($0, 2) + 0 }
    /^[01xz]/ && substr($0, 2) == id { value = substr($0, 1, 1) }
    END { look() }'
}

# span FILE.fst : its first and its last point in time.
span() { fst2vcd "$1" 2>/dev/null | awk '/^#/ { if (first == "") first = substr($0, 2); last = substr($0, 2) } END { print first, last }'; }

# is WHAT ACTUAL EXPECTED
is() { [ "$2" = "$3" ] || fail "$last: $1 is '$(echo "$2" | tr '\n' ' ')', expected '$(echo "$3" | tr '\n' ' ')'"; }

# ---- the whole run, and parts of it
run 0 run s0.jsonl --engine rtl --report r.json
jq '.requests[].objects[].decided_cycle' r.json >decided
jq '.requests[].objects[].written_cycle' r.json | sort -n >written
jq '.requests[].completed_cycle' r.json >completed
first=$(sed -n 1p decided) # N1
second=$(sed -n 2p decided) # P1
[ "$(wc -l <decided)" -eq 6 ] || fail "S0 has not six decisions"
for jump in on off; do
  run 0 run s0.jsonl --engine rtl --set sim.jump=$jump --wave w.fst --wave-cycles $((first - 10)):
  is "retire_decided_valid_o (jump $jump)" "$(high w.fst retire_decided_valid_o)" "$(cat decided)"
  is "retire_written_valid_o (jump $jump)" "$(high w.fst retire_written_valid_o)" "$(cat written)"
  is "retire_completed_valid_o (jump $jump)" "$(high w.fst retire_completed_valid_o)" "$(cat completed)"
done
# The window holds its first edge, and not its end.
run 0 run s0.jsonl --engine rtl --wave w.fst --wave-cycles "$first:$((second + 1))"
is "decisions" "$(high w.fst retire_decided_valid_o)" "$first
$second"
is "the time" "$(span w.fst)" "$((2 * first)) $((2 * second + 1))"
run 0 run s0.jsonl --engine rtl --wave w.fst --wave-cycles "$((first + 1)):$second"
is "decisions" "$(high w.fst retire_decided_valid_o)" ""
is "the time" "$(span w.fst)" "$((2 * first + 2)) $((2 * second - 1))"
run 0 run s0.jsonl --engine tandem --wave w.fst --wave-cycles ":$second"
is "decisions" "$(high w.fst retire_decided_valid_o | tail -n 1)" "$first"
is "the time" "$(span w.fst)" "0 $((2 * second - 1))"
# Nothing in it is nothing wrong, but it is said.
says_nothing
run 0 run s0.jsonl --engine rtl --wave w.fst --wave-cycles 1000000:1000001
says "w.fst holds no values: the run ended with"
is "retire_decided_valid_o" "$(high w.fst retire_decided_valid_o)" ""
# A report does not know of it.
run 0 run s0.jsonl --engine rtl --report w.json --wave w.fst --wave-cycles :200
same r.json w.json 'del(.wall)'
for window in : 5 :0 5:5 6:5 -1:5 5:x x:5 5:6:7 18446744073709551615: 18446744073709551616:; do
  run 2 run s0.jsonl --engine rtl --wave bad.fst --wave-cycles $window
  says "--wave-cycles: '$window' is not A:B"
done
mkfifo pipe.fst
run 2 run s0.jsonl --engine rtl --wave pipe.fst
says "no regular file"
rm pipe.fst
[ ! -e bad.fst ] || fail "a refused window left a file"

# ---- by itself: a hang.  Each command takes 4.2 ms and the watchdog barks after 1.
slow="--set command.overhead_cycles=1048575 --set sim.watchdog_ms=1"
mkdir to && cd to
for engine in rtl tandem; do
  # shellcheck disable=SC2086 # words
  run 4 run ../s0.jsonl --engine $engine $slow --report $engine.json
  says ": $engine.watchdog.fst"
  only . $engine.json $engine.watchdog.fst
  window=$(sed -n 's/.*waveform of cycles \([0-9]*\) to \([0-9]*\): .*/\1 \2/p' "$directory/err")
  is "the window" "$((${window#* } - ${window% *} + 1))" 2050
  seen=$(span $engine.watchdog.fst)
  [ "${seen% *}" -ge $((2 * ${window% *})) ] || fail "$last: $seen begins before $window"
  [ "${seen#* }" -le $((2 * ${window#* } + 1)) ] || fail "$last: $seen ends after $window"
  rm ./*
done
# Sized, off, called after the trace; and none where there is no RTL.
run 4 run ../s0.jsonl --engine rtl $slow --wave-auto 20
window=$(sed -n 's/.*waveform of cycles \([0-9]*\) to \([0-9]*\): .*/\1 \2/p' "$directory/err")
is "the window" "$((${window#* } - ${window% *} + 1))" 70
only . s0.watchdog.fst
rm ./*
run 4 run ../s0.jsonl --engine rtl $slow --wave-auto off
only .
run 4 run ../s0.jsonl --engine model $slow
only .
# One that is there anyway is enough; a window that does not hold the end is not.
run 4 run ../s0.jsonl --engine rtl $slow --wave w.fst
only . w.fst
run 4 run ../s0.jsonl --engine rtl $slow --wave w.fst --wave-cycles 1000000:
only . w.fst
run 4 run ../s0.jsonl --engine rtl $slow --wave w.fst --wave-cycles :5000
only . s0.watchdog.fst w.fst
rm ./*
# No file takes the place of another, and a folder none.
run 4 run ../s0.jsonl --engine rtl $slow --report r.json --junit r.watchdog.fst
says "no waveform: r.watchdog.fst is another file of this run"
grep -q '<error' r.watchdog.fst || fail "$last: the JUnit file is gone"
rm ./*
mkdir s0.watchdog.fst
run 4 run ../s0.jsonl --engine rtl $slow
says "no waveform: cannot write s0.watchdog.fst"
says "add --wave FILE.fst --wave-cycles"
only . s0.watchdog.fst
rmdir s0.watchdog.fst
# What can be read once only is not run twice.
mkfifo ../once
cat ../s0.jsonl >../once &
run 4 run ../once --engine rtl $slow
says "add --wave FILE.fst --wave-cycles"
only .
# `test`: when asked, beside its JUnit file, called after the whole path.
cd .. && mkdir -p a/b batch && cp s0.jsonl a/b/
run 1 test a $slow --engine rtl --junit batch/j.xml
only batch j.xml
run 1 test a $slow --engine rtl --junit batch/j.xml --wave-auto 100
only batch j.xml a-b-s0.watchdog.fst
for bad in 0 1000001 on ''; do
  run 2 run s0.jsonl --wave-auto "$bad"
  says "--wave-auto: '$bad' is neither off nor a number from 1 to 1000000"
done
run 2 run s0.jsonl --engine model --wave-auto 5
says "the model has no waves"
run 0 run s0.jsonl --engine model --wave-auto off
finish
