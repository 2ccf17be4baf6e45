/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fake_books.h - a stream of records made by hand for the tests of the books (toe_conserve).
 *
 * Limits: 4 neighbors, 4 paths, 4 connections, 1 source MAC, 2 source IPs, 1 VLAN id, 8 receive pages of 16384 bytes,
 * 4 transmit pages, 1024 bytes of copies, 2 posted requests, 2 host buffers, host memory without limit; MTU 9000,
 * windows 100 (policy) to 65536. Decision n is at edge 100 n, of object n of request 7, so that its rows have time. The
 * tests say by hand what is in use after each (books.used).
 */
#ifndef TOE_FAKE_BOOKS_H_
#define TOE_FAKE_BOOKS_H_

#include "sim/check/toe_conserve.h"
#include "sim/host/toe_host_options.h"
#include "sim/host/toe_stream.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

#define NEIGHBOR_0 0x10000000u
#define PATH_0 0x20000000u
#define TCP_0 0x30000000u

typedef struct toe_books {
  toe_conserve_t *conserve;
  uint64_t commit;
  uint64_t used[TOE_POOLS]; /* what the next record says */
} toe_books_t;

static inline toe_books_t toe_books_new(void) {
  toe_host_options_t options;
  memset(&options, 0, sizeof options);
  options.driver.limit[TOE_POOL_NEIGHBOR] = options.driver.limit[TOE_POOL_PATH] = 4;
  options.driver.limit[TOE_POOL_TCP] = options.driver.limit[TOE_POOL_XMIT_BUFFER] = 4;
  options.driver.limit[TOE_POOL_SRC_MAC] = options.driver.limit[TOE_POOL_VLAN] = 1;
  options.driver.limit[TOE_POOL_SRC_IP] = 2;
  options.driver.limit[TOE_POOL_RCV_BUFFER] = 8;
  options.driver.limit[TOE_POOL_BUFFERED_COPY] = 1024;
  options.driver.limit[TOE_POOL_POSTED] = options.driver.limit[TOE_POOL_HOST_BUFFER] = 2;
  options.driver.limit[TOE_POOL_HOST_MEMORY] = 0xFFFFFFFF;
  options.driver.rcv_page_log2 = 14;
  options.driver.mtu_max_bytes = 9000;
  options.driver.rcv_window_max_bytes = 65536;
  options.driver.admit_min_window_bytes = 100;
  toe_books_t books;
  memset(&books, 0, sizeof books);
  TOE_EXPECT_EQ(toe_conserve_new(&options, TOE_SIDE_RTL, &books.conserve), TOE_OK);
  return books;
}

static inline void toe_books_free(toe_books_t *books) { toe_conserve_free(books->conserve); }

static inline void toe_books_put(toe_books_t *books, toe_retire_t retire) {
  toe_conserve_put(books->conserve, &retire);
}

static inline void toe_books_say(const toe_books_t *books, toe_retire_t *retire) {
  retire->u.decided.used_neighbor = books->used[TOE_POOL_NEIGHBOR];
  retire->u.decided.used_path = books->used[TOE_POOL_PATH];
  retire->u.decided.used_tcp = books->used[TOE_POOL_TCP];
  retire->u.decided.used_src_mac = books->used[TOE_POOL_SRC_MAC];
  retire->u.decided.used_src_ip = books->used[TOE_POOL_SRC_IP];
  retire->u.decided.used_vlan = books->used[TOE_POOL_VLAN];
  retire->u.decided.used_rcv_buffer = books->used[TOE_POOL_RCV_BUFFER];
  retire->u.decided.used_xmit_buffer = books->used[TOE_POOL_XMIT_BUFFER];
  retire->u.decided.used_buffered_copy = books->used[TOE_POOL_BUFFERED_COPY];
  retire->u.decided.used_host_memory = books->used[TOE_POOL_HOST_MEMORY];
  retire->u.decided.used_lookup = books->used[TOE_POOL_LOOKUP];
  retire->u.decided.used_posted = books->used[TOE_POOL_POSTED];
  retire->u.decided.used_host_buffer = books->used[TOE_POOL_HOST_BUFFER];
  retire->u.decided.used_rcv_data = books->used[TOE_POOL_RCV_DATA];
}

/* The next decision, not put yet. */
static inline toe_retire_t toe_books_decide(toe_books_t *books, uint64_t layer, uint64_t cause, uint64_t limit) {
  ++books->commit;
  toe_retire_t retire = toe_fake_decided(100 * books->commit, books->commit, 7, books->commit, layer, cause);
  retire.u.decided.limit = limit;
  toe_books_say(books, &retire);
  return retire;
}

/* A new object that is in; what every object takes is added here, the rest by the test before. */
static inline toe_retire_t toe_books_take(toe_books_t *books, uint64_t handle, uint64_t parent) {
  static const toe_pool_t pools[] = {TOE_POOL_NONE, TOE_POOL_NEIGHBOR, TOE_POOL_PATH, TOE_POOL_TCP};
  uint64_t layer = handle >> 28;
  ++books->used[pools[layer]];
  ++books->used[TOE_POOL_HOST_MEMORY];
  books->used[TOE_POOL_LOOKUP] += layer == 3;
  books->used[TOE_POOL_XMIT_BUFFER] += layer == 3;
  toe_retire_t retire = toe_books_decide(books, layer, TOE_CAUSE_OK, 0);
  retire.u.decided.handle = handle;
  retire.u.decided.parent = parent;
  return retire;
}

/* Row k of the context of what was decided last; row addresses typed by hand: 4 rows a connection from 0, 2 a path
 * from 65536, 2 a neighbor from 98304. */
static inline toe_retire_t toe_books_row(const toe_books_t *books, uint64_t handle, uint64_t k) {
  uint64_t id = handle & 0xFFFF;
  uint64_t row = handle >> 28 == 3 ? 4 * id : (handle >> 28 == 2 ? 65536 : 98304) + 2 * id;
  return toe_fake_context(100 * books->commit + 1 + k, row + k, 0);
}

/* The rows behind the first; a connection has `buffered` bytes. */
static inline void toe_books_put_rest_of(toe_books_t *books, uint64_t handle, uint32_t buffered) {
  for (uint64_t k = 1; k < (handle >> 28 == 3 ? 4u : 2u); ++k) {
    toe_retire_t retire = toe_books_row(books, handle, k);
    if (k == 3 && buffered > 0) {
      for (int i = 0; i < 4; ++i) retire.u.context.data[i] = (uint8_t)(buffered >> (8 * i));
      retire.u.context.data[5] = (uint8_t)((buffered - 1) % 64 + 1);
      retire.u.context.data[6] = 2; /* REFUSED */
    }
    toe_books_put(books, retire);
  }
}

static inline void toe_books_put_rest(toe_books_t *books, uint64_t handle) { toe_books_put_rest_of(books, handle, 0); }

/* First rows, by the offsets of the layout. */
static inline toe_retire_t toe_books_neighbor(const toe_books_t *books, uint64_t handle, uint8_t vlan, uint8_t mac) {
  toe_retire_t retire = toe_books_row(books, handle, 0);
  uint8_t *row = retire.u.context.data;
  row[0] = 0x81;
  row[2] = row[16] = vlan;
  row[18] = mac != 0;
  row[25] = mac; /* last byte of SRC_MAC */
  return retire;
}

static inline toe_retire_t toe_books_path(const toe_books_t *books, uint64_t handle, uint8_t vlan, uint8_t family,
                                          uint8_t ip) {
  toe_retire_t retire = toe_books_row(books, handle, 0);
  uint8_t *row = retire.u.context.data;
  row[0] = 0x82;
  row[1] = family;
  row[2] = vlan;
  row[7] = 0x10; /* parent: neighbor 0 */
  row[19] = ip;  /* fourth byte of SRC_IP */
  return retire;
}

static inline toe_retire_t toe_books_tcp(const toe_books_t *books, uint64_t handle, uint32_t window, uint8_t pages,
                                         uint32_t buffered, uint8_t buffer_row) {
  toe_retire_t retire = toe_books_row(books, handle, 0);
  uint8_t *row = retire.u.context.data;
  row[0] = 0x83;
  row[1] = 4;
  row[2] = 5;    /* VLAN */
  row[7] = 0x20; /* parent: path 0 */
  for (int i = 0; i < 4; ++i) row[24 + i] = (uint8_t)(window >> (8 * i));
  for (int i = 0; i < 4; ++i) row[28 + i] = (uint8_t)(buffered >> (8 * i));
  row[32] = buffer_row;
  row[36] = pages;
  return retire;
}

/* Row `row` of the buffer memory: block k of a copy of `bytes` bytes.  Every connection is number 0 and has received up
 * to sequence number 0, as long as a test says nothing else. */
static inline toe_retire_t toe_books_buffer(toe_cycle_t cycle, uint64_t row, uint32_t k, uint32_t bytes) {
  toe_retire_t retire = toe_fake_buffer(cycle, row, 0);
  for (uint32_t i = 0; i < 64 && 64 * k + i < bytes; ++i) {
    retire.u.buffer.data[i] = toe_stream_byte(0, 64 * k + i - bytes);
  }
  return retire;
}

/* What freeing an object gives back of every pool (the rest is the test's): a decision of a TERMINATE that is OK. */
static inline toe_retire_t toe_books_terminate(toe_books_t *books, uint64_t handle) {
  static const toe_pool_t pools[] = {TOE_POOL_NONE, TOE_POOL_NEIGHBOR, TOE_POOL_PATH, TOE_POOL_TCP};
  uint64_t layer = handle >> 28;
  --books->used[pools[layer]];
  --books->used[TOE_POOL_HOST_MEMORY];
  books->used[TOE_POOL_LOOKUP] -= layer == 3;
  books->used[TOE_POOL_XMIT_BUFFER] -= layer == 3;
  toe_retire_t retire = toe_books_decide(books, layer, TOE_CAUSE_OK, 0);
  retire.u.decided.kind = TOE_KIND_LINKER;
  retire.u.decided.is_terminate = 1;
  retire.u.decided.handle = handle;
  return retire;
}

/* A refused one. */
static inline toe_retire_t toe_books_refuse(toe_books_t *books, uint64_t layer, uint64_t cause) {
  toe_retire_t retire = toe_books_decide(books, layer, cause, 0);
  retire.u.decided.kind = TOE_KIND_LINKER;
  retire.u.decided.is_terminate = 1;
  return retire;
}

/* N0 with VLAN 5 and a source MAC, P0 with 0.0.0.9, T0 with a window of 65536 (4 pages) and 300 bytes (5 rows of the
 * buffer memory): all good. */
static inline toe_books_t toe_books_full(void) {
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
  toe_books_put(&books, toe_books_tcp(&books, TCP_0, 65536, 4, 300, 0));
  toe_books_put_rest_of(&books, TCP_0, 300);
  return books;
}

/* Nothing is wrong so far. */
static inline void toe_books_expect_good(const toe_books_t *books) {
  const char *violation = toe_conserve_violation(books->conserve);
  TOE_EXPECT_STR(violation != NULL ? violation : "none", "none");
}

/* A violation of `cycle`, which says `text`; ends the books. */
static inline void toe_books_expect_bad(toe_books_t *books, toe_cycle_t cycle, const char *text) {
  const char *violation = toe_conserve_violation(books->conserve);
  toe_test_note("expected: %s", text);
  TOE_EXPECT_HAS(violation != NULL ? violation : "none", text);
  TOE_EXPECT_EQ(toe_conserve_cycle(books->conserve), cycle);
  toe_books_free(books);
}

/* A SET was submitted and decided. */
static inline void toe_books_set(toe_books_t *books, uint8_t setting, uint32_t value) {
  ++books->commit;
  toe_host_request_t set = toe_fake_request((uint32_t)(100 + books->commit), "s", NULL, 0);
  set.kind = TOE_OP_SET;
  set.setting = setting;
  set.value = value;
  TOE_EXPECT_EQ(toe_conserve_submitted(books->conserve, &set), TOE_OK);
  toe_retire_t marker = toe_fake_set(100 * books->commit, books->commit, 100 + books->commit, value);
  toe_books_say(books, &marker);
  toe_books_put(books, marker);
}

#endif /* TOE_FAKE_BOOKS_H_ */
