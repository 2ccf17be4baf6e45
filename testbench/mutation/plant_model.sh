#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The tandem bites: a wrong status, a leaked entry and a late cycle are planted in copies of the C model, one at a time; the run
# of the S0 scenario (V1) must end with exit 1 and name the record that differs.  Assertions of the model are off in
# the copies: the comparison alone must notice.
# What both engines would get wrong alike no comparison notices: the same is done with what the peer of a connection
# sees, on the model alone, and a story of traces/wire must notice.
set -u
. "$(dirname -- "$0")/lib.sh"
trace=${1:-$S0}

# build_model: toesim with the model in $work/tree.
build_model() {
  rm -rf "$work/objects"
  mkdir "$work/objects"
  for source in "$work"/tree/model/*.c "$work"/tree/model/spec/*.c; do
    "${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -DNDEBUG -O1 -w -I"$work/tree" -c "$source" \
      -o "$work/objects/$(basename "$source" .c).o" || die "the copy does not compile"
  done
  rm -f "$work/libtoe_model.a"
  ar rcs "$work/libtoe_model.a" "$work"/objects/*.o
  relink "$work/toesim" "libtoe_model.a=$work/libtoe_model.a" || die "the copy does not link"
}

fresh() {
  rm -rf "$work/tree"
  mkdir "$work/tree"
  cp -r model "$work/tree/model"
}

# plant NAME FILE 'old text' 'new text' 'what the mismatch must say'
plant() {
  fresh
  change_once "$work/tree/$2" "$3" "$4"
  build_model
  tandem "$work/toesim" "$trace"
  code=$?
  found=$(grep -h 'tandem mismatch' "$work/said" | head -n 1)
  [ "$code" -eq 1 ] || die "$1: exit $code and not 1: $(tail -n 3 "$work/said")"
  echo "$found" | grep -qE "$5" || die "$1: the mismatch does not say '$5': $found"
  echo "$1: $found"
}

# plant_alike NAME FILE 'old text' 'new text' STORY 'what must be said': only that file is compiled anew.
plant_alike() {
  fresh
  change_once "$work/tree/$2" "$3" "$4"
  cp "$work/objects/$(basename "$2" .c).o" "$work/right.o"
  "${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -DNDEBUG -O1 -w -I"$work/tree" -c "$work/tree/$2" \
    -o "$work/objects/$(basename "$2" .c).o" || die "the copy does not compile"
  rm -f "$work/libtoe_model.a"
  ar rcs "$work/libtoe_model.a" "$work"/objects/*.o
  relink "$work/toesim" "libtoe_model.a=$work/libtoe_model.a" || die "the copy does not link"
  code=0
  timeout 60 "$work/toesim" run "traces/wire/$5.jsonl" --engine model --progress never >"$work/said" 2>&1 || code=$?
  [ "$code" -eq 1 ] || die "$1: exit $code and not 1: $(tail -n 3 "$work/said")"
  grep -qE "$6" "$work/said" || die "$1: nothing says '$6': $(cat "$work/said")"
  echo "$1: $(grep -hE "$6" "$work/said" | head -n 1)"
  mv "$work/right.o" "$work/objects/$(basename "$2" .c).o"
}

fresh
build_model
tandem "$work/toesim" "$trace" || {
  tail -n 20 "$work/said"
  die "the unchanged copy does not pass"
}
plant_alike 'a window that opens and is not told' model/toe_receive.c 'return opened > 0 ' 'return opened > 0x7FFFFFFF ' \
  window-opens-by-itself 'expected acks 2, got 1'
plant_alike 'SndUna in acknowledgments' model/toe_ack.c 'SND_MAX), 4' 'SND_UNA), 4' sequence-number-is-snd-max 'sequence number 1000, not SndMax, 3000'
plant_alike 'no tag for a priority' model/toe_ack.c 'vlan != 0 || priority != 0' 'vlan != 0' priority-tag 'R115: T1: .* sent without a tag'
plant_alike 'no DF' model/toe_ack.c 'put(at, DONT_FRAGMENT, 2)' 'put(at, 0, 2)' in-order 'R139: .* not those of DF'
plant_alike 'a push timer that runs on' model/toe_engine_job.c 'job->has_placed || !toe_timers_runs' '!toe_timers_runs' \
  push-timer-starts-again 'expected completed 0, got 1'
plant_alike 'silence behind FIN' model/toe_segment.c 'TOE_FRAME_AFTER_FIN, .has_ack = true' 'TOE_FRAME_AFTER_FIN, .has_ack = false' \
  behind-fin-is-answered 'expected acks 2, got 1'
plant 'a wrong status' model/toe_writeback.c 'if (!has_fail) return TOE_STATUS_SUCCESS;' \
  'if (!has_fail || has_ok) return TOE_STATUS_SUCCESS;' 'status: model 0x00000000 .*, rtl 0x40020004 '
plant 'a leaked entry' model/toe_engine_commit.c 'if (decision->is_new) take_in(engine, d, decision);' \
  'if (decision->is_new) take_in(engine, d, decision); else if (decision->verdict.cause == TOE_CAUSE_HOST_FAULT) (void)toe_pool_take(&engine->resources.pool[TOE_POOL_TCP]);' \
  'used_tcp: model 2, rtl 1'
plant 'a late cycle' model/toe_engine_load.c 'TOE_STAGE_LOAD_CYCLES : TOE' 'TOE_STAGE_LOAD_CYCLES + 1 : TOE' 'cycle: model [0-9]+.*, rtl [0-9]+'
echo "all nine noticed"
