/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_told.c - see toe_miniport_internal.h: what the device tells of connections, and frames it passes up.
 *
 * The device writes an event when it happens, which may be before the completion of the initiate that brought the
 * connection in, or before that of the terminate that took away the one which had the handle before.  So an event waits
 * until it is clear of which connection it is, and until that one's initiate has been called up [R102, R103]; one of a
 * connection that goes is called up before its terminate [R164].
 */
#include "sim/miniport/toe_miniport.h"
#include "sim/miniport/toe_miniport_internal.h"

bool toe_miniport_told_has_kept(const toe_miniport_t *miniport, uint32_t handle) {
  for (const toe_kept_event_t *kept = miniport->kept_events; kept != NULL; kept = kept->next) {
    if (kept->item.handle == handle) return true;
  }
  return toe_host_buffers_has_kept(&miniport->buffers, handle);
}

/* false: no memory */
static bool keep(toe_miniport_t *miniport, const toe_indication_t *item, uint64_t commit) {
  toe_kept_event_t **end = &miniport->kept_events;
  toe_kept_event_t *kept = miniport->os.alloc(miniport->os.self, sizeof *kept);
  if (kept == NULL) return false;
  *kept = (toe_kept_event_t){.item = *item, .commit = commit};
  while (*end != NULL) end = &(*end)->next;
  *end = kept;
  return true;
}

bool toe_miniport_told(toe_miniport_t *miniport, const uint8_t *entry, toe_indication_t *item_out) {
  const char *why = toe_indication_read(entry, item_out);
  if (why != NULL) {
    toe_miniport_say(miniport, why, item_out->handle);
    return false;
  }
  if (!toe_indication_is_tcp(item_out->code)) return true;
  const uint64_t said = item_out->ndis_handle;
  toe_connection_t *connection = toe_connection_of(&miniport->connections, item_out->handle);
  if (connection != NULL && item_out->code == TOE_EVENT_ABORT) connection->is_aborted = true;
  item_out->ndis_handle = connection == NULL ? 0 : connection->ndis_handle;
  if (connection != NULL && connection->terminate_id == 0 && !toe_miniport_told_has_kept(miniport, item_out->handle)) {
    return true;
  }
  if (keep(miniport, item_out, TOE_READ(entry, EVENT, COMMIT))) return false;
  /* No memory to wait with: better early [R103 is an advice] than never. */
  if (said != 0) item_out->ndis_handle = said;
  if (item_out->ndis_handle == 0) toe_miniport_say(miniport, "no memory for an event of connection", item_out->handle);
  return item_out->ndis_handle != 0;
}

toe_kept_event_t *toe_miniport_told_next(const toe_miniport_t *miniport) {
  for (toe_kept_event_t *kept = miniport->kept_events; kept != NULL; kept = kept->next) {
    toe_connection_t *connection = toe_connection_of(&miniport->connections, kept->item.handle);
    if (connection == NULL || connection->terminate_id != 0) continue;
    if (kept->item.code == TOE_EVENT_ABORT) connection->is_aborted = true;
    kept->item.ndis_handle = connection->ndis_handle;
    return kept;
  }
  return NULL;
}

void toe_miniport_told_take(toe_miniport_t *miniport, toe_kept_event_t *kept) {
  toe_kept_event_t **place = &miniport->kept_events;
  while (*place != kept) place = &(*place)->next;
  *place = kept->next;
  kept->next = NULL;
}

void toe_miniport_told_end_terminate(toe_miniport_t *miniport, toe_request_t *request, uint32_t handle) {
  toe_kept_event_t **end = &request->told, *next = NULL;
  while (*end != NULL) end = &(*end)->next;
  for (toe_kept_event_t *kept = miniport->kept_events; kept != NULL; kept = next) {
    next = kept->next;
    if (kept->item.handle != handle || kept->item.ndis_handle == 0 || kept->commit > request->completion.commit) {
      continue;
    }
    toe_miniport_told_take(miniport, kept);
    *end = kept;
    end = &kept->next;
  }
}

void toe_miniport_told_free(const toe_miniport_t *miniport, toe_kept_event_t **row) {
  while (*row != NULL) {
    toe_kept_event_t *kept = *row;
    *row = kept->next;
    miniport->os.free(miniport->os.self, kept);
  }
}

void toe_miniport_told_call_up(toe_miniport_t *miniport, toe_request_t *request) {
  for (const toe_kept_event_t *told = request->told; told != NULL; told = told->next) {
    toe_indication_call_up(&miniport->upcalls, &told->item, NULL);
  }
  toe_miniport_told_free(miniport, &request->told);
}

bool toe_miniport_told_frame(toe_miniport_t *miniport, const uint8_t *entry, toe_indication_t *item_out) {
  const uint32_t number = (uint32_t)TOE_READ(entry, RECEIVED, ID);
  toe_host_buffer_t *buffer =
      toe_host_buffers_take(&miniport->buffers, number, (uint32_t)TOE_READ(entry, RECEIVED, BYTES));
  if (buffer == NULL) {
    toe_miniport_say(miniport, "a frame was passed up in a host buffer that cannot have it", number);
    return false;
  }
  const toe_connection_t *connection =
      toe_connection_of(&miniport->connections, (uint32_t)TOE_READ(entry, RECEIVED, HANDLE));
  buffer->use = TOE_HOST_BUFFER_CALLED;
  *item_out = (toe_indication_t){.kind = TOE_INDICATION_FRAME,
                                 .buffer = buffer,
                                 .info = (uint32_t)TOE_READ(entry, RECEIVED, STATUS),
                                 .ndis_handle = connection == NULL ? 0 : connection->ndis_handle};
  return true;
}

void toe_miniport_told_call_up_frame(toe_miniport_t *miniport, const toe_indication_t *item) {
  const toe_miniport_upcalls_t *up = &miniport->upcalls;
  toe_host_buffer_t *buffer = item->buffer;
  const bool is_taken = up->indicate_receive_net_buffer_lists != NULL;
  if (is_taken) up->indicate_receive_net_buffer_lists(up->self, &buffer->list, item->ndis_handle, item->info);
  toe_miniport_lock(miniport);
  if (is_taken && !buffer->is_returned) {
    buffer->use = TOE_HOST_BUFFER_LENT;
  } else {
    buffer->use = TOE_HOST_BUFFER_OF_DEVICE;
    toe_miniport_write(miniport, TOE_HOST_BUFFER_RETURN_OFFSET, toe_host_buffers_number(&miniport->buffers, buffer));
  }
  toe_miniport_unlock(miniport);
}
