/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_commit_gone_stories.h - what is terminated and what events are told, worked by hand from
 * docs/microarchitecture.md 5.6, 5.8, 6 and 7 (R58-R83, R151, R170, A-9, A-12, A-29).
 */
#ifndef TESTBENCH_LEAF_TOE_COMMIT_GONE_STORIES_H_
#define TESTBENCH_LEAF_TOE_COMMIT_GONE_STORIES_H_

#include "testbench/leaf/toe_commit_gone.h"

namespace toe {

inline Step NewNeighbor(uint32_t cause, uint32_t id) { return {1, 2, cause, true, cause == 0 ? 1u << 28 | id : 0, 2}; }
inline Step NewPath(uint32_t cause, uint32_t id) { return {2, 2, cause, true, cause == 0 ? 2u << 28 | id : 0, 2}; }
inline Step NewTcp(uint32_t cause, uint32_t id) { return {3, 2, cause, true, cause == 0 ? 3u << 28 | id : 0, 6}; }
inline Step Named(uint32_t layer, uint32_t cause, uint32_t named) {
  return {layer, 1, cause, true, cause == 0 ? named : 0, 3, 0, named};
}

constexpr uint32_t kN = 1u << 28, kP = 2u << 28, kT = 3u << 28;

/* A tree goes, children first; what is still needed stays; what has gone is no more (R58, R170). */
inline void TellTree(const Mode &mode) {
  GoneRig rig(mode);
  rig.Tell("a tree comes", {NewNeighbor(0, 0).Vlan(5).Mac(0xA1), NewPath(0, 0).Ip(1),
                            NewTcp(0, 0).Window(40000, 3).Copy(130, 3, 4), NewTcp(0, 1).Window(1, 1)});
  rig.Terminate("it goes", {{kN, 32, 2}, {kP, 32, 0}, {kT | 1, 0, 4}, {kP, 32, 0}, Going{kT, 0, 4}.Pages(3)});
  rig.Terminate("the path first", {{kN, 32, 2}, Going{kP, 0, 0}.EndsIp(4, 1), Going{kN, 0, 2}.Ends(5, 0xA1)});
  rig.Terminate("a second time: gone, yet its rows are read", {{kT, 5, 4}, {kT | 1, 5, 4}, {kP, 5, 0}, {kN, 5, 2}});
  rig.Terminate("handles that name nothing read nothing", {{kT | 2, 5, 0},
                                                           {kN | 1, 5, 0},
                                                           {kP | 1, 5, 0},
                                                           {kT | 1u << 20, 5, 0},
                                                           {1u << 31 | kT, 5, 0, 1, 0, 0, 0, {0, 0, 0}, 1, 3},
                                                           {kP, 5, 0, 1, 0, 0, 0, {0, 0, 0}, 1, 3},
                                                           {0, 5, 0, 1, 0, 0, 0, {0, 0, 0}, 1, 1}});
  rig.Tell("ids that were never used come first",
           {NewNeighbor(0, 1).Vlan(5).Mac(0xA1), NewPath(0, 1).Ip(1), NewTcp(0, 2).Copy(64, 1, 3)});
  rig.TellEach("a linker to what has gone", {Named(1, 5, kN).Gone(), Named(1, 5, kN).Gone().Flips(1)});
  rig.Tell("of a lost row of what has gone nothing is told", {Named(3, 5, kT).Gone().Flips(2)});
  rig.Terminate("all of it", {{kT | 2, 0, 4}, Going{kP | 1, 0, 0}.EndsIp(4, 1), Going{kN | 1, 0, 2}.Ends(5, 0xA1)});
}

/* Dependents are counted one by one, also those that a linker brought; values go with their last user, once. */
inline void TellShared(const Mode &mode) {
  GoneRig rig(mode);
  Registers registers;
  registers.limits[3] = registers.limits[4] = registers.limits[5] = 1;
  rig.Program(registers);
  rig.Tell("shared: first", {NewNeighbor(0, 0).Vlan(5).Mac(0xA1), NewPath(0, 0).Ip(9), NewPath(0, 1).Ip(9)});
  rig.TellEach("shared: more", {NewNeighbor(0, 1).Vlan(5).Mac(0xA1), NewNeighbor(0, 2).Vlan(5),
                                NewNeighbor(16, 0).Vlan(6), NewNeighbor(17, 0).Mac(0xA2)});
  rig.Tell("shared: a third path by a linker", {Named(1, 0, kN), NewPath(0, 2).Ip(9)});
  rig.Terminate("shared: two users are left", {{kN | 1, 0, 2}, {kN, 32, 2}, {kP | 1, 0, 0}, {kN, 32, 2}});
  rig.TellEach("shared: still full", {NewNeighbor(16, 0).Vlan(6), NewNeighbor(17, 0).Mac(0xA2)});
  rig.Terminate("shared: the source MAC ends, the VLAN has one user left",
                {{kP, 0, 0}, {kN, 32, 2}, Going{kP | 2, 0, 0}.EndsIp(4, 9), Going{kN, 0, 2}.Ends(0, 0xA1)});
  rig.TellEach("shared: its place is taken", {NewNeighbor(0, 3).Mac(0xA2), NewNeighbor(16, 0).Vlan(6)});
  rig.Terminate("shared: the VLAN ends", {Going{kN | 2, 0, 2}.Ends(5, 0)});
  rig.Tell("shared: both again", {NewNeighbor(0, 4).Vlan(6).Mac(0xA2), NewPath(0, 3).Ip(8).Family(6)});
  rig.Tell("shared: full", {NewNeighbor(16, 0).Vlan(5)});
}

/* Lost rows: freed all the same, nothing handed back (A-29, D-9); corrected ones are handed back as they were. */
inline void TellFlips(const Mode &mode) {
  GoneRig rig(mode);
  rig.Tell("flips: before", {NewNeighbor(0, 0), NewPath(0, 0), NewTcp(0, 0), NewTcp(0, 1).Copy(1000, 16, 3),
                             NewTcp(0, 2), NewTcp(0, 3)});
  rig.Terminate("flips", {Going{kT, 0, 4}.Flips(1, 1, 1, 1), Going{kT | 1, 31, 4}.Flips(0, 0, 0, 2),
                          Going{kT | 2, 31, 4}.Flips(2, 2, 2, 2), Going{kN, 32, 2}.Flips(1, 2, 0),
                          Going{kT | 2, 5, 4}.Flips(0, 1, 0), Going{kT | 3, 0, 4}.Flips(0, 0, 1),
                          Going{kP, 0, 0}.EndsIp(4, 1), Going{kN, 31, 2}.Flips(0, 2, 0)});
  rig.Tell("flips: after", {NewNeighbor(0, 1), NewPath(0, 1), NewTcp(0, 4), NewTcp(0, 5)});
  rig.TellEach("flips: a linker to a lost connection tells of it",
               {Named(3, 31, kT | 4).Flips(2), Named(3, 0, kT | 4).Flips(1), Named(3, 31, kT | 5).Flips(2)});
}

/* Descriptors: what is not allowed in a TERMINATE, and what is behind it. */
inline void TellDescriptors(const Mode &mode) {
  const Going kPlaceholder = {0, 0, 0, 1, 0, 0, 0, {0, 0, 0}, 0};
  struct {
    uint32_t named, kind, layer, fault, family;
  } const kBad[] = {{kN, 2, 1, 0, 0}, {kN, 3, 1, 0, 0}, {kN, 1, 4, 0, 0}, {kN, 1, 9, 0, 0},
                    {kN, 1, 1, 5, 0}, {kN, 1, 1, 0, 4}, {kN, 0, 1, 0, 0}, {1, 0, 3, 0, 0}};
  for (const auto &bad : kBad) {
    GoneRig rig(mode);
    rig.Tell("malformed: before", {NewNeighbor(0, 0)});
    Going first = kPlaceholder,
          going = {bad.named, 2, 0, 1, 0, 0, 0, {0, 0, 0}, bad.kind, bad.layer, bad.fault, bad.family, false};
    Going behind = {kN, 1, 0, 1, 0, 0, 0, {0, 0, 0}, 1, 1, 0, 0, false};
    rig.Terminate("malformed", {first, going, behind, behind});
    rig.Terminate("malformed, the first one", {going, behind});
    rig.Terminate("any layer, any order, a fault is nothing", {{0, 0, 0, 1, 0, 0, 0, {0, 0, 0}, 0, 3, 4},
                                                               {kN, 0, 2, 1, 0, 0, 0, {0, 0, 0}, 1, 1, 1},
                                                               {0, 0, 0, 1, 0, 0, 0, {0, 0, 0}, 0, 1},
                                                               {kT, 5, 0}});
  }
  GoneRig rig(mode);
  rig.Tell("not fetched: before", {NewNeighbor(0, 0), NewNeighbor(0, 1)});
  Going lost = {0, 3, 0, 1, 0, 0, 0, {0, 0, 0}, kNoFetch, 0, 0, 0, false};
  Going behind = {kN, 1, 0, 1, 0, 0, 0, {0, 0, 0}, 1, 1, 0, 0, false};
  rig.Terminate("not fetched", {{kN | 1, 0, 2}, lost, behind, lost});
  rig.Terminate("a failed root stops nothing", {{kT, 5, 0}, {kN | 1, 5, 2}, {kN, 0, 2}});
}

/* Right behind a decision that has CTXW write: d to d' with 1 and 2 banks.  CTXW writes rows at d+1 on, the next item
 * is taken at d+1 and looks at d+2. */
inline void TellTimes(const Mode &mode) {
  bool is_steady = !mode.has_gaps && !mode.has_back_pressure;
  for (uint32_t banks = 1; banks <= 4; banks *= 2) {
    Registers registers;
    registers.banks = banks;
    GoneRig rig(mode);
    rig.Program(registers);
    struct {
      const char *name;
      Going going;
      uint64_t one, more; /* edges from d to d' with one bank, with more */
    } const kCases[] = {
        /* One bank: rows of the connection until d+4, reads at d+5 to d+8, decided 3 later. */
        {"connection", {kT, 0, 4}, 11, 8},       {"path", Going{kP, 32, 0}, 5, 5},
        {"neighbor", Going{kN, 32, 2}, 9, 6},    {"placeholder", {0, 0, 0, 1, 0, 0, 0, {0, 0, 0}, 0}, 2, 2},
        {"bad handle", {kT | 4096, 5, 0}, 5, 5}, {"gone", {kT, 5, 4}, 11, 8},
    };
    rig.Tell("times: before", {NewNeighbor(0, 0), NewPath(0, 0), NewTcp(0, 0)});
    uint32_t id = 1;
    for (const auto &one : kCases) {
      rig.Tell("times: parents", {Named(2, 0, kP), NewTcp(0, id)});
      ++id;
      rig.Terminate(one.name, {one.going});
      if (is_steady) TOE_CHECK_EQ(rig.edges(), banks == 1 ? one.one : one.more);
    }
    /* Behind a terminate nothing waits. */
    rig.Terminate("behind", {{kT | 1, 0, 4}, {kT | 2, 0, 4}});
    if (is_steady) TOE_CHECK_EQ(rig.edges(), 8);
    /* A corrected row of a connection that is told of is written at d+1, and nothing waits for that with two banks. */
    rig.Raise("times: retrieve", {3, 8, kT | 3, 0, true, 4, 1, 8});
    if (is_steady) TOE_CHECK_EQ(rig.edges(), 5);
    rig.Terminate("times: behind a correction", {{kT | 3, 0, 4}});
    if (is_steady) TOE_CHECK_EQ(rig.edges(), 8);
  }
}

/* Events: their errors, what they say. */
inline void TellEvents(const Mode &mode) {
  GoneRig rig(mode);
  rig.Tell("events: before", {NewNeighbor(0, 0), NewPath(0, 0), NewTcp(0, 0), NewTcp(0, 1)});
  for (uint32_t state = 4; state <= 9; ++state) {
    for (uint32_t reason = 1; reason <= 11; ++reason) {
      bool is_closing = state == 5 || state == 6 || state == 7;
      bool waits = reason <= 4 || reason == 6 || reason == 7 || reason == 10;
      rig.Raise("retrieve",
                {3, reason, kT, is_closing && waits ? 12u : 0u, true, state, reason == 9 ? 1u : 0u, reason});
    }
  }
  rig.Raise("retrieve: lost, whatever was asked", {3, 1, kT, 0, true, 5, 2, 11});
  rig.Raise("retrieve: never given out", {3, 1, kT | 2, 11, false});
  rig.Raise("retrieve: a path", {3, 1, kP, 11, false});
  rig.Raise("retrieve: nothing", {3, 1, 0, 11, false});
  rig.Terminate("events: one goes", {{kT | 1, 0, 4}});
  rig.Raise("retrieve: gone", {3, 1, kT | 1, 11, true, 4, 0});
  rig.Raise("retrieve: gone, and its row corrected", {3, 1, kT | 1, 11, true, 4, 1});
  rig.Raise("retrieve: gone, and its row lost", {3, 1, kT | 1, 11, true, 4, 2});

  rig.Raise("resume out of nothing", {18, 0, 0, 0});
  rig.Raise("pause", {17, 0, 0, 0});
  rig.Raise("resume after a pause", {18, 0, 0, 0});
  rig.Raise("link", {19, 1, 0, 0, false, 4, 0, 1});
  rig.Raise("link", {19, 0, 0, 0});
  rig.Raise("upload all", {16, 0, 0, 0});
  rig.Raise("resume too early: a connection", {18, 0, 0, 13});
  rig.Terminate("the connection", {{kT, 0, 4}});
  rig.Raise("resume too early: a path", {18, 0, 0, 13});
  rig.Terminate("the path", {Going{kP, 0, 0}.EndsIp(4, 1)});
  rig.Raise("resume too early: a neighbor", {18, 0, 0, 13});
  rig.Raise("a pause changes nothing", {17, 0, 0, 0});
  rig.Raise("resume too early: still", {18, 0, 0, 13});
  rig.Terminate("the neighbor", {{kN, 0, 2}});
  rig.Raise("resume", {18, 0, 0, 0});
  rig.Tell("events: after", {NewNeighbor(0, 1)});
  rig.Raise("resume again", {18, 0, 0, 0});
}

/* All neighbors are given out; then the freed ones come back, first-in first-out. */
inline void TellQueue(const Mode &mode) {
  if (mode.seed != 1 || mode.has_gaps != mode.has_back_pressure) return;
  GoneRig rig(mode);
  Registers registers;
  registers.limits[0] = 4096;
  rig.Program(registers);
  for (uint32_t id = 0; id < 4096; ++id) rig.Tell("queue: all", {NewNeighbor(0, id)});
  rig.Tell("queue: none left", {NewNeighbor(9, 0)});
  rig.Terminate("queue: three", {{kN | 7, 0, 2}, {kN | 4095, 0, 2}, {kN, 0, 2}});
  rig.Tell("queue: the first", {NewNeighbor(0, 7)});
  rig.Terminate("queue: one more, behind them", {{kN | 7, 0, 2}});
  rig.TellEach("queue: the others", {NewNeighbor(0, 4095), NewNeighbor(0, 0), NewNeighbor(0, 7), NewNeighbor(9, 0)});
  registers.limits[0] = 10;
  rig.Program(registers);
  rig.Terminate("queue: below the limit nothing is free", {{kN | 9, 0, 2}});
  rig.Tell("queue: not yet", {NewNeighbor(9, 0)});
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_COMMIT_GONE_STORIES_H_ */
