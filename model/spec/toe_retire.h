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
          used_buffered_copy, used_host_memory, used_lookup, used_posted, used_host_buffer, used_rcv_data, limit,
          fetched_cycle, sram_stall;
    } decided;
    struct {
      uint64_t commit, is_forwarded, number, lost, reason, handle, seq, bytes, flags, taken, arrived_cycle;
    } frame;
    struct {
      uint64_t commit, job, handle, reason, judged_cycle, buf_bytes, rcv_nxt, rcv_wnd, flags, posted,
          used_buffered_copy, used_posted, used_host_buffer, used_rcv_data;
    } job;
    struct {
      uint64_t row, check;
      uint8_t data[64]; /* compared exactly */
    } context;
    struct {
      uint64_t row, mask;
      uint8_t data[64]; /* compared exactly; 0 where nothing was written */
    } buffer;
    struct {
      uint64_t code, phase, handle, ndis_handle, info, commit;
    } event;
    struct {
      uint64_t address, bytes;
      uint8_t data[64]; /* compared exactly; `bytes` of them, the rest 0 */
    } placed;
    struct {
      uint64_t kind, phase, handle, id, bytes, status, seq, commit;
    } received;
    struct {
      uint64_t bytes, rest_low, rest_high, commit;
      uint8_t data[64]; /* compared exactly; the first of the frame's bytes, 0 behind its end */
    } sent;
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

/* The member of the union that a kind has.  A new kind needs its line here. */
#define TOE_RETIRE_MEMBER_DOORBELL doorbell
#define TOE_RETIRE_MEMBER_DECIDED decided
#define TOE_RETIRE_MEMBER_FRAME frame
#define TOE_RETIRE_MEMBER_JOB job
#define TOE_RETIRE_MEMBER_CONTEXT context
#define TOE_RETIRE_MEMBER_BUFFER buffer
#define TOE_RETIRE_MEMBER_EVENT event
#define TOE_RETIRE_MEMBER_PLACED placed
#define TOE_RETIRE_MEMBER_RECEIVED received
#define TOE_RETIRE_MEMBER_SENT sent
#define TOE_RETIRE_MEMBER_RETURNED returned
#define TOE_RETIRE_MEMBER_WRITTEN written
#define TOE_RETIRE_MEMBER_COMPLETED completed

/* Bytes of a record that its kind uses, from its first on; what is behind them is never looked at. */
static inline size_t toe_retire_bytes(toe_retire_kind_t kind) {
  switch (kind) {
#define TOE_RETIRE(name, text) \
  case TOE_RETIRE_##name:      \
    return offsetof(toe_retire_t, u) + sizeof(((toe_retire_t *)0)->u.TOE_RETIRE_MEMBER_##name);
#include "model/spec/retire.def"
    case TOE_RETIRE_KINDS:
      break;
  }
  return sizeof(toe_retire_t);
}

/* Copy what its kind uses; as one switch over sizes that are known, since records are small and many. */
static inline void toe_retire_copy(toe_retire_t *to, const toe_retire_t *from) {
  to->kind = from->kind;
  to->cycle = from->cycle;
  switch (from->kind) {
#define TOE_RETIRE(name, text)                                         \
  case TOE_RETIRE_##name:                                              \
    to->u.TOE_RETIRE_MEMBER_##name = from->u.TOE_RETIRE_MEMBER_##name; \
    break;
#include "model/spec/retire.def"
    case TOE_RETIRE_KINDS:
      break;
  }
}

/* The 64 bytes of a record that has data; other kinds: NULL. */
static inline const uint8_t *toe_retire_data(const toe_retire_t *retire) {
  if (retire->kind == TOE_RETIRE_CONTEXT) return retire->u.context.data;
  if (retire->kind == TOE_RETIRE_RETURNED) return retire->u.returned.data;
  if (retire->kind == TOE_RETIRE_PLACED) return retire->u.placed.data;
  if (retire->kind == TOE_RETIRE_SENT) return retire->u.sent.data;
  return retire->kind == TOE_RETIRE_BUFFER ? retire->u.buffer.data : NULL;
}

#endif /* TOE_RETIRE_H_ */
