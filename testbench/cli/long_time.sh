#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Simulated time up to what SystemC's clock holds (2^64 ps, 213.5 days): exact to the end, and a longer trace is refused.
. "$(dirname "$0")/lib.sh"
cd "$directory"

# One request at 0 and one SECONDS later.
write_long() {
  write_s0 "$1"
  printf '{"op":"initiate","at_ns":%s000000000,"id":"r2","tree":[{"neighbor":"N2","dst_mac":"02:00:00:00:00:02"}],"expect":{"N2":"NDIS_STATUS_SUCCESS"}}\n' "$2" >>"$1"
}

# 200 days are 17280000 s, at 250 MHz 4320000000000000 cycles (above 2^51); 213 days are 18403200 s, the longest, at
# 2000 MHz 36806400000000000 cycles (above 2^55).  The second request is submitted a little after its time has come:
# less than 1 ms.  (jq holds the numbers of the second to 8 cycles; lockstep compares them exactly.)
write_long 200.jsonl 17280000
write_long 213.jsonl 18403200
while read -r trace mhz cycles; do
  for engine in model rtl tandem; do
    run 0 run "$trace" --engine $engine --set clock_mhz="$mhz" --report "$engine.json"
    report "$engine.json" '[.end.reason, .totals.requests, .totals.completed]' '["complete",2,2]'
    report "$engine.json" ".requests[1] | [.submitted_cycle, .objects[0].fetched_cycle, .objects[0].decided_cycle, .objects[0].written_cycle, .completed_cycle] | . == sort and .[0] >= $cycles and .[4] < $cycles + 1000 * $mhz" true
  done
  same model.json rtl.json "$ANSWERS"
  same model.json tandem.json "$ANSWERS"
  same model.json rtl.json '.requests[1] | [.submitted_cycle, .completed_cycle, (.objects[0] | .fetched_cycle, .decided_cycle, .written_cycle)]'
  report tandem.json '[.lockstep.mismatches, .lockstep.timing.max_cycles]' '[0,0]'
done <<'EOT'
200.jsonl 250 4320000000000000
213.jsonl 2000 36806400000000000
EOT

# Longer than that: what came before is answered.
write_long 214.jsonl 18489600
for engine in model rtl tandem; do
  run 3 run 214.jsonl --engine $engine --report r.json
  says "214.jsonl:3: more than 213 days after the first operation"
  report r.json '[.end.reason, .end.exit, .totals.requests, .totals.completed]' '["bad-input",3,1,1]'
done
finish
