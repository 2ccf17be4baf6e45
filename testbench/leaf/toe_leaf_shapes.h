/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_leaf_shapes.h - where the members of the structs of rtl/toe_pkg.sv lie, for benches that drive or read them.
 * Typed by hand: the last member of a struct is at bit 0.
 */
#ifndef TESTBENCH_LEAF_TOE_LEAF_SHAPES_H_
#define TESTBENCH_LEAF_TOE_LEAF_SHAPES_H_

namespace toe {

enum WriteLsb {
  kWriteData = 0,
  kWriteAddress = 256,
  kWriteOffset = 320,
  kWriteIndex = 328,
  kWriteRequestId = 348,
  kWriteKind = 380 /* 3 bits */
};
enum WriteKind { kMessage = 0, kResult = 1, kCompletion = 2, kEvent = 3, kReturn = 4 };
enum ReadLsb { kReadAddress = 0, kReadLength = 64, kReadTag = 74 };
enum ChunkLsb {
  kChunkRaise = 0,
  kChunkTerminate = 1,
  kChunkLast = 2,
  kChunkPair = 3,
  kChunkIndex = 4,
  kChunkError = 24,
  kChunkSlot = 28,
  kChunkMarker = 32
};
enum ItemLsb {
  kItemStaged = 0,
  kItemFetchedCycle = 2,
  kItemError = 58,
  kItemIndex = 62,
  kItemSlot = 82,
  kItemRaise = 86,
  kItemTerminate = 87,
  kItemLast = 88,
  kItemFetched = 89,
  kItemObject = 90
};
enum ObjectLsb {
  kObjectLayer = 0,
  kObjectKind = 8,
  kObjectFault = 16,
  kObjectFamily = 24,
  kObjectHandle = 32,
  kObjectBody = 64, /* byte 16 of the object */
  kObjectMtu = 320,
  kObjectReservedOk = 352
};
enum DecisionLsb {
  kDecisionCycle = 0,
  kDecisionCommit = 56,
  kDecisionHandle = 104,
  kDecisionIndex = 136,
  kDecisionSlot = 156,
  kDecisionError = 160,
  kDecisionCause = 164,
  kDecisionKind = 170,
  kDecisionLayer = 172,
  kDecisionEventNdis = 174,
  kDecisionEventInfo = 238,
  kDecisionEventHandle = 270,
  kDecisionEventCode = 302,
  kDecisionEvent = 310,
  kDecisionReturnSlot = 311, /* 4 bits */
  kDecisionReturnRows = 315,
  kDecisionFreed = 317,
  kDecisionAttempted = 318,
  kDecisionTerminate = 319,
  kDecisionDetached = 320,
  kDecisionLast = 321,
  kDecisionObject = 322
};
enum PolicyLsb {
  kPolicyBanks = 0,
  kPolicyFaultEnable = 3,
  kPolicyWalk = 4,
  kPolicyDuplicatesFail = 6,
  kPolicyMinWindow = 7,
  kPolicyRemoteLast = 39,
  kPolicyRemoteFirst = 55,
  kPolicyLocalLast = 71,
  kPolicyLocalFirst = 87,
  kPolicyStates = 103,
  kPolicyRcvPage = 113,
  kPolicyRcvWindowMax = 118,
  kPolicyMtuMax = 150
};
enum LimitsLsb {
  kLimitHostMemory = 0,
  kLimitBufferedCopy = 32,
  kLimitXmitBuffer = 57,
  kLimitRcvBuffer = 74,
  kLimitVlan = 91,
  kLimitSrcIp = 99,
  kLimitSrcMac = 107,
  kLimitTcp = 115,
  kLimitPath = 130,
  kLimitNeighbor = 145
};
enum LevelsLsb {
  kLevelLookup = 0,
  kLevelHostMemory = 16,
  kLevelBufferedCopy = 48,
  kLevelXmitBuffer = 73,
  kLevelRcvBuffer = 90,
  kLevelVlan = 107,
  kLevelSrcIp = 115,
  kLevelSrcMac = 123,
  kLevelTcp = 131,
  kLevelPath = 146,
  kLevelNeighbor = 161
};
enum DecidedLsb {
  kDecidedStall = 0,
  kDecidedFetched = 16,
  kDecidedLimit = 72,
  kDecidedLevels = 104, /* levels_t */
  kDecidedParent = 280,
  kDecidedHandle = 312,
  kDecidedError = 344,
  kDecidedCause = 348,
  kDecidedAttempted = 354,
  kDecidedKind = 355,
  kDecidedLayer = 357,
  kDecidedIndex = 359,
  kDecidedTerminate = 379,
  kDecidedRequestId = 380,
  kDecidedObject = 412,
  kDecidedCommit = 413
};

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_LEAF_SHAPES_H_ */
