/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_bench.h - the host stack over the real driver and a scripted device.
 */
#ifndef TOE_HOST_BENCH_H_
#define TOE_HOST_BENCH_H_

#include <stdarg.h>

#include "model/spec/toe_spec.h"
#include "sim/host/toe_host.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"
#include "testbench/unit/toe_fake_op.h"

/* DMA pieces of a driver that does nothing: two rings, host buffers. */
enum { BENCH_DMAS = 3 };
#define PARTIAL 0x40020004u
#define FAILURE 0xC0000001u
#define RESOURCES 0xC000009Au
#define TCP_ENTRIES 0xC0231004u

/* A host on a fake device.  What the observer was told is kept as text:
 * "submit 1 N1=new P1=linker:20000000" and "done 1 N1=0:10000000 T1=C0231004:0"; "flip 98304.5" is no request.  Of a
 * terminate "T1=0:30000000*" brought delegated state back.  "event retrieve T1 5 followed" was told by the target. */
typedef struct bench {
  fake_nic_t *nic;
  toe_host_t *host;
  toe_error_t error;
  char told[16384];
  char broken[2048];
  /* The device's script: statuses of new objects by NdisOffloadHandle; 0: SUCCESS. */
  uint32_t status_of[64];
  bool is_holding; /* the driver may have initiates that have not come to the device */
} bench_t;

static inline void add(char *text, size_t size, const char *format, ...) TOE_PRINTF(3, 4);
static inline void add(char *text, size_t size, const char *format, ...) {
  size_t used = strlen(text);
  va_list args;
  va_start(args, format);
  vsnprintf(text + used, size - used, format, args);
  va_end(args);
}

static inline void submitted(void *self, const toe_host_request_t *request) {
  bench_t *bench = self;
  if (!bench->is_holding) { /* before its doorbell */
    TOE_EXPECT_EQ(fake_waiting(bench->nic) + bench->nic->commands, request->request_id - 1);
  }
  add(bench->told, sizeof bench->told, "submit %u", request->request_id);
  for (uint32_t i = 0; i < request->object_count; ++i) {
    const toe_host_object_t *object = &request->objects[i];
    TOE_EXPECT_EQ(object->status, 0);
    add(bench->told, sizeof bench->told, " %s=%s", object->name, toe_kind_text(object->kind));
    if (object->handle != 0) add(bench->told, sizeof bench->told, ":%X", object->handle);
  }
  add(bench->told, sizeof bench->told, "\n");
}
static inline void completed(void *self, const toe_host_request_t *request) {
  bench_t *bench = self;
  add(bench->told, sizeof bench->told, "done %u", request->request_id);
  if (request->error != 0) add(bench->told, sizeof bench->told, " error %u", request->error);
  for (uint32_t i = 0; i < request->object_count; ++i) {
    const toe_host_object_t *object = &request->objects[i];
    add(bench->told, sizeof bench->told, " %s=%X:%X", object->name, object->status, object->handle);
    if (object->returned != NULL) add(bench->told, sizeof bench->told, "*");
    if (object->has_expect) add(bench->told, sizeof bench->told, "?%X", object->expect_status);
  }
  add(bench->told, sizeof bench->told, "\n");
}
static inline void event(void *self, const toe_host_event_t *told) {
  bench_t *bench = self;
  add(bench->told, sizeof bench->told, "event %s", toe_event_text(told->code));
  if (told->name != NULL) add(bench->told, sizeof bench->told, " %s", told->name);
  add(bench->told, sizeof bench->told, " %u%s\n", told->info, told->is_followed ? " followed" : "");
}
/* "posted 2 T1 300+0 push", "completed 2 T1 300+0 0 at 4700", "indicated T1 200 0/200 at 4800", "returned T1 200 at
 * 4800". */
static inline void received(void *self, const toe_host_receive_t *r) {
  bench_t *bench = self;
  const char *push = r->is_push ? " push" : "";
  switch (r->kind) {
    case TOE_HOST_RECEIVE_POSTED:
      add(bench->told, sizeof bench->told, "posted %u %s %u+%u%s\n", r->request_id, r->name, r->bytes, r->filled, push);
      break;
    case TOE_HOST_RECEIVE_COMPLETED:
      add(bench->told, sizeof bench->told, "completed %u %s %u+%u %X at %u\n", r->request_id, r->name, r->bytes,
          r->filled, r->status, r->seq);
      break;
    case TOE_HOST_RECEIVE_INDICATED:
      add(bench->told, sizeof bench->told, "indicated %s %u %X/%u at %u\n", r->name, r->bytes, r->status, r->accepted,
          r->seq);
      break;
    case TOE_HOST_RECEIVE_RETURNED:
      add(bench->told, sizeof bench->told, "returned %s %u at %u\n", r->name, r->bytes, r->seq);
      break;
  }
}
/* "met T1 bytes 300", "unmet T1 bytes 300: 200", "unmet T1 bytes 300: nothing" */
static inline void expected(void *self, const toe_host_expectation_t *e) {
  bench_t *bench = self;
  TOE_EXPECT_STR(e->place, "test:1");
  TOE_EXPECT_EQ(e->is_met, e->has_value && e->expected == e->value);
  add(bench->told, sizeof bench->told, "%s %s %s %u", e->is_met ? "met" : "unmet", e->name, toe_op_value_text(e->key),
      e->expected);
  if (!e->has_value) add(bench->told, sizeof bench->told, ": nothing");
  if (e->has_value && !e->is_met) add(bench->told, sizeof bench->told, ": %u", e->value);
  add(bench->told, sizeof bench->told, "\n");
}
static inline void broken(void *self, const char *rule, const char *text) {
  bench_t *bench = self;
  add(bench->broken, sizeof bench->broken, "%s %s\n", rule, text);
}

static inline void flip(void *self, uint32_t row, uint32_t bit) {
  bench_t *bench = self;
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 0); /* nothing is in flight */
  add(bench->told, sizeof bench->told, "flip %u.%u\n", row, bit);
}

/* New objects get their scripted status; everything else SUCCESS. */
static inline fake_answer_t script(void *self, uint32_t request_id, uint32_t index, const uint8_t *object) {
  bench_t *bench = self;
  (void)request_id, (void)index;
  fake_answer_t denied = {bench->status_of[fake_get(object, 8, 8) % 64], 0, 1};
  bool is_in = denied.status == 0 || denied.status == PARTIAL;
  if (object[1] != 2) return fake_default_answer(bench->nic, object);
  if (!is_in) return denied;
  fake_answer_t answer = fake_default_answer(bench->nic, object);
  answer.status = denied.status;
  return answer;
}

static inline bench_t *bench_make(uint32_t cmd_entries, uint32_t retry, toe_host_upload_t upload, bool on_link_down) {
  bench_t *bench = calloc(1, sizeof *bench);
  bench->nic = fake_new();
  bench->nic->script = script;
  bench->nic->script_self = bench;
  toe_os_t os = fake_os(bench->nic);
  toe_host_options_t options = {.driver.limit[TOE_POOL_NEIGHBOR] = 8,
                                .driver.limit[TOE_POOL_PATH] = 8,
                                .driver.limit[TOE_POOL_TCP] = 8,
                                .driver.limit[TOE_POOL_HOST_MEMORY] = 0xFFFFFFFF,
                                .driver.limit[TOE_POOL_BUFFERED_COPY] = 4194304,
                                .driver.limit[TOE_POOL_POSTED] = 4,
                                .driver.limit[TOE_POOL_HOST_BUFFER] = 4,
                                .driver.host_buffer_bytes = 256,
                                .driver.rcv_page_log2 = 14,
                                .driver.sram_banks = 2,
                                .driver.tags = 64,
                                .driver.cmd_entries = cmd_entries,
                                .driver.cpl_entries = 16,
                                .driver.mps_bytes = 256,
                                .driver.mrrs_bytes = 512,
                                .retry = retry,
                                .upload = upload,
                                .terminates_on_link_down = on_link_down};
  toe_host_observer_t observer = {.self = bench,
                                  .submitted = submitted,
                                  .completed = completed,
                                  .event = event,
                                  .flip = flip,
                                  .received = received,
                                  .expected = expected,
                                  .broken = broken};
  if (toe_host_new(&options, &os, &observer, &bench->host, &bench->error) != TOE_OK) abort();
  return bench;
}
static inline bench_t *bench_new(uint32_t cmd_entries, uint32_t retry) {
  return bench_make(cmd_entries, retry, TOE_HOST_UPLOAD_MANDATORY, false);
}
static inline void bench_free(bench_t *bench) {
  toe_host_free(bench->host);
  TOE_EXPECT_STR(bench->broken, "");
  TOE_EXPECT_EQ(bench->nic->dma_live, 0);
  TOE_EXPECT_EQ(bench->nic->allocs_live, 0);
  fake_free(bench->nic);
  free(bench);
}
static inline void submit(bench_t *bench, toe_op_t *op) {
  TOE_EXPECT_EQ(toe_host_submit(bench->host, op, &bench->error), TOE_OK);
}
static inline void deliver(bench_t *bench) {
  if (!bench->nic->has_message) return;
  bench->nic->has_message = false;
  toe_host_interrupt(bench->host, FAKE_MESSAGE_ADDRESS, FAKE_MESSAGE_DATA);
}
static inline void run(bench_t *bench) {
  while (fake_step(bench->nic) || bench->nic->has_message) deliver(bench);
}

#endif /* TOE_HOST_BENCH_H_ */
