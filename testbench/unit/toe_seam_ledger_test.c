/* SPDX-License-Identifier: Apache-2.0
 *
 * The ledger of the seam fuzzer: it notices each thing that two engines could do wrong alike
 * (docs/microarchitecture.md 5.7, 6, 8).
 */
#include "testbench/random/toe_seam_ledger.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

enum { NEIGHBOR_0 = 0x10000000, PATH_0 = 0x20000000, TCP_0 = 0x30000000 };

static toe_seam_ledger_t s_ledger;

static void begin(void) { memset(&s_ledger, 0, sizeof s_ledger); }

/* A decision with the levels that go with it. */
static toe_retire_t decided(uint64_t handle, uint64_t parent, bool is_terminate, uint64_t neighbors, uint64_t paths,
                            uint64_t connections) {
  toe_retire_t retire = {.kind = TOE_RETIRE_DECIDED};
  retire.u.decided.is_object = 1;
  retire.u.decided.is_terminate = is_terminate;
  retire.u.decided.attempted = 1;
  retire.u.decided.kind = is_terminate ? TOE_KIND_LINKER : TOE_KIND_NEW;
  retire.u.decided.handle = handle;
  retire.u.decided.parent = parent;
  retire.u.decided.used_neighbor = neighbors;
  retire.u.decided.used_path = paths;
  retire.u.decided.used_tcp = retire.u.decided.used_lookup = retire.u.decided.used_xmit_buffer = connections;
  retire.u.decided.used_host_memory = neighbors + paths + connections;
  return retire;
}

static bool offload(uint64_t handle, uint64_t parent, uint64_t neighbors, uint64_t paths, uint64_t connections) {
  toe_retire_t retire = decided(handle, parent, false, neighbors, paths, connections);
  return toe_seam_ledger_book(&s_ledger, &retire);
}

static bool terminate(uint64_t handle, uint64_t neighbors, uint64_t paths, uint64_t connections) {
  toe_retire_t retire = decided(handle, 0, true, neighbors, paths, connections);
  return toe_seam_ledger_book(&s_ledger, &retire);
}

static void offload_three(void) {
  begin();
  TOE_EXPECT(offload(NEIGHBOR_0, 0, 1, 0, 0));
  TOE_EXPECT(offload(PATH_0, NEIGHBOR_0, 1, 1, 0));
  TOE_EXPECT(offload(TCP_0, PATH_0, 1, 1, 1));
}

/* Dependents first, and ids may be given out again; what is live is told connections first. */
TOE_TEST(seam_ledger, books_a_life) {
  uint32_t handles[4];
  offload_three();
  TOE_EXPECT_EQ(toe_seam_ledger_live(&s_ledger, handles, 4), 3);
  TOE_EXPECT_EQ(handles[0], TCP_0);
  TOE_EXPECT_EQ(handles[2], NEIGHBOR_0);
  TOE_EXPECT(terminate(TCP_0, 1, 1, 0));
  TOE_EXPECT(terminate(PATH_0, 1, 0, 0));
  TOE_EXPECT(offload(PATH_0, NEIGHBOR_0, 1, 1, 0));
  TOE_EXPECT(terminate(PATH_0, 1, 0, 0));
  TOE_EXPECT(terminate(NEIGHBOR_0, 0, 0, 0));
  TOE_EXPECT_EQ(toe_seam_ledger_live(&s_ledger, handles, 4), 0);
}

TOE_TEST(seam_ledger_bad, notices_wrong_lives) {
  offload_three();
  TOE_EXPECT(!offload(TCP_0, PATH_0, 1, 1, 2)); /* in use */
  offload_three();
  TOE_EXPECT(!offload(PATH_0 + 1, NEIGHBOR_0 + 1, 1, 2, 1)); /* no such parent */
  offload_three();
  TOE_EXPECT(!offload(TCP_0 + 1, NEIGHBOR_0, 1, 1, 2)); /* a parent of another layer */
  offload_three();
  TOE_EXPECT(!offload(TCP_0 + (1 << 20), PATH_0, 1, 1, 2)); /* no handle */
  offload_three();
  TOE_EXPECT(!terminate(PATH_0, 1, 0, 1)); /* it has a dependent */
  offload_three();
  TOE_EXPECT(terminate(TCP_0, 1, 1, 0));
  TOE_EXPECT(!terminate(TCP_0, 1, 1, 0)); /* twice */
  offload_three();
  TOE_EXPECT(!terminate(TCP_0, 1, 1, 1)); /* its level stays */
  TOE_EXPECT(s_ledger.error[0] != '\0');
}

/* What failed changes nothing; one whose context is lost is freed all the same (D-9). */
TOE_TEST(seam_ledger, knows_what_is_freed) {
  offload_three();
  toe_retire_t retire = decided(0, 0, true, 1, 1, 1);
  retire.u.decided.cause = TOE_CAUSE_DEPENDENTS;
  TOE_EXPECT(toe_seam_ledger_book(&s_ledger, &retire));
  retire = decided(TCP_0, 0, true, 1, 1, 0);
  retire.u.decided.cause = TOE_CAUSE_CONTEXT_ECC;
  TOE_EXPECT(toe_seam_ledger_book(&s_ledger, &retire));
  TOE_EXPECT_EQ(s_ledger.live[TOE_LAYER_TCP], 0);
}

/* ---- what comes back ---- */

static uint8_t s_object[TOE_OBJECT_BYTES];

/* A connection is fetched and its context written, as TCP 0. */
static void fetch_tcp(void) {
  begin();
  for (uint32_t i = 0; i < TOE_OBJECT_BYTES; ++i) s_object[i] = (uint8_t)(i * 7 + 1);
  TOE_WRITE(s_object, OBJECT, LAYER, TOE_LAYER_TCP);
  TOE_WRITE(s_object, OBJECT, KIND, TOE_KIND_NEW);
  toe_seam_ledger_fetched(&s_ledger, s_object);
  for (uint32_t row = 0; row < 4; ++row) {
    toe_retire_t retire = {.kind = TOE_RETIRE_CONTEXT, .cycle = 100 + row};
    retire.u.context.row = row;
    memcpy(retire.u.context.data, s_object + 64 * (size_t)row, 64);
    TOE_EXPECT(toe_seam_ledger_book(&s_ledger, &retire));
  }
}

/* All 192 bytes come back, with byte `at` changed. */
static bool give_back(uint32_t at) {
  for (uint32_t offset = 0; offset < 192; offset += 32) {
    toe_retire_t retire = {.kind = TOE_RETIRE_RETURNED, .cycle = 1000 + offset};
    retire.u.returned.offset = offset;
    memcpy(retire.u.returned.data, s_object + offset, 32);
    if (at / 32 == offset / 32) retire.u.returned.data[at % 32] ^= 1;
    if (!toe_seam_ledger_book(&s_ledger, &retire)) return false;
  }
  return true;
}

/* Section 5.7: the first 8 bytes and 32..39 are the device's own; 68..71, RCV_WND, move; 8..15 name the object. */
TOE_TEST(seam_ledger, compares_what_comes_back) {
  for (uint32_t at = 0; at < 193; ++at) {
    toe_test_note("byte %u", at);
    if (at >= 8 && at < 16) continue;
    fetch_tcp();
    bool is_free = at < 8 || (at >= 32 && at < 40) || (at >= 68 && at < 72) || at == 192;
    TOE_EXPECT(give_back(at) == is_free);
    if (is_free) TOE_EXPECT_EQ(s_ledger.rows_checked, 6);
  }
}

/* One flip is corrected, two may not be; those before the row was written are gone; a corrected row that is written
 * back is clean. */
TOE_TEST(seam_ledger, leaves_out_rows_hit_twice) {
  fetch_tcp();
  toe_seam_ledger_flip(&s_ledger, 500, 1);
  TOE_EXPECT(!give_back(90));
  fetch_tcp();
  toe_seam_ledger_flip(&s_ledger, 500, 1);
  toe_seam_ledger_flip(&s_ledger, 501, 1);
  TOE_EXPECT(give_back(90));
  TOE_EXPECT_EQ(s_ledger.rows_checked, 0);
  fetch_tcp();
  toe_retire_t retire = {.kind = TOE_RETIRE_CONTEXT, .cycle = 600};
  retire.u.context.row = 1;
  toe_seam_ledger_flip(&s_ledger, 500, 1);
  TOE_EXPECT(toe_seam_ledger_book(&s_ledger, &retire));
  toe_seam_ledger_flip(&s_ledger, 700, 1);
  TOE_EXPECT(!give_back(90));
}
