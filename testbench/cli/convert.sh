#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# pack, unpack, info: nothing is lost between the two forms, and both run alike.
. "$(dirname "$0")/lib.sh"
cd "$directory"
write_s0 s0.jsonl
for form in pcapng pcapng.gz; do
  run 0 pack s0.jsonl -o s0.$form
  prints_nothing
  run 0 unpack s0.$form
  cmp -s out s0.jsonl || fail "unpack $form: not what was packed"
  run 0 unpack s0.$form -o back.jsonl
  prints_nothing
  cmp -s back.jsonl s0.jsonl || fail "unpack -o $form: not what was packed"
  run 2 unpack s0.$form -o x.$form
  [ ! -e x.$form ] || fail "unpack: x.$form was made"
  run 0 info s0.$form
  for words in "pcapng" "1 initiate" "expectations  6"; do prints "$words"; done
  run 0 run s0.$form --engine model --report $form.json
done
run 0 info s0.jsonl
prints "JSON Lines"
run 0 run s0.jsonl --engine model --report text.json
same text.json pcapng.json 'del(.wall, .trace, .requests[].record)'
same pcapng.json pcapng.gz.json 'del(.wall, .trace)'
finish
