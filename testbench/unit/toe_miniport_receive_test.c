/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_receive_test.c - the driver's receive requests and indications.  Offsets by hand from docs/layouts.md,
 * statuses from docs/chimney.md.
 */
#include "testbench/unit/toe_miniport_bench.h"

#define ABORTED 0xC001000Cu
#define UPLOADING 0xC0231001u
#define INVALID 0xC0000184u
#define NOT_ACCEPTED 0xC023100Eu
#define PARTLY 0xC0231010u

enum { T1 = 0x30000000, BUFFERED = 300, ROOM = 400, SEQUENCE = 512 };

/* A request of the host's, and its buffer. */
typedef struct post {
  toe_nbl_t nbl;
  uint8_t room[ROOM];
} post_t;

/* What the host answers, and what it was told. */
typedef struct app {
  bench_t *bench;
  char told[2048]; /* "complete 77 0/300\n", "indicate 77 200\n" */
  uint8_t seen[SEQUENCE];
  uint32_t seen_bytes;
  uint32_t status, consumed; /* of the next indications; consumed: of PARTLY */
  toe_nbl_t *lent[8];
  uint32_t lent_count, depth;
  bool returns_inside;
  post_t *next;       /* posted from within the next completion */
  fake_block_t *gone; /* terminated from within the next indication */
  fake_block_t n, p, t;
  uint8_t data[BUFFERED];
} app_t;

static void tell(app_t *app, const char *format, ...) TOE_PRINTF(2, 3);
static void tell(app_t *app, const char *format, ...) {
  size_t used = strlen(app->told);
  va_list args;
  va_start(args, format);
  vsnprintf(app->told + used, sizeof app->told - used, format, args);
  va_end(args);
}

static uint8_t byte_of(uint32_t i) { return (uint8_t)(i * 7 + 3); }

static void see(app_t *app, const uint8_t *bytes, uint32_t count) {
  TOE_ASSERT(app->seen_bytes + count <= SEQUENCE);
  memcpy(app->seen + app->seen_bytes, bytes, count);
  app->seen_bytes += count;
}

static void post(app_t *app, post_t *p, uint32_t bytes, uint32_t filled, bool is_no_push) {
  memset(p->room, 0xEE, sizeof p->room);
  p->nbl =
      (toe_nbl_t){.status = 0x103, .bytes = bytes, .room = p->room, .transferred = filled, .is_no_push = is_no_push};
  const bool was_inside = app->bench->is_inside;
  app->bench->is_inside = true;
  toe_miniport_tcp_receive(app->bench->miniport, T1, &p->nbl);
  app->bench->is_inside = was_inside;
}

static void on_complete(void *self, uint64_t ndis_handle, toe_nbl_t *list) {
  app_t *app = self;
  TOE_EXPECT_EQ(app->depth++, 0); /* R120, R122 */
  TOE_EXPECT(!app->bench->is_inside);
  TOE_EXPECT_EQ(app->bench->nic->lock_depth, 0);
  for (; list != NULL; list = list->next) {
    tell(app, "complete %u %X/%u\n", (unsigned)ndis_handle, list->status, list->transferred);
    if (list->status == 0) see(app, list->room, list->transferred);
  }
  post_t *next = app->next;
  app->next = NULL;
  if (next != NULL) post(app, next, 100, 0, true);
  --app->depth;
}

static uint32_t on_indicate(void *self, uint64_t ndis_handle, toe_nbl_t *nbl, uint32_t *consumed) {
  app_t *app = self;
  TOE_EXPECT_EQ(app->depth++, 0);
  TOE_EXPECT_EQ(app->bench->nic->lock_depth, 0);
  TOE_EXPECT(nbl->next == NULL && nbl->status == 0 && *consumed == 0); /* R126 */
  tell(app, "indicate %u %u\n", (unsigned)ndis_handle, nbl->bytes);
  if (app->status == 0) {
    see(app, nbl->data, nbl->bytes);
    app->lent[app->lent_count++] = nbl;
    if (app->returns_inside) toe_miniport_receive_return(app->bench->miniport, nbl);
  } else if (app->status == PARTLY) {
    *consumed = app->consumed;
    if (*consumed <= nbl->bytes) see(app, nbl->data, *consumed);
  }
  fake_block_t *gone = app->gone;
  app->gone = NULL;
  if (gone != NULL) terminate(app->bench, gone);
  --app->depth;
  return app->status;
}

static void on_initiated(void *self, void *root, const toe_miniport_completion_t *completion) {
  app_t *app = self;
  (void)root, (void)completion;
  tell(app, "initiated\n");
}
static void on_terminated(void *self, void *root, const toe_miniport_completion_t *completion) {
  app_t *app = self;
  (void)root, (void)completion;
  tell(app, "terminated\n");
}

static bench_t *receiver_new(app_t *app, uint32_t posted, uint32_t host_buffers) {
  bench_t *bench = calloc(1, sizeof *bench);
  bench->nic = fake_new();
  toe_os_t os = fake_os(bench->nic);
  toe_miniport_options_t options = {.limit[TOE_POOL_NEIGHBOR] = 8,
                                    .limit[TOE_POOL_PATH] = 8,
                                    .limit[TOE_POOL_TCP] = 8,
                                    .limit[TOE_POOL_HOST_MEMORY] = 0xFFFFFFFF,
                                    .limit[TOE_POOL_BUFFERED_COPY] = 4194304,
                                    .limit[TOE_POOL_POSTED] = posted,
                                    .limit[TOE_POOL_HOST_BUFFER] = host_buffers,
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
                                    .receive_complete = on_complete,
                                    .receive_indicate = on_indicate};
  char text[200] = "";
  if (toe_miniport_new(&os, &options, &upcalls, &bench->miniport, text, sizeof text) != TOE_MINIPORT_OK) abort();
  return bench;
}

/* N1(P1(T1)) with 300 bytes that were received; the host calls T1 77. */
static void begin(app_t *app, uint32_t posted, uint32_t host_buffers) {
  memset(app, 0, sizeof *app);
  app->bench = receiver_new(app, posted, host_buffers);
  fake_block_init(&app->n, FAKE_NEIGHBOR, FAKE_NEW, 0);
  fake_block_init(&app->p, FAKE_PATH, FAKE_NEW, 0);
  fake_block_init(&app->t, FAKE_TCP, FAKE_NEW, 0);
  fake_dependent(&app->n, &app->p);
  fake_dependent(&app->p, &app->t);
  fake_block_put(app->t.memory, 56, 8, 77); /* NdisOffloadHandle */
  for (uint32_t i = 0; i < BUFFERED; ++i) app->data[i] = byte_of(i);
  toe_nbl_t received = {.status = 0x103, .bytes = BUFFERED, .data = app->data};
  fake_pointer(app->t.memory + 152 + 72, 112, &received);
  initiate(app->bench, &app->n);
  run(app->bench);
  TOE_ASSERT_EQ(fake_handle(&app->t), T1);
  app->told[0] = '\0';
  memset(app->data, 0xDB, sizeof app->data); /* B9, R49 */
}

/* The host saw the first `count` bytes, in order and once [R56]. */
static void expect_seen(const app_t *app, uint32_t count) {
  TOE_EXPECT_EQ(app->seen_bytes, count);
  for (uint32_t i = 0; i < app->seen_bytes; ++i) {
    if (app->seen[i] == byte_of(i)) continue;
    toe_test_note("byte %u", i);
    TOE_EXPECT_EQ(app->seen[i], byte_of(i));
    return;
  }
}

static void return_all(app_t *app) {
  for (uint32_t i = 0; i < app->lent_count; ++i) toe_miniport_receive_return(app->bench->miniport, app->lent[i]);
  app->lent_count = 0;
}

static void end(app_t *app) {
  TOE_EXPECT_EQ(toe_miniport_unanswered(app->bench->miniport), 0);
  return_all(app);
  bench_free(app->bench);
}

/* A terminate of T1 alone, with a delegated structure. */
static void back_init(fake_block_t *block) {
  fake_block_init(block, FAKE_TCP, FAKE_LINKER, T1);
  block->memory[0] = 15;
  memset(block->memory + 152, 0x5A, sizeof block->memory - 152);
  fake_block_put(block->memory, 152, 4, 128);
}
static const toe_nbl_t *back_of(const fake_block_t *block) {
  return (const toe_nbl_t *)(uintptr_t)fake_block_get(block->memory + 152, 112, 8);
}

/* B1, B2, B9, R51 to R53: nothing without a request; one of 300 bytes takes them all. */
TOE_TEST(miniport_receive, request_is_completed_with_buffered_data) {
  for (int first = 0; first < 2; ++first) { /* R122: it may be done before its command is */
    app_t app;
    begin(&app, 4, 4);
    app.bench->nic->received_first = first != 0;
    post_t p;
    TOE_EXPECT_STR(app.told, "");
    post(&app, &p, 300, 0, false);
    TOE_EXPECT_EQ(toe_miniport_unanswered(app.bench->miniport), 1);
    TOE_EXPECT_STR(app.told, ""); /* never from within the call */
    run(app.bench);
    const uint8_t *command = app.bench->nic->last_command;
    TOE_EXPECT_EQ(command[0], 5);
    TOE_EXPECT_EQ(fake_get(command, 4, 4), 2); /* numbered like all others */
    TOE_EXPECT_EQ(fake_get(command, 28, 4), 300);
    TOE_EXPECT_EQ(fake_get(command, 32, 4), 0);
    TOE_EXPECT_EQ(command[36], 0);
    TOE_EXPECT_EQ(fake_get(command, 48, 4), T1);
    TOE_EXPECT_STR(app.told, "complete 77 0/300\n");
    expect_seen(&app, 300);
    for (int i = 300; i < ROOM; ++i) TOE_EXPECT_EQ(p.room[i], 0xEE);
    TOE_EXPECT_EQ(app.bench->nic->dma_live, BENCH_DMAS);
    end(&app);
  }
}

/* B3, B10, R54, R123, R125, R127: what does not fit is indicated behind it; with SUCCESS the buffer is the host's until
 * it gives it back, also from within the call. */
TOE_TEST(miniport_receive, rest_is_indicated) {
  for (int inside = 0; inside < 2; ++inside) {
    app_t app;
    begin(&app, 4, 1);
    app.returns_inside = inside != 0;
    post_t p;
    post(&app, &p, inside != 0 ? 0 : 100, 0, true);
    run(app.bench);
    /* 256 bytes a buffer. */
    TOE_EXPECT_STR(app.told, inside != 0 ? "complete 77 0/0\nindicate 77 256\nindicate 77 44\n"
                                         : "complete 77 0/100\nindicate 77 200\n");
    expect_seen(&app, 300);
    TOE_EXPECT_EQ(app.bench->nic->last_command[0], 6);
    TOE_EXPECT_EQ(fake_get(app.bench->nic->last_command, 32, 4), inside != 0 ? 44 : 200);
    TOE_EXPECT_EQ(toe_miniport_lent(app.bench->miniport), inside != 0 ? 0 : 1);
    TOE_EXPECT_EQ(app.bench->nic->is_with_host[0], inside == 0);
    if (inside != 0) app.lent_count = 0;
    if (inside == 0) {
      TOE_EXPECT(!toe_miniport_halt(app.bench->miniport)); /* R149 */
      TOE_EXPECT_EQ(app.bench->nic->regs[1] & 1, 1);
    }
    return_all(&app);
    TOE_EXPECT(!app.bench->nic->is_with_host[0]);
    TOE_EXPECT_EQ(toe_miniport_lent(app.bench->miniport), 0);
    TOE_EXPECT(toe_miniport_halt(app.bench->miniport));
    end(&app);
  }
}

/* B4, R124, A-23: refused data comes again after a post only; the buffer is the device's again at once. */
TOE_TEST(miniport_receive, refused_data_waits_for_a_post) {
  app_t app;
  begin(&app, 4, 4);
  app.status = NOT_ACCEPTED;
  post_t p, q, r;
  post(&app, &p, 100, 0, true);
  run(app.bench);
  TOE_EXPECT_STR(app.told, "complete 77 0/100\nindicate 77 200\n");
  TOE_EXPECT_EQ(fake_get(app.bench->nic->last_command, 32, 4), 0);
  TOE_EXPECT(!app.bench->nic->is_with_host[0]);
  app.status = PARTLY;
  app.consumed = 50;
  post(&app, &q, 20, 0, true);
  run(app.bench);
  TOE_EXPECT_HAS(app.told, "indicate 77 200\ncomplete 77 0/20\nindicate 77 180\n");
  expect_seen(&app, 170);
  post(&app, &r, 130, 0, true);
  run(app.bench);
  TOE_EXPECT_HAS(app.told, "indicate 77 180\ncomplete 77 0/130\n");
  expect_seen(&app, 300);
  TOE_EXPECT_EQ(app.bench->nic->commands, 1 + 3 + 2); /* one reply to each indication */
  end(&app);
}

/* An answer that cannot be takes nothing. */
TOE_TEST(miniport_receive_bad, answers_that_cannot_be_take_nothing) {
  static const struct { uint32_t status, consumed; } wrongs[] = {{PARTLY, 201}, {0xC0000001u, 0}};
  for (int i = 0; i < 2; ++i) {
    app_t app;
    begin(&app, 4, 4);
    app.status = wrongs[i].status;
    app.consumed = wrongs[i].consumed;
    post_t p;
    post(&app, &p, 100, 0, true);
    run(app.bench);
    TOE_EXPECT_EQ(app.bench->nic->last_command[0], 6);
    TOE_EXPECT_EQ(fake_get(app.bench->nic->last_command, 32, 4), 0);
    TOE_EXPECT_HAS(app.bench->nic->log, "status it cannot have");
    end(&app);
  }
}

/* A-19, R128: what the host has filled stays as it is, and only what the device says is copied. */
TOE_TEST(miniport_receive, filled_bytes_stay) {
  app_t app;
  begin(&app, 4, 4);
  post_t p;
  post(&app, &p, 400, 50, false);
  run(app.bench);
  TOE_EXPECT_STR(app.told, ""); /* 350 of 400: it waits for the push timer */
  TOE_EXPECT_EQ(fake_get(app.bench->nic->last_command, 32, 4), 50);
  for (int i = 0; i < ROOM; ++i) TOE_EXPECT_EQ(p.room[i], 0xEE);
  fake_push_timer(app.bench->nic, T1);
  run(app.bench);
  TOE_EXPECT_STR(app.told, "complete 77 0/350\n");
  for (uint32_t i = 0; i < ROOM; ++i) {
    TOE_EXPECT_EQ(p.room[i], i < 50 || i >= 350 ? 0xEE : byte_of(i - 50));
  }
  end(&app);
}

/* R121: requests that the device has no room for wait in the driver, and none overtakes another. */
TOE_TEST(miniport_receive, no_room_is_waited_for_in_order) {
  app_t app;
  begin(&app, 1, 4);
  app.status = NOT_ACCEPTED;
  app.bench->nic->is_slow = true;
  post_t p[3];
  for (int i = 0; i < 3; ++i) post(&app, &p[i], 100, 0, true);
  run(app.bench);
  TOE_EXPECT_EQ(app.bench->nic->commands, 3); /* the second was refused, and the third did not try */
  app.bench->nic->is_slow = false;
  fake_deliver(app.bench->nic, fake_find(app.bench->nic, T1));
  run(app.bench);
  TOE_EXPECT_STR(app.told,
                 "complete 77 0/100\nindicate 77 200\ncomplete 77 0/100\nindicate 77 100\ncomplete 77 0/100\n");
  expect_seen(&app, 300);
  TOE_EXPECT_STR(app.bench->nic->log, ""); /* no room is no error */
  end(&app);
}

/* The same, with a limit of 0 that a setting lifts; and a terminate instead. */
TOE_TEST(miniport_receive, no_room_at_all_lasts_until_there_is_some) {
  for (int is_lifted = 0; is_lifted < 2; ++is_lifted) {
    app_t app;
    begin(&app, 0, 4);
    post_t p[3];
    for (int i = 0; i < 3; ++i) post(&app, &p[i], 50, 0, true);
    run(app.bench);
    TOE_EXPECT_STR(app.told, "");
    TOE_EXPECT_EQ(app.bench->nic->commands, 2); /* asked once */
    TOE_EXPECT_EQ(toe_miniport_unanswered(app.bench->miniport), 0);
    fake_block_t t;
    back_init(&t);
    if (is_lifted != 0) {
      app.status = NOT_ACCEPTED;
      set(app.bench, 20, 4);
    } else {
      terminate(app.bench, &t);
    }
    run(app.bench);
    if (is_lifted != 0) {
      TOE_EXPECT_STR(app.told,
                     "complete 77 0/50\nindicate 77 250\ncomplete 77 0/50\ncomplete 77 0/50\nindicate 77 150\n");
      expect_seen(&app, 150);
    } else { /* R118, R164 */
      TOE_EXPECT_STR(app.told, "complete 77 C0231001/0\ncomplete 77 C0231001/0\ncomplete 77 C0231001/0\nterminated\n");
      toe_miniport_receive_return(app.bench->miniport, (toe_nbl_t *)(uintptr_t)back_of(&t));
    }
    end(&app);
  }
}

/* R122: a request posted from within a completion. */
TOE_TEST(miniport_receive, post_from_within_a_completion_is_taken) {
  app_t app;
  begin(&app, 4, 4);
  post_t p, q;
  app.next = &q;
  post(&app, &p, 200, 0, true);
  app.bench->nic->is_slow = true;
  run(app.bench);
  fake_deliver(app.bench->nic, fake_find(app.bench->nic, T1));
  app.bench->nic->is_slow = false;
  app.status = NOT_ACCEPTED; /* the rest was indicated before the second post came */
  run(app.bench);
  TOE_EXPECT_STR(app.told, "complete 77 0/200\nindicate 77 100\ncomplete 77 0/100\n");
  expect_seen(&app, 300);
  end(&app);
}

/* U7, A-11, R164, R166: requests come back before the terminate, full ones with SUCCESS; the data that is left goes
 * back with it. */
TOE_TEST(miniport_receive, terminate_gives_everything_back) {
  app_t app;
  begin(&app, 4, 4);
  post_t p, q;
  app.status = PARTLY;
  app.consumed = 10;
  post(&app, &p, 40, 0, true);
  run(app.bench);
  fake_block_t t;
  back_init(&t);
  terminate(app.bench, &t);
  post(&app, &q, 40, 5, true); /* while it is terminated: there is nothing to post it to [R118] */
  run(app.bench);
  TOE_EXPECT_EQ(fake_status(&t), 0);
  TOE_EXPECT_STR(app.told, "complete 77 0/40\nindicate 77 256\ncomplete 77 C0231001/5\nterminated\n");
  expect_seen(&app, 50);
  const toe_nbl_t *back = back_of(&t);
  TOE_ASSERT(back != NULL);
  TOE_ASSERT_EQ(back->bytes, 250);
  for (uint32_t i = 0; i < 250; ++i) TOE_EXPECT_EQ(back->data[i], byte_of(50 + i));
  TOE_EXPECT_EQ(toe_miniport_lent(app.bench->miniport), 1);
  toe_miniport_receive_return(app.bench->miniport, (toe_nbl_t *)(uintptr_t)back);
  TOE_EXPECT_EQ(toe_miniport_lent(app.bench->miniport), 0);
  TOE_EXPECT_EQ(app.bench->nic->dma_live, BENCH_DMAS);
  end(&app);
}

/* a partly filled request says how much is in it. */
TOE_TEST(miniport_receive, partly_filled_request_comes_back_with_its_bytes) {
  app_t app;
  begin(&app, 4, 4);
  post_t p;
  post(&app, &p, 400, 0, true);
  run(app.bench);
  fake_block_t t;
  back_init(&t);
  terminate(app.bench, &t);
  run(app.bench);
  TOE_EXPECT_STR(app.told, "complete 77 C0231001/300\nterminated\n");
  for (uint32_t i = 0; i < 300; ++i) TOE_EXPECT_EQ(p.room[i], byte_of(i));
  TOE_EXPECT(back_of(&t) == NULL);
  end(&app);
}

/* R118, R164: a request from within a completion, of a connection that the device has freed while the host has not been
 * told: it comes back before the terminate. */
TOE_TEST(miniport_receive, post_just_before_the_terminate_is_told_comes_back) {
  app_t app;
  begin(&app, 4, 4);
  post_t p, q;
  post(&app, &p, 400, 0, true);
  run(app.bench);
  fake_block_t t;
  back_init(&t);
  terminate(app.bench, &t);
  app.next = &q;
  run(app.bench);
  TOE_EXPECT_STR(app.told, "complete 77 C0231001/300\ncomplete 77 C0231001/0\nterminated\n");
  TOE_EXPECT_STR(app.bench->nic->log, "");
  end(&app);
}

/* R164: a terminate does not go before the indication on the stack has returned, so that no byte is both taken and
 * handed back. */
TOE_TEST(miniport_receive, terminate_waits_for_an_indication_on_the_stack) {
  app_t app;
  begin(&app, 4, 4);
  fake_block_t t;
  back_init(&t);
  app.gone = &t;
  post_t p;
  post(&app, &p, 40, 0, true);
  run(app.bench);
  TOE_EXPECT_STR(app.told, "complete 77 0/40\nindicate 77 256\nterminated\n");
  expect_seen(&app, 296);
  const toe_nbl_t *back = back_of(&t);
  TOE_ASSERT(back != NULL);
  TOE_ASSERT_EQ(back->bytes, 4);
  TOE_EXPECT_EQ(back->data[0], byte_of(296));
  toe_miniport_receive_return(app.bench->miniport, (toe_nbl_t *)(uintptr_t)back);
  end(&app);
}

/* An indication that comes while a terminate is under way is not called up: its bytes come back with the terminate.  If
 * nothing is terminated, it is called up then. */
TOE_TEST(miniport_receive, indication_during_a_terminate_is_kept) {
  for (int i = 0; i < 4; ++i) {
    const bool fails = i % 2 != 0, is_at_once = i / 2 != 0; /* heard of in the same interrupt */
    app_t app;
    begin(&app, 4, 4);
    post_t p;
    post(&app, &p, 40, 0, true);
    (void)fake_step(app.bench->nic); /* completed and indicated; the driver has not heard of it */
    fake_block_t t;
    back_init(&t);
    terminate(app.bench, &t);
    app.bench->nic->has_message = !is_at_once;
    deliver(app.bench);
    TOE_EXPECT_STR(app.told, is_at_once ? "" : "complete 77 0/40\n");
    if (fails) app.bench->nic->force_error = 2;
    (void)fake_step(app.bench->nic);
    app.bench->nic->has_message = true;
    run(app.bench);
    TOE_EXPECT_STR(app.told, fails ? "complete 77 0/40\nterminated\nindicate 77 256\nindicate 77 4\n"
                                   : "complete 77 0/40\nterminated\n");
    if (!fails) {
      const toe_nbl_t *back = back_of(&t);
      TOE_ASSERT(back != NULL);
      TOE_EXPECT_EQ(back->bytes, 260);
      toe_miniport_receive_return(app.bench->miniport, (toe_nbl_t *)(uintptr_t)back);
    }
    for (int k = 0; k < 4 && !fails; ++k) TOE_EXPECT(!app.bench->nic->is_with_host[k]);
    end(&app);
  }
}

/* R102: data of a new connection is not indicated before its initiate was called up. */
TOE_TEST(miniport_receive, indication_waits_for_the_initiate) {
  app_t app;
  begin(&app, 4, 4);
  fake_block_t t;
  fake_block_init(&t, FAKE_TCP, FAKE_NEW, 0);
  fake_block_put(t.memory, 56, 8, 78);
  initiate(app.bench, &t);
  /* The device tells it first: it has the connection already. */
  uint64_t base = app.bench->nic->regs[0x1AC / 4] | (uint64_t)app.bench->nic->regs[0x1B0 / 4] << 32;
  memset(fake_at(app.bench->nic, base + 2 * 256, 256), 0x77, 9);
  app.bench->nic->is_with_host[2] = true;
  fake_received(app.bench->nic, 2, 0x30000001, 2, 9, 0);
  (void)fake_step(app.bench->nic);
  fake_object_t *object = fake_find(app.bench->nic, 0x30000001);
  TOE_ASSERT(object != NULL);
  object->in_progress = true;
  object->indicated = object->data_bytes = 9;
  object->data = realloc(object->data, 9);
  memset(object->data, 0x77, 9);
  app.bench->nic->has_message = true;
  run(app.bench);
  TOE_EXPECT_STR(app.told, "initiated\nindicate 78 9\n");
  TOE_EXPECT_EQ(fake_get(app.bench->nic->last_command, 48, 4), 0x30000001);
  TOE_EXPECT_EQ(app.seen_bytes, 9);
  end(&app);
}

/* An entry is seen free by the device before its terminate is completed: an indication with a later commit number is of
 * the next connection of that handle, and waits for its initiate [R102]. */
TOE_TEST(miniport_receive, indication_of_the_next_connection_is_kept) {
  app_t app;
  begin(&app, 4, 4);
  fake_block_t t, again;
  back_init(&t);
  terminate(app.bench, &t);
  uint64_t base = app.bench->nic->regs[0x1AC / 4] | (uint64_t)app.bench->nic->regs[0x1B0 / 4] << 32;
  memset(fake_at(app.bench->nic, base + 2 * 256, 256), 0x77, 9);
  app.bench->nic->is_with_host[2] = true;
  const uint64_t commit = app.bench->nic->commit;
  app.bench->nic->commit = 1000;
  fake_received(app.bench->nic, 2, T1, 2, 9, 0);
  app.bench->nic->commit = commit;
  app.bench->nic->has_message = true;
  run(app.bench);
  TOE_EXPECT_STR(app.told, "terminated\n");
  TOE_EXPECT(app.bench->nic->is_with_host[2]);
  toe_miniport_receive_return(app.bench->miniport, (toe_nbl_t *)(uintptr_t)back_of(&t));
  fake_block_init(&again, FAKE_TCP, FAKE_NEW, 0);
  fake_block_put(again.memory, 56, 8, 78);
  app.bench->nic->next_id[3] = 0;
  initiate(app.bench, &again);
  run(app.bench);
  TOE_EXPECT_STR(app.told, "terminated\ninitiated\nindicate 78 9\n");
  end(&app);
}

/* A connection whose context is lost [5.11]: nothing more can be posted; what was posted comes back first [R121]. */
TOE_TEST(miniport_receive, lost_connection_takes_no_more_requests) {
  for (int has_posted = 0; has_posted < 2; ++has_posted) {
    app_t app;
    begin(&app, 4, 4);
    post_t p, q, r;
    if (has_posted != 0) post(&app, &p, 400, 0, true);
    run(app.bench);
    fake_object_t *object = fake_find(app.bench->nic, T1);
    object->is_lost = true;
    post(&app, &q, 10, 0, true);
    post(&app, &r, 20, 0, true);
    run(app.bench);
    TOE_EXPECT_STR(app.told, has_posted != 0 ? "" : "complete 77 C0231001/0\ncomplete 77 C0231001/0\n");
    fake_block_t t;
    back_init(&t);
    terminate(app.bench, &t);
    run(app.bench);
    if (has_posted != 0) {
      TOE_EXPECT_STR(app.told,
                     "complete 77 C0231001/300\ncomplete 77 C0231001/0\ncomplete 77 C0231001/0\nterminated\n");
    }
    toe_miniport_receive_return(app.bench->miniport, (toe_nbl_t *)(uintptr_t)back_of(&t));
    end(&app);
  }
}

/* Requests that cannot be. */
TOE_TEST(miniport_receive_bad, requests_that_cannot_be_come_back) {
  app_t app;
  begin(&app, 4, 4);
  post_t p, q, r;
  post(&app, &p, 10, 11, false);
  r.nbl = (toe_nbl_t){.bytes = 10, .room = r.room};
  toe_miniport_tcp_receive(app.bench->miniport, 0x30000005, &r.nbl);
  app.bench->nic->alloc_fail_from = 1;
  post(&app, &q, 10, 0, false);
  app.bench->nic->alloc_fail_from = 0;
  run(app.bench);
  TOE_EXPECT_STR(app.told, "complete 77 C0000184/11\ncomplete 0 C0000184/0\ncomplete 77 C001000C/0\n");
  app.told[0] = '\0';
  app.bench->nic->dma_fail_from = 1;
  post(&app, &q, 10, 0, false);
  app.bench->nic->dma_fail_from = 0;
  run(app.bench);
  TOE_EXPECT_STR(app.told, "complete 77 C001000C/0\n");
  end(&app);
}

/* What a device says that cannot be is logged and changes nothing. */
TOE_TEST(miniport_receive_bad, entries_that_cannot_be_are_passed_over) {
  app_t app;
  begin(&app, 4, 2);
  fake_received(app.bench->nic, 1, T1, 2, 0, 0);   /* nothing is posted */
  fake_received(app.bench->nic, 2, T1, 2, 10, 0);  /* no such buffer */
  fake_received(app.bench->nic, 2, T1, 1, 257, 0); /* more than it holds */
  fake_received(app.bench->nic, 2, T1, 1, 0, 0);
  fake_received(app.bench->nic, 7, T1, 1, 0, 0);
  app.bench->nic->has_message = true;
  run(app.bench);
  TOE_EXPECT_STR(app.told, "");
  TOE_EXPECT_HAS(app.bench->nic->log, "completed that is not posted: 2");
  TOE_EXPECT_HAS(app.bench->nic->log, "cannot have it: 2");
  TOE_EXPECT_HAS(app.bench->nic->log, "kind that is not known: 7");
  post_t p;
  app.bench->nic->is_slow = true;
  post(&app, &p, 100, 20, true);
  run(app.bench);
  fake_received(app.bench->nic, 1, T1, 2, 101, 0); /* more than there is room for */
  app.bench->nic->has_message = true;
  run(app.bench);
  TOE_EXPECT_STR(app.told, "complete 77 C001000C/20\n");
  end(&app);
}

/* A driver without host buffers accepts no indication, and needs none. */
TOE_TEST(miniport_receive, no_host_buffers_are_no_indications) {
  app_t app;
  begin(&app, 4, 0);
  post_t p;
  post(&app, &p, 100, 0, true);
  run(app.bench);
  TOE_EXPECT_STR(app.told, "complete 77 0/100\n");
  end(&app);
}

/* Every allocation may fail: nothing is lost, and every byte comes, once. */
TOE_TEST(miniport_receive_bad, any_allocation_may_fail) {
  for (uint32_t fail = 1; fail <= 6; ++fail) {
    toe_test_note("allocation %u fails", fail);
    app_t app;
    begin(&app, 4, 4);
    app.bench->nic->alloc_fail_from = app.bench->nic->alloc_calls + fail;
    post_t p, q;
    post(&app, &p, 100, 0, true);
    run(app.bench);
    app.bench->nic->alloc_fail_from = 0;
    post(&app, &q, 0, 0, true);
    run(app.bench);
    expect_seen(&app, 300);
    end(&app);
  }
}
