#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Imported traces: connections that close come back, and with the last of them its path and neighbor (R59, R61, R67).
. "$(dirname "$0")/lib.sh"
cd "$directory"

# What a trace leaves offloaded if nothing is denied: of each layer, names in trees and not terminated since.
LEFT='reduce inputs as $o ({}; if $o.op == "initiate" then
    reduce ($o.tree | .. | objects | {n: .neighbor?, p: .path?, t: (.tcp? | strings? // null)} | to_entries[] | select(.value != null)) as $e (.; .[$e.key][$e.value] = true)
  elif $o.op == "terminate" then reduce $o.objects[] as $name (.; del(.n[$name], .p[$name], .t[$name])) else . end)
  | [.n, .p, .t | length]'

for trace in ramp ramp-batched full; do
  file=$TOE_SOURCE_DIRECTORY/traces/captured/$trace.pcapng.gz
  run 0 unpack "$file"
  grep -v '^#' out | grep . >$trace.jsonl
  left=$(jq -nc "$LEFT" $trace.jsonl)
  run 0 run "$file" --engine model --detail summary --report r.json
  report r.json '[.pools.neighbor, .pools.path, .pools.tcp | .used_at_end]' "$left"
  report r.json '[.pools.neighbor, .pools.path, .pools.tcp | .denied]' '[0,0,0]'
  report r.json '.pools.tcp | .used_at_end < .peak' 'true'
done

# Made anew from the capture, the same; and what is denied is passed over when it closes.
run 0 import "$TOE_SOURCE_DIRECTORY/traces/captures/ramp.pcap.gz" -o again.pcapng --host 02:00:00:00:00:01 -q
run 0 run again.pcapng --engine model --detail summary --report again.json
report again.json '[.pools.neighbor, .pools.path, .pools.tcp | .used_at_end]' "$(jq -nc "$LEFT" ramp.jsonl)"
run 0 run again.pcapng --engine model --detail summary --set tcp.entries=100 --report small.json
report small.json '.pools.tcp | [.peak, .denied > 0, .used_at_end <= .limit]' '[100,true,true]'
finish
