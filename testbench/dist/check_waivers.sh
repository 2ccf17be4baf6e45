#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Each waiver of rtl/lint/verilator.vlt is needed: lint passes with all of them, and fails without any one.  Verilator itself
# is silent about a waiver that no longer applies.  Waivers stand nowhere else.
set -u
. "$(dirname -- "$0")/lib.sh"

waivers=rtl/lint/verilator.vlt
grep -n '^lint_off' "$waivers" | cut -d: -f1 >"$work/lines"
[ -s "$work/lines" ] || complain "$waivers has no waivers; this check needs an update"
grep -rnE 'verilator[[:space:]]+lint_(off|on)|-Wno-' rtl Makefile.verilator | grep -v "^$waivers:" >"$work/inline"
while IFS= read -r line; do complain "$line: waivers stand in $waivers only"; done <"$work/inline"

lint() {
  make --no-print-directory -f Makefile.verilator lint RTL="$work/rtl" BUILD="$work/build" >"$work/said" 2>&1
}
cp -r rtl "$work/rtl"
lint || {
  tail -n 20 "$work/said"
  complain "lint fails with all waivers"
}
while IFS= read -r line; do
  sed "${line}d" "$waivers" >"$work/rtl/lint/verilator.vlt"
  if lint; then complain "$waivers:$line: lint passes without it: $(sed -n "${line}p" "$waivers")"; fi
done <"$work/lines"
verdict
