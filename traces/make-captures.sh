#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# make-captures.sh - capture real Linux TCP traffic between network namespaces, and import it.
#
#   sudo sh traces/make-captures.sh [OUTPUT_DIRECTORY [TOESIM]]
#
# One host and four peers on a bridge, private addresses only.  Captured on the host's interface:
#   ramp.pcap.gz  470 connections over 11 s, some 390 at once at the peak, snap length 112
#   full.pcap.gz  26 connections with all their bytes
# Needs root, iproute2, tcpdump, python3.  A run gives other times and sequence numbers than the one before; what
# ships was made once.  With TOESIM (default build/toesim, if there) the captures are imported as traces/README.md says.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here}
toesim=${2:-$here/../build/toesim}
mkdir -p "$out/captures" "$out/captured"
tag=toe$$
work=$(mktemp -d)
pids=

cleanup() {
  for pid in $pids; do kill "$pid" 2>/dev/null || true; done
  for name in host wire peer1 peer2 peer3 peer4; do ip netns del "$tag-$name" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

in_ns() {
  name=$1
  shift
  ip netns exec "$tag-$name" "$@"
}

# The process itself, not a shell around it, so that it can be ended.
in_background() {
  name=$1
  shift
  ip netns exec "$tag-$name" "$@" &
  pids="$pids $!"
}

# node NAME MAC: a namespace with eth0 on the bridge; segmentation is left to the stack, so that frames are frames.
node() {
  ip netns add "$tag-$1"
  ip -n "$tag-wire" link add "v$1" type veth peer name eth0 netns "$tag-$1"
  ip -n "$tag-wire" link set "v$1" master br0 up
  ip -n "$tag-$1" link set eth0 address "$2" gso_max_segs 1
  in_ns "$1" python3 "$here/traffic.py" checksums eth0
  ip -n "$tag-$1" link set lo up
  ip -n "$tag-$1" link set eth0 up
}

# addresses NAME DEVICE ADDRESS...
addresses() {
  name=$1 device=$2
  shift 2
  for address in "$@"; do
    case $address in
      *:*) ip -n "$tag-$name" addr add "$address/64" dev "$device" nodad ;;
      *) ip -n "$tag-$name" addr add "$address/24" dev "$device" ;;
    esac
  done
}

# vlans NAME ID...: eth0.ID, tagged on eth0.  By traffic.py: a kernel without 8021q must do too.
vlans() {
  name=$1 ports=
  shift
  mac=$(in_ns "$name" cat /sys/class/net/eth0/address)
  for id in "$@"; do
    ip -n "$tag-$name" link add "eth0.$id" type veth peer name "tag$id"
    ip -n "$tag-$name" link set "eth0.$id" address "$mac" gso_max_segs 1 up
    ip -n "$tag-$name" link set "tag$id" up
    in_ns "$name" python3 "$here/traffic.py" checksums "eth0.$id" "tag$id"
    ports="$ports $id:tag$id"
  done
  # shellcheck disable=SC2086 # a list of words
  in_background "$name" python3 "$here/traffic.py" trunk eth0 $ports >"$work/$name.trunk"
  while ! [ -s "$work/$name.trunk" ]; do sleep 0.1; done
}

ip netns add "$tag-wire"
ip -n "$tag-wire" link add br0 type bridge mcast_snooping 0
ip -n "$tag-wire" link set br0 up
node host 02:00:00:00:00:01
node peer1 02:00:00:00:01:01
node peer2 02:00:00:00:01:02
node peer3 02:00:00:00:01:03
node peer4 02:00:00:00:01:04
vlans host 10 20
vlans peer2 10
vlans peer3 20
vlans peer4 20
addresses host eth0 10.1.0.1 10.1.0.2 fd00:1::1
addresses host eth0.10 10.10.0.1 fd00:10::1
addresses host eth0.20 10.20.0.1 fd00:20::1
addresses peer1 eth0 10.1.0.11 10.1.0.12 10.1.0.13 fd00:1::11 fd00:1::12
addresses peer2 eth0.10 10.10.0.21 10.10.0.22 fd00:10::21 fd00:10::22
addresses peer3 eth0.20 10.20.0.31 10.20.0.32 10.20.0.33 fd00:20::31
addresses peer4 eth0 10.1.0.41
addresses peer4 eth0.20 10.20.0.41 10.20.0.42
for i in 1 2 3 4 5 6 7 8; do ip -n "$tag-peer4" addr add "10.9.$i.1/32" dev lo; done
ip -n "$tag-host" route add 10.9.0.0/16 via 10.1.0.41

for name in peer1 peer2 peer3 peer4; do
  in_background $name python3 "$here/traffic.py" serve 80 443 5001
done
in_background host python3 "$here/traffic.py" serve 8080
sleep 1

# capture NAME SNAPLEN: run the plan of that name under tcpdump
capture() {
  for who in host peer; do python3 "$here/traffic-plan.py" "$1" $who >"$work/$1-$who.json"; done
  in_background host python3 "$here/traffic.py" load "$work/$1-host.json" "$work/$1-host.ready" "$work/$1.start"
  host=$!
  in_background peer1 python3 "$here/traffic.py" load "$work/$1-peer.json" "$work/$1-peer.ready" "$work/$1.start"
  peer=$!
  while [ ! -e "$work/$1-host.ready" ] || [ ! -e "$work/$1-peer.ready" ]; do sleep 0.1; done
  in_background host tcpdump -Z root -i eth0 -s "$2" --time-stamp-precision=nano -B 16384 -w "$work/$1.pcap" \
    2>"$work/$1.log"
  dump=$!
  while ! grep -q 'listening on' "$work/$1.log"; do sleep 0.1; done
  sleep 0.5
  : >"$work/$1.start"
  while [ ! -e "$work/$1-host.ready.done" ] || [ ! -e "$work/$1-peer.ready.done" ]; do sleep 0.1; done
  sleep 1
  kill $dump
  wait $dump || true
  rm "$work/$1.start"
  wait $host $peer
  cat "$work/$1.log" >&2
  grep -q '^0 packets dropped by kernel' "$work/$1.log"
  gzip -n -9 -c "$work/$1.pcap" >"$out/captures/$1.pcap.gz"
}

capture ramp 112
capture full 65535

if [ -x "$toesim" ]; then
  sh "$here/import-captures.sh" "$out" "$toesim"
fi
ls -l "$out/captures" "$out/captured"
