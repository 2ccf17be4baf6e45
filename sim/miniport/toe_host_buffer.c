/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_buffer.c - see toe_host_buffer.h.
 */
#include "sim/miniport/toe_host_buffer.h"

enum { ALIGN = 4096 };

bool toe_host_buffers_new(const toe_os_t *os, uint32_t count, uint32_t bytes, toe_host_buffers_t *buffers_out) {
  memset(buffers_out, 0, sizeof *buffers_out);
  if (count == 0) return true;
  toe_host_buffer_t *all = os->alloc(os->self, count * sizeof *all);
  const size_t area = (size_t)count * bytes;
  if (all == NULL || !os->dma_alloc(os->self, area, ALIGN, &buffers_out->area)) {
    os->free(os->self, all);
    memset(buffers_out, 0, sizeof *buffers_out);
    return false;
  }
  buffers_out->area.bytes = area;
  buffers_out->all = all;
  buffers_out->count = count;
  buffers_out->bytes = bytes;
  return true;
}

void toe_host_buffers_free(const toe_os_t *os, toe_host_buffers_t *buffers) {
  if (buffers->area.bytes != 0) os->dma_free(os->self, &buffers->area);
  os->free(os->self, buffers->all);
  memset(buffers, 0, sizeof *buffers);
}

toe_host_buffer_t *toe_host_buffers_take(toe_host_buffers_t *buffers, uint32_t number, uint32_t bytes) {
  if (number >= buffers->count || bytes == 0 || bytes > buffers->bytes) return NULL;
  toe_host_buffer_t *buffer = &buffers->all[number];
  if (buffer->use != TOE_HOST_BUFFER_OF_DEVICE) return NULL;
  const uint8_t *data = (const uint8_t *)buffers->area.virtual_address + (size_t)number * buffers->bytes;
  buffer->list = (toe_nbl_t){.bytes = bytes, .data = data};
  buffer->is_returned = false;
  return buffer;
}

toe_host_buffer_t *toe_host_buffers_of_list(const toe_host_buffers_t *buffers, const toe_nbl_t *list) {
  for (uint32_t i = 0; i < buffers->count; ++i) {
    toe_host_buffer_t *buffer = &buffers->all[i];
    if (&buffer->list != list) continue;
    const bool is_called = buffer->use == TOE_HOST_BUFFER_CALLED && !buffer->is_returned;
    return is_called || buffer->use == TOE_HOST_BUFFER_LENT ? buffer : NULL;
  }
  return NULL;
}

uint32_t toe_host_buffers_lent(const toe_host_buffers_t *buffers) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < buffers->count; ++i) count += buffers->all[i].use == TOE_HOST_BUFFER_LENT;
  return count;
}

void toe_host_buffers_keep(toe_host_buffers_t *buffers, toe_host_buffer_t *buffer) {
  buffer->use = TOE_HOST_BUFFER_KEPT;
  buffer->next = NULL;
  if (buffers->kept == NULL) {
    buffers->kept = buffer;
  } else {
    buffers->kept_last->next = buffer;
  }
  buffers->kept_last = buffer;
}

void toe_host_buffers_unkeep(toe_host_buffers_t *buffers, toe_host_buffer_t *buffer) {
  toe_host_buffer_t **place = &buffers->kept, *before = NULL;
  while (*place != buffer) {
    before = *place;
    place = &before->next;
  }
  *place = buffer->next;
  if (buffers->kept_last == buffer) buffers->kept_last = before;
  buffer->next = NULL;
}

bool toe_host_buffers_has_kept(const toe_host_buffers_t *buffers, uint32_t handle) {
  for (const toe_host_buffer_t *kept = buffers->kept; kept != NULL; kept = kept->next) {
    if (kept->handle == handle) return true;
  }
  return false;
}
