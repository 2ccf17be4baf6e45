#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tshark reads the shipped traces with docs/toesim.lua: every host record is shown, none is malformed.
set -u
. "$(dirname -- "$0")/lib.sh"

if ! command -v tshark >/dev/null; then
  complain "tshark is missing: sh scripts/deps.sh test"
  verdict
fi
toesim=${TOESIM:-$root/build/toesim}

# look FILE: fields of its host records, one line each
look() {
  HOME=$work tshark -X lua_script:docs/toesim.lua -r "$1" -Y toesim -T fields -E separator=/t \
    -e toesim.version -e toesim.op -e toesim.length -e toesim.json -e _ws.malformed -e toesim.malformed >"$work/seen" 2>"$work/said" ||
    complain "$1: tshark fails: $(cat "$work/said")"
  grep -i 'lua' "$work/said" >"$work/lua" && complain "$1: $(cat "$work/lua")"
  awk -F '\t' '$1 != 1 || ($2 != "tail" && $4 !~ /^ *\{.*\} *$/) || $5 != "" || $6 != ""' "$work/seen" >"$work/odd"
  if [ -s "$work/odd" ]; then complain "$1: not shown as it should be: $(head -n 1 "$work/odd" | cut -c 1-200)"; fi
}

count=0
for file in traces/captured/*.pcapng.gz; do
  look "$file"
  records=$(HOME=$work tshark -r "$file" -Y 'frame.encap_type == 45' -T fields -e frame.number 2>/dev/null | wc -l)
  shown=$(wc -l <"$work/seen")
  [ "$records" -gt 0 ] || complain "$file: no host record"
  [ "$shown" -eq "$records" ] || complain "$file: $shown of $records host records shown"
  count=$((count + shown))
done
if [ -x "$toesim" ]; then
  for file in traces/statuses/*.jsonl traces/exhaustion/*.jsonl traces/order/*.jsonl traces/admission/*.jsonl traces/sram/*.jsonl traces/terminate/*.jsonl; do
    "$toesim" pack "$file" -o "$work/one.pcapng" || complain "$file: cannot be packed"
    look "$work/one.pcapng"
    [ "$(grep -c -v tail "$work/seen")" -eq "$(grep -c '^{' "$file")" ] || complain "$file: not every line is shown"
    count=$((count + $(wc -l <"$work/seen")))
  done
fi
echo "$count host records shown"

# Why something ends is a field of its own.
if [ -x "$toesim" ]; then
  cat >"$work/why.jsonl" <<'WHY'
{"op":"terminate","objects":["T1"],"reason":"media-lost"}
{"op":"terminate","objects":["T1"]}
{"op":"upload_request","tcp":"T2","reason":"SmallIO"}
{"op":"pause"}
WHY
  "$toesim" pack "$work/why.jsonl" -o "$work/why.pcapng" || complain "why.jsonl: cannot be packed"
  HOME=$work tshark -X lua_script:docs/toesim.lua -r "$work/why.pcapng" -Y toesim -T fields -E separator=, -e toesim.op -e toesim.reason \
    >"$work/why" 2>/dev/null
  printf 'terminate,media-lost\nterminate,\nupload_request,SmallIO\npause,\n' | cmp -s - "$work/why" ||
    complain "toesim.reason is not shown as it should be: $(tr '\n' ' ' <"$work/why")"
fi

# And what is none says so.
printf 'not a host record' >"$work/plain"
od -Ax -tx1 -v "$work/plain" | text2pcap -q -l 147 - "$work/plain.pcap" 2>/dev/null
HOME=$work tshark -X lua_script:docs/toesim.lua -r "$work/plain.pcap" -Y toesim.malformed 2>/dev/null | grep -q malformed ||
  complain "a record that is none is not called malformed"
verdict
