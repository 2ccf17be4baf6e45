/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_forward_test.c - the driver's forwarded segments: commands, statuses, order, terminates, short memory.
 * Offsets by hand from docs/layouts.md, statuses and errors from docs/chimney.md and docs/layouts.md.
 */
#include "testbench/unit/toe_miniport_bench.h"

enum { T1 = 0x30000000, NO_OBJECT = 11, NOT_NOW = 12, BAD_RECEIVE = 15, OBJECT_FETCH = 8, SEGMENT = 12000 };

/* A segment of the host's. */
typedef struct part {
  toe_nbl_t nbl;
  uint8_t data[SEGMENT];
} part_t;

/* What the host was told: "forwarded 77 0\n". */
typedef struct app {
  bench_t *bench;
  char told[2048];
  fake_block_t n, p, t;
  part_t *next; /* forwarded from within the next call up */
  part_t parts[4];
} app_t;

static void tell(app_t *app, const char *format, ...) TOE_PRINTF(2, 3);
static void tell(app_t *app, const char *format, ...) {
  size_t used = strlen(app->told);
  va_list args;
  va_start(args, format);
  vsnprintf(app->told + used, sizeof app->told - used, format, args);
  va_end(args);
}

/* Sequence number 0x01020304, a header of 20 bytes, ACK and PSH. */
static part_t *make(part_t *part, uint32_t bytes) {
  memset(part->data, 0, 20);
  for (uint8_t i = 0; i < 4; ++i) part->data[4 + i] = (uint8_t)(i + 1);
  part->data[12] = 0x50;
  part->data[13] = 0x18;
  for (uint32_t i = 20; i < bytes; ++i) part->data[i] = (uint8_t)(i * 7);
  part->nbl = (toe_nbl_t){.bytes = bytes, .data = part->data};
  return part;
}
static void forward(app_t *app, part_t *part) {
  const bool was_inside = app->bench->is_inside;
  app->bench->is_inside = true;
  toe_miniport_tcp_forward(app->bench->miniport, T1, &part->nbl);
  app->bench->is_inside = was_inside;
}

static void on_forwarded(void *self, uint64_t ndis_handle, toe_nbl_t *list) {
  app_t *app = self;
  TOE_EXPECT(!app->bench->is_inside);
  TOE_EXPECT_EQ(app->bench->nic->lock_depth, 0);
  for (; list != NULL; list = list->next) {
    tell(app, "forwarded %u %c %X\n", (unsigned)ndis_handle, (int)('a' + ((part_t *)list - app->parts)), list->status);
  }
}
static void on_initiated(void *self, void *root, const toe_miniport_completion_t *completion) {
  (void)root, (void)completion;
  tell(self, "initiated\n");
}
static void on_terminated(void *self, void *root, const toe_miniport_completion_t *completion) {
  (void)root, (void)completion;
  tell(self, "terminated\n");
}
static void on_receive(void *self, uint64_t ndis_handle, toe_nbl_t *list) {
  app_t *app = self;
  tell(app, "received %u %X\n", (unsigned)ndis_handle, list->status);
  part_t *next = app->next;
  app->next = NULL;
  if (next != NULL) forward(app, next);
}
static void on_event(void *self, uint64_t ndis_handle, uint32_t event_code, uint32_t info) {
  tell(self, "event %u %u %u\n", (unsigned)ndis_handle, event_code, info);
}

/* N1(P1(T1)); the host calls T1 77. */
static void begin(app_t *app) {
  memset(app, 0, sizeof *app);
  bench_t *bench = calloc(1, sizeof *bench);
  app->bench = bench;
  bench->nic = fake_new();
  toe_os_t os = fake_os(bench->nic);
  toe_miniport_options_t options = {.limit[TOE_POOL_NEIGHBOR] = 8,
                                    .limit[TOE_POOL_PATH] = 8,
                                    .limit[TOE_POOL_TCP] = 8,
                                    .limit[TOE_POOL_HOST_MEMORY] = 0xFFFFFFFF,
                                    .limit[TOE_POOL_BUFFERED_COPY] = 4194304,
                                    .limit[TOE_POOL_POSTED] = 4,
                                    .limit[TOE_POOL_HOST_BUFFER] = 4,
                                    .host_buffer_bytes = 256,
                                    .rcv_page_log2 = 14,
                                    .sram_banks = 2,
                                    .tags = 64,
                                    .cmd_entries = 16,
                                    .cpl_entries = 8,
                                    .mps_bytes = 256,
                                    .mrrs_bytes = 512};
  toe_miniport_upcalls_t upcalls = {.self = app,
                                    .initiate_offload_complete = on_initiated,
                                    .terminate_offload_complete = on_terminated,
                                    .receive_complete = on_receive,
                                    .forward_complete = on_forwarded,
                                    .tcp_event = on_event};
  char text[200] = "";
  if (toe_miniport_new(&os, &options, &upcalls, &bench->miniport, text, sizeof text) != TOE_MINIPORT_OK) abort();
  fake_block_init(&app->n, FAKE_NEIGHBOR, FAKE_NEW, 0);
  fake_block_init(&app->p, FAKE_PATH, FAKE_NEW, 0);
  fake_block_init(&app->t, FAKE_TCP, FAKE_NEW, 0);
  fake_dependent(&app->n, &app->p);
  fake_dependent(&app->p, &app->t);
  fake_block_put(app->t.memory, 56, 8, 77); /* NdisOffloadHandle */
  initiate(bench, &app->n);
  run(bench);
  TOE_ASSERT_EQ(fake_handle(&app->t), T1);
  app->told[0] = '\0';
}
static void end(app_t *app) {
  TOE_EXPECT_EQ(toe_miniport_unanswered(app->bench->miniport), 0);
  bench_free(app->bench);
}

/* R147: one command, with the segment in a piece of its own (the scripted device checks alignment and padding). */
TOE_TEST(miniport_forward, segment_becomes_a_command) {
  app_t app;
  begin(&app);
  fake_nic_t *nic = app.bench->nic;
  forward(&app, make(&app.parts[0], 121));
  TOE_EXPECT_EQ(toe_miniport_unanswered(app.bench->miniport), 1);
  TOE_EXPECT_STR(app.told, "");
  run(app.bench);
  TOE_EXPECT_STR(app.told, "forwarded 77 a 0\n");
  TOE_EXPECT_EQ(nic->last_command[0], 7);
  TOE_EXPECT_EQ(nic->last_command[1], 1);
  TOE_EXPECT_EQ(fake_get(nic->last_command, 28, 4), 121);
  TOE_EXPECT_EQ(fake_get(nic->last_command, 48, 4), T1);
  TOE_EXPECT_EQ(nic->forwarded_bytes, 121);
  TOE_EXPECT(memcmp(nic->forwarded, app.parts[0].data, 121) == 0);
  TOE_EXPECT_EQ(nic->dma_live, BENCH_DMAS);
  /* No number of a request is used up. */
  fake_block_t back;
  fake_block_init(&back, FAKE_TCP, FAKE_LINKER, T1);
  terminate(app.bench, &back);
  run(app.bench);
  TOE_EXPECT_EQ(fake_get(nic->last_command, 4, 4), 2);
  end(&app);
}

/* R147: a list is given back one by one, in order; a segment of 12000 bytes goes in two commands, 9216 and 2804 bytes.
 */
TOE_TEST(miniport_forward, long_segment_goes_in_pieces) {
  app_t app;
  begin(&app);
  fake_nic_t *nic = app.bench->nic;
  make(&app.parts[1], 40)->nbl.next = &make(&app.parts[2], 20)->nbl;
  make(&app.parts[0], SEGMENT)->nbl.next = &app.parts[1].nbl;
  forward(&app, &app.parts[0]);
  TOE_EXPECT(fake_step(nic));
  TOE_EXPECT_EQ(nic->forwarded_bytes, 9216);
  TOE_EXPECT_EQ(nic->forwarded[13], 0x10); /* no PSH */
  TOE_EXPECT(fake_step(nic));
  TOE_EXPECT_EQ(nic->forwarded_bytes, 20 + SEGMENT - 9216);
  TOE_EXPECT_EQ(nic->forwarded[13], 0x18);
  TOE_EXPECT_EQ(nic->forwarded[6], 0x26); /* 0x0304 + 9196 = 0x26F0 */
  TOE_EXPECT(memcmp(nic->forwarded + 20, app.parts[0].data + 9216, SEGMENT - 9216) == 0);
  run(app.bench);
  TOE_EXPECT_STR(app.told, "forwarded 77 a 0\nforwarded 77 b 0\nforwarded 77 c 0\n");
  end(&app);
}

/* R147: what each error of the device means; of a segment in pieces the first that was not taken tells. */
TOE_TEST(miniport_forward, errors_become_statuses) {
  static const struct {
    uint8_t error;
    const char *told;
  } cases[] = {{NO_OBJECT, "forwarded 77 a C0231001\n"},
               {NOT_NOW, "forwarded 77 a C0231001\n"},
               {BAD_RECEIVE, "forwarded 77 a C0000184\n"},
               {OBJECT_FETCH, "forwarded 77 a C001000C\n"}};
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_test_note("error %u", cases[i].error);
    app_t app;
    begin(&app);
    app.bench->nic->forward_error = cases[i].error;
    forward(&app, make(&app.parts[0], SEGMENT));
    TOE_EXPECT(fake_step(app.bench->nic));
    app.bench->nic->forward_error = 0; /* its second piece */
    run(app.bench);
    TOE_EXPECT_STR(app.told, cases[i].told);
    end(&app);
  }
}

/* R144, R147: behind TcpIndicateAbort a segment is REQUEST_ABORTED. */
TOE_TEST(miniport_forward, behind_an_abort_it_is_aborted) {
  app_t app;
  begin(&app);
  forward(&app, make(&app.parts[0], 40));
  TOE_EXPECT(fake_step(app.bench->nic));
  fake_event(app.bench->nic, 4, T1, 0);
  app.bench->nic->forward_error = NOT_NOW;
  forward(&app, make(&app.parts[1], 40));
  run(app.bench);
  TOE_EXPECT_STR(app.told, "forwarded 77 a 0\nevent 77 4 0\nforwarded 77 b C001000C\n");
  end(&app);
}

/* R147: what is no TCP segment, or has no connection, is INVALID_STATE, behind what came before it; the device sees
 * nothing of it. */
TOE_TEST(miniport_forward, what_cannot_be_keeps_its_place) {
  app_t app;
  begin(&app);
  forward(&app, make(&app.parts[0], 40));
  forward(&app, make(&app.parts[1], 19));
  forward(&app, make(&app.parts[2], 40));
  run(app.bench);
  TOE_EXPECT_STR(app.told, "forwarded 77 a 0\nforwarded 77 b C0000184\nforwarded 77 c 0\n");
  TOE_EXPECT_EQ(app.bench->nic->forwards, 2);
  app.told[0] = '\0';
  make(&app.parts[3], 40);
  app.bench->is_inside = true;
  toe_miniport_tcp_forward(app.bench->miniport, T1 + 5, &app.parts[3].nbl);
  app.bench->is_inside = false;
  TOE_EXPECT_EQ(toe_miniport_unanswered(app.bench->miniport), 1);
  run(app.bench);
  TOE_EXPECT_STR(app.told, "forwarded 0 d C0000184\n");
  end(&app);
}

/* R118, R148, R164: one that comes before the terminate goes to the device before it; one that comes during it is
 * UPLOAD_IN_PROGRESS before its completion, and the device sees nothing of it. */
TOE_TEST(miniport_forward, terminate_takes_it_with_it) {
  app_t app;
  begin(&app);
  fake_block_t back;
  fake_block_init(&back, FAKE_TCP, FAKE_LINKER, T1);
  forward(&app, make(&app.parts[0], 40));
  terminate(app.bench, &back);
  forward(&app, make(&app.parts[1], 40));
  forward(&app, make(&app.parts[2], 19));
  run(app.bench);
  TOE_EXPECT_STR(app.told, "forwarded 77 a 0\nforwarded 77 b C0231001\nforwarded 77 c C0000184\nterminated\n");
  TOE_EXPECT_EQ(app.bench->nic->forwards, 1);
  end(&app);
}

/* A terminate that frees nothing lets it go on. */
TOE_TEST(miniport_forward, failed_terminate_lets_it_go) {
  app_t app;
  begin(&app);
  fake_block_t back;
  fake_block_init(&back, FAKE_TCP, FAKE_LINKER, T1);
  terminate(app.bench, &back);
  forward(&app, make(&app.parts[0], 40));
  app.bench->nic->force_error = 6; /* COMMAND_FETCH */
  run(app.bench);
  TOE_EXPECT_STR(app.told, "terminated\nforwarded 77 a 0\n");
  end(&app);
}

/* R164: from within a call up, of a connection that is gone, of which the host has not been told. */
TOE_TEST(miniport_forward, comes_late) {
  app_t app;
  begin(&app);
  uint8_t room[16];
  toe_nbl_t post = {.bytes = sizeof room, .room = room};
  fake_block_t back;
  fake_block_init(&back, FAKE_TCP, FAKE_LINKER, T1);
  toe_miniport_tcp_receive(app.bench->miniport, T1, &post);
  run(app.bench);
  app.next = make(&app.parts[0], 40);
  terminate(app.bench, &back);
  while (fake_step(app.bench->nic)) continue; /* its request and the terminate in one drain */
  run(app.bench);
  TOE_EXPECT_STR(app.told, "received 77 C0231001\nforwarded 77 a C0231001\nterminated\n");
  end(&app);
}

/* No memory: REQUEST_ABORTED; for its bytes it waits while something is in flight that gives some back. */
TOE_TEST(miniport_forward, short_memory) {
  app_t app;
  begin(&app);
  fake_nic_t *nic = app.bench->nic;
  nic->dma_fail_from = nic->dma_calls + 1;
  forward(&app, make(&app.parts[0], SEGMENT));
  run(app.bench);
  TOE_EXPECT_STR(app.told, "forwarded 77 a C001000C\n");
  nic->dma_fail_from = 0;
  app.told[0] = '\0';
  forward(&app, make(&app.parts[1], 40));
  nic->dma_fail_from = nic->dma_calls + 1;
  forward(&app, make(&app.parts[2], 40));
  nic->dma_fail_from = 0;
  run(app.bench);
  TOE_EXPECT_STR(app.told, "forwarded 77 b 0\nforwarded 77 c 0\n");
  app.told[0] = '\0';
  for (uint32_t fails = 1; fails <= 2; ++fails) { /* of the second piece nothing is left */
    forward(&app, make(&app.parts[0], 40));
    nic->alloc_fail_from = nic->alloc_calls + fails;
    forward(&app, make(&app.parts[1], SEGMENT));
    nic->alloc_fail_from = 0;
    run(app.bench);
    TOE_EXPECT_STR(app.told, "forwarded 77 a 0\nforwarded 77 b C001000C\n");
    app.told[0] = '\0';
  }
  end(&app);
}

/* The driver may end with segments in every place; none is called up. */
TOE_TEST(miniport_forward, ends_with_segments_under_way) {
  app_t app;
  begin(&app);
  fake_block_t back;
  fake_block_init(&back, FAKE_TCP, FAKE_LINKER, T1);
  forward(&app, make(&app.parts[0], SEGMENT));
  terminate(app.bench, &back);
  forward(&app, make(&app.parts[1], 40));
  make(&app.parts[2], 40);
  toe_miniport_tcp_forward(app.bench->miniport, 1, &app.parts[2].nbl);
  bench_free(app.bench);
  TOE_EXPECT_STR(app.told, "");
}
