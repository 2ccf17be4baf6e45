/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of contexts and of the buffer memory against the books.
 */
#include "testbench/unit/toe_fake_books.h"

/* ---- what an object holds */

/* Window, pages of 16384 bytes: at least one (R34), else rounded up. */
TOE_TEST(conserve_rows, takes_pages_by_the_window) {
  static const struct {
    uint32_t window;
    uint8_t pages;
  } cases[] = {{0, 1}, {1, 1}, {16384, 1}, {16385, 2}, {49152, 3}, {49153, 4}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_test_note("window %u", (unsigned)cases[i].window);
    toe_books_t books = toe_books_full();
    books.used[TOE_POOL_RCV_BUFFER] += cases[i].pages;
    toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
    toe_books_put(&books, toe_books_tcp(&books, TCP_0 + 1, cases[i].window, cases[i].pages, 0, 0));
    toe_books_expect_good(&books);
    TOE_EXPECT_EQ(toe_conserve_held(books.conserve, TOE_POOL_RCV_BUFFER), 4u + cases[i].pages);
    toe_books_free(&books);
  }
}

/* What takes nothing needs no room, however far a limit was lowered below what is used. */
TOE_TEST(conserve_rows, needs_no_room_for_nothing) {
  toe_books_t books = toe_books_full();
  toe_books_set(&books, TOE_SETTING_LIMIT_BUFFERED_COPY, 64);
  books.used[TOE_POOL_RCV_BUFFER] += 1;
  toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
  toe_books_put(&books, toe_books_tcp(&books, TCP_0 + 1, 1, 1, 0, 0));
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

/* Free are 4 pages and 704 bytes (11 rows from row 5 on). */
TOE_TEST(conserve_rows_bad, sees_what_a_connection_must_not_hold) {
  static const struct {
    uint64_t pages_said, bytes_said; /* in use after it */
    uint32_t window;
    uint8_t pages;
    uint32_t buffered;
    uint8_t buffer_row;
    const char *text;
  } cases[] = {
      {5, 320, 16385, 2, 0, 0, "pool rcv_buffer says 5 in use, live objects hold 6"},
      {8, 320, 16385, 4, 0, 0, "says 4 receive pages, but a window of 16385 takes 2 of 16384 bytes"},
      {9, 320, 65537, 5, 0, 0, "takes 5 of pool rcv_buffer, but 4 of 8 are in use"},
      {5, 384, 1, 1, 0, 0, "pool buffered_copy says 384 in use, live objects hold 320"},
      {5, 320, 1, 1, 0, 5, "its copy begins at row 5 of the buffer memory, expected 0"},
      {5, 384, 1, 1, 64, 6, "its copy begins at row 6 of the buffer memory, expected 5"},
      {5, 384, 1, 1, 64, 5, "takes 1 rows of the buffer memory, from 5 on; 0 were written"},
      {5, 1088, 1, 1, 705, 5, "takes 768 of pool buffered_copy, but 320 of 1024 are in use"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = toe_books_full();
    books.used[TOE_POOL_RCV_BUFFER] = cases[i].pages_said;
    books.used[TOE_POOL_BUFFERED_COPY] = cases[i].bytes_said;
    toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
    toe_books_expect_good(&books);
    toe_books_put(&books, toe_books_tcp(&books, TCP_0 + 1, cases[i].window, cases[i].pages, cases[i].buffered,
                                        cases[i].buffer_row));
    TOE_EXPECT_HAS(toe_conserve_violation(books.conserve), "rtl, cycle 400, request 7, object 4: ");
    toe_books_expect_bad(&books, 400, cases[i].text);
  }
}

/* Room and levels of shared values; R29: with a source MAC limit of 0 none is taken, known or not. */
TOE_TEST(conserve_rows_bad, sees_shared_values_without_room) {
  static const struct {
    uint8_t vlan, mac;
    uint64_t vlans_said, macs_said;
    int mac_limit; /* -1: as it was */
    const char *text;
  } cases[] = {
      {6, 0, 2, 1, -1, "takes 1 of pool vlan, but 1 of 1 are in use"},
      {5, 0, 2, 1, -1, "pool vlan says 2 in use, live objects hold 1"},
      {5, 2, 1, 2, -1, "takes 1 of pool src_mac, but 1 of 1 are in use"},
      {0, 1, 1, 2, -1, "pool src_mac says 2 in use, live objects hold 1"},
      {0, 1, 1, 1, 0, "takes a source MAC, but the limit is 0: none can be configured"},
      {0, 2, 1, 1, 5, "pool src_mac says 1 in use, live objects hold 2"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = toe_books_full();
    toe_books_set(&books, TOE_SETTING_LIMIT_SRC_MAC, cases[i].mac_limit < 0 ? 1 : (uint32_t)cases[i].mac_limit);
    books.used[TOE_POOL_VLAN] = cases[i].vlans_said;
    books.used[TOE_POOL_SRC_MAC] = cases[i].macs_said;
    toe_books_put(&books, toe_books_take(&books, NEIGHBOR_0 + 1, 0));
    toe_books_put(&books, toe_books_neighbor(&books, NEIGHBOR_0 + 1, cases[i].vlan, cases[i].mac));
    toe_books_expect_bad(&books, 500, cases[i].text);
  }
  toe_books_t books = toe_books_full();
  toe_books_set(&books, TOE_SETTING_LIMIT_SRC_IP, 1);
  books.used[TOE_POOL_SRC_IP] = 2;
  toe_books_put(&books, toe_books_take(&books, PATH_0 + 1, NEIGHBOR_0));
  toe_books_put(&books, toe_books_path(&books, PATH_0 + 1, 5, 4, 10));
  toe_books_expect_bad(&books, 500, "takes 1 of pool src_ip, but 1 of 1 are in use");
}

/* CONTEXT of layouts.def: layer, parent, and VLAN and family of the parent. */
TOE_TEST(conserve_rows_bad, sees_a_context_of_another_family) {
  static const struct {
    uint64_t at;
    uint8_t value;
    const char *text;
  } cases[] = {
      {0, 0x82, "its context says layer 0x82"},
      {4, 0x01, "its context says parent 0x20000001, but it is 0x20000000"},
      {2, 0x06, "its context has not the VLAN and family of its parent 0x20000000"},
      {1, 0x06, "its context has not the VLAN and family of its parent 0x20000000"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = toe_books_full();
    books.used[TOE_POOL_RCV_BUFFER] += 1;
    toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
    toe_retire_t row = toe_books_tcp(&books, TCP_0 + 1, 1, 1, 0, 0);
    row.u.context.data[cases[i].at] = cases[i].value;
    toe_books_put(&books, row);
    toe_books_expect_bad(&books, 400, cases[i].text);
  }
}

/* ---- context rows */

/* Rows of connection 1: 4..7 at edges 401..404. */
TOE_TEST(conserve_rows_bad, sees_rows_out_of_place) {
  static const struct {
    toe_cycle_t cycle, said_cycle;
    uint64_t row;
    const char *text;
  } cases[] = {
      {401, 401, 5, "context row 5 is written at cycle 401, expected row 4 of its own at 401"},
      {401, 401, 0, "context row 0 is written at cycle 401, expected row 4 of its own at 401"},
      {402, 400, 4, "row 0 of its context was due at cycle 401 and is not written"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = toe_books_full();
    toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
    toe_books_put(&books, toe_fake_context(cases[i].cycle, cases[i].row, 0));
    TOE_EXPECT_HAS(toe_conserve_violation(books.conserve), "request 7, object 4: ");
    toe_books_expect_bad(&books, cases[i].said_cycle, cases[i].text);
  }
}

/* A decision that writes no row may come between the rows of another; one that does may not, nor may a row stay out. */
TOE_TEST(conserve_rows_bad, sees_rows_that_never_come) {
  toe_books_t books = toe_books_full();
  books.used[TOE_POOL_RCV_BUFFER] += 1;
  toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
  toe_books_put(&books, toe_books_tcp(&books, TCP_0 + 1, 1, 1, 0, 0));
  const toe_retire_t rows[] = {toe_books_row(&books, TCP_0 + 1, 1), toe_books_row(&books, TCP_0 + 1, 2)};
  toe_books_put(&books, rows[0]);
  toe_retire_t denied = toe_books_decide(&books, 2, TOE_CAUSE_INTERNAL, 0);
  denied.cycle = 403;
  toe_books_put(&books, denied);
  toe_books_put(&books, rows[1]);
  toe_books_expect_good(&books);
  toe_books_put(&books, toe_fake_completed(405, 7));
  toe_books_expect_bad(&books, 400, "object 4: row 3 of its context was due at cycle 404 and is not written");
  books = toe_books_full();
  toe_books_put(&books, toe_books_take(&books, PATH_0 + 1, NEIGHBOR_0));
  toe_books_put(&books, toe_books_path(&books, PATH_0 + 1, 5, 4, 9));
  toe_retire_t next = toe_books_take(&books, PATH_0 + 2, NEIGHBOR_0);
  next.cycle = 402;
  toe_books_put(&books, next);
  toe_books_expect_bad(&books, 400, "object 4: row 1 of its context was due at cycle 402 and is not written");
}

TOE_TEST(conserve_rows_bad, sees_a_row_nobody_writes) {
  toe_books_t books = toe_books_full();
  toe_books_put(&books, toe_fake_context(310, 65536, 0));
  toe_books_expect_bad(&books, 310, "object 3: context row 65536 is written after it, but nothing was decided");
}

/* A linker to P0 at edge 400; its row 65536, corrected, is written at 401 as it was at 201, check bytes too. */
static toe_books_t linked(toe_retire_t *row_out) {
  toe_books_t books = toe_books_full();
  toe_retire_t linker = toe_books_decide(&books, 2, TOE_CAUSE_OK, 0);
  linker.u.decided.kind = TOE_KIND_LINKER;
  linker.u.decided.handle = PATH_0;
  toe_books_put(&books, linker);
  *row_out = toe_books_path(&books, PATH_0, 5, 4, 9);
  return books;
}

TOE_TEST(conserve_rows, accepts_a_corrected_row_that_is_the_same) {
  toe_retire_t row;
  toe_books_t books = linked(&row);
  toe_books_put(&books, row);
  toe_books_expect_good(&books);
  toe_books_put(&books, toe_books_decide(&books, 2, TOE_CAUSE_INTERNAL, 0));
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

TOE_TEST(conserve_rows_bad, sees_a_corrected_row_that_is_not) {
  toe_retire_t row;
  toe_books_t books = linked(&row);
  row.u.context.data[40] = 0x10;
  toe_books_put(&books, row);
  toe_books_expect_bad(&books, 401, "the corrected row 65536 is not what was written first: 1 bits of word 5 differ");
  books = linked(&row);
  row.u.context.check = 0x8000;
  toe_books_put(&books, row);
  toe_books_expect_bad(&books, 401, "1 bits of word 1 differ");
  books = linked(&row);
  row.u.context.data[40] = 0xF1; /* five bits */
  toe_books_put(&books, row);
  toe_books_expect_bad(&books, 401, "5 bits of word 5 differ");
  books = linked(&row);
  row.cycle = 402;
  toe_books_put(&books, row);
  toe_books_expect_bad(&books, 402, "object 4: context row 65536 is written after it");
  books = linked(&row);
  row.u.context.row = 65537;
  toe_books_put(&books, row);
  toe_books_expect_bad(&books, 401, "object 4: context row 65537 is written after it");
}

/* Three flips in a word look like one and are "corrected" to a word four bits away: no fault of the engine. */
TOE_TEST(conserve_rows, lets_pass_what_the_code_cannot_tell) {
  toe_retire_t row;
  toe_books_t books = linked(&row);
  row.u.context.data[40] = 0x07;
  row.u.context.check = (uint64_t)1 << 40;
  toe_books_put(&books, row);
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

/* ---- rows of the buffer memory: the connection decided at edge 400 copies 100 bytes into rows 5 and 6 */

static toe_books_t copying(const uint64_t *rows, size_t count) {
  toe_books_t books = toe_books_full();
  for (size_t i = 0; i < count; ++i) toe_books_put(&books, toe_books_buffer(350 + i, rows[i], rows[i] == 6, 100));
  toe_books_expect_good(&books); /* whose they are is not known yet */
  return books;
}

static void take_copy(toe_books_t *books) {
  books->used[TOE_POOL_RCV_BUFFER] += 1;
  books->used[TOE_POOL_BUFFERED_COPY] += 128;
  toe_books_put(books, toe_books_take(books, TCP_0 + 1, PATH_0));
  toe_books_put(books, toe_books_tcp(books, TCP_0 + 1, 1, 1, 100, 5));
}

/* In any order, since reads overtake each other; the last one also with the decision itself. */
TOE_TEST(conserve_rows, accepts_a_copy) {
  static const uint64_t rows[] = {6, 5};
  toe_books_t books = copying(rows, 2);
  take_copy(&books);
  toe_books_put_rest_of(&books, TCP_0 + 1, 100);
  toe_books_expect_good(&books);
  TOE_EXPECT_EQ(toe_conserve_held(books.conserve, TOE_POOL_BUFFERED_COPY), 448);
  toe_books_free(&books);
  books = copying(rows, 1);
  books.used[TOE_POOL_RCV_BUFFER] += 1;
  books.used[TOE_POOL_BUFFERED_COPY] += 128;
  toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
  toe_books_put(&books, toe_books_buffer(400, 5, 0, 100));
  toe_books_put(&books, toe_books_tcp(&books, TCP_0 + 1, 1, 1, 100, 5));
  toe_books_put_rest_of(&books, TCP_0 + 1, 100);
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

/* 100 bytes of connection 7 (NDIS_HANDLE, bytes 8..15 of row 0) up to sequence number 5000 (RCV_NXT, the first bytes of
 * row 1; 5000 is 0x1388), in rows 5 and 6, padded with zeros [R43, R44, R46].  Meanwhile the next copy begins. */
static toe_books_t copy_of_seven(uint32_t wrong, bool is_order_unknown) {
  toe_books_t books = toe_books_full();
  if (is_order_unknown) toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_COPY_FETCH, 0));
  for (uint64_t row = 6; row >= 5; --row) { /* the second half comes first */
    toe_retire_t buffer = toe_fake_buffer(100 * books.commit + 60 - row, row, 0);
    for (uint32_t i = 0; i < 64; ++i) {
      uint32_t byte = row == 5 ? i : 64 + i;
      if (byte < 100) buffer.u.buffer.data[i] = toe_stream_byte(7, 4900 + byte);
      if (byte == wrong) buffer.u.buffer.data[i] ^= 0x40;
    }
    toe_books_put(&books, buffer);
  }
  books.used[TOE_POOL_RCV_BUFFER] += 1;
  books.used[TOE_POOL_BUFFERED_COPY] += 128;
  toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
  toe_retire_t row = toe_books_tcp(&books, TCP_0 + 1, 1, 1, 100, 5);
  row.u.context.data[8] = 7;
  toe_books_put(&books, row);
  toe_books_put(&books, toe_fake_buffer(row.cycle, 7, 0xEE));
  toe_books_expect_good(&books); /* which bytes they must be is not known yet */
  row = toe_books_row(&books, TCP_0 + 1, 1);
  row.u.context.data[0] = 0x88;
  row.u.context.data[1] = 0x13;
  toe_books_put(&books, row);
  return books;
}

TOE_TEST(conserve_rows, accepts_the_bytes_the_host_has) {
  for (int unknown = 0; unknown < 2; ++unknown) {
    toe_books_t books = copy_of_seven(UINT32_MAX, unknown != 0);
    toe_books_expect_good(&books);
    toe_books_free(&books);
  }
}

TOE_TEST(conserve_rows_bad, sees_a_wrong_byte_of_a_copy) {
  static const uint32_t wrong[] = {0, 63, 64, 99, 100, 127};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    uint32_t is = toe_stream_byte(7, 4900 + wrong[i]), padding = wrong[i] >= 100;
    if (padding) is = 0;
    char text[96];
    (void)snprintf(text, sizeof text, "object 4: byte %u of its copy is 0x%02x, but the host has 0x%02x%s",
                   (unsigned)wrong[i], (unsigned)is ^ 0x40, (unsigned)is, padding ? " (padding)" : "");
    toe_books_t books = copy_of_seven(wrong[i], false);
    toe_books_expect_bad(&books, 400, text);
    books = copy_of_seven(wrong[i], true); /* which row is which is found by its bytes */
    (void)snprintf(text, sizeof text, "bytes %u to %u of its copy, as the host has them, are in no row",
                   wrong[i] < 64 ? 0u : 64u, wrong[i] < 64 ? 63u : 127u);
    toe_books_expect_bad(&books, 500, text);
  }
}

/* A copy that failed leaves nothing but that its rows, which were taken, come last now: the next one begins behind. */
TOE_TEST(conserve_rows, forgets_a_copy_that_failed) {
  static const uint64_t rows[] = {5, 6};
  toe_books_t books = copying(rows, 2);
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_COPY_FETCH, 0));
  toe_books_put(&books, toe_fake_buffer(400, 7, 1)); /* of the same copy, at the edge of the decision */
  toe_books_expect_good(&books);
  toe_books_put(&books, toe_books_buffer(450, 9, 1, 100));
  toe_books_put(&books, toe_books_buffer(451, 8, 0, 100));
  books.used[TOE_POOL_RCV_BUFFER] += 1;
  books.used[TOE_POOL_BUFFERED_COPY] += 128;
  toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
  toe_books_put(&books, toe_books_tcp(&books, TCP_0 + 1, 1, 1, 100, 8));
  toe_books_put_rest_of(&books, TCP_0 + 1, 100);
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

/* How many rows it had taken is not told, but the first one must be one of those written. */
TOE_TEST(conserve_rows_bad, sees_a_first_row_that_is_not_written_after_a_copy_that_failed) {
  static const uint64_t rows[] = {5};
  toe_books_t books = copying(rows, 1);
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_COPY_FETCH, 0));
  toe_books_put(&books, toe_fake_buffer(450, 8, 1));
  books.used[TOE_POOL_RCV_BUFFER] += 1;
  books.used[TOE_POOL_BUFFERED_COPY] += 64;
  toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
  toe_books_put(&books, toe_books_tcp(&books, TCP_0 + 1, 1, 1, 64, 9));
  toe_books_expect_bad(&books, 500, "its copy begins at row 9 of the buffer memory, which is not written");
}

/* 320 bytes are held: with a limit of 384 there is room for one row. */
TOE_TEST(conserve_rows_bad, sees_buffer_rows_beyond_the_limit) {
  toe_books_t books = toe_books_full();
  toe_books_set(&books, TOE_SETTING_LIMIT_BUFFERED_COPY, 384);
  toe_books_put(&books, toe_fake_buffer(450, 5, 1));
  toe_books_put(&books, toe_fake_buffer(451, 6, 1));
  toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
  toe_books_expect_bad(&books, 451, "row 6 of the buffer memory is written, beyond the limit of 384 bytes");
}

TOE_TEST(conserve_rows_bad, sees_buffer_rows_that_are_no_part_of_the_copy) {
  static const struct {
    uint64_t rows[3];
    size_t count;
    toe_cycle_t cycle;
    const char *text;
  } cases[] = {
      {{5}, 1, 400, "its copy takes 2 rows of the buffer memory, from 5 on; 1 were written"},
      {{5, 7}, 2, 400, "row 6 of the buffer memory is next in order, but is not written for its copy"},
      {{5, 6, 7}, 3, 400, "its copy takes 2 rows of the buffer memory, from 5 on; 3 were written"},
      {{5, 6, 6}, 3, 352, "row 6 of the buffer memory is written twice"},
      {{4, 5, 6}, 3, 350, "row 4 of the buffer memory is written, but a live connection holds it"},
      {{5, 300000, 6}, 3, 351, "row 300000 of the buffer memory is written, but it has only 262144"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = copying(cases[i].rows, cases[i].count);
    take_copy(&books);
    TOE_EXPECT_HAS(toe_conserve_violation(books.conserve), "request 7, object 4: ");
    toe_books_expect_bad(&books, cases[i].cycle, cases[i].text);
  }
}

/* Only a connection that is taken, or whose copy failed, has had rows written. */
TOE_TEST(conserve_rows_bad, sees_a_copy_of_nobody) {
  static const uint64_t rows[] = {5, 6};
  toe_books_t books = copying(rows, 2);
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_COPY_FAULT, 0));
  toe_books_expect_bad(&books, 400, "object 4: 2 rows of the buffer memory were written before it, but it has no copy");
  books = copying(rows, 2);
  toe_books_put(&books, toe_books_take(&books, PATH_0 + 1, NEIGHBOR_0));
  toe_books_expect_bad(&books, 400, "object 4: 2 rows of the buffer memory were written before it, but it has no copy");
  books = copying(rows, 2);
  toe_books_set(&books, TOE_SETTING_MTU_MAX, 1500);
  toe_books_expect_bad(&books, 400, "2 rows of the buffer memory were written before it, but it has no copy");
}
