#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# streams.sh - `run --streams`: what each connection of a capture of real TCP received is what tshark's reassembly of
# the same capture shows, from the point of the offload on: indicated, as the capture has no receive requests, and of
# half of the connections placed in requests that are posted behind each initiate.
. "$TOE_SOURCE_DIRECTORY/testbench/cli/lib.sh"

capture=$TOE_SOURCE_DIRECTORY/traces/captures/full.pcap.gz
trace=$TOE_SOURCE_DIRECTORY/traces/captured/full.pcapng.gz
engine=${1:-tandem}
streams=$directory/streams
run 0 run "$trace" --engine "$engine" -q --streams "$streams"

# Every connection as it is first mentioned: its name, remote and local address and port, RcvNxt.
run 0 unpack "$trace"
grep '"op":"initiate"' "$directory/out" | jq -rs '[.[].tree[].paths[]] as $all
  | ([$all[] | select(.src_ip != null) | {(.path): .}] | add) as $first
  | $all[] | $first[.path] as $p | .tcp[]? | select(.rcv_nxt != null)
  | [.tcp, $p.dst_ip, .remote_port, $p.src_ip, .local_port, .rcv_nxt] | @tsv' >"$directory/connections"

# What tshark says of each, in $directory/expected.NAME.
while IFS="$(printf '\t')" read -r name remote remote_port local local_port rcv_nxt; do
  family=ip
  case $remote in *:*) family=ipv6 ;; esac
  stream=$(tshark -r "$capture" -Y "$family.src==$remote && tcp.srcport==$remote_port && $family.dst==$local && tcp.dstport==$local_port" \
    -T fields -e tcp.stream -e tcp.seq_raw -e tcp.seq 2>/dev/null | head -n 1)
  [ -n "$stream" ] || {
    fail "$name: tshark does not know it"
    continue
  }
  number=$(printf %s "$stream" | cut -f 1)
  first=$(printf %s "$stream" | cut -f 2)
  # Bytes of the follow-stream output that come from the peer: node 0 is who spoke first.
  tshark -r "$capture" -q -z "follow,tcp,raw,$number" 2>/dev/null >"$directory/follow"
  if grep -q "^Node 0: .*$remote.*:$remote_port\$" "$directory/follow"; then
    sed -n '/^Node 1/,$p' "$directory/follow" | sed '1d;/^=/d;/^\t/d' >"$directory/hex"
  else
    sed -n '/^Node 1/,$p' "$directory/follow" | sed '1d;/^=/d' | sed -n 's/^\t//p' >"$directory/hex"
  fi
  # Its first byte has the sequence number behind SYN; the offload begins at rcv_nxt.
  skip=$(((rcv_nxt - first - 1 + 4294967296) % 4294967296))
  tr -d '\n' <"$directory/hex" | tail -c "+$((2 * skip + 1))" | tr -d '\n' >"$directory/expected.$name"
done <"$directory/connections"

# compare STREAMS WHAT: the files of a run are what tshark says.
compare() {
  compared=0
  while IFS="$(printf '\t')" read -r name rest; do
    file=$(printf %s "$name" | sed 's/[^A-Za-z0-9.:_-]/?/g')
    : >"$directory/got"
    for found in "$1"/$file; do
      if [ -f "$found" ]; then od -An -v -tx1 "$found" | tr -d ' \n' >"$directory/got"; fi
    done
    cmp -s "$directory/expected.$name" "$directory/got" || fail "$2: $name: delivered bytes are not those of tshark's stream"
    if [ -s "$directory/got" ]; then compared=$((compared + 1)); fi
  done <"$directory/connections"
  [ "$compared" -ge 20 ] || fail "$2: only $compared connections received data"
  echo "$2: $compared connections"
}
compare "$streams" indicated

# Half of the connections (ports of the host are odd): a request of one byte that is not in push mode, then push requests.
run 0 unpack "$trace"
jq -Rr '., (select(startswith("{")) | fromjson | select(.op == "initiate") | .at_ns as $at | .tree[].paths[].tcp[]?
  | select(.rcv_nxt != null and .local_port % 4 > 1) | .tcp as $tcp | .local_port as $port
  | ([1, false], [100 + $port % 1000, true], [4096, true], [20000, true])
  | {op: "post_receive", at_ns: $at, tcp: $tcp, bytes: .[0], push: .[1]} | tojson)' "$directory/out" >"$directory/posted.jsonl"
posted=$(grep -c '"op":"post_receive"' "$directory/posted.jsonl") || true
[ "$posted" -ge 40 ] || fail "only $posted receive requests"
run 0 run "$directory/posted.jsonl" --engine "$engine" -q --streams "$streams.posted" --report "$directory/posted.json"
compare "$streams.posted" posted
filled=$(jq '[.connections[] | select(.completed >= 2)] | length' "$directory/posted.json")
[ "$filled" -ge 8 ] || fail "requests of $filled connections only were completed"

# What a connection that comes back behind its peer's FIN delivers after its next offload is what another one of the same
# number, which nobody disturbs, delivers at once.
tree='"tree":[{"neighbor":"N1","dst_mac":"02:00:00:00:00:01","paths":[{"path":"P1","src_ip":"10.0.0.1","dst_ip":"10.0.1.1","tcp":[{"tcp":"T1","local_port":1024,"remote_port":80,"rcv_nxt":5000}]}]}]'
{
  echo "{\"op\":\"initiate\",\"at_ns\":0,$tree}"
  echo '{"op":"segment","at_ns":20000,"tcp":"T1","bytes":500,"flags":"AF"}'
  echo '{"op":"expect","at_ns":60000,"tcp":"T1","expect":{"delivered":500}}'
} >"$directory/at-once.jsonl"
{
  echo "{\"op\":\"initiate\",\"at_ns\":0,$tree}"
  echo '{"op":"receive_policy","at_ns":10000,"tcp":"T1","accept":[0]}'
  echo '{"op":"segment","at_ns":20000,"tcp":"T1","bytes":500,"flags":"AF"}'
  echo '{"op":"terminate","at_ns":90000,"objects":["N1"]}'
  echo '{"op":"initiate","at_ns":130000,"tree":[{"neighbor":"N1","paths":[{"path":"P1","tcp":[{"tcp":"T1"}]}]}]}'
  echo '{"op":"post_receive","at_ns":200000,"tcp":"T1","bytes":600,"push":false}'
  echo '{"op":"expect","at_ns":300000,"tcp":"T1","expect":{"delivered":500}}'
} >"$directory/again.jsonl"
for story in at-once again; do
  run 0 run "$directory/$story.jsonl" --engine "$engine" -q --streams "$directory/$story"
done
[ "$(wc -c <"$directory/again/T1")" -eq 500 ] || fail "not 500 bytes were delivered behind FIN"
cmp "$directory/at-once/T1" "$directory/again/T1" || fail "a connection that came back delivers other bytes"

# The directory must be new.
run 2 run "$trace" --engine model -q --streams "$streams"
says 'File exists'
finish
