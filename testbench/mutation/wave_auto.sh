#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A planted fault gets its waveform: a late cycle in a copy of the C model (mismatch, exit 1), and an assertion of a copy of the
# RTL that fails at a known edge, after which the device stands still (hang, exit 4).  The file that the message names holds
# the window that it names, the edge in question is in it, and nothing else is left behind.
set -u
. "$(dirname -- "$0")/lib.sh"
trace=$root/$S0

# wave PROGRAM CODE REASON [OPTION...]: run it; sets begin, end (the edges told) and lines (what it said).
wave() {
  program=$1 expected=$2 reason=$3
  shift 3
  rm -rf "$work/there"
  mkdir "$work/there"
  code=0
  (cd "$work/there" && timeout 120 "$program" run "$trace" --engine tandem --set sim.watchdog_ms=5 --report r.json "$@") \
    >"$work/said" 2>&1 || code=$?
  [ "$code" -eq "$expected" ] || die "$reason: exit $code and not $expected: $(tail -n 3 "$work/said")"
  window=$(sed -n "s/^toesim: waveform of cycles \([0-9]*\) to \([0-9]*\): r\.$reason\.fst\$/\1 \2/p" "$work/said")
  [ -n "$window" ] || die "$reason: no file and window told: $(tail -n 3 "$work/said")"
  begin=${window% *} end=${window#* }
  [ "$(cd "$work/there" && echo *)" = "r.json r.$reason.fst" ] || die "$reason: there is $(ls "$work/there")"
  fst2vcd "$work/there/r.$reason.fst" >"$work/vcd" 2>/dev/null || die "$reason: fst2vcd cannot read the waveform"
}

# covers EDGE: both halves of an edge are in the waveform.  Edge c rises at time 2c + 1.
covers() {
  grep -qx "#$((2 * $1))" "$work/vcd" && grep -qx "#$((2 * $1 + 1))" "$work/vcd" || die "edge $1 is not in the waveform"
}

# ---- a mismatch
mkdir "$work/tree" "$work/objects"
cp -r model "$work/tree/model"
change_once "$work/tree/model/toe_engine_load.c" 'TOE_STAGE_LOAD_CYCLES : TOE' 'TOE_STAGE_LOAD_CYCLES + 1 : TOE'
source=$work/tree/model/toe_engine_load.c
"${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -O1 -w -I"$work/tree" -c "$source" -o "$work/objects/toe_engine_load.c.o" ||
  die "the copy does not compile"
cp "$build/libtoe_model.a" "$work/libtoe_model.a"
ar d "$work/libtoe_model.a" toe_engine_load.c.o && ar rs "$work/libtoe_model.a" "$work/objects/toe_engine_load.c.o" ||
  die "the copy does not pack"
relink "$work/toesim" "libtoe_model.a=$work/libtoe_model.a" || die "the copy does not link"

wave "$work/toesim" 1 mismatch
cycle=$(sed -n 's/.*tandem mismatch.*cycle: model \([0-9]*\).*, rtl \([0-9]*\).*/\1 \2/p' "$work/said" | head -n 1)
[ -n "$cycle" ] || die "the mismatch tells no cycles: $(grep mismatch "$work/said" | head -n 2)"
model=${cycle% *} rtl=${cycle#* }
[ "$begin" -eq $((rtl - 2000)) ] || die "the window begins at $begin, the RTL's record is at $rtl"
[ "$end" -ge "$model" ] || die "the window ends at $end, the model's record is at $model"
covers "$rtl"
first=$(sed -n 's/^#//p' "$work/vcd" | head -n 1)
[ "$first" -ge $((2 * begin)) ] || die "the waveform begins at time $first, the window at edge $begin"
echo "mismatch at $model and $rtl: cycles $begin to $end"
wave "$work/toesim" 1 mismatch --wave-auto 100
[ "$begin" -eq $((rtl - 100)) ] || die "--wave-auto 100: the window begins at $begin, the RTL's record is at $rtl"
covers "$rtl"

# ---- a fault of the RTL: at its edge the waveform ends
"$TOESIM" run "$trace" --engine model -q --report "$work/plain.json" >/dev/null || die "the trace does not run"
fault=$(jq '.requests[0].objects[] | select(.name == "T1").decided_cycle' "$work/plain.json")
cp -r rtl "$work/rtl"
change_once "$work/rtl/toe_top.sv" 'endmodule' \
  "always @(posedge clk_i) if (rst_ni) planted: assert (now_i != 56'd$fault); endmodule"
make --no-print-directory -j2 -f Makefile.verilator lib RTL="$work/rtl" BUILD="$work/build" OPT=-O0 >"$work/make.log" 2>&1 ||
  die "the copy does not build: $(tail -n 5 "$work/make.log")"
relink "$work/toesim" "rtl/libtoe_rtl.a=$work/build/libtoe_rtl.a" || die "the copy does not link"
wave "$work/toesim" 4 watchdog --engine rtl
grep -q "rtl: an assertion failed at edge $fault" "$work/said" || die "no word of the assertion: $(tail -n 3 "$work/said")"
[ "$begin" -eq $((fault - 2000)) ] || die "the window begins at $begin, the assertion failed at $fault"
covers "$fault"
[ "$(sed -n 's/^#//p' "$work/vcd" | tail -n 1)" = $((2 * fault + 1)) ] || die "the waveform does not end at the fault"
grep -c 'an assertion failed' "$work/said" | grep -qx 1 || die "the second run speaks, too"
echo "assertion at $fault: cycles $begin to $end"
