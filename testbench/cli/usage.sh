#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Wrong usage: exit code 2, what is wrong and where help is, nothing on stdout.  What is promised for later: 3.
. "$(dirname "$0")/lib.sh"
cd "$directory"
write_s0 s0.jsonl

run 2
says "no command given"
says "Try 'toesim help'."
prints_nothing
run 2 fly
says "no command 'fly'"
run 2 --fly
run 2 help fly
run 2 run
says "run needs TRACE"
says "Try 'toesim help run'."
run 2 run s0.jsonl more.jsonl
says "more.jsonl"
run 2 run s0.jsonl --fly
says "--fly"
prints_nothing
run 2 run s0.jsonl --report
says "needs an argument"
run 2 run s0.jsonl --engine fpga
says "model, rtl and tandem"
run 2 run s0.jsonl --pace fast
run 2 run s0.jsonl --seed one
run 2 run s0.jsonl --set tcp.entries
run 2 run s0.jsonl --set tcp.entries=many
run 2 run s0.jsonl --set tcp.entries=16385
says "tcp.entries"
run 2 run s0.jsonl --set tcp.entry=8
says "tcp.entries"
run 2 run s0.jsonl --set datapath.bits=512
says "datapath.bits"
run 2 run s0.jsonl --set pcie.read_latency=slow
run 2 run s0.jsonl --set pcie.mps=512 --set pcie.credits_pd=16
says "pcie.credits_pd"
run 2 run s0.jsonl --set pcie.gen=4 --set pcie.lanes=12
says "pcie.lanes: 12 is not a power of two"
run 2 run s0.jsonl --set pcie.read_faults=command:0=melted
says "STREAM command, object or copy; KIND poisoned, ur, ca or lost"
# What several keys share, and texts: the message says what is allowed.
run 2 run s0.jsonl --set rcv_buffer.page_bytes=3000
says "rcv_buffer.page_bytes: 3000 is not a power of two"
run 2 run s0.jsonl --set sram.banks=3
says "sram.banks: 3 is not a power of two"
run 2 run s0.jsonl --set xmit_buffer.page_bytes=4096
says "fixed when the RTL is built"
run 2 run s0.jsonl --set src_mac.entries=65
says "0..64 values"
run 2 run s0.jsonl --set vlan.interface_ids=10,4095
says '"10,4095" is not understood; it takes VLAN ids 0..4094 with a comma between'
run 2 run s0.jsonl --set admission.reject_states=ESTABLISHED,LISTEN
says "it takes none, or of ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, CLOSING, LAST_ACK"
run 2 run s0.jsonl --set admission.reject_local_ports=80-
says "it takes none, one port 0..65535, or FIRST-LAST"
run 2 run s0.jsonl --set admission.reject_remote_ports=90-80
run 2 run s0.jsonl --set admission.duplicates=ignore
says "is none of reject|fail"
run 2 test s0.jsonl --set vlan.interface_ids=x
run 2 config --set vlan.interface_ids=x
# Faults: what is wrong with the words is usage, an object that is not there is the trace's.
run 2 run s0.jsonl --fault T1
says "--fault: 'T1' is not OBJECT=KIND"
run 2 run s0.jsonl --fault T1=fire
says "there is no fault 'fire'; there are internal, host-memory, rejected, copy-memory"
run 2 run s0.jsonl --fault =internal
run 2 run s0.jsonl --fault T1=internal --fault T1=rejected
says "this object has a fault already"
run 2 test s0.jsonl --fault T1=internal
says "test has no option --fault"
run 2 run s0.jsonl --profile huge
says "tiny"
run 2 run s0.jsonl --gate 'pools.tcp.denied'
grep -q "^toesim: --gate 'pools.tcp.denied': expected path op value" err || fail "--gate: told otherwise, or twice"
run 2 run s0.jsonl --wave-cycles 1:2
run 2 run s0.jsonl --engine model --wave w.fst
run 2 test
run 2 test s0.jsonl -j 0
run 2 test s0.jsonl --shard 3/2
run 2 test s0.jsonl --set tcp.entries=many
run 2 pack s0.jsonl
says "-o FILE"
says "-o FILE"
run 2 pack s0.jsonl -o y.foo
says "y.foo"
run 2 import
run 2 import "$TOE_SOURCE_DIRECTORY/traces/captures/ramp.pcap.gz" -o y.pcapng --host zzz
says "zzz"
run 2 import "$TOE_SOURCE_DIRECTORY/traces/captures/ramp.pcap.gz" -o y.pcap
says "y.pcap: a trace's name ends in"
run 2 config more
run 2 gen -o y.jsonl
says "gen needs KIND"
run 2 gen storm -o y.jsonl
says "there is no kind 'storm' of trace to generate; there are steady, trees"
says "Try 'toesim help gen'."
run 2 gen steady
says "gen needs -o FILE"
run 2 gen steady -o y.pcap
says "y.pcap: a trace's name ends in"
run 2 gen steady trees -o y.jsonl
run 2 gen steady -o y.jsonl --connections 0
says "--connections: '0' is not a number from 1 to 1000000000"
run 2 gen steady -o y.jsonl --rate 1e6
run 2 gen steady -o y.jsonl --rate 18446744073709551617
run 2 gen steady -o y.jsonl --lifetime 10
says "--lifetime: '10' is not [fixed:|uniform:|exponential:]MEAN"
run 2 gen steady -o y.jsonl --lifetime normal:10ms
run 2 gen steady -o y.jsonl --lifetime 0ms
run 2 gen steady -o y.jsonl --lifetime 86401s
run 2 gen steady -o y.jsonl --buffered 101
run 2 gen steady -o y.jsonl --paths 7
says "--paths: 7 paths are too few for 8 neighbors"
run 2 gen steady -o y.jsonl --batch 3 --live 2
says "--live: no 2 connections at a time make a request of 3"
run 2 gen steady -o y.jsonl --in-flight 2
says "--in-flight: gen steady has no such option"
run 2 gen trees -o y.jsonl --rate 1
run 2 gen trees -o y.jsonl --batch 16384 --in-flight 62
says "more than 1000000 at a time"
run 2 gen steady -o y.jsonl --batch-ns 3
says "gen has no option --batch-ns"
run 2 gen steady -o y.jsonl --seed x
run 2 gen steady -o y.jsonl --rate 1 --connections 1000000000
says "longer than 213 days"
only . s0.jsonl out err

for words in "size s0.jsonl" "diff a b" "campaign run" "run s0.jsonl --html x" \
  "run s0.jsonl --perfetto x"; do
  # shellcheck disable=SC2086
  run 3 $words
  says "not supported in this version"
  prints_nothing
done

# The JUnit file is there even for a wrong line.
run 2 run s0.jsonl --pace fast --junit usage.xml
grep -q '<error' usage.xml || fail "usage.xml has no error"
run 2 run s0.jsonl --set tcp.entries=many --junit set.xml
grep -q 'tcp.entries' set.xml || fail "set.xml does not say what was wrong"
finish
