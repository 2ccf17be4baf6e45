/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_indication.c - see toe_indication.h.
 */
#include "sim/miniport/toe_indication.h"

const char *toe_indication_read(const uint8_t *entry, toe_indication_t *item_out) {
  memset(item_out, 0, sizeof *item_out);
  item_out->code = (uint8_t)TOE_READ(entry, EVENT, CODE);
  item_out->info = (uint32_t)TOE_READ(entry, EVENT, INFO);
  item_out->handle = (uint32_t)TOE_READ(entry, EVENT, HANDLE);
  item_out->ndis_handle = TOE_READ(entry, EVENT, NDIS_HANDLE);
  switch (item_out->code) {
    case TOE_EVENT_DISCONNECT:
    case TOE_EVENT_RETRIEVE:
    case TOE_EVENT_ABORT:
      return item_out->handle >> 28 == TOE_LAYER_TCP ? NULL : "an event of what is no connection";
    case TOE_EVENT_UPLOAD_ALL:
    case TOE_EVENT_PAUSE:
    case TOE_EVENT_RESUME:
    case TOE_EVENT_LINK:
      return NULL;
    default:
      return "an event that is not known";
  }
}

static void indicate(const toe_miniport_upcalls_t *up, uint32_t status, const void *buffer, uint32_t bytes) {
  if (up->indicate_status != NULL) up->indicate_status(up->self, status, buffer, bytes);
}

/* NDIS_LINK_STATE: all that is not known is 0. */
static void indicate_link(const toe_miniport_upcalls_t *up, bool is_up) {
  uint8_t record[TOE_NDIS_LINK_STATE_BYTES];
  memset(record, 0, sizeof record);
  TOE_NDIS_WRITE(record, LINK_STATE, TYPE, TOE_NDIS_OBJECT_TYPE_DEFAULT);
  TOE_NDIS_WRITE(record, LINK_STATE, REVISION, 1);
  TOE_NDIS_WRITE(record, LINK_STATE, SIZE, TOE_NDIS_LINK_STATE_BYTES);
  TOE_NDIS_WRITE(record, LINK_STATE, CONNECT_STATE, is_up ? TOE_NDIS_MEDIA_CONNECTED : TOE_NDIS_MEDIA_DISCONNECTED);
  indicate(up, TOE_NDIS_STATUS_LINK_STATE, record, sizeof record);
}

void toe_indication_call_up(const toe_miniport_upcalls_t *up, const toe_indication_t *item, const uint8_t *capability) {
  switch (item->code) {
    case TOE_EVENT_DISCONNECT:
      if (up->tcp_event != NULL) up->tcp_event(up->self, item->ndis_handle, TOE_NDIS_INDICATE_DISCONNECT, 0);
      break;
    case TOE_EVENT_ABORT:
      if (up->tcp_event != NULL) up->tcp_event(up->self, item->ndis_handle, TOE_NDIS_INDICATE_ABORT, 0);
      break;
    case TOE_EVENT_RETRIEVE:
      if (up->tcp_event != NULL) up->tcp_event(up->self, item->ndis_handle, TOE_NDIS_INDICATE_RETRIEVE, item->info);
      break;
    case TOE_EVENT_UPLOAD_ALL:
      indicate(up, TOE_NDIS_STATUS_UPLOAD_ALL, NULL, 0);
      break;
    case TOE_EVENT_PAUSE:
      indicate(up, TOE_NDIS_STATUS_OFFLOAD_PAUSE, NULL, 0);
      break;
    case TOE_EVENT_RESUME:
      indicate(up, TOE_NDIS_STATUS_OFFLOAD_RESUME, capability, TOE_NDIS_TCP_CONNECTION_OFFLOAD_BYTES);
      break;
    default:
      indicate_link(up, item->info != 0);
      break;
  }
}
