#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The same run gives the same report; jumps change nothing; seeds change cycles and nothing else; engines agree.
. "$(dirname "$0")/lib.sh"
cd "$directory"
write_s0 s0.jsonl
write_crowd crowd.jsonl 40
# Everything that takes objects back, among what offloads: each request behind the other in flight, barriers between.
write_crowd part.jsonl 24
awk '{
  print
  if (NR % 3 == 0) printf "{\"op\":\"terminate\",\"objects\":[\"N%d\"]}\n", NR - 3
  if (NR % 5 == 0) printf "{\"op\":\"terminate\",\"objects\":[\"A%d\"],\"reason\":\"low-traffic\"}\n", NR - 1
  if (NR % 7 == 0) printf "{\"op\":\"upload_request\",\"tcp\":\"B%d\",\"reason\":\"TimeoutExpiration\"}\n", NR - 1
  if (NR % 7 == 1) printf "{\"op\":\"upload_request\",\"tcp\":\"B%d\",\"reason\":\"SmallIO\"}\n", NR - 1
  if (NR == 8) print "{\"op\":\"pause\"}"
  if (NR == 11) print "{\"op\":\"set\",\"key\":\"tcp.entries\",\"value\":20}\n{\"op\":\"resume\"}"
  if (NR == 13) print "{\"op\":\"reset\"}"
  if (NR == 14) print "{\"op\":\"link\",\"up\":false}"
  if (NR == 15) print "{\"op\":\"link\",\"up\":true}"
  if (NR == 17) print "{\"op\":\"upload_all\"}"
  if (NR == 19) print "{\"op\":\"resume\"}"
}' part.jsonl >back.jsonl

for trace in s0 crowd back; do
  limits="--set tcp.entries=50 --set path.entries=30"
  for engine in model rtl; do
    # shellcheck disable=SC2086
    run 0 run $trace.jsonl --engine $engine $limits --report $engine.json --objects $engine.csv --junit $engine.xml
    cp out $engine.out
    # shellcheck disable=SC2086
    run 0 run $trace.jsonl --engine $engine $limits --report again.json --objects again.csv --junit again.xml
    same $engine.json again.json 'del(.wall)'
    cmp -s $engine.csv again.csv || fail "$trace $engine: objects.csv differs between runs"
    cmp -s $engine.xml again.xml || fail "$trace $engine: JUnit differs between runs"
    cmp -s $engine.out out || fail "$trace $engine: console differs between runs"
    # Edges at which nothing happens, skipped or executed.
    # shellcheck disable=SC2086
    run 0 run $trace.jsonl --engine $engine $limits --set sim.jump=off --report walk.json
    same $engine.json walk.json 'del(.wall, .config["sim.jump"])'
  done
  same model.json rtl.json "$ANSWERS"
  # As fast as the driver takes them, and in another rhythm: the same answers.
  for pace in asap x3; do
    # shellcheck disable=SC2086
    run 0 run $trace.jsonl $limits --pace $pace --report $pace.json
    same model.json $pace.json "$ANSWERS"
  done
  # In tandem the RTL is what it is alone.
  # shellcheck disable=SC2086
  run 0 run $trace.jsonl $limits --report tandem.json
  same rtl.json tandem.json 'del(.wall, .engine, .lockstep, .device.model) | del(.. | .model_submitted_cycle?, .model_completed_cycle?, .model_decided_cycle?, .model_written_cycle?, .model_cycle?)'

  for seed in 1 2 3 4 5 6 7 8 9 10; do
    # shellcheck disable=SC2086
    run 0 run $trace.jsonl $limits --seed $seed --set pcie.read_latency=longtail --report seed$seed.json
    same seed1.json seed$seed.json "$ANSWERS"
  done
  jq -c '[.requests[].completed_cycle]' seed1.json >cycles1
  jq -c '[.requests[].completed_cycle]' seed2.json >cycles2
  ! cmp -s cycles1 cycles2 || fail "$trace: seeds 1 and 2 have the same cycles; is the seed used?"
done
finish
