/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_top_bench.cpp - the whole RTL behind the seam, with a small host memory and link of its own: requests end to end,
 * before any driver or model.  Statuses and cycles are worked by hand from docs/microarchitecture.md.
 *
 * Back-pressure: few credits that come back late.  Gaps: reads take a random time and overtake each other.
 */
#include <vector>

#include "testbench/leaf/toe_top_forward.h"
#include "testbench/leaf/toe_top_receive.h"
#include "testbench/leaf/toe_top_rig.h"
#include "testbench/leaf/toe_top_terminate.h"
#include "testbench/leaf/toe_top_wire.h"

namespace toe {
namespace {

/* The tree of two paths, one with an internal fault, a TCP connection short of host memory under the other. */
void RunTree(Host *host) {
  const Object tree[] = {{1, 2, 0, 0, 0},    {2, 2, 0, 0, 0}, {3, 2, 0, 0, 1024},
                         {3, 2, 2, 0, 1025}, {2, 2, 1, 0, 0}, {3, 2, 0, 0, 1026}};
  for (uint32_t i = 0; i < 6; ++i) PutObject(host, kObjects + 256 * i, tree[i]);
  PutInitiate(host, 0, 0x11, kObjects, kResults, 6);
  SetUp(host);
  host->NotBefore(4200);
  host->Register(TOE_CMD_DOORBELL_OFFSET, 1);
  host->RunTo(9000);
}

void CheckTree(Host *host, bool is_steady) {
  const uint32_t expected[] = {0x40020004u, 0x40020004u, 0, 0xC000009Au, 0xC0000001u, 0xC0000001u};
  for (uint32_t i = 0; i < 6; ++i) TOE_CHECK_EQ(Status(host, kResults, i), expected[i]);
  TOE_CHECK_EQ(host->Read(kResults + 4, 4), 0x10000000u);
  TOE_CHECK_EQ(host->Read(kResults + 32 + 4, 4), 0x20000000u);
  TOE_CHECK_EQ(host->Read(kResults + 64 + 4, 4), 0x30000000u);
  CheckCompletion(host, 0, 0x11, 0, 5, 3);
  TOE_CHECK_EQ(host->messages, 1);

  /* N, P, T1 in; T2 and P2 tried; T3 never. */
  const uint32_t causes[] = {TOE_CAUSE_OK,         TOE_CAUSE_OK,       TOE_CAUSE_OK,
                             TOE_CAUSE_HOST_FAULT, TOE_CAUSE_INTERNAL, TOE_CAUSE_NOT_ATTEMPTED};
  std::vector<toe_retire_t> decided, rows;
  for (const toe_retire_t &retire : host->retired) {
    if (retire.kind == TOE_RETIRE_DECIDED) decided.push_back(retire);
    if (retire.kind == TOE_RETIRE_CONTEXT) rows.push_back(retire);
  }
  TOE_CHECK_EQ(decided.size(), 6);
  for (uint32_t i = 0; i < 6; ++i) {
    TOE_CHECK_EQ(decided[i].u.decided.commit, i + 1);
    TOE_CHECK_EQ(decided[i].u.decided.cause, causes[i]);
    TOE_CHECK_EQ(decided[i].u.decided.attempted, i < 5);
  }
  TOE_CHECK_EQ(decided[2].u.decided.parent, 0x20000000u);
  TOE_CHECK_EQ(decided[5].u.decided.used_host_memory, 3);
  TOE_CHECK_EQ(decided[5].u.decided.used_lookup, 1);
  /* Rows: neighbor 2, path 2, TCP 4; the bytes behind the first 8 are the object's. */
  TOE_CHECK_EQ(rows.size(), 8);
  const uint64_t row_numbers[] = {98304, 98305, 65536, 65537, 0, 1, 2, 3};
  for (uint32_t i = 0; i < 8; ++i) TOE_CHECK_EQ(rows[i].u.context.row, row_numbers[i]);
  TOE_CHECK_EQ(rows[4].cycle, decided[2].cycle + 1);
  TOE_CHECK_EQ(toe_member_read(rows[4].u.context.data, 0, 8), 0x2000000000050483u);
  TOE_CHECK_EQ(toe_member_read(rows[4].u.context.data, 32, 8), 0x0000000100000000u); /* no copy; one page */
  for (uint32_t b = 0; b < 64; ++b) {
    TOE_CHECK_EQ(rows[6].u.context.data[b], host->memory[kObjects + 512 + 128 + b]);
  }
  if (is_steady) {
    /* LOAD starts when the object is visible (+1), offers 5 later, a neighbor takes 2. */
    TOE_CHECK_EQ(decided[0].cycle, decided[0].u.decided.fetched_cycle + 1 + 5 + 2);
  }
}

void RunStory(const Mode &mode) {
  Host host(mode, true);
  RunTree(&host);
  CheckTree(&host, !mode.has_gaps);

  /* A linker under the offloaded path, a duplicate, a bad handle; then a SET and an unknown opcode. */
  const Object linked[] = {
      {2, 1, 0, 0x20000000u, 0}, {3, 2, 0, 0, 2000}, {3, 2, 0, 0, 1024}, {3, 1, 0, 0x30000002u, 0}};
  for (uint32_t i = 0; i < 4; ++i) PutObject(&host, kObjects + 256 * i, linked[i]);
  PutInitiate(&host, 1, 0x22, kObjects, kResults, 4);
  host.Write(kCommands + 128, 8, 0x0000003300000102u);
  host.Write(kCommands + 128 + TOE_COMMAND_SETTING_OFFSET, 4, TOE_SETTING_LIMIT_TCP);
  host.Write(kCommands + 128 + TOE_COMMAND_VALUE_OFFSET, 4, 2);
  host.Write(kCommands + 192, 8, 0x0000004400000109u);
  host.Register(TOE_CMD_DOORBELL_OFFSET, 4);
  host.RunTo(14000);
  TOE_CHECK_EQ(Status(&host, kResults, 0), 0x40020004u);
  TOE_CHECK_EQ(Status(&host, kResults, 1), 0);
  TOE_CHECK_EQ(Status(&host, kResults, 2), 0xC0231012u);
  TOE_CHECK_EQ(Status(&host, kResults, 3), 0xC0000001u);
  CheckCompletion(&host, 1, 0x22, 0, 4, 1);
  CheckCompletion(&host, 2, 0x33, 0, 0, 0);
  CheckCompletion(&host, 3, 0x44, TOE_ERROR_BAD_OPCODE, 0, 0);
  TOE_CHECK_EQ(host.messages, 1); /* not armed again */
  host.Register(TOE_CPL_DOORBELL_OFFSET, 4);
  host.Ask(TOE_LIMIT_TCP_OFFSET, 1);
  host.Ask(TOE_USED_TCP_OFFSET, 2);
  host.Ask(0x3FF0, 3);
  host.RunTo(15000);
  TOE_CHECK_EQ(host.answers[1], 2);
  TOE_CHECK_EQ(host.answers[2], 2);
  TOE_CHECK_EQ(host.answers[3], ~0u);

  /* The pool is empty now; the second chunk of the request cannot be read. */
  const Object last[] = {{2, 1, 0, 0x20000000u, 0}, {3, 2, 0, 0, 3000}, {3, 2, 0, 0, 3001}, {3, 2, 0, 0, 3002}};
  for (uint32_t i = 0; i < 4; ++i) PutObject(&host, kObjects + 256 * i, last[i]);
  PutInitiate(&host, 4, 0x55, kObjects, kResults, 4);
  /* Chunks used so far: objects at 0xF00 make chunks of 1, 2, 2, 1 and 1, 2, 1, and two markers: the second
   * chunk of this request is number 10. */
  host.bad_tag = TOE_STAGE_TAG_OBJECT + 10;
  host.Register(TOE_CMD_DOORBELL_OFFSET, 5);
  host.RunTo(20000);
  TOE_CHECK_EQ(Status(&host, kResults, 0), 0xC0000001u); /* linker, all of its dependents failed */
  for (uint32_t i = 1; i < 4; ++i) TOE_CHECK_EQ(Status(&host, kResults, i), 0xC0000001u);
  CheckCompletion(&host, 4, 0x55, TOE_ERROR_OBJECT_FETCH, 1, 0);
  TOE_CHECK_EQ(host.Read(kCompletions + 32 * 4 + TOE_COMPLETION_ERROR_INDEX_OFFSET, 4), 1);
  TOE_CHECK_EQ(host.messages, 2);
}

/* The same run with every edge executed gives the same records. */
void RunBothWays(const Mode &mode) {
  Host jumping(mode, true), stepping(mode, false);
  RunTree(&jumping);
  RunTree(&stepping);
  CheckTree(&stepping, !mode.has_gaps);
  TOE_CHECK_EQ(jumping.retired.size(), stepping.retired.size());
  for (size_t i = 0; i < jumping.retired.size(); ++i) {
    TOE_CHECK(memcmp(&jumping.retired[i], &stepping.retired[i], sizeof(toe_retire_t)) == 0);
  }
  toe_device_stats_t a = jumping.Stats(), b = stepping.Stats();
  TOE_CHECK_EQ(a.cycles, b.cycles);
  TOE_CHECK_EQ(a.busy_cycles, b.busy_cycles);
  TOE_CHECK_EQ(a.sram_stall_cycles, b.sram_stall_cycles);
}

/* Buffered data of three connections: 1000 bytes over a multiple of 4096, 64 bytes, and 640 of which a read fails.
 * (docs/microarchitecture.md 5.6, 5.9; R46, R47) */
void RunCopies(const Mode &mode) {
  constexpr uint64_t kFirst = 0x20F40, kSecond = 0x30000, kThird = 0x40FC0;
  Host host(mode, true);
  for (uint32_t i = 0; i < 1024; ++i) host.memory[kFirst + i] = static_cast<uint8_t>(i < 1000 ? i * 5 + i / 256 : 0);
  for (uint32_t i = 0; i < 64; ++i) host.memory[kSecond + i] = static_cast<uint8_t>(0xA0 + i);
  const Object tree[] = {
      {1, 2, 0, 0, 0}, {2, 2, 0, 0, 0}, {3, 2, 0, 0, 1024, 1000, kFirst}, {3, 2, 0, 0, 1025, 64, kSecond}};
  for (uint32_t i = 0; i < 4; ++i) PutObject(&host, kObjects + 256 * i, tree[i]);
  PutInitiate(&host, 0, 0x11, kObjects, kResults, 4);
  SetUp(&host);
  host.NotBefore(4200);
  host.Register(TOE_CMD_DOORBELL_OFFSET, 1);
  host.RunTo(12000);
  for (uint32_t i = 0; i < 4; ++i) TOE_CHECK_EQ(Status(&host, kResults, i), 0);
  std::vector<toe_retire_t> decided = Records(host, TOE_RETIRE_DECIDED), rows = Records(host, TOE_RETIRE_BUFFER);
  TOE_CHECK_EQ(decided.size(), 4);
  TOE_CHECK_EQ(decided[1].u.decided.used_buffered_copy, 0);
  TOE_CHECK_EQ(decided[2].u.decided.used_buffered_copy, 1024);
  TOE_CHECK_EQ(decided[3].u.decided.used_buffered_copy, 1088);
  /* 16 rows and one more, each once, with the bytes as they lie; decided at the edge that writes the last one. */
  TOE_CHECK_EQ(rows.size(), 17);
  uint32_t seen = 0;
  for (const toe_retire_t &row : rows) {
    uint64_t number = row.u.buffer.row, from = number < 16 ? kFirst + 64 * number : kSecond;
    TOE_CHECK(number < 17);
    seen |= 1u << number;
    for (uint32_t b = 0; b < 64; ++b) TOE_CHECK_EQ(row.u.buffer.data[b], host.memory[from + b]);
  }
  TOE_CHECK_EQ(seen, 0x1FFFFu);
  TOE_CHECK_EQ(decided[2].cycle, rows[15].cycle);
  TOE_CHECK_EQ(decided[3].cycle, rows[16].cycle);
  /* CONTEXT_TCP: the first row of the copy, one page. */
  std::vector<toe_retire_t> contexts = Records(host, TOE_RETIRE_CONTEXT);
  TOE_CHECK_EQ(contexts.size(), 12);
  TOE_CHECK_EQ(toe_member_read(contexts[4].u.context.data, 32, 8), 0x0000000100000000u);
  TOE_CHECK_EQ(toe_member_read(contexts[8].u.context.data, 32, 8), 0x0000000100000010u);

  /* The second read of the copy (tag 16 + 1) fails: nothing is taken. */
  const Object last[] = {{2, 1, 0, 0x20000000u, 0}, {3, 2, 0, 0, 1026, 640, kThird}};
  for (uint32_t i = 0; i < 2; ++i) PutObject(&host, kObjects + 256 * i, last[i]);
  PutInitiate(&host, 1, 0x22, kObjects, kResults, 2);
  host.bad_tag = 17;
  host.Register(TOE_CMD_DOORBELL_OFFSET, 2);
  host.RunTo(18000);
  TOE_CHECK_EQ(Status(&host, kResults, 1), 0xC0000001u);
  decided = Records(host, TOE_RETIRE_DECIDED);
  TOE_CHECK_EQ(decided.size(), 6);
  TOE_CHECK_EQ(decided[5].u.decided.cause, 30); /* COPY_FETCH */
  TOE_CHECK_EQ(decided[5].u.decided.used_buffered_copy, 1088);
  TOE_CHECK_EQ(decided[5].u.decided.used_tcp, 2);
  toe_device_stats_t stats = host.Stats();
  TOE_CHECK(stats.buffer_writes >= 18); /* the block before the multiple of 4096 came in */
  TOE_CHECK_EQ(stats.buffer_writes, Records(host, TOE_RETIRE_BUFFER).size());
  TOE_CHECK_EQ(stats.buffer_bytes_used, 64 * stats.buffer_writes); /* behind the others: rows of their own */
}

/* A linker whose context has a flipped bit, one with two in a word, one with two in two words. (5.8; R15) */
void RunFlips(const Mode &mode) {
  Host host(mode, true);
  const Object tree[] = {{1, 2, 0, 0, 0}};
  PutObject(&host, kObjects, tree[0]);
  PutInitiate(&host, 0, 0x11, kObjects, kResults, 1);
  SetUp(&host);
  host.NotBefore(4200);
  host.Register(TOE_CMD_DOORBELL_OFFSET, 1);
  host.RunTo(8000);
  const Object linker[] = {{1, 1, 0, 0x10000000u, 0}};
  PutObject(&host, kObjects, linker[0]);
  struct Story {
    std::vector<uint32_t> bits;
    uint32_t status, corrected, uncorrectable;
  };
  /* Row 98304; bits 512..575 are check bytes. */
  const Story stories[] = {
      {{}, 0, 0, 0}, {{16}, 0, 1, 0}, {{519}, 0, 2, 0}, {{3, 67, 511}, 0, 3, 0}, {{64, 65}, 0xC0000001u, 3, 1}};
  uint32_t slot = 1, at = 8000, written = 2;
  for (const Story &story : stories) {
    for (uint32_t bit : story.bits) host.Flip(98304, bit);
    PutInitiate(&host, slot, 0x20 + slot, kObjects, kResults, 1);
    host.Register(TOE_CMD_DOORBELL_OFFSET, ++slot);
    host.RunTo(at += 3000);
    TOE_CHECK_EQ(Status(&host, kResults, 0), story.status);
    std::vector<toe_retire_t> decided = Records(host, TOE_RETIRE_DECIDED), rows = Records(host, TOE_RETIRE_CONTEXT);
    /* A corrected row is written at the edge after the decision, as it was written first. */
    bool is_fixed = !story.bits.empty() && story.status == 0;
    written += is_fixed;
    TOE_CHECK_EQ(rows.size(), written);
    if (is_fixed) {
      TOE_CHECK_EQ(rows.back().cycle, decided.back().cycle + 1);
      TOE_CHECK_EQ(rows.back().u.context.row, 98304);
      TOE_CHECK_EQ(rows.back().u.context.check, rows[0].u.context.check);
      TOE_CHECK(memcmp(rows.back().u.context.data, rows[0].u.context.data, 64) == 0);
    }
    TOE_CHECK_EQ(decided.back().u.decided.cause, story.status == 0 ? 0u : 31u);
    host.Ask(0x198, 1);
    host.Ask(0x19C, 2);
    host.RunTo(at += 100);
    TOE_CHECK_EQ(host.answers[1], story.corrected);
    TOE_CHECK_EQ(host.answers[2], story.uncorrectable);
    toe_device_stats_t stats = host.Stats();
    TOE_CHECK_EQ(stats.ecc_corrected, story.corrected);
    TOE_CHECK_EQ(stats.ecc_uncorrectable, story.uncorrectable);
    TOE_CHECK_EQ(stats.sram_reads, slot - 1);
    TOE_CHECK_EQ(stats.sram_writes, written);
    TOE_CHECK_EQ(stats.sram_accesses[0] + stats.sram_accesses[1], slot - 1 + written);
    TOE_CHECK_EQ(stats.sram_accesses[1], 1); /* row 98305, once */
  }
}

/* A long request keeps up with the link: an object is 8 beats of RC, LOAD takes 6 edges and COMMIT 7, so with reads
 * answered at once a connection is decided every 8 edges. */
void RunPace(const Mode &mode) {
  constexpr uint32_t kCount = 200;
  Host host(mode, true);
  constexpr uint64_t kList = 0x100000;
  for (uint32_t i = 0; i < kCount; ++i) {
    Object object = {static_cast<uint8_t>(i < 2 ? i + 1 : 3), 2, 0, 0, static_cast<uint16_t>(1000 + i)};
    PutObject(&host, kList + 256 * i, object);
  }
  PutInitiate(&host, 0, 0x11, kList, kResults, kCount);
  SetUp(&host);
  host.NotBefore(4200);
  host.Register(TOE_CMD_DOORBELL_OFFSET, 1);
  host.RunTo(12000);
  CheckCompletion(&host, 0, 0x11, 0, kCount, kCount);
  uint64_t first = 0, last = 0;
  for (const toe_retire_t &retire : host.retired) {
    if (retire.kind != TOE_RETIRE_DECIDED) continue;
    if (retire.u.decided.index == 10) first = retire.cycle;
    if (retire.u.decided.index == kCount - 1) last = retire.cycle;
  }
  TOE_CHECK_EQ(last - first, 8 * (kCount - 1 - 10));
}

void Run(const Mode &mode) {
  RunStory(mode);
  RunBothWays(mode);
  RunCopies(mode);
  RunFlips(mode);
  RunTerminates(mode);
  RunReceives(mode);
  RunWire(mode);
  RunForward(mode);
  if (!mode.has_gaps && !mode.has_back_pressure) RunPace(mode);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_top", argc, argv, 3, toe::Run); }
