/* SPDX-License-Identifier: Apache-2.0
 *
 * Receive delivery against the books (docs/microarchitecture.md 5.11).  toe_books_full is N0, P0 and T0 with 300 bytes
 * in 5 rows of the buffer memory, RcvNxt 0, RcvWnd 0 and a first window of 65536; 2 requests may be posted, 2 host
 * buffers are lent.  Decision n is at edge 100 n; a job ends 50 edges behind.
 */
#include "testbench/unit/toe_fake_books.h"

enum { IN_PROGRESS = 1, REFUSED = 2, PUSH_TIMER = 4, WAITING = 8, FIN = 32, DISCONNECTED = 64 };

/* A job that leaves this behind. */
typedef struct left {
  uint32_t bytes, wnd, flags, posted, begin, indicated;
} left_t;

static toe_retire_t job_of(const toe_books_t *books, uint64_t job, left_t left) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_JOB;
  retire.cycle = 100 * books->commit + 50;
  retire.u.job.commit = books->commit;
  retire.u.job.job = job;
  retire.u.job.handle = TCP_0;
  retire.u.job.judged_cycle = 100 * books->commit;
  retire.u.job.buf_bytes = left.bytes;
  retire.u.job.rcv_wnd = left.wnd;
  retire.u.job.flags = left.flags;
  retire.u.job.posted = left.posted;
  retire.u.job.used_buffered_copy = books->used[TOE_POOL_BUFFERED_COPY];
  retire.u.job.used_posted = books->used[TOE_POOL_POSTED];
  retire.u.job.used_host_buffer = books->used[TOE_POOL_HOST_BUFFER];
  return retire;
}

/* Rows 1 and 3 of T0 behind it; members typed by hand: RCV_WND at 4 of row 1, of row 3 bytes at 0, their begin at 4 and
 * end at 5, flags at 6, indicated at 8, posted at 12. */
static void put_rows(toe_books_t *books, left_t left) {
  toe_retire_t row = toe_fake_context(100 * books->commit + 51, 1, 0);
  for (int i = 0; i < 4; ++i) row.u.context.data[4 + i] = (uint8_t)(left.wnd >> (8 * i));
  toe_books_put(books, row);
  row = toe_fake_context(100 * books->commit + 52, 3, 0);
  for (int i = 0; i < 4; ++i) row.u.context.data[i] = (uint8_t)(left.bytes >> (8 * i));
  row.u.context.data[4] = (uint8_t)left.begin;
  row.u.context.data[5] = left.bytes > 0 ? 44 : 0; /* 300 = 4 * 64 + 44 */
  row.u.context.data[6] = (uint8_t)left.flags;
  for (int i = 0; i < 4; ++i) row.u.context.data[8 + i] = (uint8_t)(left.indicated >> (8 * i));
  row.u.context.data[12] = (uint8_t)left.posted;
  toe_books_put(books, row);
}

static toe_retire_t marker_of(toe_books_t *books, uint64_t handle, uint64_t error, uint64_t limit) {
  ++books->commit;
  toe_retire_t retire = toe_fake_set(100 * books->commit, books->commit, 100 + books->commit, limit);
  retire.u.decided.handle = handle;
  retire.u.decided.error = error;
  toe_books_say(books, &retire);
  return retire;
}

static toe_retire_t entry_of(const toe_books_t *books, uint64_t kind, uint64_t id, uint64_t bytes) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_RECEIVED;
  retire.cycle = 100 * books->commit + 60;
  retire.u.received.kind = kind;
  retire.u.received.handle = TCP_0;
  retire.u.received.id = id;
  retire.u.received.bytes = bytes;
  retire.u.received.commit = books->commit;
  return retire;
}

/* B3: a request of 100 bytes is posted and completed, then 200 bytes are indicated.  Of the 5 rows row 0 goes back
 * (100 bytes end in row 1 at 36); the window grows by 100. */
static toe_books_t put_b3(void) {
  toe_books_t books = toe_books_full();
  ++books.used[TOE_POOL_POSTED];
  toe_books_put(&books, marker_of(&books, TCP_0, 0, 0));
  books.used[TOE_POOL_POSTED] = 0;
  books.used[TOE_POOL_HOST_BUFFER] = 1;
  books.used[TOE_POOL_BUFFERED_COPY] = 256;
  const left_t left = {.bytes = 200, .wnd = 100, .flags = IN_PROGRESS, .begin = 36, .indicated = 200};
  toe_books_put(&books, job_of(&books, TOE_JOB_RECEIVE, left));
  put_rows(&books, left);
  toe_books_put(&books, entry_of(&books, TOE_RCV_KIND_COMPLETE, 7, 100));
  toe_books_put(&books, entry_of(&books, TOE_RCV_KIND_INDICATE, 0, 200));
  return books;
}

/* R124, R125, R127: the reply takes 100 of 200, the rest is refused, the host buffer comes back some time. */
TOE_TEST(conserve_receive, follows_a_request_an_indication_and_its_reply) {
  toe_books_t books = put_b3();
  toe_books_expect_good(&books);
  TOE_EXPECT_EQ(toe_conserve_held(books.conserve, TOE_POOL_BUFFERED_COPY), 256);
  TOE_EXPECT_EQ(toe_conserve_held(books.conserve, TOE_POOL_HOST_BUFFER), 1);
  toe_books_put(&books, marker_of(&books, TCP_0, 0, 0));
  books.used[TOE_POOL_BUFFERED_COPY] = 128; /* 200 bytes end in row 3 at 8 */
  books.used[TOE_POOL_HOST_BUFFER] = 0;
  const left_t left = {.bytes = 100, .wnd = 200, .flags = REFUSED, .begin = 8};
  toe_books_put(&books, job_of(&books, TOE_JOB_REPLY, left));
  put_rows(&books, left);
  toe_books_expect_good(&books);
  toe_conserve_finish(books.conserve);
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

/* R164: a terminate completes what is posted, and gives back all. */
TOE_TEST(conserve_receive, closes_what_is_posted) {
  toe_books_t books = put_b3();
  ++books.used[TOE_POOL_POSTED];
  toe_books_put(&books, marker_of(&books, TCP_0, 0, 0));
  const left_t left = {.bytes = 200, .wnd = 100, .flags = IN_PROGRESS, .begin = 36, .indicated = 200, .posted = 1};
  toe_books_put(&books, job_of(&books, TOE_JOB_RECEIVE, left));
  put_rows(&books, left);
  books.used[TOE_POOL_POSTED] = 0;
  books.used[TOE_POOL_RCV_BUFFER] = books.used[TOE_POOL_BUFFERED_COPY] = 0;
  toe_books_put(&books, toe_books_terminate(&books, TCP_0));
  toe_books_put(&books, entry_of(&books, TOE_RCV_KIND_COMPLETE, 8, 0));
  toe_books_expect_good(&books);
  TOE_EXPECT_EQ(toe_conserve_held(books.conserve, TOE_POOL_POSTED), 0);
  toe_books_free(&books);
}

/* T1, behind T0, in a TCP state with this many bytes (0 or 64) and these flags in row 3. */
static toe_books_t with_state(uint8_t state, uint32_t bytes, uint8_t flags) {
  toe_books_t books = toe_books_full();
  toe_retire_t block = toe_fake_buffer(350, 5, 0);
  uint32_t end = state >= 7 && state <= 9 ? 0xFFFFFFFFu : 0; /* FIN has the number before RcvNxt 0 [D-16] */
  toe_stream_write(0, end - bytes, block.u.buffer.data, bytes);
  if (bytes > 0) toe_books_put(&books, block);
  if (bytes > 0) books.used[TOE_POOL_BUFFERED_COPY] += 64;
  books.used[TOE_POOL_RCV_BUFFER] += 1;
  toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
  toe_retire_t row = toe_books_tcp(&books, TCP_0 + 1, 16384, 1, bytes, bytes > 0 ? 5 : 0);
  row.u.context.data[20] = state;
  toe_books_put(&books, row);
  for (uint64_t k = 1; k < 4; ++k) {
    row = toe_books_row(&books, TCP_0 + 1, k);
    if (k == 3) row.u.context.data[0] = row.u.context.data[5] = (uint8_t)bytes;
    if (k == 3) row.u.context.data[6] = flags;
    toe_books_put(&books, row);
  }
  return books;
}

/* 5.11, D-16 [R51, R52, R143]: of flags a new connection has these and no others. */
TOE_TEST(conserve_receive, knows_the_flags_of_a_new_connection) {
  static const struct {
    uint8_t state, bytes, flags;
  } kCases[] = {{4, 0, 0},
                {4, 64, REFUSED},
                {5, 0, 0},
                {6, 0, 0},
                {6, 64, REFUSED},
                {7, 0, FIN | DISCONNECTED},
                {7, 64, FIN | REFUSED},
                {8, 0, FIN | DISCONNECTED},
                {8, 64, FIN | REFUSED},
                {9, 0, FIN | DISCONNECTED},
                {9, 64, FIN | REFUSED}};
  for (size_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_test_note("state %u, %u bytes", (unsigned)kCases[i].state, (unsigned)kCases[i].bytes);
    toe_books_t books = with_state(kCases[i].state, kCases[i].bytes, kCases[i].flags);
    toe_books_expect_good(&books);
    toe_books_free(&books);
    for (uint32_t bit = 0; bit < 8; ++bit) {
      char text[100];
      snprintf(text, sizeof text,
               "its context does not say %u bytes buffered, from 0 to %u, flags %u and nothing posted",
               (unsigned)kCases[i].bytes, (unsigned)kCases[i].bytes, (unsigned)kCases[i].flags);
      books = with_state(kCases[i].state, kCases[i].bytes, (uint8_t)(kCases[i].flags ^ 1u << bit));
      toe_books_expect_bad(&books, 400, text);
    }
  }
}

TOE_TEST(conserve_receive_bad, sees_what_no_job_may_do) {
  const struct {
    uint64_t job;
    left_t left;
    const char *text;
  } cases[] = {
      {TOE_JOB_WAKE, {.bytes = 301, .flags = REFUSED}, "301 bytes buffered and 0 posted, before it 300 and 0"},
      {TOE_JOB_WAKE, {.bytes = 300, .flags = REFUSED, .posted = 1}, "300 bytes buffered and 1 posted"},
      {TOE_JOB_WAKE, {.bytes = 300}, "REFUSED is cleared without a post"},
      {TOE_JOB_WAKE, {.bytes = 300, .flags = REFUSED | IN_PROGRESS}, "an indication waits though REFUSED"},
      {TOE_JOB_WAKE, {.bytes = 300, .flags = REFUSED | PUSH_TIMER}, "a push timer runs without a request"},
      {TOE_JOB_WAKE, {.bytes = 236, .wnd = 64, .flags = REFUSED}, "pool buffered_copy says 320 in use"},
      {TOE_JOB_WAKE, {.bytes = 300, .wnd = 1, .flags = REFUSED}, "RcvNxt 0 and RcvWnd 1, expected 0 and 0"},
      {TOE_JOB_REPLY, {.bytes = 300, .flags = REFUSED}, "is not that of its marker"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = toe_books_full();
    ++books.commit;
    toe_books_put(&books, job_of(&books, cases[i].job, cases[i].left));
    toe_books_expect_bad(&books, 450, cases[i].text);
  }
}

TOE_TEST(conserve_receive_bad, sees_entries_that_do_not_come_or_were_not_written) {
  toe_books_t books = put_b3();
  toe_books_put(&books, entry_of(&books, TOE_RCV_KIND_INDICATE, 1, 5)); /* a second one of this job */
  toe_conserve_finish(books.conserve);
  toe_books_expect_bad(&books, 400, "entries of commit number 4 came, which wrote none");
  books = toe_books_full();
  ++books.used[TOE_POOL_POSTED];
  toe_books_put(&books, marker_of(&books, TCP_0, 0, 0));
  books.used[TOE_POOL_POSTED] = 0;
  const left_t left = {.bytes = 300};
  toe_books_put(&books, job_of(&books, TOE_JOB_RECEIVE, left));
  put_rows(&books, left);
  toe_conserve_finish(books.conserve);
  toe_books_expect_bad(&books, 400, "it wrote 1 completions, 0 indications and 0 frames, but 0, 0 and 0 of them came");
}

TOE_TEST(conserve_receive_bad, sees_a_refusal_with_room_and_a_request_without) {
  toe_books_t books = toe_books_full();
  toe_books_put(&books, marker_of(&books, 0, TOE_ERROR_NO_ROOM, 2));
  toe_books_expect_bad(&books, 400, "no room at a limit of 2, but pool posted has 0 of 2 in use");
  books = toe_books_full();
  toe_books_set(&books, TOE_SETTING_LIMIT_POSTED, 0);
  ++books.used[TOE_POOL_POSTED];
  toe_books_put(&books, marker_of(&books, TCP_0, 0, 0));
  toe_books_expect_bad(&books, 500, "takes 1 of pool posted, but 0 of 0 are in use");
}

TOE_TEST(conserve_receive_bad, sees_host_buffers_nobody_lent_and_rows_that_lie) {
  toe_books_t books = put_b3();
  books.used[TOE_POOL_HOST_BUFFER] = 2; /* no job took one */
  toe_books_put(&books, marker_of(&books, TCP_0, 0, 0));
  toe_books_expect_bad(&books, 500, "pool host_buffer says 2 in use, but at most 1 can be with the host");
  books = put_b3();
  toe_books_put(&books, marker_of(&books, TCP_0, 0, 0));
  left_t left = {.bytes = 200, .wnd = 100, .flags = REFUSED, .begin = 36};
  toe_books_put(&books, job_of(&books, TOE_JOB_REPLY, left));
  left.begin = 37;
  put_rows(&books, left);
  toe_books_expect_bad(&books, 550, "its context says 200 bytes from 37 on");
}

/* R44: in CLOSE_WAIT (7) with RcvNxt 1 the 300 bytes end at number 0, left of FIN; in ESTABLISHED (4) they would be
 * others.
 */
TOE_TEST(conserve_receive, knows_that_buffered_bytes_are_left_of_fin) {
  for (int is_right = 0; is_right < 2; ++is_right) {
    toe_books_t books = toe_books_new();
    books.used[TOE_POOL_VLAN] = books.used[TOE_POOL_SRC_MAC] = 1;
    toe_books_put(&books, toe_books_take(&books, NEIGHBOR_0, 0));
    toe_books_put(&books, toe_books_neighbor(&books, NEIGHBOR_0, 5, 1));
    toe_books_put_rest(&books, NEIGHBOR_0);
    books.used[TOE_POOL_SRC_IP] = 1;
    toe_books_put(&books, toe_books_take(&books, PATH_0, NEIGHBOR_0));
    toe_books_put(&books, toe_books_path(&books, PATH_0, 5, 4, 9));
    toe_books_put_rest(&books, PATH_0);
    for (uint32_t row = 0; row < 5; ++row) toe_books_put(&books, toe_books_buffer(250 + row, row, row, 300));
    books.used[TOE_POOL_RCV_BUFFER] = 4;
    books.used[TOE_POOL_BUFFERED_COPY] = 320;
    toe_books_put(&books, toe_books_take(&books, TCP_0, PATH_0));
    toe_retire_t row = toe_books_tcp(&books, TCP_0, 65536, 4, 300, 0);
    row.u.context.data[20] = is_right ? 7 : 4;
    toe_books_put(&books, row);
    row = toe_books_row(&books, TCP_0, 1);
    row.u.context.data[0] = 1;
    toe_books_put(&books, row);
    if (is_right) {
      toe_books_expect_good(&books);
      toe_books_free(&books);
    } else {
      toe_books_expect_bad(&books, 300, "of its copy is 0x");
    }
  }
}
