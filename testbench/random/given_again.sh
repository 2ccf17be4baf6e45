#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# given_again.sh BUILD - what was freed is given out again: ids of paths and connections, blocks of the buffer memory.
#
# Never-used ids and blocks are given out first, so in a shorter life none comes twice, and it shows nowhere whether they
# come back, nor in which order.  Here all that is built is used up, in two scenarios that are the same in every run
# (given_again.awk):
#   ids     all 16384 of both layers are live at once; three times a part goes, in mixed order, and a smaller one comes, so
#           that first-in first-out and last-in first-out differ; then all go, which takes the queues of freed ids round
#           their ends, and it goes on: 22884 paths and as many connections.  After each step linkers by number ask for
#           every eighth or sixteenth id: those that are out hit, the others miss.
#   blocks  all 262144 are in chains of 1 to 4093; a third of the chains, then half of those left, go in mixed order, and
#           what they held is taken again by chains of other lengths to the last block: none may be lost.
# The oracle says each status; in tandem the engines must agree, and at the end nothing may be in use.  Exit 0: so it was;
# 1: not, and the command that repeats it is told.
set -eu
build=$1
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

set --
for pool in neighbor path tcp src_mac src_ip vlan rcv_buffer xmit_buffer buffered_copy host_memory lookup; do
  set -- "$@" --gate "pools.$pool.used_at_end==0"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

for what in ids blocks; do
  awk -v what="$what" -f "$here/given_again.awk" >"$work/$what.jsonl"
  code=0
  sh "$here/check_scenario.sh" "$build" "$work/$what.jsonl" "$@" >"$work/out" 2>&1 || code=$?
  if [ "$code" -ne 0 ]; then
    tail -n 60 "$work/out"
    echo "again: awk -v what=$what -f $here/given_again.awk >given-again.jsonl; sh $here/check_scenario.sh $build given-again.jsonl $*"
    exit 1
  fi
  # All were out at once, or this shows nothing.
  case $what in
    ids) full='path tcp' ;;
    blocks) full=buffered_copy ;;
  esac
  for pool in $full; do
    awk -v pool="$pool" '$1 == pool && NF > 8 && $2 == $3 { found = 1 } END { exit !found }' "$work/out" || {
      echo "given_again.sh: $what: $pool was never full"
      exit 1
    }
  done
  echo "$what:"
  grep -i '^tandem\|^expectations' "$work/out"
done
