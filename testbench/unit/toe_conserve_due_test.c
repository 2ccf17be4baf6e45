/* SPDX-License-Identifier: Apache-2.0
 *
 * What items tell and hand back, against the books.  toe_books_full is N0, P0 and T0, decided at edges 100 to 300.
 */
#include "testbench/unit/toe_fake_books.h"

/* T0 is terminated at edge 400, decision 4, object 4 of request 7.  Its rows 0..2 are handed back; all rows but the
 * first were written with zeros. */
static toe_books_t terminated(void) {
  toe_books_t books = toe_books_full();
  books.used[TOE_POOL_RCV_BUFFER] = books.used[TOE_POOL_BUFFERED_COPY] = 0;
  toe_books_put(&books, toe_books_terminate(&books, TCP_0));
  toe_books_expect_good(&books);
  return books;
}

/* Half k of what T0's context was: the first half of its first row holds what toe_books_tcp puts there. */
static toe_retire_t half(const toe_books_t *books, uint64_t k) {
  toe_retire_t retire = toe_fake_returned(410 + k, 7, 4, 32 * k, 0);
  toe_retire_t row = toe_books_tcp(books, TCP_0, 65536, 4, 300, 0);
  if (k < 2) memcpy(retire.u.returned.data, row.u.context.data + 32 * k, 32);
  if (k == 6) { /* 300 bytes, the last at 44 of its row; REFUSED */
    retire.u.returned.data[0] = 300 & 255;
    retire.u.returned.data[1] = 300 >> 8;
    retire.u.returned.data[5] = 44;
    retire.u.returned.data[6] = 2;
  }
  return retire;
}

static toe_retire_t written(uint64_t commit) {
  toe_retire_t retire = toe_fake_written(430, 7, commit, 0);
  retire.u.written.commit = commit;
  return retire;
}

/* TCP: 4 rows are 8 halves; a path hands nothing back, a neighbor 4 halves. */
TOE_TEST(conserve_due, accepts_what_is_handed_back) {
  toe_books_t books = terminated();
  for (uint64_t k = 0; k < 8; ++k) toe_books_put(&books, half(&books, k));
  toe_books_put(&books, written(4));
  books.used[TOE_POOL_SRC_IP] = 0;
  toe_books_put(&books, toe_books_terminate(&books, PATH_0));
  toe_books_put(&books, written(5));
  books.used[TOE_POOL_VLAN] = books.used[TOE_POOL_SRC_MAC] = 0;
  toe_books_put(&books, toe_books_terminate(&books, NEIGHBOR_0));
  toe_retire_t row = toe_books_neighbor(&books, NEIGHBOR_0, 5, 1);
  for (uint64_t k = 0; k < 4; ++k) {
    toe_retire_t retire = toe_fake_returned(610 + k, 7, 6, 32 * k, 0);
    if (k < 2) memcpy(retire.u.returned.data, row.u.context.data + 32 * k, 32);
    toe_books_put(&books, retire);
  }
  toe_books_put(&books, written(6));
  toe_conserve_finish(books.conserve);
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

/* Rows go out later than the commit: meanwhile the id may be written for another object.  Here id 1 is, since id 0
 * comes last; what is handed back is as it was at the commit in any case. */
TOE_TEST(conserve_due, keeps_the_rows_as_they_were_at_the_commit) {
  toe_books_t books = terminated();
  books.used[TOE_POOL_RCV_BUFFER] += 1;
  toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
  toe_books_put(&books, toe_books_tcp(&books, TCP_0 + 1, 1, 1, 0, 0));
  toe_books_put_rest(&books, TCP_0 + 1);
  for (uint64_t k = 0; k < 8; ++k) toe_books_put(&books, half(&books, k));
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

TOE_TEST(conserve_due_bad, sees_bytes_that_are_not_those_written) {
  toe_books_t books = terminated();
  toe_retire_t wrong = half(&books, 0);
  wrong.u.returned.data[24] ^= 1; /* InitialRcvWnd 65536, lowest byte */
  toe_books_put(&books, wrong);
  toe_books_expect_bad(&books, 410, "object 4: byte 24 of its context is handed back as 0x01, but 0x00 was written");
  books = terminated();
  toe_books_put(&books, half(&books, 0));
  wrong = half(&books, 1);
  wrong.u.returned.data[40] = 9; /* behind the 32 bytes */
  toe_books_put(&books, wrong);
  toe_books_expect_bad(&books, 411, "byte 72 of its context is handed back as 0x09, but 0x00 was written");
}

TOE_TEST(conserve_due_bad, sees_bytes_out_of_order_missing_or_of_another) {
  toe_books_t books = terminated();
  toe_books_put(&books, half(&books, 1));
  toe_books_expect_bad(&books, 411, "offset 32 is handed back, expected 0");
  books = terminated();
  for (uint64_t k = 0; k < 5; ++k) toe_books_put(&books, half(&books, k));
  toe_books_put(&books, written(4));
  toe_books_expect_bad(&books, 430, "object 4: 160 of the 256 bytes to be handed back of 0x30000000 came");
  books = terminated();
  toe_books_put(&books, toe_fake_returned(410, 7, 5, 0, 0));
  toe_books_expect_bad(&books, 410, "bytes of object 5 of request 7 are handed back, which are not next");
  books = terminated();
  for (uint64_t k = 0; k < 8; ++k) toe_books_put(&books, half(&books, k));
  toe_books_put(&books, half(&books, 0));
  toe_books_expect_bad(&books, 410, "bytes of object 4 of request 7 are handed back, which are not next");
  books = terminated();
  toe_conserve_finish(books.conserve);
  toe_books_expect_bad(&books, 400, "0 of the 256 bytes to be handed back of 0x30000000 came");
}

/* ---- events */

/* A RAISE of this kind is submitted as request 50 and decided next. */
static void raise(toe_books_t *books, toe_op_kind_t kind, uint64_t handle, uint64_t error) {
  toe_host_request_t request = toe_fake_request(50, "u", NULL, 0);
  request.kind = kind;
  TOE_EXPECT_EQ(toe_conserve_submitted(books->conserve, &request), TOE_OK);
  ++books->commit;
  toe_retire_t marker = toe_fake_set(100 * books->commit, books->commit, 50, 0);
  marker.u.decided.handle = handle;
  marker.u.decided.error = error;
  toe_books_say(books, &marker);
  toe_books_put(books, marker);
}

static toe_retire_t done(const toe_books_t *books) {
  toe_retire_t retire = toe_fake_completed(100 * books->commit + 50, 50);
  retire.u.completed.commit = books->commit;
  return retire;
}

static toe_retire_t told(const toe_books_t *books, uint64_t code, uint64_t handle, uint64_t info) {
  return toe_fake_event(100 * books->commit + 40, books->commit, code, handle, info);
}

/* R150; in error nothing is told. */
TOE_TEST(conserve_due, accepts_events_of_their_items) {
  static const struct {
    toe_op_kind_t kind;
    uint64_t code, handle, info, error;
  } cases[] = {{TOE_OP_UPLOAD_REQUEST, TOE_EVENT_RETRIEVE, TCP_0, 1, 0},
               {TOE_OP_UPLOAD_REQUEST, 0, 0, 0, TOE_ERROR_NOT_NOW},
               {TOE_OP_UPLOAD_REQUEST, 0, 0, 0, TOE_ERROR_NO_OBJECT},
               {TOE_OP_LINK, TOE_EVENT_LINK, 0, 1, 0},
               {TOE_OP_PAUSE, TOE_EVENT_PAUSE, 0, 0, 0},
               {TOE_OP_RESUME, TOE_EVENT_RESUME, 0, 0, 0},
               {TOE_OP_UPLOAD_ALL, TOE_EVENT_UPLOAD_ALL, 0, 0, 0},
               {TOE_OP_RESUME, 0, 0, 0, TOE_ERROR_NOT_EMPTY}};
  toe_books_t books = toe_books_full();
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_test_note("case %u", (unsigned)i);
    raise(&books, cases[i].kind, cases[i].handle, cases[i].error);
    if (cases[i].error == 0) toe_books_put(&books, told(&books, cases[i].code, cases[i].handle, cases[i].info));
    toe_books_put(&books, done(&books));
    toe_books_expect_good(&books);
  }
  toe_books_free(&books);
}

TOE_TEST(conserve_due_bad, sees_events_that_fit_nothing) {
  static const struct {
    uint64_t code, handle, info, ndis_handle, more;
    const char *text;
  } cases[] = {
      {TOE_EVENT_PAUSE, TCP_0, 0, 0, 0, "it told the event retrieve, but pause came"},
      {TOE_EVENT_RETRIEVE, TCP_0 + 1, 1, 0, 0, "its event retrieve names handle 0x30000001, expected 0x30000000"},
      {TOE_EVENT_RETRIEVE, TCP_0, 1, 9, 0, "its event retrieve names NDIS handle 0x9, but its context has 0x0"},
      {TOE_EVENT_RETRIEVE, TCP_0, 1, 0, 1, "the event retrieve it told did not come"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = toe_books_full();
    raise(&books, TOE_OP_UPLOAD_REQUEST, TCP_0, 0);
    toe_retire_t event = told(&books, cases[i].code, cases[i].handle, cases[i].info);
    event.u.event.ndis_handle = cases[i].ndis_handle;
    event.u.event.commit += cases[i].more;
    toe_books_put(&books, event);
    TOE_EXPECT_HAS(toe_conserve_violation(books.conserve), "request 50, object 0: ");
    toe_books_expect_bad(&books, 440, cases[i].text);
  }
  toe_books_t books = toe_books_full();
  toe_books_put(&books, toe_fake_event(340, 3, TOE_EVENT_PAUSE, 0, 0));
  toe_books_expect_bad(&books, 340, "event pause of commit number 3 came, which told none");
}

TOE_TEST(conserve_due_bad, sees_an_event_that_does_not_come_or_comes_twice) {
  toe_books_t books = toe_books_full();
  raise(&books, TOE_OP_PAUSE, 0, 0);
  toe_books_put(&books, done(&books));
  toe_books_expect_bad(&books, 450, "request 50, object 0: the event pause it told did not come");
  books = toe_books_full();
  raise(&books, TOE_OP_PAUSE, 0, 0);
  toe_books_put(&books, told(&books, TOE_EVENT_PAUSE, 0, 0));
  toe_books_put(&books, told(&books, TOE_EVENT_PAUSE, 0, 0));
  toe_books_expect_bad(&books, 440, "event pause of commit number 4 came, which told none");
}

TOE_TEST(conserve_due_bad, sees_a_request_for_what_is_not_in_use) {
  toe_books_t books = toe_books_full();
  raise(&books, TOE_OP_UPLOAD_REQUEST, TCP_0 + 1, 0);
  toe_books_expect_bad(&books, 400, "asks for handle 0x30000001, which is not in use");
  books = toe_books_full();
  raise(&books, TOE_OP_LINK, TCP_0, 0);
  toe_books_expect_bad(&books, 400, "a handle for what asks for no connection");
}

/* R74: a linker to a connection whose context is lost tells RETRIEVE with HardwareFailure, without an NDIS handle; one
 * to a path tells nothing. */
TOE_TEST(conserve_due, expects_an_event_of_a_lost_connection) {
  toe_books_t books = toe_books_full();
  toe_retire_t path = toe_books_decide(&books, 2, TOE_CAUSE_CONTEXT_ECC, 0), tcp;
  path.u.decided.kind = TOE_KIND_LINKER;
  toe_books_put(&books, path);
  toe_retire_t answer = written(4);
  toe_books_put(&books, answer);
  tcp = toe_books_decide(&books, 3, TOE_CAUSE_CONTEXT_ECC, 0);
  tcp.u.decided.kind = TOE_KIND_LINKER;
  toe_books_put(&books, tcp);
  toe_books_put(&books, told(&books, TOE_EVENT_RETRIEVE, TCP_0, 11));
  toe_books_put(&books, written(5));
  toe_books_expect_good(&books);
  tcp = toe_books_decide(&books, 3, TOE_CAUSE_CONTEXT_ECC, 0);
  tcp.u.decided.kind = TOE_KIND_LINKER;
  toe_books_put(&books, tcp);
  toe_books_put(&books, told(&books, TOE_EVENT_RETRIEVE, TCP_0, 1));
  toe_books_expect_bad(&books, 640, "its context is lost, but the event says reason 1");
}

/* R81, D-10. */
TOE_TEST(conserve_due_bad, sees_resuming_before_the_upload_has_ended) {
  toe_books_t books = toe_books_full();
  raise(&books, TOE_OP_UPLOAD_ALL, 0, 0);
  toe_books_put(&books, told(&books, TOE_EVENT_UPLOAD_ALL, 0, 0));
  raise(&books, TOE_OP_RESUME, 0, 0);
  toe_books_expect_bad(&books, 500, "resuming is allowed while 3 objects are offloaded, after UPLOAD_ALL");
  books = toe_books_full();
  raise(&books, TOE_OP_RESUME, 0, TOE_ERROR_NOT_EMPTY);
  toe_books_expect_bad(&books, 400, "resuming is refused while 3 objects are offloaded, without UPLOAD_ALL");
}

/* A RETRIEVE that was refused, and a linker to a handle that is not in use any more, have read a row all the same; if
 * it was corrected it is written back, as it was. */
TOE_TEST(conserve_due, accepts_a_corrected_row_of_what_was_refused) {
  for (int is_marker = 0; is_marker < 2; ++is_marker) {
    toe_books_t books = terminated();
    toe_retire_t row = toe_books_tcp(&books, TCP_0, 65536, 4, 300, 0);
    if (is_marker) {
      raise(&books, TOE_OP_UPLOAD_REQUEST, 0, TOE_ERROR_NO_OBJECT);
    } else {
      toe_retire_t linker = toe_books_decide(&books, 3, TOE_CAUSE_BAD_HANDLE, 0);
      linker.u.decided.kind = TOE_KIND_LINKER;
      toe_books_put(&books, linker);
    }
    row.cycle = 501;
    toe_books_put(&books, row);
    toe_books_expect_good(&books);
    row.u.context.row = 4; /* connection 1 was never written */
    toe_books_put(&books, row);
    toe_books_expect_bad(&books, 501, "context row 4 is written after it, but nothing was decided that writes it");
  }
}

/* A terminate writes no row, corrected or not. */
TOE_TEST(conserve_due_bad, sees_a_row_written_by_a_terminate) {
  toe_books_t books = terminated();
  toe_retire_t row = toe_books_tcp(&books, TCP_0, 65536, 4, 300, 0);
  row.cycle = 401;
  toe_books_put(&books, row);
  toe_books_expect_bad(&books, 401, "context row 0 is written after it, but nothing was decided that writes it");
}
