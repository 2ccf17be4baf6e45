/* SPDX-License-Identifier: Apache-2.0
 *
 * The context SRAM in the engine: banks, stalls, flipped bits (docs/microarchitecture.md 5.6 .. 5.8), by hand.
 */
#include "model/toe_engine.h"
#include "testbench/unit/toe_engine_rig.h"

enum { PATH_ROW = 65536, NEIGHBOR_ROW = 98304 };

/* New neighbor, path, TCP, then a linker, without a gap from 5200 on: TCP decided at 5235, its rows 0..3 at 5236..5239.
 * The linker is taken at 5237: of a row in bank 0 it could read at 5238 (row 2) or 5239 (row 3). */
static void start(rig_t *rig, uint32_t banks, uint32_t layer, uint32_t handle) {
  uint8_t objects[4][TOE_OBJECT_BYTES];
  rig_open(rig);
  rig_write(rig, 0, 0x178, banks);
  rig_start(rig);
  rig_tree(objects, 4, 0);
  rig_object(objects[3], layer, TOE_KIND_LINKER, handle, 0);
  rig_write(rig, 5000, 0x10C, 1);
  rig_request(rig, 5100, 0, 0, objects, 4);
}

/* One bank is busy until 5239: read 5240.  Two: row 2 is in the way, row 3 is not: 5239.  Four: row 2 is not: 5238.  A
 * path's and a neighbor's first rows are in bank 0 as well; decided 3 edges after the read. */
TOE_TEST(engine_sram, reads_a_bank_that_nobody_writes) {
  static const struct {
    uint32_t banks, layer, handle, decided, stall;
  } kCases[] = {{1, 3, 0x30000000, 5243, 2}, {2, 3, 0x30000000, 5242, 1}, {4, 3, 0x30000000, 5241, 0},
                {1, 2, 0x20000000, 5243, 2}, {2, 2, 0x20000000, 5242, 1}, {4, 1, 0x10000000, 5241, 0},
                {1, 3, 0x30000001, 5241, 0}}; /* names nothing, reads nothing */
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_engine_stats_t stats;
    rig_t rig;
    start(&rig, kCases[i].banks, kCases[i].layer, kCases[i].handle);
    rig_advance(&rig, 6000);
    toe_engine_get_stats(rig.engine, &stats);
    toe_test_note("%u banks, handle %#x", (unsigned)kCases[i].banks, (unsigned)kCases[i].handle);
    const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 3);
    TOE_EXPECT_EQ(decided->cycle, kCases[i].decided);
    TOE_EXPECT_EQ(decided->u.decided.sram_stall, kCases[i].stall);
    TOE_EXPECT_EQ(stats.sram_stall_cycles, kCases[i].stall);
    TOE_EXPECT_EQ(stats.sram_reads, i == 6 ? 0 : 1);
    rig_close(&rig);
  }
}

/* SRAM_BANKS may change while a linker waits (the device stopped): with 4 banks from 5239 on row 3 is not in the way.
 */
TOE_TEST(engine_sram, looks_at_the_banks_of_each_edge) {
  rig_t rig;
  start(&rig, 1, 3, 0x30000000);
  rig_write(&rig, 5230, 0x004, 2);
  rig_write(&rig, 5238, 0x178, 4);
  rig_advance(&rig, 6000);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 3)->cycle, 5242);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 3)->u.decided.sram_stall, 1);
  rig_close(&rig);
}

/* Accesses by row modulo 4: neighbor and path rows 0 and 1 of four, TCP rows 0..3, and the linker's read of row 0. */
TOE_TEST(engine_sram, counts_accesses_by_part) {
  toe_engine_stats_t stats;
  rig_t rig;
  start(&rig, 2, 3, 0x30000000);
  rig_advance(&rig, 6000);
  toe_engine_get_stats(rig.engine, &stats);
  static const uint64_t kParts[4] = {4, 3, 1, 1};
  TOE_EXPECT_MEM(stats.sram_accesses, kParts, sizeof kParts);
  rig_close(&rig);
}

/* A linker to the neighbor made before, alone in its request: taken at 6213 (object 6200..6207), read at 6214, decided
 * at 6217.  `when`: the edge of the flips. */
typedef struct relink {
  uint32_t row, bits[2], flips;
  toe_cycle_t when;
} relink_t;

static void run_relink(rig_t *rig, const relink_t *relink, uint32_t layer) {
  uint8_t objects[3][TOE_OBJECT_BYTES], linker[1][TOE_OBJECT_BYTES];
  rig_open(rig);
  rig_start(rig);
  rig_tree(objects, 3, 0);
  rig_write(rig, 5000, 0x10C, 1);
  rig_request(rig, 5100, 0, 0, objects, 3);
  rig_object(linker[0], layer, TOE_KIND_LINKER, layer << 28, 0);
  rig_write(rig, 6000, 0x10C, 2);
  rig_request(rig, 6100, 1, 2, linker, 1);
  for (uint32_t i = 0; i < relink->flips; ++i) rig_flip(rig, relink->when, relink->row, relink->bits[i]);
  rig_read(rig, 6300, 0x198, 1);
  rig_read(rig, 6301, 0x19C, 2);
  rig_advance(rig, 7000);
}

/* ECC_CORRECTED and ECC_UNCORRECTABLE as read at 6300. */
static void expect_counters(const rig_t *rig, uint32_t corrected, uint32_t uncorrectable) {
  toe_engine_stats_t stats;
  TOE_ASSERT(rig->output_count >= 2);
  TOE_EXPECT_EQ(rig->outputs[rig->output_count - 2].data[0], corrected);
  TOE_EXPECT_EQ(rig->outputs[rig->output_count - 1].data[0], uncorrectable);
  toe_engine_get_stats(rig->engine, &stats);
  TOE_EXPECT_EQ(stats.ecc_corrected, corrected);
  TOE_EXPECT_EQ(stats.ecc_uncorrectable, uncorrectable);
}

/* Any bit of the row, check bits too: corrected, and the row goes back as it was, at d + 1. */
TOE_TEST(engine_sram, corrects_a_flipped_bit_and_writes_the_row_back) {
  static const uint32_t kBits[] = {0, 7, 63, 64, 129, 511, 512, 519, 568, 575};
  for (uint32_t i = 0; i < sizeof kBits / sizeof kBits[0]; ++i) {
    relink_t relink = {.row = NEIGHBOR_ROW, .bits = {kBits[i]}, .flips = 1, .when = 6150};
    rig_t rig;
    run_relink(&rig, &relink, TOE_LAYER_NEIGHBOR);
    toe_test_note("bit %u", (unsigned)kBits[i]);
    const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 3);
    TOE_EXPECT_EQ(decided->cycle, 6217);
    TOE_EXPECT_EQ(decided->u.decided.cause, TOE_CAUSE_OK);
    TOE_EXPECT_EQ(decided->u.decided.handle, 0x10000000);
    TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_CONTEXT), 9);
    const toe_retire_t *first = rig_retire(&rig, TOE_RETIRE_CONTEXT, 0);
    const toe_retire_t *back = rig_retire(&rig, TOE_RETIRE_CONTEXT, 8);
    TOE_EXPECT_EQ(back->cycle, 6218);
    TOE_EXPECT_EQ(back->u.context.row, NEIGHBOR_ROW);
    TOE_EXPECT_MEM(back->u.context.data, first->u.context.data, 64);
    TOE_EXPECT_EQ(back->u.context.check, first->u.context.check);
    expect_counters(&rig, 1, 0);
    rig_close(&rig);
  }
}

/* A flip comes before anything else of its edge: at 6214 the read sees it, at 6215 it does not. */
TOE_TEST(engine_sram, turns_a_bit_before_the_read_of_its_edge) {
  for (uint32_t i = 0; i < 2; ++i) {
    relink_t relink = {.row = PATH_ROW, .bits = {100}, .flips = 1, .when = 6214 + i};
    rig_t rig;
    run_relink(&rig, &relink, TOE_LAYER_PATH);
    toe_test_note("flip at %u", (unsigned)(6214 + i));
    expect_counters(&rig, i == 0 ? 1 : 0, 0);
    rig_close(&rig);
  }
}

/* Two in one word: CONTEXT_ECC, FAILURE (D-7), nothing written back.  Two in different words are two corrected bits of
 * one row; flips of row 1 are never seen, since only row 0 is read. */
TOE_TEST(engine_sram, gives_up_on_two_bits_of_a_word) {
  static const relink_t kCases[] = {{NEIGHBOR_ROW, {3, 60}, 2, 6150},    {NEIGHBOR_ROW, {3, 514}, 2, 6150},
                                    {NEIGHBOR_ROW, {512, 519}, 2, 6150}, {NEIGHBOR_ROW, {3, 64}, 2, 6150},
                                    {NEIGHBOR_ROW, {63, 520}, 2, 6150},  {NEIGHBOR_ROW + 1, {3, 4}, 2, 6150},
                                    {NEIGHBOR_ROW, {9, 9}, 2, 6150}}; /* twice: as before */
  static const uint32_t kUncorrectable[] = {1, 1, 1, 0, 0, 0, 0}, kCorrected[] = {0, 0, 0, 1, 1, 0, 0};
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    rig_t rig;
    run_relink(&rig, &kCases[i], TOE_LAYER_NEIGHBOR);
    toe_test_note("case %u", (unsigned)i);
    const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 3);
    TOE_EXPECT_EQ(decided->cycle, 6217);
    TOE_EXPECT_EQ(decided->u.decided.cause, kUncorrectable[i] ? TOE_CAUSE_CONTEXT_ECC : TOE_CAUSE_OK);
    TOE_EXPECT_EQ(decided->u.decided.handle, kUncorrectable[i] ? 0 : 0x10000000);
    TOE_EXPECT_EQ(rig_retires(&rig, TOE_RETIRE_CONTEXT), 8 + kCorrected[i]);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, 3)->u.written.status, kUncorrectable[i] ? 0xC0000001u : 0);
    expect_counters(&rig, kCorrected[i], kUncorrectable[i]);
    rig_close(&rig);
  }
}

/* What hangs from a corrected context is what was written: a path's linker with a bit of its addresses turned, and a
 * connection under it that is there already, is still found [R99]. */
TOE_TEST(engine_sram, links_by_the_corrected_context) {
  uint8_t objects[3][TOE_OBJECT_BYTES], linked[2][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_tree(objects, 3, 0);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_request(&rig, 5100, 0, 0, objects, 3);
  rig_object(linked[0], TOE_LAYER_PATH, TOE_KIND_LINKER, 0x20000000, 0);
  memcpy(linked[1], objects[2], TOE_OBJECT_BYTES);
  rig_write(&rig, 6000, 0x10C, 2);
  rig_request(&rig, 6100, 1, 2, linked, 2);
  rig_flip(&rig, 6150, PATH_ROW, 16 * 8 + 1); /* SRC_IP */
  rig_flip(&rig, 6150, PATH_ROW, 8 + 2);      /* FAMILY */
  rig_advance(&rig, 7000);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 3)->u.decided.cause, TOE_CAUSE_OK);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 4)->u.decided.cause, TOE_CAUSE_REJECT_DUPLICATE);
  rig_close(&rig);
}

/* The connection is decided at 5235 and its rows 0..3 written at 5236..5239: a flip of row 0 at 5238 is read by the
 * linker at 5239 and corrected.  It is served at 5242, when CTXW is idle; the row goes back at 5243.  The new neighbor
 * behind it has its last beat at 5239, LOAD starts at 5240, it is taken at 5245, served at 5247. */
TOE_TEST(engine_sram, gives_a_corrected_row_to_the_context_writer) {
  uint8_t objects[5][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_tree(objects, 5, 0);
  rig_object(objects[3], TOE_LAYER_TCP, TOE_KIND_LINKER, 0x30000000, 0);
  rig_object(objects[4], TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, 9);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_request(&rig, 5100, 0, 0, objects, 5);
  rig_flip(&rig, 5238, 0, 40);
  rig_advance(&rig, 6000);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 3)->cycle, 5242);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_CONTEXT, 8)->cycle, 5243);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_CONTEXT, 8)->u.context.row, 0);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 4)->cycle, 5247);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 4)->u.decided.sram_stall, 0);
  rig_close(&rig);
}
