/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_told_test.c - events of connections and frames that come up, from the completion ring to the host.
 * Offsets by hand from docs/layouts.md.
 */
#include "testbench/unit/toe_miniport_bench.h"

enum { T1 = 0x30000000, PASS = 3, WINDOW = 1000 };

/* What the host was told: "initiated", "event 77 4 0", "indicate 77 5", "complete 77 0", "frame 77 32 60",
 * "terminated". */
typedef struct app {
  bench_t *bench;
  char told[1024];
  bool keeps; /* frames are held */
  toe_nbl_t *frames[8];
  uint32_t frame_count;
  fake_block_t n, p, t;
} app_t;

static void tell(app_t *app, const char *format, ...) TOE_PRINTF(2, 3);
static void tell(app_t *app, const char *format, ...) {
  size_t used = strlen(app->told);
  va_list args;
  va_start(args, format);
  vsnprintf(app->told + used, sizeof app->told - used, format, args);
  va_end(args);
}
static void on_initiated(void *self, void *root, const toe_miniport_completion_t *completion) {
  (void)root, (void)completion;
  tell(self, "initiated\n");
}
static void on_terminated(void *self, void *root, const toe_miniport_completion_t *completion) {
  (void)root, (void)completion;
  tell(self, "terminated\n");
}
static void on_event(void *self, uint64_t ndis_handle, uint32_t event, uint32_t info) {
  tell(self, "event %u %u %u\n", (unsigned)ndis_handle, event, info);
}
static uint32_t on_indicate(void *self, uint64_t ndis_handle, toe_nbl_t *nbl, uint32_t *consumed) {
  (void)consumed;
  tell(self, "indicate %u %u\n", (unsigned)ndis_handle, nbl->bytes);
  return 0xC023100Eu;
}
static void on_frame(void *self, toe_nbl_t *nbl, uint64_t ndis_handle, uint32_t reason) {
  app_t *app = self;
  TOE_EXPECT_EQ(app->bench->nic->lock_depth, 0);
  TOE_EXPECT(nbl->next == NULL && nbl->status == 0);
  tell(app, "frame %u %u %u %02X\n", (unsigned)ndis_handle, reason, nbl->bytes, nbl->data[0]);
  if (app->keeps) {
    app->frames[app->frame_count++] = nbl;
  } else {
    toe_miniport_receive_return(app->bench->miniport, nbl);
  }
}

/* An event entry with a commit number. */
static void event(app_t *app, uint8_t code, uint32_t info, uint64_t commit) {
  uint8_t *entry = fake_entry(app->bench->nic);
  entry[0] = 2;
  entry[1] = code;
  fake_put(entry, 4, 4, T1);
  fake_put(entry, 16, 8, info);
  fake_put(entry, 24, 8, commit);
}

/* A frame of `bytes` bytes that begin with `first` comes up in host buffer `number`. */
static void frame(app_t *app, uint32_t number, uint32_t handle, uint32_t reason, uint32_t bytes, uint8_t first) {
  fake_nic_t *nic = app->bench->nic;
  const uint64_t base = nic->regs[0x1AC / 4] | (uint64_t)nic->regs[0x1B0 / 4] << 32;
  *fake_at(nic, base + 256 * (uint64_t)number, 256) = first;
  nic->is_with_host[number] = true;
  fake_received(nic, PASS, handle, number, bytes, reason);
}

static bench_t *told_new(app_t *app) {
  bench_t *bench = calloc(1, sizeof *bench);
  bench->nic = fake_new();
  const toe_os_t os = fake_os(bench->nic);
  const toe_miniport_options_t options = {.limit[TOE_POOL_NEIGHBOR] = 8,
                                          .limit[TOE_POOL_PATH] = 8,
                                          .limit[TOE_POOL_TCP] = 8,
                                          .limit[TOE_POOL_HOST_MEMORY] = 0xFFFFFFFF,
                                          .limit[TOE_POOL_POSTED] = 4,
                                          .limit[TOE_POOL_HOST_BUFFER] = 4,
                                          .host_buffer_bytes = 256,
                                          .rcv_page_log2 = 14,
                                          .sram_banks = 2,
                                          .tags = 64,
                                          .mac = {0x02, 0x70, 0xE5, 0x12, 0x34, 0x56},
                                          .ack_frequency = 3,
                                          .ack_cycles = 1000,
                                          .out_of_order_limit = 9,
                                          .cmd_entries = 16,
                                          .cpl_entries = 8,
                                          .mps_bytes = 256,
                                          .mrrs_bytes = 512};
  const toe_miniport_upcalls_t upcalls = {.self = app,
                                          .initiate_offload_complete = on_initiated,
                                          .terminate_offload_complete = on_terminated,
                                          .tcp_event = on_event,
                                          .receive_indicate = on_indicate,
                                          .indicate_receive_net_buffer_lists = on_frame};
  char text[200] = "";
  if (toe_miniport_new(&os, &options, &upcalls, &bench->miniport, text, sizeof text) != TOE_MINIPORT_OK) abort();
  return bench;
}

/* N(P(T)) is on its way; T is connection 77 and has a window, and nothing buffered. */
static void begin(app_t *app) {
  memset(app, 0, sizeof *app);
  app->bench = told_new(app);
  fake_block_init(&app->n, FAKE_NEIGHBOR, FAKE_NEW, 0);
  fake_block_init(&app->p, FAKE_PATH, FAKE_NEW, 0);
  fake_block_init(&app->t, FAKE_TCP, FAKE_NEW, 0);
  fake_dependent(&app->n, &app->p);
  fake_dependent(&app->p, &app->t);
  fake_block_put(app->t.memory, 56, 8, 77);                /* NdisOffloadHandle */
  fake_block_put(app->t.memory + 152 + 72, 20, 4, WINDOW); /* RcvWnd */
  initiate(app->bench, &app->n);
}
static void begin_offloaded(app_t *app) {
  begin(app);
  run(app->bench);
  TOE_EXPECT_STR(app->told, "initiated\n");
  app->told[0] = '\0';
}
static void end(app_t *app) {
  TOE_EXPECT_STR(app->bench->nic->log, "");
  bench_free(app->bench);
}

/* A terminate of T1 alone, with a delegated structure. */
static void back_init(fake_block_t *block) {
  fake_block_init(block, FAKE_TCP, FAKE_LINKER, T1);
  block->memory[0] = 15;
  memset(block->memory + 152, 0x5A, sizeof block->memory - 152);
  fake_block_put(block->memory, 152, 4, 128);
}

/* What belongs to the wire is programmed: address, acknowledgments, limit. */
TOE_TEST(miniport_told, programs_the_wire) {
  app_t app;
  begin(&app);
  TOE_EXPECT_EQ(app.bench->nic->regs[0x1E0 / 4], 0x12E57002);
  TOE_EXPECT_EQ(app.bench->nic->regs[0x1E4 / 4], 0x5634);
  TOE_EXPECT_EQ(app.bench->nic->regs[0x1E8 / 4], 3);
  TOE_EXPECT_EQ(app.bench->nic->regs[0x1EC / 4], 1000);
  TOE_EXPECT_EQ(app.bench->nic->regs[0x1F0 / 4], 9);
  run(app.bench);
  TOE_EXPECT(toe_miniport_set(app.bench->miniport, 22, UINT64_C(0x665544332202)));
  run(app.bench);
  TOE_EXPECT_EQ(fake_get(app.bench->nic->last_command, 28, 4), 22);
  TOE_EXPECT_EQ(fake_get(app.bench->nic->last_command, 32, 4), 0x44332202);
  TOE_EXPECT_EQ(fake_get(app.bench->nic->last_command, 38, 2), 0x6655);
  end(&app);
}

/* R143, R144: told in the order of the ring, with indications between them. */
TOE_TEST(miniport_told, events_come_in_order) {
  app_t app;
  begin_offloaded(&app);
  const uint8_t bytes[5] = {1, 2, 3, 4, 5};
  event(&app, 3, 7, 10);
  fake_arrive(app.bench->nic, T1, bytes, 5);
  event(&app, 2, 0, 11);
  event(&app, 4, 0, 12);
  run(app.bench);
  TOE_EXPECT_STR(app.told, "event 77 3 7\nindicate 77 5\nevent 77 2 0\nevent 77 4 0\n");
  end(&app);
}

/* R102, R103: what the device tells of a connection before its initiate is completed waits, and keeps its order. */
TOE_TEST(miniport_told, events_wait_for_the_initiate) {
  app_t app;
  begin(&app);
  event(&app, 3, 7, 1);
  TOE_EXPECT(deliver(app.bench));
  TOE_EXPECT_STR(app.told, "");
  event(&app, 4, 0, 2);
  TOE_EXPECT(fake_step(app.bench->nic));
  event(&app, 3, 10, 3); /* behind the completion, in the same drain: behind those that waited */
  run(app.bench);
  TOE_EXPECT_STR(app.told, "initiated\nevent 77 3 7\nevent 77 4 0\nevent 77 3 10\n");
  end(&app);
}

/* R164: an event of a connection that is being terminated comes before its completion; one of the next connection with
 * its handle, which the device may tell before that completion, waits for that one's initiate [R170]. */
TOE_TEST(miniport_told, events_go_with_their_terminate) {
  app_t app;
  begin_offloaded(&app);
  fake_block_t back, n, p, t;
  back_init(&back);
  terminate(app.bench, &back);
  event(&app, 4, 0, 1);
  event(&app, 3, 5, 1000);
  TOE_EXPECT(deliver(app.bench));
  TOE_EXPECT_STR(app.told, "");
  run(app.bench);
  TOE_EXPECT_STR(app.told, "event 77 4 0\nterminated\n");
  app.told[0] = '\0';
  app.bench->nic->next_id[3] = 0;
  fake_block_init(&n, FAKE_NEIGHBOR, FAKE_NEW, 0);
  fake_block_init(&p, FAKE_PATH, FAKE_NEW, 0);
  fake_block_init(&t, FAKE_TCP, FAKE_NEW, 0);
  fake_dependent(&n, &p);
  fake_dependent(&p, &t);
  fake_block_put(t.memory, 56, 8, 78);
  initiate(app.bench, &n);
  run(app.bench);
  TOE_EXPECT_STR(app.told, "initiated\nevent 78 3 5\n");
  end(&app);
}

/* A terminate that takes nothing lets the events go on. */
TOE_TEST(miniport_told, events_outlast_a_terminate_that_fails) {
  app_t app;
  begin_offloaded(&app);
  fake_block_t back;
  back_init(&back);
  terminate(app.bench, &back);
  event(&app, 2, 0, 1);
  TOE_EXPECT(deliver(app.bench));
  app.bench->nic->force_error = 6;
  run(app.bench);
  TOE_EXPECT_STR(app.told, "terminated\nevent 77 2 0\n");
  end(&app);
}

/* R133: a frame goes up whole; the buffer is the device's when the host gives it back, from within or later. */
TOE_TEST(miniport_told, frames_come_up_and_go_back) {
  for (int keeps = 0; keeps < 2; ++keeps) {
    app_t app;
    begin_offloaded(&app);
    app.keeps = keeps != 0;
    frame(&app, 2, 0, 32, 60, 0xFF);
    frame(&app, 1, T1, 39, 256, 0x02);
    run(app.bench);
    TOE_EXPECT_STR(app.told, "frame 0 32 60 FF\nframe 77 39 256 02\n");
    TOE_EXPECT_EQ(app.bench->nic->is_with_host[1] + app.bench->nic->is_with_host[2], 2 * keeps);
    TOE_EXPECT_EQ(toe_miniport_lent(app.bench->miniport), 2 * (uint32_t)keeps);
    TOE_EXPECT_EQ(toe_miniport_unanswered(app.bench->miniport), 0); /* no answer is owed */
    for (uint32_t i = 0; i < app.frame_count; ++i) toe_miniport_receive_return(app.bench->miniport, app.frames[i]);
    TOE_EXPECT(!app.bench->nic->is_with_host[1] && !app.bench->nic->is_with_host[2]);
    TOE_EXPECT(toe_miniport_halt(app.bench->miniport)); /* R149 */
    end(&app);
  }
}

/* Entries that cannot be. */
TOE_TEST(miniport_told_bad, entries_that_cannot_be_are_passed_over) {
  app_t app;
  begin_offloaded(&app);
  fake_received(app.bench->nic, PASS, 0, 4, 60, 32);  /* no such buffer */
  fake_received(app.bench->nic, PASS, 0, 1, 257, 32); /* longer than one */
  uint8_t *entry = fake_entry(app.bench->nic);
  entry[0] = 2;
  entry[1] = 4;
  fake_put(entry, 4, 4, 0x20000000);
  run(app.bench);
  TOE_EXPECT_STR(app.told, "");
  TOE_EXPECT_HAS(app.bench->nic->log, "a frame was passed up in a host buffer that cannot have it: 4");
  TOE_EXPECT_HAS(app.bench->nic->log, "an event of what is no connection: 536870912");
  app.bench->nic->log[0] = '\0';
  end(&app);
}

/* No memory to wait with: an event whose connection the device names is told early rather than never. */
TOE_TEST(miniport_told_bad, events_need_no_memory) {
  app_t app;
  begin(&app);
  app.bench->nic->alloc_fail_from = app.bench->nic->alloc_calls + 1;
  uint8_t *entry = fake_entry(app.bench->nic);
  entry[0] = 2;
  entry[1] = 4;
  fake_put(entry, 4, 4, T1);
  fake_put(entry, 8, 8, 77);
  TOE_EXPECT(deliver(app.bench));
  TOE_EXPECT_STR(app.told, "event 77 4 0\n");
  app.bench->nic->alloc_fail_from = 0;
  run(app.bench);
  end(&app);
}

/* R166: what a terminate has room for is what was buffered and the window at the offload: bytes that came later are
 * handed back. */
TOE_TEST(miniport_told, terminate_has_room_for_the_window) {
  app_t app;
  begin_offloaded(&app);
  uint8_t bytes[WINDOW];
  for (int i = 0; i < WINDOW; ++i) bytes[i] = (uint8_t)(i * 3);
  fake_arrive(app.bench->nic, T1, bytes, WINDOW);
  run(app.bench);
  fake_block_t back;
  back_init(&back);
  terminate(app.bench, &back);
  run(app.bench);
  const toe_nbl_t *list = (const toe_nbl_t *)(uintptr_t)fake_block_get(back.memory + 152, 112, 8);
  TOE_ASSERT(list != NULL);
  TOE_EXPECT_EQ(list->bytes, WINDOW);
  TOE_EXPECT_MEM(list->data, bytes, WINDOW);
  toe_miniport_receive_return(app.bench->miniport, (toe_nbl_t *)(uintptr_t)list);
  end(&app);
}
