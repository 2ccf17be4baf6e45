#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The generator refuses lists that break their rules: each fault is put into a copy of them, and must be named.
set -u
. "$(dirname -- "$0")/lib.sh"

# refuses LIST 'sed command' 'part of the message'
refuses() {
  rm -rf "$work/copy"
  mkdir -p "$work/copy/model"
  cp -r model/spec "$work/copy/model/spec"
  sed -i "$2" "$work/copy/model/spec/$1"
  if cmp -s "model/spec/$1" "$work/copy/model/spec/$1"; then
    complain "$1: '$2' changes nothing; this check needs an update"
    return
  fi
  if ! "${CC:-cc}" -std=c11 -w -I"$work/copy" "$work"/copy/model/spec/gen/*.c -o "$work/gen" 2>"$work/messages"; then
    complain "$1: '$2' does not compile: $(head -n 1 "$work/messages")"
    return
  fi
  "$work/gen" sv >"$work/output" 2>"$work/messages"
  code=$?
  [ "$code" -eq 1 ] || complain "$1: '$2' gives exit $code and not 1"
  [ ! -s "$work/output" ] || complain "$1: '$2' still prints a package"
  grep -qF -- "$3" "$work/messages" || complain "$1: '$2' says '$(head -n 1 "$work/messages")' and not '$3'"
}

refuses regs.def 's/(CTRL, FAULT_ENABLE, 1, 1,/(CTRL, FAULT_ENABLE, 0, 1,/' 'fields CTRL.ENABLE and FAULT_ENABLE overlap'
refuses regs.def 's/(CAP_QUEUE, CHUNKS,       16, 8,/(CAP_QUEUE, CHUNKS, 28, 8,/' 'CAP_QUEUE.CHUNKS: bits outside 31..0'
refuses regs.def 's/(TAG_LIMIT,         0x0054,/(TAG_LIMIT, 0x0055,/' 'TAG_LIMIT: offset 0x55 is not a multiple of 4'
refuses regs.def 's/(TAG_LIMIT,         0x0054,/(TAG_LIMIT, 0x0050,/' 'WALK_POLICY and TAG_LIMIT share offset 0x50'
refuses regs.def 's/(TAG_LIMIT,         0x0054,/(TAG_LIMIT, 0x2000,/' 'TAG_LIMIT: offset 0x2000 reaches the array of VLAN ids'
refuses regs.def 's/(CTRL,              0x0004, RW,  0x00000000,/(CTRL, 0x0004, RW, 0x00000004,/' 'CTRL: reset 0x00000004 sets bits of no field'
refuses regs.def 's/(CTRL,              0x0004, RW,/(CTRL, 0x0004, WO,/' 'CTRL: unknown access WO'
refuses layouts.def 's/(RESULT, COMMIT,        24, 8,/(RESULT, COMMIT, 28, 8,/' 'RESULT.COMMIT lies outside its 32 bytes'
refuses layouts.def 's/(RESULT, FLAGS,         15, 1,/(RESULT, FLAGS, 14, 1,/' 'RESULT.INDEX and RESULT.FLAGS overlap'
refuses layouts.def 's/(OBJ_PATH, SRC_IP,       16,/(OBJ_PATH, SRC_IP, 8,/' 'OBJECT.NDIS_HANDLE and OBJ_PATH.SRC_IP overlap'
refuses layouts.def 's/(OBJ_PATH, MTU,          64,/(OBJ_PATH, MTU, 128,/' 'OBJ_PATH.MTU lies outside its 128 bytes'
refuses enums.def 's/(LAYER,   TCP,                   3,/(LAYER, TCP, 2,/' 'LAYER: PATH and TCP have one value'
refuses causes.def 's/HOST_FAULT,    14, RESOURCES,/HOST_FAULT, 14, RESOURCE,/' 'cause HOST_FAULT: no status RESOURCE'
refuses causes.def 's/HOST_FAULT,    14,/HOST_FAULT, 13,/' 'causes HOST_POOL and HOST_FAULT have one value'
refuses status.def 's/0xC000009Au/0xC0000001u/' 'statuses FAILURE and RESOURCES have one value'
refuses config.def 's/"command.slots",      16, 16, 16,/"command.slots", 17, 16, 16,/' 'command.slots: its default is outside its range'
verdict
