/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_retire.h - the retire record in C (retire.def, docs/microarchitecture.md 9).
 */
#ifndef TOE_RETIRE_H_
#define TOE_RETIRE_H_

#include <stddef.h>
#include <stdint.h>

typedef enum toe_retire_kind {
#define TOE_RETIRE(kind, text) TOE_RETIRE_##kind,
#include "model/spec/retire.def"
  TOE_RETIRE_KINDS
} toe_retire_kind_t;

/* One finished thing.  Every field is 64 bits wide here, whatever its width in hardware. */
typedef struct toe_retire {
  toe_retire_kind_t kind;
  uint64_t cycle; /* edge it happened on */
  union {
    struct {
      uint64_t tail;
    } doorbell;
    struct {
      uint64_t commit, is_object, request_id, is_terminate, index, layer, kind, attempted, cause, error, handle, parent,
          used_neighbor, used_path, used_tcp, used_src_mac, used_src_ip, used_vlan, used_rcv_buffer, used_xmit_buffer,
          used_buffered_copy, used_host_memory, used_lookup, limit, fetched_cycle, sram_stall;
    } decided;
    struct {
      uint64_t row, check;
      uint8_t data[64]; /* compared exactly */
    } context;
    struct {
      uint64_t row;
      uint8_t data[64]; /* compared exactly */
    } buffer;
    struct {
      uint64_t code, phase, handle, ndis_handle, info, commit;
    } event;
    struct {
      uint64_t request_id, index, offset;
      uint8_t data[64]; /* compared exactly; 32 bytes, the rest 0 */
    } returned;
    struct {
      uint64_t request_id, index, status, handle, flags, commit, decided_cycle;
    } written;
    struct {
      uint64_t request_id, error, phase, command_head, error_index, attempted, offloaded, commit;
    } completed;
  } u;
} toe_retire_t;

/* Bytes of a record that its kind uses, from its first on; what is behind them is never looked at. */
static inline size_t toe_retire_bytes(toe_retire_kind_t kind) {
#define TOE_RETIRE_END(member) (offsetof(toe_retire_t, u) + sizeof(((toe_retire_t *)0)->u.member))
  switch (kind) {
    case TOE_RETIRE_DOORBELL:
      return TOE_RETIRE_END(doorbell);
    case TOE_RETIRE_DECIDED:
      return TOE_RETIRE_END(decided);
    case TOE_RETIRE_CONTEXT:
      return TOE_RETIRE_END(context);
    case TOE_RETIRE_BUFFER:
      return TOE_RETIRE_END(buffer);
    case TOE_RETIRE_EVENT:
      return TOE_RETIRE_END(event);
    case TOE_RETIRE_RETURNED:
      return TOE_RETIRE_END(returned);
    case TOE_RETIRE_WRITTEN:
      return TOE_RETIRE_END(written);
    case TOE_RETIRE_COMPLETED:
      return TOE_RETIRE_END(completed);
    case TOE_RETIRE_KINDS:
      break;
  }
#undef TOE_RETIRE_END
  return sizeof(toe_retire_t);
}

/* Copy what its kind uses; as one switch over sizes that are known, since records are small and many. */
static inline void toe_retire_copy(toe_retire_t *to, const toe_retire_t *from) {
  to->kind = from->kind;
  to->cycle = from->cycle;
  switch (from->kind) {
    case TOE_RETIRE_DOORBELL:
      to->u.doorbell = from->u.doorbell;
      break;
    case TOE_RETIRE_DECIDED:
      to->u.decided = from->u.decided;
      break;
    case TOE_RETIRE_CONTEXT:
      to->u.context = from->u.context;
      break;
    case TOE_RETIRE_BUFFER:
      to->u.buffer = from->u.buffer;
      break;
    case TOE_RETIRE_EVENT:
      to->u.event = from->u.event;
      break;
    case TOE_RETIRE_RETURNED:
      to->u.returned = from->u.returned;
      break;
    case TOE_RETIRE_WRITTEN:
      to->u.written = from->u.written;
      break;
    case TOE_RETIRE_COMPLETED:
      to->u.completed = from->u.completed;
      break;
    case TOE_RETIRE_KINDS:
      break;
  }
}

/* The 64 bytes of a record that has data; other kinds: NULL. */
static inline const uint8_t *toe_retire_data(const toe_retire_t *retire) {
  if (retire->kind == TOE_RETIRE_CONTEXT) return retire->u.context.data;
  if (retire->kind == TOE_RETIRE_RETURNED) return retire->u.returned.data;
  return retire->kind == TOE_RETIRE_BUFFER ? retire->u.buffer.data : NULL;
}

#endif /* TOE_RETIRE_H_ */
