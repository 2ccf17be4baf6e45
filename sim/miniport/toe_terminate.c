/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_terminate.c - see toe_terminate.h.
 */
#include "sim/miniport/toe_terminate.h"

bool toe_terminate_order(const toe_os_t *os, toe_flat_t *flat) {
  toe_flat_item_t *items = os->alloc(os->self, flat->capacity * sizeof *items);
  if (items == NULL) return false;
  uint32_t count = 0;
  for (uint8_t layer = TOE_LAYER_TCP; layer >= TOE_LAYER_NEIGHBOR; --layer) {
    for (uint32_t i = 0; i < flat->count; ++i) {
      if (flat->items[i].layer == layer) items[count++] = flat->items[i];
    }
  }
  os->free(os->self, flat->items);
  flat->items = items;
  return true;
}

/* The delegated structure behind a block; NULL: it has none.  too_short_out  its Length is below what 6.0 has */
static uint8_t *delegated_of(const void *block, bool *too_short_out) {
  uint32_t least = 0;
  *too_short_out = false;
  switch (TOE_NDIS_READ(block, BLOCK, TYPE)) {
    case TOE_NDIS_STATE_NEIGHBOR_DELEGATED:
      least = TOE_NDIS_NEIGHBOR_DELEGATED_BYTES;
      break;
    case TOE_NDIS_STATE_PATH_IP4_DELEGATED:
    case TOE_NDIS_STATE_PATH_IP6_DELEGATED:
      least = TOE_NDIS_PATH_DELEGATED_BYTES;
      break;
    case TOE_NDIS_STATE_TCP_DELEGATED:
      least = TOE_NDIS_TCP_DELEGATED_60_BYTES;
      break;
    default:
      return NULL;
  }
  uint64_t size = TOE_NDIS_READ(block, BLOCK, SIZE);
  uint8_t *record = (uint8_t *)(uintptr_t)block + toe_ndis_align((uint32_t)size);
  *too_short_out = size < TOE_NDIS_BLOCK_BYTES || TOE_NDIS_READ(record, STATE_HEADER, LENGTH) < least;
  return record;
}

const char *toe_terminate_object(const toe_flat_item_t *item, uint8_t *object_out) {
  const void *block = item->block;
  bool is_placeholder = item->kind == TOE_KIND_PLACEHOLDER, is_too_short = false;
  memset(object_out, 0, TOE_OBJECT_BYTES);
  TOE_WRITE(object_out, OBJECT, LAYER, item->layer);
  TOE_WRITE(object_out, OBJECT, KIND, is_placeholder ? TOE_KIND_PLACEHOLDER : TOE_KIND_LINKER);
  TOE_WRITE(object_out, OBJECT, NDIS_HANDLE, TOE_NDIS_READ(block, BLOCK, NDIS_HANDLE));
  if (is_placeholder) return NULL;
  /* Ours are 32 bits wide; any other value is no handle, and 0 is none either. */
  uint64_t handle = toe_ndis_cell_get(toe_ndis_cell(block));
  TOE_WRITE(object_out, OBJECT, HANDLE, handle > UINT32_MAX ? 0 : handle);
  (void)delegated_of(block, &is_too_short);
  return is_too_short ? "a delegated structure's Length is too short" : NULL;
}

/* Copy member `from` of an object layout to member `to` of an NDIS structure. */
#define RETURN(record, structure, to, object, layout, from) \
  TOE_NDIS_WRITE((record), structure, to, TOE_READ((object), layout, from))

static void write_tcp(const uint8_t *object, uint8_t *record) {
  RETURN(record, TCP_DELEGATED, STATE, object, OBJ_TCP, STATE);
  RETURN(record, TCP_DELEGATED, RCV_NXT, object, OBJ_TCP, RCV_NXT);
  RETURN(record, TCP_DELEGATED, RCV_WND, object, OBJ_TCP, RCV_WND);
  RETURN(record, TCP_DELEGATED, SND_UNA, object, OBJ_TCP, SND_UNA);
  RETURN(record, TCP_DELEGATED, SND_NXT, object, OBJ_TCP, SND_NXT);
  RETURN(record, TCP_DELEGATED, SND_MAX, object, OBJ_TCP, SND_MAX);
  RETURN(record, TCP_DELEGATED, SND_WND, object, OBJ_TCP, SND_WND);
  RETURN(record, TCP_DELEGATED, MAX_SND_WND, object, OBJ_TCP, MAX_SND_WND);
  RETURN(record, TCP_DELEGATED, SND_WL1, object, OBJ_TCP, SND_WL1);
  RETURN(record, TCP_DELEGATED, CWND, object, OBJ_TCP, CWND);
  RETURN(record, TCP_DELEGATED, SSTHRESH, object, OBJ_TCP, SSTHRESH);
  RETURN(record, TCP_DELEGATED, SRTT, object, OBJ_TCP, SRTT);
  RETURN(record, TCP_DELEGATED, RTT_VAR, object, OBJ_TCP, RTT_VAR);
  RETURN(record, TCP_DELEGATED, TS_RECENT, object, OBJ_TCP, TS_RECENT);
  RETURN(record, TCP_DELEGATED, TS_RECENT_AGE, object, OBJ_TCP, TS_RECENT_AGE);
  RETURN(record, TCP_DELEGATED, TS_TIME, object, OBJ_TCP, TS_TIME);
  RETURN(record, TCP_DELEGATED, TOTAL_RT, object, OBJ_TCP, TOTAL_RT);
  RETURN(record, TCP_DELEGATED, DUP_ACK_COUNT, object, OBJ_TCP, DUP_ACK_COUNT);
  RETURN(record, TCP_DELEGATED, SND_WND_PROBES, object, OBJ_TCP, SND_WND_PROBES);
  RETURN(record, TCP_DELEGATED, KA_PROBES, object, OBJ_TCP, KA_PROBES);
  RETURN(record, TCP_DELEGATED, KA_TIMEOUT_DELTA, object, OBJ_TCP, KA_TIMEOUT_DELTA);
  RETURN(record, TCP_DELEGATED, RT_COUNT, object, OBJ_TCP, RT_COUNT);
  RETURN(record, TCP_DELEGATED, RT_TIMEOUT_DELTA, object, OBJ_TCP, RT_TIMEOUT_DELTA);
  if (TOE_NDIS_READ(record, STATE_HEADER, LENGTH) >= TOE_NDIS_TCP_DELEGATED_BYTES) {
    RETURN(record, TCP_DELEGATED, DWND, object, OBJ_TCP, DWND);
  }
}

bool toe_terminate_write(const toe_flat_item_t *item, const uint8_t *returned, toe_nbl_t *sends, toe_nbl_t *buffered) {
  bool is_too_short = false;
  uint8_t *record = delegated_of(item->block, &is_too_short);
  toe_ndis_set_pointer(item->block, TOE_NDIS_BLOCK_NBL_CHAIN_OFFSET, sends);
  if (record == NULL || is_too_short) return false;
  if (item->layer == TOE_LAYER_NEIGHBOR) {
    RETURN(record, NEIGHBOR_DELEGATED, NIC_REACHABILITY, returned, OBJ_NEIGHBOR, NIC_REACHABILITY);
  }
  if (item->layer != TOE_LAYER_TCP) return false; /* a path has no variables */
  write_tcp(returned, record);
  const toe_nbl_t *tail = sends;
  while (tail != NULL && tail->next != NULL) tail = tail->next;
  toe_ndis_set_pointer(record, TOE_NDIS_TCP_DELEGATED_SEND_DATA_HEAD_OFFSET, sends);
  toe_ndis_set_pointer(record, TOE_NDIS_TCP_DELEGATED_SEND_DATA_TAIL_OFFSET, tail);
  toe_ndis_set_pointer(record, TOE_NDIS_TCP_DELEGATED_BUFFERED_DATA_OFFSET, buffered);
  return buffered != NULL;
}
