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

/* The 64 bytes of a record that has data; other kinds: NULL. */
static inline const uint8_t *toe_retire_data(const toe_retire_t *retire) {
  if (retire->kind == TOE_RETIRE_CONTEXT) return retire->u.context.data;
  if (retire->kind == TOE_RETIRE_RETURNED) return retire->u.returned.data;
  return retire->kind == TOE_RETIRE_BUFFER ? retire->u.buffer.data : NULL;
}

#endif /* TOE_RETIRE_H_ */
