/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames, forwarded segments and acknowledgments against the books (docs/microarchitecture.md 5.13 to 5.16).  T0 is
 * ESTABLISHED with RcvNxt 1000 and RcvWnd 500 of 65536 and has nothing buffered; 256 bytes of received data have room,
 * which are blocks 0..3.  Decision or frame n is at edge 100 n; its job ends 50 edges behind.
 */
#include "testbench/unit/toe_fake_books.h"

enum { PSH = 16, FIN = 32, DISCONNECTED = 64, ABORTED = 128, HOST_PATH = 256 };

static toe_books_t wired(uint8_t state) {
  toe_books_t books = toe_books_new();
  books.used[TOE_POOL_VLAN] = books.used[TOE_POOL_SRC_MAC] = 1;
  toe_books_put(&books, toe_books_take(&books, NEIGHBOR_0, 0));
  toe_books_put(&books, toe_books_neighbor(&books, NEIGHBOR_0, 5, 1));
  toe_books_put_rest(&books, NEIGHBOR_0);
  books.used[TOE_POOL_SRC_IP] = 1;
  toe_books_put(&books, toe_books_take(&books, PATH_0, NEIGHBOR_0));
  toe_books_put(&books, toe_books_path(&books, PATH_0, 5, 4, 9));
  toe_books_put_rest(&books, PATH_0);
  books.used[TOE_POOL_RCV_BUFFER] = 4;
  toe_books_put(&books, toe_books_take(&books, TCP_0, PATH_0));
  toe_retire_t row = toe_books_tcp(&books, TCP_0, 65536, 4, 0, 0);
  row.u.context.data[20] = state;
  toe_books_put(&books, row);
  for (uint64_t k = 1; k < 4; ++k) {
    row = toe_books_row(&books, TCP_0, k);
    if (k == 1) memcpy(row.u.context.data, "\xE8\x03\0\0\xF4\x01", 6); /* 1000, 500 */
    toe_books_put(&books, row);
  }
  toe_books_set(&books, TOE_SETTING_LIMIT_RCV_DATA, 256);
  toe_books_expect_good(&books);
  return books;
}

typedef struct segment {
  uint64_t reason, seq, bytes, taken, flags;
} segment_t;

/* The next frame, not put yet. */
static toe_retire_t frame_of(toe_books_t *books, segment_t segment) {
  ++books->commit;
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_FRAME;
  retire.cycle = 100 * books->commit;
  retire.u.frame.commit = books->commit;
  retire.u.frame.number = 3;
  retire.u.frame.reason = segment.reason;
  retire.u.frame.handle = TCP_0;
  retire.u.frame.seq = segment.seq;
  retire.u.frame.bytes = segment.bytes;
  retire.u.frame.taken = segment.taken;
  retire.u.frame.flags = segment.flags;
  return retire;
}

/* Row k of its data: RCV_APPEND_CYCLES (4) + k behind it; bytes [from, end) of the row. */
static toe_retire_t data_of(const toe_books_t *books, uint32_t k, uint64_t row, uint32_t from, uint32_t end) {
  toe_retire_t retire = toe_fake_buffer(100 * books->commit + 4 + k, row, 0);
  for (uint32_t i = from; i < end; ++i) retire.u.buffer.mask |= (uint64_t)1 << i;
  return retire;
}

/* What a job leaves behind. */
typedef struct left {
  uint32_t bytes, nxt, wnd, flags, pending;
} left_t;

static toe_retire_t job_of(const toe_books_t *books, uint64_t job, uint64_t reason, left_t left) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_JOB;
  retire.cycle = 100 * books->commit + 50;
  retire.u.job.commit = books->commit;
  retire.u.job.job = job;
  retire.u.job.handle = TCP_0;
  retire.u.job.reason = reason;
  retire.u.job.judged_cycle = 100 * books->commit;
  retire.u.job.buf_bytes = left.bytes;
  retire.u.job.rcv_nxt = left.nxt;
  retire.u.job.rcv_wnd = left.wnd;
  retire.u.job.flags = left.flags;
  retire.u.job.used_rcv_data = books->used[TOE_POOL_RCV_DATA];
  retire.u.job.used_host_buffer = books->used[TOE_POOL_HOST_BUFFER];
  return retire;
}

static void put32(uint8_t *bytes, uint32_t value) {
  for (int i = 0; i < 4; ++i) bytes[i] = (uint8_t)(value >> (8 * i));
}

/* Rows 1 and 3 behind it, or 0, 1 and 3 with the new `state`; members typed by hand, as in the test of receive
 * delivery; ACK_PENDING at 15 of row 3. */
static void put_rows(toe_books_t *books, left_t left, uint8_t state) {
  toe_cycle_t at = 100 * books->commit + 51;
  if (state != 0) {
    toe_retire_t first = toe_books_tcp(books, TCP_0, 65536, 4, 0, 0);
    first.cycle = at++;
    first.u.context.data[20] = state;
    toe_books_put(books, first);
  }
  toe_retire_t row = toe_fake_context(at, 1, 0);
  put32(row.u.context.data, left.nxt);
  put32(row.u.context.data + 4, left.wnd);
  toe_books_put(books, row);
  row = toe_fake_context(at + 1, 3, 0);
  put32(row.u.context.data, left.bytes);
  row.u.context.data[5] = left.bytes > 0 ? (uint8_t)((left.bytes - 1) % 64 + 1) : 0;
  row.u.context.data[6] = (uint8_t)left.flags;
  row.u.context.data[7] = (uint8_t)(left.flags >> 8);
  row.u.context.data[15] = (uint8_t)left.pending;
  toe_books_put(books, row);
}

/* 100 bytes in order: rows 0 and 1 of the buffer memory; nothing is posted, and they wait (no host buffer is free). */
static const left_t kHundred = {.bytes = 100, .nxt = 1100, .wnd = 400, .flags = 8 | PSH, .pending = 1};

static toe_books_t with_hundred(void) {
  toe_books_t books = wired(4);
  toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_ACCEPTED, 1000, 100, 100, 16 | 8}));
  toe_books_put(&books, data_of(&books, 0, 0, 0, 64));
  toe_books_put(&books, data_of(&books, 1, 1, 0, 36));
  books.used[TOE_POOL_RCV_DATA] = 128;
  toe_books_put(&books, job_of(&books, TOE_JOB_FRAME, 0, kHundred));
  put_rows(&books, kHundred, 0);
  return books;
}

/* The marker of a FORWARD that the host asked for; its segment, not put yet, is judged at the same edge. */
static void put_marker(toe_books_t *books, uint64_t handle, uint64_t error) {
  ++books->commit;
  toe_host_request_t request = toe_fake_request((uint32_t)(100 + books->commit), "f", NULL, 0);
  request.kind = TOE_OP_FORWARD;
  TOE_EXPECT_EQ(toe_conserve_submitted(books->conserve, &request), TOE_OK);
  toe_retire_t marker = toe_fake_set(100 * books->commit, books->commit, 100 + books->commit, 0);
  marker.u.decided.handle = handle;
  marker.u.decided.error = error;
  toe_books_say(books, &marker);
  toe_books_put(books, marker);
}

static toe_retire_t forwarded(toe_books_t *books, segment_t segment) {
  --books->commit;
  toe_retire_t retire = frame_of(books, segment);
  retire.u.frame.is_forwarded = 1;
  retire.u.frame.number = 0;
  return retire;
}

/* An acknowledgment over IPv4 with these numbers, in network order: TCP at 34, its ACK number at 42, window at 48. */
static toe_retire_t sent_of(const toe_books_t *books, toe_cycle_t cycle, uint32_t ack, uint32_t window) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_SENT;
  retire.cycle = cycle;
  retire.u.sent.bytes = 60;
  retire.u.sent.commit = books->commit;
  uint8_t *data = retire.u.sent.data;
  data[12] = 8;
  data[14] = 0x45;
  for (int i = 0; i < 4; ++i) data[42 + i] = (uint8_t)(ack >> (24 - 8 * i));
  data[48] = (uint8_t)(window >> 8);
  data[49] = (uint8_t)window;
  return retire;
}

static toe_retire_t told(const toe_books_t *books, uint64_t code, uint64_t info) {
  return toe_fake_event(100 * books->commit + 30, books->commit, code, TCP_0, info);
}

TOE_TEST(conserve_frame, follows_a_segment_its_data_and_its_acknowledgment) {
  toe_books_t books = with_hundred();
  toe_books_expect_good(&books);
  TOE_EXPECT_EQ(toe_conserve_held(books.conserve, TOE_POOL_RCV_DATA), 128);
  /* 50 more, of which 10 came before: bytes 36..63 of row 1 and 0..11 of row 2; R168: the second is acknowledged. */
  toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_ACCEPTED, 1090, 50, 40, 16}));
  toe_books_put(&books, data_of(&books, 0, 1, 36, 64));
  toe_books_put(&books, data_of(&books, 1, 2, 0, 12));
  toe_books_put(&books, sent_of(&books, 100 * books.commit + 40, 1140, 360));
  books.used[TOE_POOL_RCV_DATA] = 192;
  const left_t left = {.bytes = 140, .nxt = 1140, .wnd = 360, .flags = 8};
  toe_books_put(&books, job_of(&books, TOE_JOB_FRAME, 0, left));
  put_rows(&books, left, 0);
  toe_conserve_finish(books.conserve);
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

/* R143, R184: FIN in FIN_WAIT2 asks for the upload, and the peer's end is told. */
TOE_TEST(conserve_frame, follows_a_fin) {
  toe_books_t books = wired(6);
  toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_ACCEPTED, 1000, 0, 0, 16 | 1}));
  toe_books_put(&books, told(&books, TOE_EVENT_RETRIEVE, TOE_UPLOAD_REASON_UPLOAD_REQUESTED));
  toe_books_put(&books, told(&books, TOE_EVENT_DISCONNECT, 0));
  toe_books_put(&books, sent_of(&books, 100 * books.commit + 40, 1001, 500));
  const left_t left = {.nxt = 1001, .wnd = 500, .flags = FIN | DISCONNECTED};
  toe_books_put(&books, job_of(&books, TOE_JOB_FRAME, 0, left));
  put_rows(&books, left, 10);
  toe_conserve_finish(books.conserve);
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

/* R147: as a frame's, behind its marker, whether the books know what the host asked or not. */
TOE_TEST(conserve_frame, follows_a_forwarded_segment) {
  for (int is_known = 0; is_known < 2; ++is_known) {
    toe_books_t books = with_hundred();
    if (is_known) {
      put_marker(&books, TCP_0, 0);
    } else {
      ++books.commit;
      toe_retire_t marker = toe_fake_set(100 * books.commit, books.commit, 999, 0);
      marker.u.decided.handle = TCP_0;
      toe_books_say(&books, &marker);
      toe_books_put(&books, marker);
    }
    toe_books_put(&books, forwarded(&books, (segment_t){TOE_FRAME_ACCEPTED, 1100, 20, 20, 16 | 8}));
    toe_books_put(&books, data_of(&books, 0, 1, 36, 56));
    const left_t left = {.bytes = 120, .nxt = 1120, .wnd = 380, .flags = 8 | PSH, .pending = 2};
    toe_books_put(&books, job_of(&books, TOE_JOB_FORWARD, 0, left));
    put_rows(&books, left, 0);
    toe_books_expect_good(&books);
    /* What would be passed up is dropped, with all the table says of it besides [D-15]. */
    put_marker(&books, TCP_0, 0);
    toe_books_put(&books, forwarded(&books, (segment_t){TOE_FRAME_URGENT, 1120, 5, 0, 16 | 32}));
    toe_books_put(&books, told(&books, TOE_EVENT_RETRIEVE, TOE_UPLOAD_REASON_RECEIVED_URGENT_DATA));
    const left_t aside = {.bytes = 120, .nxt = 1120, .wnd = 380, .flags = 8 | PSH | HOST_PATH, .pending = 2};
    toe_books_put(&books, job_of(&books, TOE_JOB_FORWARD, TOE_FRAME_URGENT, aside));
    put_rows(&books, aside, 0);
    put_marker(&books, 0, TOE_ERROR_NOT_NOW);
    toe_conserve_finish(books.conserve);
    toe_books_expect_good(&books);
    toe_books_free(&books);
  }
}

/* Each is one fault in a frame of T0. */
TOE_TEST(conserve_frame_bad, sees_what_no_frame_may_say) {
  const struct {
    segment_t segment;
    const char *text;
  } cases[] = {
      {{TOE_FRAME_ACCEPTED, 1001, 10, 10, 16}, "sequence number 1001 is accepted at RcvNxt 1000"},
      {{TOE_FRAME_ACCEPTED, 1000, 10, 9, 16}, "9 of 10 bytes at 1000 are taken at RcvNxt 1000 and RcvWnd 500"},
      {{TOE_FRAME_ACCEPTED, 990, 10, 10, 16}, "10 of 10 bytes at 990 are taken"},
      {{TOE_FRAME_ACCEPTED, 1000, 501, 501, 16}, "expected 500"},
      {{TOE_FRAME_ACCEPTED, 1000, 257, 257, 16}, "takes 5 blocks for its data, but 4 are free"},
      {{TOE_FRAME_DUPLICATE, 1000, 10, 10, 16}, "10 bytes are taken of what is not accepted"},
      {{TOE_FRAME_NO_ROOM, 1000, 256, 0, 16}, "no memory for 4 blocks, but 4 are free"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = wired(4);
    toe_books_put(&books, frame_of(&books, cases[i].segment));
    toe_books_expect_bad(&books, 500, cases[i].text);
  }
}

TOE_TEST(conserve_frame_bad, sees_frames_out_of_place) {
  toe_books_t books = wired(4);
  toe_retire_t frame = frame_of(&books, (segment_t){TOE_FRAME_DUPLICATE, 900, 1, 0, 16});
  frame.u.frame.commit = 7;
  toe_books_put(&books, frame);
  toe_books_expect_bad(&books, 500, "connection 0x30000000, frame 3: commit number 7, expected 5");
  books = wired(4);
  frame = frame_of(&books, (segment_t){TOE_FRAME_DUPLICATE, 900, 1, 0, 16});
  frame.u.frame.handle = TCP_0 + 1;
  toe_books_put(&books, frame);
  toe_books_expect_bad(&books, 500, "a frame of a connection that is not in use");
  books = wired(4);
  toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_DUPLICATE, 900, 1, 0, 16}));
  toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_DUPLICATE, 900, 1, 0, 16}));
  toe_books_expect_bad(&books, 600, "it is judged while the job of another goes on");
}

TOE_TEST(conserve_frame_bad, sees_data_in_the_wrong_place) {
  const struct {
    uint32_t k, from, end;
    uint64_t row;
    toe_cycle_t cycle;
    const char *text;
  } cases[] = {
      {1, 0, 64, 0, 505, "row 0 of its data is due at cycle 504"},
      {0, 0, 63, 0, 504, "bytes 0x7fffffffffffffff of row 0 are written, expected 0xffffffffffffffff of row 0"},
      {0, 0, 64, 1, 504, "of row 1 are written, expected 0xffffffffffffffff of row 0"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = wired(4);
    toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_ACCEPTED, 1000, 100, 100, 16}));
    toe_books_put(&books, data_of(&books, cases[i].k, cases[i].row, cases[i].from, cases[i].end));
    toe_books_expect_bad(&books, cases[i].cycle, cases[i].text);
  }
}

TOE_TEST(conserve_frame_bad, sees_a_job_that_is_not_the_frames) {
  toe_books_t books = wired(4);
  const left_t same = {.nxt = 1000, .wnd = 500};
  toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_DUPLICATE, 900, 1, 0, 16}));
  toe_books_put(&books, job_of(&books, TOE_JOB_FRAME, TOE_FRAME_OUT_OF_WINDOW, same));
  toe_books_expect_bad(&books, 550, "its frame was judged ");
  books = wired(4);
  ++books.commit;
  toe_books_put(&books, job_of(&books, TOE_JOB_FRAME, 0, same));
  toe_books_expect_bad(&books, 550, "the job of a frame that was not judged");
  books = wired(4);
  toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_ACCEPTED, 1000, 100, 100, 16}));
  toe_books_put(&books, data_of(&books, 0, 0, 0, 64));
  toe_books_put(&books, job_of(&books, TOE_JOB_FRAME, 0, kHundred));
  toe_books_expect_bad(&books, 550, "36 bytes of its frame were not written");
  books = wired(4); /* a wire frame's job says FORWARD */
  toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_DUPLICATE, 900, 1, 0, 16}));
  toe_books_put(&books, job_of(&books, TOE_JOB_FORWARD, TOE_FRAME_DUPLICATE, same));
  toe_books_expect_bad(&books, 550, "the job of a frame that was not judged");
  books = wired(4); /* its state does not change */
  toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_ACCEPTED, 1000, 0, 0, 16 | 1}));
  const left_t ended = {.nxt = 1001, .wnd = 500, .flags = FIN};
  toe_books_put(&books, job_of(&books, TOE_JOB_FRAME, 0, ended));
  put_rows(&books, ended, 4);
  toe_books_expect_bad(&books, 550, "byte 20 of its context is 0x04, expected 0x07");
}

/* What its job leaves is what the frame took. */
TOE_TEST(conserve_frame_bad, sees_a_job_that_forgets_what_was_taken) {
  const struct {
    left_t left;
    const char *text;
  } cases[] = {
      {{.bytes = 100, .nxt = 1099, .wnd = 400, .flags = 8 | PSH}, "RcvNxt 1099 and RcvWnd 400, expected 1100 and 400"},
      {{.bytes = 100, .nxt = 1100, .wnd = 500, .flags = 8 | PSH}, "RcvNxt 1100 and RcvWnd 500, expected 1100 and 400"},
      {{.bytes = 100, .nxt = 1100, .wnd = 400, .flags = 8}, "flags change that only a frame may change"},
      {{.bytes = 101, .nxt = 1100, .wnd = 400, .flags = 8 | PSH}, "101 bytes buffered and 0 posted, before it 100"},
      {{.bytes = 100, .nxt = 1100, .wnd = 400, .flags = 8 | PSH}, "0 segments are not acknowledged, expected 1"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = wired(4);
    toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_ACCEPTED, 1000, 100, 100, 16 | 8}));
    toe_books_put(&books, data_of(&books, 0, 0, 0, 64));
    toe_books_put(&books, data_of(&books, 1, 1, 0, 36));
    books.used[TOE_POOL_RCV_DATA] = 128;
    toe_books_put(&books, job_of(&books, TOE_JOB_FRAME, 0, cases[i].left));
    put_rows(&books, cases[i].left, 0);
    toe_books_expect_bad(&books, 550, cases[i].text);
  }
}

/* R117, R132, R144, R184: what a frame tells must come, and nothing else. */
TOE_TEST(conserve_frame_bad, sees_events_that_do_not_come) {
  const struct {
    segment_t segment;
    uint32_t flags;
    const char *text;
  } cases[] = {
      {{TOE_FRAME_RST, 1000, 0, 0, 16 | 4}, ABORTED | HOST_PATH, "the event abort it told did not come"},
      {{TOE_FRAME_URGENT, 1000, 1, 0, 16 | 32}, HOST_PATH, "the event retrieve it told did not come"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    for (int is_told = 0; is_told < 2; ++is_told) {
      toe_books_t books = wired(4);
      const left_t left = {.nxt = 1000, .wnd = 500, .flags = cases[i].flags};
      toe_books_put(&books, frame_of(&books, cases[i].segment));
      if (is_told) toe_books_put(&books, told(&books, TOE_EVENT_LINK, 0));
      toe_books_put(&books, job_of(&books, TOE_JOB_FRAME, cases[i].segment.reason, left));
      put_rows(&books, left, 0);
      toe_conserve_finish(books.conserve);
      toe_books_expect_bad(&books, is_told ? 530 : 400, cases[i].text);
    }
  }
  toe_books_t books = wired(4);
  const left_t same = {.nxt = 1000, .wnd = 500};
  toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_DUPLICATE, 900, 1, 0, 16}));
  toe_books_put(&books, told(&books, TOE_EVENT_ABORT, 0));
  toe_books_put(&books, job_of(&books, TOE_JOB_FRAME, TOE_FRAME_DUPLICATE, same));
  toe_books_expect_bad(&books, 530, "event abort of commit number 5 came, which told none");
}

TOE_TEST(conserve_frame_bad, sees_acknowledgments_that_lie) {
  const left_t same = {.nxt = 1000, .wnd = 500};
  const struct { uint32_t ack, window; } cases[] = {{1001, 500}, {1000, 499}};
  for (size_t i = 0; i < 2; ++i) {
    for (int is_behind = 0; is_behind < 2; ++is_behind) { /* its last beat may leave behind the end of its job */
      toe_books_t books = wired(4);
      toe_books_put(&books, frame_of(&books, (segment_t){TOE_FRAME_DUPLICATE, 900, 1, 0, 16}));
      toe_retire_t sent = sent_of(&books, is_behind ? 551 : 549, cases[i].ack, cases[i].window);
      if (!is_behind) toe_books_put(&books, sent);
      toe_books_put(&books, job_of(&books, TOE_JOB_FRAME, TOE_FRAME_DUPLICATE, same));
      if (is_behind) toe_books_put(&books, sent);
      toe_books_expect_bad(&books, sent.cycle,
                           i == 0 ? "1001 is acknowledged with window 500, but RcvNxt is 1000, and the window 500"
                                  : "1000 is acknowledged with window 499, but RcvNxt is 1000, and the window 500");
    }
  }
  toe_books_t books = wired(4); /* nobody's */
  ++books.commit;
  toe_books_put(&books, sent_of(&books, 520, 1000, 500));
  toe_books_put(&books, sent_of(&books, 530, 1000, 500));
  toe_books_expect_bad(&books, 530, "commit number 5 sent a frame, but told nothing");
}

/* R147, D-15 */
TOE_TEST(conserve_frame_bad, sees_forwarded_segments_that_are_wrong) {
  const segment_t duplicate = {TOE_FRAME_DUPLICATE, 900, 1, 0, 16};
  toe_books_t books = wired(4);
  put_marker(&books, TCP_0 + 1, 0);
  toe_books_expect_bad(&books, 500, "a segment is forwarded to handle 0x30000001, which is not in use");
  books = wired(4);
  put_marker(&books, TCP_0, TOE_ERROR_OBJECT_FETCH);
  toe_books_expect_bad(&books, 500, "a handle for what was refused");
  books = wired(4);
  put_marker(&books, 0, TOE_ERROR_NOT_NOW);
  toe_books_expect_bad(&books, 500, "a segment is refused as not served, but every connection is");
  books = wired(4);
  put_marker(&books, TCP_0, 0);
  toe_books_set(&books, TOE_SETTING_LIMIT_RCV_DATA, 256);
  toe_books_expect_bad(&books, 600, "it forwarded a segment, but that was not judged");
  books = wired(4);
  put_marker(&books, TCP_0, 0);
  toe_conserve_finish(books.conserve);
  toe_books_expect_bad(&books, 500, "it forwarded a segment, but that was not judged");
  books = wired(4);
  put_marker(&books, TCP_0, 0);
  toe_retire_t frame = forwarded(&books, duplicate);
  frame.u.frame.number = 4;
  toe_books_put(&books, frame);
  toe_books_expect_bad(&books, 500, "segment of commit 5: it is forwarded, but says 4 frames before it and 0");
  books = wired(4);
  put_marker(&books, TCP_0, 0);
  frame = forwarded(&books, duplicate);
  ++frame.cycle;
  toe_books_put(&books, frame);
  toe_books_expect_bad(&books, 501, "it is forwarded, but commit number 5 is not its marker's");
  books = wired(4);
  frame = frame_of(&books, duplicate);
  frame.u.frame.is_forwarded = 1; /* there is no marker */
  toe_books_put(&books, frame);
  toe_books_expect_bad(&books, 500, "it is forwarded, but commit number 5 is not its marker's");
  static const uint64_t reasons[] = {TOE_FRAME_TCP_CHECKSUM, TOE_FRAME_NOT_OFFLOADED, TOE_FRAME_NO_HOST_BUFFER,
                                     TOE_FRAME_HOST_PATH};
  for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; ++i) {
    books = wired(4);
    put_marker(&books, TCP_0, 0);
    toe_books_put(&books, forwarded(&books, (segment_t){reasons[i], 1000, 1, 0, 16}));
    toe_books_expect_bad(&books, 500, "it is forwarded, but judged ");
  }
}

/* D-15: it is the host's already. */
TOE_TEST(conserve_frame_bad, sees_a_forwarded_segment_go_up) {
  toe_books_t books = wired(4);
  const left_t same = {.nxt = 1000, .wnd = 500};
  put_marker(&books, TCP_0, 0);
  toe_books_put(&books, forwarded(&books, (segment_t){TOE_FRAME_SYN, 1000, 0, 0, 2}));
  toe_books_put(&books, job_of(&books, TOE_JOB_FORWARD, TOE_FRAME_NO_HOST_BUFFER, same));
  toe_books_expect_bad(&books, 550, "its frame was judged ");
  books = wired(4);
  put_marker(&books, TCP_0, 0);
  toe_books_put(&books, forwarded(&books, (segment_t){TOE_FRAME_SYN, 1000, 0, 0, 2}));
  toe_books_put(&books, job_of(&books, TOE_JOB_FORWARD, TOE_FRAME_SYN, same));
  put_rows(&books, same, 0);
  toe_retire_t entry;
  memset(&entry, 0, sizeof entry);
  entry.kind = TOE_RETIRE_RECEIVED;
  entry.cycle = 560;
  entry.u.received.kind = TOE_RCV_KIND_PASS;
  entry.u.received.commit = 5;
  toe_books_put(&books, entry);
  toe_conserve_finish(books.conserve);
  toe_books_expect_bad(&books, 500, "entries of commit number 5 came, which wrote none");
}
