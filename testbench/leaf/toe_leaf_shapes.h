/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_leaf_shapes.h - where the members of the structs of rtl/toe_pkg.sv lie, for benches that drive or read them.
 * Typed by hand: the last member of a struct is at bit 0.
 */
#ifndef TESTBENCH_LEAF_TOE_LEAF_SHAPES_H_
#define TESTBENCH_LEAF_TOE_LEAF_SHAPES_H_

namespace toe {

enum WriteLsb { kWriteData = 0, kWriteAddress = 256, kWriteKind = 320 };
enum WriteKind { kMessage = 0, kResult = 1, kCompletion = 2 };
enum ReadLsb { kReadAddress = 0, kReadLength = 64, kReadTag = 74 };
enum ChunkLsb { kChunkLast = 0, kChunkPair = 1, kChunkIndex = 2, kChunkError = 22, kChunkSlot = 26, kChunkMarker = 30 };
enum ItemLsb {
  kItemStaged = 0,
  kItemFetchedCycle = 2,
  kItemError = 58,
  kItemIndex = 62,
  kItemSlot = 82,
  kItemLast = 86,
  kItemFetched = 87,
  kItemObject = 88
};
enum ObjectLsb {
  kObjectLayer = 0,
  kObjectKind = 8,
  kObjectFault = 16,
  kObjectFamily = 24,
  kObjectHandle = 32,
  kObjectBody = 64 /* byte 16 of the object */
};
enum DecisionLsb {
  kDecisionCycle = 0,
  kDecisionCommit = 56,
  kDecisionHandle = 104,
  kDecisionIndex = 136,
  kDecisionSlot = 156,
  kDecisionError = 160,
  kDecisionCause = 164,
  kDecisionKind = 168,
  kDecisionLayer = 170,
  kDecisionAttempted = 172,
  kDecisionDetached = 173,
  kDecisionLast = 174,
  kDecisionObject = 175
};

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_LEAF_SHAPES_H_ */
