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
  kWriteBytes = 320, /* 6 bits */
  kWriteOffset = 326,
  kWriteIndex = 334,
  kWriteRequestId = 354,
  kWriteKind = 386 /* 3 bits */
};
enum WriteKind { kMessage = 0, kResult = 1, kCompletion = 2, kEvent = 3, kReturn = 4, kPlaced = 5, kReceived = 6 };
enum ReadLsb { kReadAddress = 0, kReadLength = 64, kReadTag = 74 };
enum ChunkLsb {
  kChunkForward = 0,
  kChunkReply = 1,
  kChunkReceive = 2,
  kChunkRaise = 3,
  kChunkTerminate = 4,
  kChunkLast = 5,
  kChunkPair = 6,
  kChunkIndex = 7,
  kChunkError = 27,
  kChunkSlot = 31,
  kChunkMarker = 35
};
enum ItemLsb {
  kItemStaged = 0,
  kItemFetchedCycle = 2,
  kItemError = 58,
  kItemIndex = 62,
  kItemSlot = 82,
  kItemForward = 86,
  kItemReply = 87,
  kItemReceive = 88,
  kItemRaise = 89,
  kItemTerminate = 90,
  kItemLast = 91,
  kItemFetched = 92,
  kItemObject = 93
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
  kDecisionReturnRows = 315, /* 3 bits */
  kDecisionFreed = 318,
  kDecisionAttempted = 319,
  kDecisionTerminate = 320,
  kDecisionDetached = 321,
  kDecisionLast = 322,
  kDecisionObject = 323
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
  kLimitRcvData = 0,
  kLimitHostBuffer = 25,
  kLimitPosted = 38,
  kLimitHostMemory = 51,
  kLimitBufferedCopy = 83,
  kLimitXmitBuffer = 108,
  kLimitRcvBuffer = 125,
  kLimitVlan = 142,
  kLimitSrcIp = 150,
  kLimitSrcMac = 158,
  kLimitTcp = 166,
  kLimitPath = 181,
  kLimitNeighbor = 196
};
enum LevelsLsb {
  kLevelRcvData = 0,
  kLevelHostBuffer = 25,
  kLevelPosted = 38,
  kLevelLookup = 51,
  kLevelHostMemory = 67,
  kLevelBufferedCopy = 99,
  kLevelXmitBuffer = 124,
  kLevelRcvBuffer = 141,
  kLevelVlan = 158,
  kLevelSrcIp = 166,
  kLevelSrcMac = 174,
  kLevelTcp = 182,
  kLevelPath = 197,
  kLevelNeighbor = 212
};
enum DecidedLsb {
  kDecidedStall = 0,
  kDecidedFetched = 16,
  kDecidedLimit = 72,
  kDecidedLevels = 104, /* levels_t */
  kDecidedParent = 331,
  kDecidedHandle = 363,
  kDecidedError = 395,
  kDecidedCause = 399,
  kDecidedAttempted = 405,
  kDecidedKind = 406,
  kDecidedLayer = 408,
  kDecidedIndex = 410,
  kDecidedTerminate = 430,
  kDecidedRequestId = 431,
  kDecidedObject = 463,
  kDecidedCommit = 464
};

/* request_t: a posted receive request. */
enum RequestLsb { kRequestId = 0, kRequestNoPush = 32, kRequestFilled = 33, kRequestBytes = 65, kRequestAddress = 97 };
enum HoldingLsb {
  kHoldingTimer = 0,
  kHoldingPosted = 1,
  kHoldingLastPosted = 14,
  kHoldingFirstPosted = 26,
  kHoldingCopyBlocks = 38,
  kHoldingBlocks = 57,
  kHoldingChainTail = 76,
  kHoldingChainHead = 94,
  kHoldingRcvPages = 112,
  kHoldingLookup = 129,
  kHoldingSrcIp = 145,
  kHoldingSrcMac = 152,
  kHoldingHasSrcMac = 158,
  kHoldingVlan = 159,
  kHoldingHasVlan = 166,
  kHoldingParent = 167,
  kHoldingAckTimer = 181
};
enum ConsumedLsb {
  kConsumedCopyBlocks = 0,
  kConsumedBlocks = 19,
  kConsumedTail = 38,
  kConsumedHead = 56,
  kConsumedValid = 74
};

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_LEAF_SHAPES_H_ */
