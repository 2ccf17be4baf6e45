#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The tandem bites: a wrong status, a leaked entry and a late cycle are planted in copies of the C model, one at a time; the run
# of the S0 scenario (V1) must end with exit 1 and name the record that differs.  Assertions of the model are off in
# the copies: the comparison alone must notice.
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

fresh
build_model
tandem "$work/toesim" "$trace" || {
  tail -n 20 "$work/said"
  die "the unchanged copy does not pass"
}
plant 'a wrong status' model/toe_writeback.c 'if (!has_fail) return TOE_STATUS_SUCCESS;' \
  'if (!has_fail || has_ok) return TOE_STATUS_SUCCESS;' 'status: model 0x00000000 .*, rtl 0x40020004 '
plant 'a leaked entry' model/toe_engine_commit.c 'if (decision->is_new) take_in(engine, d, decision);' \
  'if (decision->is_new) take_in(engine, d, decision); else if (decision->verdict.cause == TOE_CAUSE_HOST_FAULT) (void)toe_pool_take(&engine->resources.pool[TOE_POOL_TCP]);' \
  'used_tcp: model 2, rtl 1'
plant 'a late cycle' model/toe_engine_load.c 'TOE_STAGE_LOAD_CYCLES : TOE' 'TOE_STAGE_LOAD_CYCLES + 1 : TOE' 'cycle: model [0-9]+.*, rtl [0-9]+'
echo "all three noticed"
