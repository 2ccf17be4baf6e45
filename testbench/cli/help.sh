#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Help and version go to stdout with exit code 0, and say what they must.
. "$(dirname "$0")/lib.sh"

run 0 --help
says_nothing
for word in run test import pack unpack info config gen "Exit codes" 130; do prints "$word"; done
cp "$directory/out" "$directory/help"
run 0 help
cmp -s "$directory/out" "$directory/help" || fail "help and --help differ"

run 0 help run
for option in engine config profile set pace seed fault gate report detail objects junit wave wave-cycles progress quiet verbose; do
  prints "--$option"
done
prints "Examples"
cp "$directory/out" "$directory/help"
run 0 run --help
cmp -s "$directory/out" "$directory/help" || fail "help run and run --help differ"
run 0 help test
for word in --jobs --shard --junit bad/ captures/; do prints "$word"; done
run 0 help import
for option in output host when; do prints "--$option"; done
run 0 help gen
for word in steady trees --connections --rate --lifetime --live --batch --in-flight --neighbors --paths --buffered --seed Examples; do
  prints "$word"
done
for command in pack unpack info config why; do
  run 0 help "$command"
  prints "toesim $command"
done
run 0 help why
for option in engine config profile set seed fault request json; do prints "--$option"; done
run 0 help size
prints "Not supported in this version"
# A help that is longer than a terminal is wide helps nobody.
for command in run test import pack unpack info config gen why; do
  run 0 help "$command"
  awk -v c="$command" 'length($0) > 100 { print "FAILED: help " c " line " NR " is too long"; bad = 1 } END { exit bad }' \
    "$directory/out" || failures=$((failures + 1))
done

run 0 --version
says_nothing
prints "toesim 0."
for word in "neighbor 4096" "path 16384" "tcp 16384" "lookup 32800" "src_mac 64" "src_ip 128" "vlan 128" "rcv_buffer 65536" "xmit_buffer 65536" "buffered_copy 16777216" "Verilator 5." "SystemC   2." "zlib      1." "jansson   2."; do
  prints "$word"
done

run 0 config
for key in clock_mhz pcie.mps tcp.entries walk.policy sim.watchdog_ms lockstep.budget_cycles tiny; do prints "$key"; done
run 0 config --profile tiny --set path.entries=77
grep -q '^path.entries *77 .*--set' "$directory/out" || fail "config does not show path.entries 77 of --set"
for key in src_mac.entries src_ip.entries vlan.entries vlan.interface_ids mtu.max rcv_window.max rcv_buffer.pages rcv_buffer.page_bytes \
  xmit_buffer.pages xmit_buffer.page_bytes buffered_copy.bytes admission.reject_states admission.reject_local_ports \
  admission.reject_remote_ports admission.min_rcv_window admission.duplicates sram.banks; do
  grep -q "^$key " "$directory/out" || fail "config does not show $key"
done
grep -q '^tcp.entries *32 .*tiny' "$directory/out" || fail "config does not show tcp.entries 32 of tiny"
finish
