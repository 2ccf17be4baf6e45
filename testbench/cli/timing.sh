#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# docs/timing.md says when things happen, in numbers: its example and its table of what binds are read from the page and
# run on both engines.
. "$(dirname "$0")/lib.sh"
page=$TOE_SOURCE_DIRECTORY/docs/timing.md
cd "$directory"

# Columns of objects.csv are counted from the last one: the names of a request may hold commas.
columns='pools = gsub(/,used_/, ",used_"); next'

# The example of section 5: the one scenario of the page; the rows "| N | +294 | ..." are what its report says.
awk '/^```json$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$page" >example.jsonl
sed -n 's/^| \([A-Z]\) | +\([0-9]*\) | +\([0-9]*\) | +\([0-9]*\) | +\([0-9]*\) |$/\1 \2 \3 \4 \5/p' "$page" >expected
[ "$(wc -l <example.jsonl)" -eq 1 ] || fail "docs/timing.md: no scenario of one line"
[ "$(wc -l <expected)" -eq 3 ] || fail "docs/timing.md: no table of three objects"
for engine in model rtl tandem; do
  run 0 run example.jsonl --engine $engine --set pcie.read_latency=fixed:547 --objects objects.csv
  awk -F, "NR == 1 { $columns } { n = NF - pools; d = \$(n - 5); print \$6, \$(n - 4) - d, \$(n - 3) - d, \$(n - 2) - d, \$(n - 1) - d }" \
    objects.csv >lone
  # In tandem two columns of the model stand behind.
  [ $engine = tandem ] && continue
  cmp -s expected lone || {
    fail "$last: docs/timing.md, section 5, says otherwise"
    diff expected lone || true
  }
done

# The table of section 6: "| `key=value` | ... | 9.54 |".
awk 'BEGIN {
  printf "{\"op\":\"initiate\",\"at_ns\":0,\"id\":\"r1\",\"tree\":[{\"neighbor\":\"N\",\"dst_mac\":\"02:00:00:00:00:01\",\"paths\":[{\"path\":\"P\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.0.1.1\",\"tcp\":["
  for (i = 1; i <= 400; ++i) printf "%s{\"tcp\":\"T%d\",\"local_port\":%d,\"remote_port\":80}", (i > 1 ? "," : ""), i, 1024 + i
  print "]}]}]}"
}' >long.jsonl
sed -n 's/^| `\([a-z_.]*=[0-9a-z]*\)` |.*| \([0-9]*\)\.\([0-9][0-9]\) |$/\1 \2\3/p' "$page" >bounds
[ "$(wc -l <bounds)" -ge 10 ] || fail "docs/timing.md: the table of what binds has not its ten lines"
while read -r setting hundredths; do
  for engine in model rtl; do
    run 0 run long.jsonl --engine $engine -q --set pcie.read_latency=fixed:547 --set "$setting" --objects objects.csv
    actual=$(awk -F, "NR == 1 { $columns } { d[\$6] = \$(NF - pools - 3) } END { printf \"%d\", (d[\"T400\"] - d[\"T200\"]) / 2 }" objects.csv)
    # Within 1 %, both in hundredths of an edge.
    [ $((actual * 100)) -ge $((hundredths * 99)) ] && [ $((actual * 100)) -le $((hundredths * 101)) ] ||
      fail "$last: an object in $actual hundredths of an edge; docs/timing.md, section 6, says $hundredths"
  done
done <bounds
finish
