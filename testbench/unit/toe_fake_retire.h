/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fake_retire.h - retire records made by hand, for the tests of sim/check and sim/report.
 */
#ifndef TOE_FAKE_RETIRE_H_
#define TOE_FAKE_RETIRE_H_

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_retire.h"
#include "model/spec/toe_spec.h"
#include "sim/host/toe_host.h"

static inline toe_retire_t toe_fake_doorbell(toe_cycle_t cycle, uint64_t tail) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_DOORBELL;
  retire.cycle = cycle;
  retire.u.doorbell.tail = tail;
  return retire;
}

/* An attempted object; levels all 0. */
static inline toe_retire_t toe_fake_decided(toe_cycle_t cycle, uint64_t commit, uint64_t request_id, uint64_t index,
                                            uint64_t layer, uint64_t cause) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_DECIDED;
  retire.cycle = cycle;
  retire.u.decided.commit = commit;
  retire.u.decided.is_object = 1;
  retire.u.decided.request_id = request_id;
  retire.u.decided.index = index;
  retire.u.decided.layer = layer;
  retire.u.decided.kind = TOE_KIND_NEW;
  retire.u.decided.attempted = 1;
  retire.u.decided.cause = cause;
  retire.u.decided.fetched_cycle = cycle - 10;
  return retire;
}

/* The marker of a SET without error. */
static inline toe_retire_t toe_fake_set(toe_cycle_t cycle, uint64_t commit, uint64_t request_id, uint64_t value) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_DECIDED;
  retire.cycle = cycle;
  retire.u.decided.commit = commit;
  retire.u.decided.request_id = request_id;
  retire.u.decided.limit = value;
  return retire;
}

static inline void toe_fake_levels(toe_retire_t *retire, uint64_t neighbor, uint64_t path, uint64_t tcp) {
  retire->u.decided.used_neighbor = neighbor;
  retire->u.decided.used_path = path;
  retire->u.decided.used_tcp = tcp;
  retire->u.decided.used_host_memory = neighbor + path + tcp;
  retire->u.decided.used_lookup = tcp;
  retire->u.decided.used_xmit_buffer = tcp;
}

static inline toe_retire_t toe_fake_written(toe_cycle_t cycle, uint64_t request_id, uint64_t index, uint64_t status) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_WRITTEN;
  retire.cycle = cycle;
  retire.u.written.request_id = request_id;
  retire.u.written.index = index;
  retire.u.written.status = status;
  return retire;
}

static inline toe_retire_t toe_fake_completed(toe_cycle_t cycle, uint64_t request_id) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_COMPLETED;
  retire.cycle = cycle;
  retire.u.completed.request_id = request_id;
  retire.u.completed.phase = 1;
  return retire;
}

static inline toe_retire_t toe_fake_context(toe_cycle_t cycle, uint64_t row, uint8_t fill) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_CONTEXT;
  retire.cycle = cycle;
  retire.u.context.row = row;
  memset(retire.u.context.data, fill, sizeof retire.u.context.data);
  return retire;
}

static inline toe_retire_t toe_fake_buffer(toe_cycle_t cycle, uint64_t row, uint8_t fill) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_BUFFER;
  retire.cycle = cycle;
  retire.u.buffer.row = row;
  memset(retire.u.buffer.data, fill, sizeof retire.u.buffer.data);
  return retire;
}

/* ndis_handle is 0. */
static inline toe_retire_t toe_fake_event(toe_cycle_t cycle, uint64_t commit, uint64_t code, uint64_t handle,
                                          uint64_t info) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_EVENT;
  retire.cycle = cycle;
  retire.u.event.code = code;
  retire.u.event.phase = 1;
  retire.u.event.handle = handle;
  retire.u.event.info = info;
  retire.u.event.commit = commit;
  return retire;
}

static inline toe_retire_t toe_fake_returned(toe_cycle_t cycle, uint64_t request_id, uint64_t index, uint64_t offset,
                                             uint8_t fill) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_RETURNED;
  retire.cycle = cycle;
  retire.u.returned.request_id = request_id;
  retire.u.returned.index = index;
  retire.u.returned.offset = offset;
  memset(retire.u.returned.data, fill, 32);
  return retire;
}

static inline toe_host_object_t toe_fake_object(const char *name, uint8_t layer, uint32_t status, uint32_t handle) {
  toe_host_object_t object;
  memset(&object, 0, sizeof object);
  object.name = name;
  object.layer = layer;
  object.kind = TOE_KIND_NEW;
  object.status = status;
  object.handle = handle;
  return object;
}

static inline toe_host_request_t toe_fake_request(uint32_t request_id, const char *id, const toe_host_object_t *objects,
                                                  uint32_t count) {
  toe_host_request_t request;
  memset(&request, 0, sizeof request);
  request.request_id = request_id;
  request.id = id;
  request.place = "fake.jsonl:1";
  request.kind = TOE_OP_INITIATE;
  request.number = request_id;
  request.objects = objects;
  request.object_count = count;
  return request;
}

/* What `write` prints, to be freed. */
#define TOE_FAKE_CAPTURE(text, write)                    \
  do {                                                   \
    size_t capture_bytes = 0;                            \
    FILE *out = open_memstream(&(text), &capture_bytes); \
    write;                                               \
    (void)fclose(out);                                   \
  } while (0)

/* A whole file, to be freed; "" when it cannot be read. */
static inline char *toe_fake_read(const char *path) {
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, {
    FILE *in = fopen(path, "rb");
    for (int c; in != NULL && (c = fgetc(in)) != EOF;) (void)fputc(c, out);
    if (in != NULL) (void)fclose(in);
  });
  return text;
}

#endif /* TOE_FAKE_RETIRE_H_ */
