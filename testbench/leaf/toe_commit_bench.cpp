/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_commit_bench.cpp - the commit point with all that is behind it, against stories worked by hand from
 * docs/microarchitecture.md 5.6 to 5.8, 6 and 7: class, cause, handle, levels, rows, the copy, and the edge of every
 * decision (R7-R40, R46, R47, A-2, A-6).
 */
#include "testbench/leaf/toe_commit_gone_stories.h"
#include "testbench/leaf/toe_commit_jobs.h"
#include "testbench/leaf/toe_commit_rig.h"

namespace toe {
namespace {

struct Story {
  const char *name;
  Registers registers;
  std::vector<Step> steps;
};

/* Registers of a story. */
Registers With(uint32_t policy, bool fault_enable, uint32_t neighbor, uint32_t path, uint32_t tcp, uint32_t host) {
  Registers registers;
  registers.policy = policy;
  registers.fault_enable = fault_enable;
  registers.limits[0] = neighbor;
  registers.limits[1] = path;
  registers.limits[2] = tcp;
  registers.limits[9] = host;
  return registers;
}
Registers Share(uint32_t macs, uint32_t ips, uint32_t vlans) {
  Registers registers;
  registers.limits[3] = macs;
  registers.limits[4] = ips;
  registers.limits[5] = vlans;
  registers.fault_enable = false;
  return registers;
}
Registers Interface(const std::set<uint32_t> &ids) {
  Registers registers;
  registers.interface = ids;
  return registers;
}
Registers Page(uint32_t log2, uint32_t pages) {
  Registers registers;
  registers.page = log2;
  registers.limits[6] = pages;
  return registers;
}
Registers Windows(uint32_t least, uint32_t most) {
  Registers registers;
  registers.min_window = least;
  registers.window_max = most;
  return registers;
}
Registers Copies(uint32_t bytes) {
  Registers registers;
  registers.limits[8] = bytes;
  return registers;
}

/* New objects that are attempted, and the id each is given when its cause is OK. */
Step Neighbor(uint32_t cause, uint32_t id) { return {1, 2, cause, true, cause == 0 ? 1u << 28 | id : 0, 2}; }
Step Path(uint32_t cause, uint32_t id) { return {2, 2, cause, true, cause == 0 ? 2u << 28 | id : 0, 2}; }
Step Tcp(uint32_t cause, uint32_t id) { return {3, 2, cause, true, cause == 0 ? 3u << 28 | id : 0, 6}; }
Step Linker(uint32_t layer, uint32_t cause, uint32_t named, uint32_t service) {
  return {layer, 1, cause, true, cause == 0 ? named : 0, service, 0, named};
}

const std::vector<Story> &Stories() {
  static const std::vector<Story> stories = {
      {"the fault tree: a path with an internal fault stops the walk",
       With(0, true, kMany, kMany, kMany, kAll),
       {{1, 2, 0, true, 0x10000000, 2},
        {2, 2, 0, true, 0x20000000, 2},
        {3, 2, 0, true, 0x30000000, 6},
        {3, 2, 14, true, 0, 6, 2},
        {2, 2, 7, true, 0, 2, 1},
        {3, 2, 1, false, 0, 1},
        {1, 2, 1, false, 0, 1}}},
      {"the same under prune: the next neighbor is tried",
       With(1, true, kMany, kMany, kMany, kAll),
       {{1, 2, 0, true, 0x10000000, 2},
        {2, 2, 7, true, 0, 2, 1},
        {3, 2, 1, false, 0, 1},
        {1, 2, 0, true, 0x10000001, 2}}},
      {"stop at a failed parent, whatever the cause",
       With(2, true, kMany, 0, kMany, kAll),
       {{1, 2, 0, true, 0x10000000, 2}, {2, 2, 10, true, 0, 2}, {1, 2, 1, false, 0, 1}}},
      {"the root stops everything, under every policy",
       With(1, true, 0, kMany, kMany, kAll),
       {{1, 2, 9, true, 0, 2}, {2, 2, 1, false, 0, 1}, {1, 2, 1, false, 0, 1}}},
      {"faults are not looked at while they are not enabled",
       With(0, false, kMany, kMany, kMany, kAll),
       {{1, 2, 0, true, 0x10000000, 2, 1}, {2, 2, 0, true, 0x20000000, 2, 2}}},
      {"pools run out one by one; a TCP connection stops nothing",
       With(2, true, 1, 2, 1, 4),
       {{1, 2, 0, true, 0x10000000, 2},
        {2, 2, 0, true, 0x20000000, 2},
        {3, 2, 0, true, 0x30000000, 6},
        {3, 2, 11, true, 0, 6},
        {2, 2, 0, true, 0x20000001, 2},
        {2, 2, 10, true, 0, 2},
        {1, 2, 1, false, 0, 1}}},
      {"host memory is asked last, after a fault of it",
       With(1, true, kMany, kMany, kMany, 2),
       {{1, 2, 0, true, 0x10000000, 2},
        {2, 2, 0, true, 0x20000000, 2},
        {3, 2, 13, true, 0, 6},
        {3, 2, 14, true, 0, 6, 2},
        {1, 2, 13, true, 0, 2}}},
      {"TCP: state, duplicate, no slot",
       With(0, true, kMany, kMany, kMany, kAll),
       {{1, 2, 0, true, 0x10000000, 2},
        {2, 2, 0, true, 0x20000000, 2, 0, 0, 6},
        {3, 2, 0, true, 0x30000000, 6, 0, 0, 0, 4},
        {3, 2, 6, true, 0, 6, 0, 0, 0, 3},
        {3, 2, 6, true, 0, 6, 1, 0, 0, 10},
        {3, 2, 23, true, 0, 6, 0, 0, 0, 9, true},
        {3, 2, 12, true, 0, 6, 0, 0, 0, 9, false, false},
        {3, 2, 0, true, 0x30000001, 6, 0, 0, 0, 9}}},
      {"nothing hangs in the air: no object to link to",
       With(1, true, kMany, kMany, kMany, kAll),
       {{2, 2, 4, true, 0, 2}, {3, 2, 1, false, 0, 1}, {2, 0, 1, false, 0, 1}}},
      {"under placeholders there is no object; a placeholder is OK",
       With(1, true, kMany, kMany, kMany, kAll),
       {{1, 0, 0, true, 0, 1},
        {2, 2, 4, true, 0, 2},
        {3, 2, 1, false, 0, 1},
        {2, 0, 0, true, 0, 1},
        {3, 2, 4, true, 0, 6}}},
      {"linkers: a good one, then bad ones",
       With(1, true, kMany, kMany, kMany, kAll),
       {{1, 2, 0, true, 0x10000000, 2},
        {1, 1, 0, true, 0x10000000, 3, 0, 0x10000000},
        {2, 2, 0, true, 0x20000000, 2},
        {1, 1, 5, true, 0, 3, 0, 0x10000001},
        {2, 2, 1, false, 0, 1},
        {1, 1, 5, true, 0, 3, 0, 0x20000000},
        {1, 1, 5, true, 0, 3, 0, 0x10100000},
        {1, 1, 5, true, 0, 3, 0, 0x90000000},
        {1, 1, 5, true, 0, 3, 0, 0}}},
      {"a root linker that fails stops",
       With(1, true, kMany, kMany, kMany, kAll),
       {{2, 1, 5, true, 0, 3, 0, 0x20000000}, {3, 2, 1, false, 0, 1}}},
      {"malformed: a layer is skipped; all behind it is detached",
       With(1, true, kMany, kMany, kMany, kAll),
       {{1, 2, 0, true, 0x10000000, 2}, {3, 2, 2, false, 0, 1}, {2, 2, 1, false, 0, 1}, {9, 9, 1, false, 0, 1}}},
      {"malformed: below the root's layer",
       With(1, true, kMany, kMany, kMany, kAll),
       {{2, 0, 0, true, 0, 1}, {1, 2, 2, false, 0, 1}}},
      {"malformed: layer, kind, fault, family", With(1, true, kMany, kMany, kMany, kAll), {{0, 2, 2, false, 0, 1}}},
      {"malformed: layer 4", With(1, true, kMany, kMany, kMany, kAll), {{4, 2, 2, false, 0, 1}}},
      {"malformed: kind 3", With(1, true, kMany, kMany, kMany, kAll), {{1, 3, 2, false, 0, 1}}},
      {"malformed: fault 5, although not enabled",
       With(1, false, kMany, kMany, kMany, kAll),
       {{1, 0, 2, false, 0, 1, 5}}},
      {"malformed: family 5", With(1, true, kMany, kMany, kMany, kAll), {{2, 2, 2, false, 0, 1, 0, 0, 5}}},
      {"family of a new path counts", With(1, true, kMany, kMany, kMany, kAll), {{2, 0, 0, true, 0, 1, 0, 0, 5}}},
      {"an object that could not be fetched detaches the rest; a second one says so again",
       With(1, true, kMany, kMany, kMany, kAll),
       {{1, 2, 0, true, 0x10000000, 2},
        {0, kNoFetch, 3, false, 0, 1},
        {2, 2, 1, false, 0, 1},
        {0, kNoFetch, 3, false, 0, 1}}},
      {"a neighbor ends the current path",
       With(1, true, kMany, kMany, kMany, kAll),
       {{1, 2, 0, true, 0x10000000, 2},
        {2, 2, 0, true, 0x20000000, 2},
        {1, 2, 0, true, 0x10000001, 2},
        {3, 2, 2, false, 0, 1}}},
      {"a root at TCP: linkers only", With(1, true, kMany, kMany, kMany, kAll), {{3, 2, 4, true, 0, 6}}},
      {"shared VLANs and MACs: a value in the table needs no place; a new one does",
       Share(2, 2, 1),
       {Neighbor(0, 0).Vlan(5).Mac(0xA1), Neighbor(0, 1).Vlan(5).Mac(0xA2), Neighbor(16, 0).Vlan(6).Mac(0xA1),
        Neighbor(0, 2).Mac(0xA2), Neighbor(17, 0).Mac(0xA3), Neighbor(17, 0).Vlan(5).Mac(uint64_t{1} << 47 | 0xA1),
        Neighbor(16, 0).Vlan(4095).Mac(0xA3), Neighbor(0, 3)}},
      {"shared source addresses: family is part of the value",
       Share(64, 2, 128),
       {Neighbor(0, 0), Path(0, 0).Ip(1), Path(0, 1).Ip(1), Path(0, 2).Ip(1).Family(6), Path(19, 0).Ip(2),
        Path(0, 3).Ip(1).Family(6), Path(18, 0).Ip(2).Mtu(9001), Path(0, 4).Ip(1).Mtu(9000)}},
      {"no source MAC can be configured [R29]",
       Share(0, 128, 128),
       {Neighbor(0, 0), Neighbor(17, 0).Mac(1), Neighbor(17, 0).Vlan(5).Mac(1).Fault(1)}},
      {"a VLAN the interface does not have",
       Interface({5, 4095}),
       {Neighbor(0, 0).Vlan(5), Neighbor(15, 0).Vlan(6), Neighbor(15, 0).Vlan(4094).Mac(1), Neighbor(0, 1).Vlan(4095),
        Neighbor(0, 2)}},
      {"pages of 16 KiB: 1 at least, rounded up",
       Page(14, 65536),
       {Neighbor(0, 0), Path(0, 0), Tcp(0, 0).Window(0, 1), Tcp(0, 1).Window(1, 1), Tcp(0, 2).Window(16384, 1),
        Tcp(0, 3).Window(16385, 2), Tcp(0, 4).Window(32768, 2), Tcp(27, 0).Window(kAll, 262144),
        Tcp(0, 5).Window(65529u << 14, 65529), Tcp(27, 0).Window(0, 1)}},
      {"pages of 1 KiB: what is free to the last page, a limit below what is used",
       Page(10, 3),
       {Neighbor(0, 0), Path(0, 0), Tcp(27, 0).Window(3073, 4), Tcp(0, 0).Window(2049, 3), Tcp(27, 0).Window(0, 1)}},
      {"pages of 1 MiB: 4096 of the largest window",
       Page(20, 65536),
       {Neighbor(0, 0), Path(0, 0), Tcp(0, 0).Window(kAll, 4096), Tcp(0, 1).Window(0, 1)}},
      {"windows at the policy's ends",
       Windows(1000, 2000),
       {Neighbor(0, 0), Path(0, 0), Tcp(22, 0).Window(999, 1), Tcp(0, 0).Window(1000, 1), Tcp(0, 1).Window(2000, 1),
        Tcp(25, 0).Window(2001, 1)}},
      {"copies: blocks of 64 bytes one behind the other; a failed one leaves no trace; what is free",
       Copies(64 * 10 + 63),
       {Neighbor(0, 0), Path(0, 0), Tcp(0, 0).Copy(1, 1, 5), Tcp(30, 0).Copy(65, 2, 40), Tcp(0, 1).Copy(64, 1, 1),
        Tcp(0, 2), Tcp(0, 3).Copy(65, 2, 2), Tcp(29, 0).Copy(1, 1, 0).Fault(4), Tcp(28, 0).Copy(64 * 6 + 1, 7, 0),
        Tcp(28, 0).Copy(kAll, 1 << 26, 0), Tcp(0, 4).Copy(64 * 6, 6, 9), Tcp(28, 0).Copy(1, 1, 0), Tcp(0, 5).Fault(4)}},
      {"a copy of the whole memory",
       Copies(1 << 24),
       {Neighbor(0, 0), Path(0, 0), Tcp(0, 0).Copy(1 << 24, 262144, 3), Tcp(28, 0).Copy(1, 1, 0)}},
      {"behind FIN or not, with data and without (D-16)",
       Copies(64 * 10),
       {Neighbor(0, 0), Path(0, 0), Tcp(0, 0).State(4), Tcp(0, 1).State(4).Copy(64, 1, 1), Tcp(0, 2).State(5),
        Tcp(0, 3).State(6).Copy(65, 2, 2), Tcp(0, 4).State(7), Tcp(0, 5).State(7).Copy(1, 1, 1), Tcp(0, 6).State(8),
        Tcp(0, 7).State(8).Copy(64, 1, 3), Tcp(0, 8).State(9), Tcp(0, 9).State(9).Copy(65, 2, 1), Tcp(6, 0).State(10)}},
      {"a linker's row: good, corrected, lost; a lost one is internal [R15]",
       With(0, true, kMany, kMany, kMany, kAll),
       {Neighbor(0, 0),
        Linker(1, 0, 0x10000000, 3),
        Linker(1, 0, 0x10000000, 3).Flips(1),
        Linker(1, 0, 0x10000000, 3).Flips(1),
        Path(0, 0),
        Linker(2, 0, 0x20000000, 3).Flips(1),
        Linker(2, 31, 0x20000000, 3).Flips(2),
        {3, 2, 1, false, 0, 1},
        {1, 2, 1, false, 0, 1}}},
      {"a lost row under prune: the next neighbor is tried",
       With(1, true, kMany, kMany, kMany, kAll),
       {Neighbor(0, 0), Linker(1, 31, 0x10000000, 3).Flips(2), {2, 2, 1, false, 0, 1}, Neighbor(0, 1)}},
  };
  return stories;
}

/* What was settled is settled: the limits fall to 0 while the copy is under way (5.6). */
void TellSettledCopy(const Mode &mode) {
  CommitRig rig(mode);
  Registers registers, none;
  for (uint32_t &limit : none.limits) limit = 0;
  none.page = 10; /* its pages are settled too */
  none.min_window = kAll;
  rig.Tell("settled: parents", {Neighbor(0, 0), Path(0, 0)});
  rig.Item(Tcp(0, 0).Window(20000, 2).Copy(640, 10, 20), 2, false, &none, 12);
  /* At s-1 they fall: it is denied like any other, and no copy is started. */
  rig.Program(registers);
  rig.Item(Tcp(22, 0).Copy(640, 10, 20), 3, false, &none, 5);
  rig.Program(registers);
  rig.Item(Tcp(30, 0).Copy(640, 10, 20), 4, false, &none, 7);
}

/* Denied, but WBQ has no room: then the limit rises, and the copy starts at that very edge, WBQ still full. */
void TellLateCopy(const Mode &mode) {
  CommitRig rig(mode);
  Registers registers, none;
  none.limits[8] = 0;
  rig.Tell("late: parents", {Neighbor(0, 0), Path(0, 0)});
  rig.Program(none);
  rig.HoldWbq(60);
  Step step = Tcp(0, 0).Copy(640, 10, 8);
  step.service = 15; /* s = a + 15 */
  rig.Item(step, 2, true, &registers, 15);
}

/* Limits fall below what is used: nothing is freed, values that are in the tables stay usable, new ones are not (D-8),
 * but of a source MAC limit of 0 (D-6). */
void TellLowered(const Mode &mode) {
  CommitRig rig(mode);
  rig.Tell("lowered: before", {Neighbor(0, 0).Vlan(5).Mac(0xA1), Path(0, 0).Ip(1), Tcp(0, 0).Copy(640, 10, 4),
                               Tcp(0, 1).Window(100000, 7), Neighbor(0, 1).Vlan(6).Mac(0xA2), Path(0, 1).Ip(2)});
  Registers low;
  low.limits[3] = low.limits[4] = low.limits[5] = 1;
  low.limits[8] = 639;
  rig.Program(low);
  rig.Tell("lowered: shared values",
           {Neighbor(0, 2).Vlan(5).Mac(0xA1), Path(0, 2).Ip(2), Tcp(28, 0).Copy(1, 1, 0), Tcp(0, 2), Path(19, 0).Ip(3),
            Neighbor(16, 0).Vlan(7).Mac(0xA2), Neighbor(17, 0).Vlan(6).Mac(0xA3)});
  low.limits[3] = low.limits[4] = low.limits[5] = 0;
  low.limits[7] = 2;
  rig.Program(low);
  rig.Tell("lowered: to 0", {Neighbor(0, 3).Vlan(6), Path(0, 3).Ip(1), Tcp(26, 0), Neighbor(17, 0).Mac(0xA1)});
  low.limits[6] = 3;
  low.limits[7] = kMany;
  low.limits[9] = 3;
  rig.Program(low);
  rig.Tell("lowered: pages and blocks of host memory", {Neighbor(13, 0)});
  low.limits[9] = kAll;
  rig.Program(low);
  rig.Tell("lowered: pages", {Neighbor(0, 4), Path(0, 4).Ip(1), Tcp(27, 0).Window(0, 1)});
}

/* Addresses and ports that are offloaded already: the policy chooses (D-4). */
void TellDuplicates(const Mode &mode) {
  CommitRig rig(mode);
  Registers registers;
  Step first = Tcp(0, 0), again = Tcp(23, 0);
  again.found = true;
  rig.Tell("duplicates: rejected", {Neighbor(0, 0), Path(0, 0), first, again});
  registers.duplicates_fail = true;
  rig.Program(registers);
  again.cause = 8;
  rig.Tell("duplicates: failure", {Neighbor(0, 1), Path(0, 1), again});
}

/* With one bank the linker waits for all rows of the context before it; with two it waits for those of its own bank.
 * d: the path's decision; CTXW writes rows 65536 and 65537 at d+1, d+2; the linker is taken at d+1, its first look is
 * at d+2. */
void TellBanks(const Mode &mode) {
  for (uint32_t banks = 1; banks <= 4; banks *= 2) {
    CommitRig rig(mode);
    Registers registers;
    registers.banks = banks;
    rig.Program(registers);
    rig.Tell("banks", {Neighbor(0, 0), Path(0, 0), Linker(1, 0, 0x10000000, 3), Path(0, 1), Path(0, 2),
                       Linker(2, 0, 0x20000000, 3).Flips(1), Linker(2, 0, 0x20000001, 3)});
    /* Steady and ready: one row in the way at each of the first two linkers with one bank (the second row is written at
     * their first look; with two banks it is odd, and row 0 of a context is even), and the third may not be read while
     * the corrected row, at d+1, is written: it is over at d+2.  Path after path waits for CTXW once. */
    if (!mode.has_gaps && !mode.has_back_pressure) TOE_CHECK_EQ(rig.stalls(), banks == 1 ? 2 : 0);
  }
}

/* Markers: a SET changes its register at the edge it is decided, one edge after the handshake; an error changes
 * nothing. */
void TellMarkers(const Mode &mode) {
  Leaf<Vtoe_commit> commit(mode.seed);
  Vtoe_commit &top = commit.top();
  top.item_valid_i = 0;
  top.ctxw_idle_i = 1;
  top.ctxw_wr_valid_i = 0;
  top.wbq_ready_i = 1;
  top.request_id_i = 0x55AA;
  top.value_i = 1234;
  Set(top.policy_i, kPolicyBanks, 3, 2);
  ReceiveNothing(&top);
  commit.Reset();
  for (uint32_t error = 0; error < 11; ++error) {
    for (int w = 0; w < 3; ++w) top.item_i[w] = 0;
    Set(top.item_i, kItemError, 4, error);
    Set(top.item_i, kItemLast, 1, 1);
    top.item_valid_i = 1;
    commit.Edge();
    top.item_valid_i = 0;
    commit.Settle();
    TOE_CHECK_EQ(top.decided_valid_o, 1);
    TOE_CHECK_EQ(top.set_valid_o, error == 0);
    TOE_CHECK_EQ(Get(top.wbq_data_o, kDecisionObject, 1), 0);
    TOE_CHECK_EQ(Get(top.wbq_data_o, kDecisionError, 4), error);
    TOE_CHECK_EQ(Get(top.decided_o, kDecidedLimit, 32), error == 0 ? 1234 : 0);
    TOE_CHECK_EQ(Get(top.decided_o, kDecidedRequestId, 32), error == 6 ? 0 : 0x55AA);
    TOE_CHECK_EQ(Get(top.decided_o, kDecidedObject, 1), 0);
    TOE_CHECK_EQ(Get(top.decided_o, kDecidedCause, 6), 0);
    TOE_CHECK_EQ(Get(top.decided_o, kDecidedCommit, 48), error + 1);
    commit.Edge();
  }
}

void Run(const Mode &mode) {
  for (const Story &story : Stories()) {
    CommitRig rig(mode);
    rig.Program(story.registers);
    rig.Tell(story.name, story.steps);
  }
  TellSettledCopy(mode);
  TellLateCopy(mode);
  TellLowered(mode);
  TellDuplicates(mode);
  TellBanks(mode);
  TellMarkers(mode);
  TellTree(mode);
  TellShared(mode);
  TellFlips(mode);
  TellDescriptors(mode);
  TellTimes(mode);
  TellEvents(mode);
  TellQueue(mode);
  TellJobs(mode);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_commit", argc, argv, 3, toe::Run); }
