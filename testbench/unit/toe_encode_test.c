/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_encode_test.c - from block to object: every member at its place, both sides by numbers typed by hand.
 */
#include "sim/miniport/toe_encode.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_tree.h"

#define OBJECT_AT(object, offset, bytes, value) TOE_EXPECT_EQ(fake_block_get((object), (offset), (bytes)), (value))

static const char *encode(fake_block_t *block, int layer, uint8_t *object) {
  toe_flat_item_t item = {.block = block->memory, .layer = (uint8_t)layer, .kind = toe_ndis_kind(block->memory)};
  memset(object, 0xCC, 256); /* every byte must be written */
  return toe_encode_object(&item, true, object);
}

/* R96: the host's handle goes along. */
TOE_TEST(encode, neighbor_is_carried_whole) {
  fake_block_t b;
  uint8_t object[256];
  fake_block_init(&b, FAKE_NEIGHBOR, FAKE_NEW, 0);
  uint8_t *s = b.memory + 152;
  for (int i = 0; i < 6; ++i) s[8 + i] = (uint8_t)(0x11 + i);      /* DlSourceAddress */
  fake_block_put(s, 40, 4, 0xFFFFF000u | 0x123);                   /* VlanId is the low 12 bits */
  for (int i = 0; i < 6; ++i) s[48 + 8 + i] = (uint8_t)(0x21 + i); /* DlDestinationAddress */
  fake_block_put(s + 48, 40, 4, 0x31323334);
  fake_block_put(s + 96, 8, 4, 0x41424344);
  fake_block_put(b.memory, 56, 8, 0x5152535455565758u); /* NdisOffloadHandle */
  b.memory[80] = 2;                                     /* fault: host memory */
  TOE_EXPECT(encode(&b, 1, object) == NULL);
  OBJECT_AT(object, 0, 1, 1);
  OBJECT_AT(object, 1, 1, 2);
  OBJECT_AT(object, 2, 1, 2);
  OBJECT_AT(object, 3, 1, 0);
  OBJECT_AT(object, 4, 4, 0);
  OBJECT_AT(object, 8, 8, 0x5152535455565758u);
  OBJECT_AT(object, 16, 2, 0x123);
  OBJECT_AT(object, 18, 1, 1);
  TOE_EXPECT_MEM(object + 20, "\x11\x12\x13\x14\x15\x16", 6);
  TOE_EXPECT_MEM(object + 26, "\x21\x22\x23\x24\x25\x26", 6);
  OBJECT_AT(object, 64, 4, 0x31323334);
  OBJECT_AT(object, 68, 4, 0x41424344);
  for (int i = 72; i < 256; ++i) TOE_EXPECT_EQ(object[i], 0);
}

/* R31: a source address of zeros is none. */
TOE_TEST(encode, zero_source_mac_is_none) {
  fake_block_t b;
  uint8_t object[256];
  fake_block_init(&b, FAKE_NEIGHBOR, FAKE_NEW, 0);
  TOE_EXPECT(encode(&b, 1, object) == NULL);
  OBJECT_AT(object, 18, 1, 0);
  b.memory[152 + 8 + 31] = 1; /* any of the 32 bytes */
  TOE_EXPECT(encode(&b, 1, object) == NULL);
  OBJECT_AT(object, 18, 1, 1);
}

TOE_TEST(encode, path_addresses_are_copied_from_behind_their_pointers) {
  fake_block_t b;
  uint8_t object[256];
  fake_block_init(&b, FAKE_PATH, FAKE_NEW, 0);
  for (int i = 0; i < 16; ++i) b.src_ip[i] = (uint8_t)(0xA0 + i), b.dst_ip[i] = (uint8_t)(0xC0 + i);
  fake_block_put(b.memory + 152 + 24, 8, 4, 9000);
  TOE_EXPECT(encode(&b, 2, object) == NULL); /* IPv4: four bytes each */
  OBJECT_AT(object, 0, 4, 0x04000202);
  TOE_EXPECT_MEM(object + 16, "\xA0\xA1\xA2\xA3\0\0\0\0\0\0\0\0\0\0\0\0", 16);
  TOE_EXPECT_MEM(object + 32, "\xC0\xC1\xC2\xC3\0\0\0\0\0\0\0\0\0\0\0\0", 16);
  OBJECT_AT(object, 64, 4, 9000);
  b.memory[0] = 12;
  TOE_EXPECT(encode(&b, 2, object) == NULL); /* IPv6: sixteen */
  OBJECT_AT(object, 0, 4, 0x06000202);
  TOE_EXPECT_MEM(object + 16, b.src_ip, 16);
  TOE_EXPECT_MEM(object + 32, b.dst_ip, 16);
}

/* Every member with a value of its own. */
TOE_TEST(encode, tcp_const_and_cached_are_carried_whole) {
  fake_block_t b;
  uint8_t object[256];
  fake_block_init(&b, FAKE_TCP, FAKE_NEW, 0);
  uint8_t *k = b.memory + 152, *c = k + 24;
  fake_block_put(k, 8, 2, 0x0005);
  k[10] = 0x01, k[11] = 0xBB; /* RemotePort 443, network order */
  k[12] = 0xC0, k[13] = 0x01; /* LocalPort 49153 */
  k[14] = 0x7E;               /* SndWindScale 14, RcvWindScale 7 */
  fake_block_put(k, 16, 2, 1460);
  fake_block_put(k, 20, 4, 0x600D0001);
  fake_block_put(c, 8, 2, 0x0013);
  fake_block_put(c, 12, 4, 0x11000001);
  fake_block_put(c, 16, 4, 0x11000002);
  c[20] = 9;
  fake_block_put(c, 24, 4, 0x11000003);
  fake_block_put(c, 28, 4, 0x11000004);
  fake_block_put(c, 32, 4, 0x11000005);
  fake_block_put(c, 36, 4, 0xFFFABCDE); /* FlowLabel is the low 20 bits */
  c[40] = 64;
  c[41] = 0x2E;
  c[42] = 0xFD; /* UserPriority is the low 3 bits */
  TOE_EXPECT(encode(&b, 3, object) == NULL);
  OBJECT_AT(object, 0, 4, 0x00000203);
  OBJECT_AT(object, 16, 2, 49153);
  OBJECT_AT(object, 18, 2, 443);
  OBJECT_AT(object, 21, 1, 14);
  OBJECT_AT(object, 22, 1, 7);
  OBJECT_AT(object, 24, 4, 0x11000001);
  OBJECT_AT(object, 140, 2, 0x0005);
  OBJECT_AT(object, 142, 2, 0x0013);
  OBJECT_AT(object, 144, 2, 1460);
  OBJECT_AT(object, 146, 1, 9);
  OBJECT_AT(object, 147, 1, 5);
  OBJECT_AT(object, 148, 4, 0x600D0001);
  OBJECT_AT(object, 152, 4, 0x11000002);
  OBJECT_AT(object, 156, 4, 0x11000003);
  OBJECT_AT(object, 160, 4, 0x11000004);
  OBJECT_AT(object, 164, 4, 0x11000005);
  OBJECT_AT(object, 168, 4, 0x000ABCDE);
  OBJECT_AT(object, 172, 1, 64);
  OBJECT_AT(object, 173, 1, 0x2E);
}

TOE_TEST(encode, tcp_delegated_is_carried_whole) {
  fake_block_t b;
  uint8_t object[256];
  fake_block_init(&b, FAKE_TCP, FAKE_NEW, 0);
  uint8_t *d = b.memory + 152 + 72;
  fake_block_put(d, 8, 4, 7); /* CLOSE_WAIT */
  static const struct {
    int ndis, object, bytes;
  } members[] = {
      {16, 64, 4},  {20, 68, 4},  {24, 72, 4},  {28, 76, 4},  {32, 80, 4},  {36, 84, 4},  {40, 88, 4},   {44, 92, 4},
      {48, 96, 4},  {52, 100, 4}, {56, 104, 2}, {58, 106, 2}, {60, 108, 4}, {64, 112, 4}, {68, 116, 4},  {72, 120, 4},
      {76, 124, 1}, {77, 125, 1}, {80, 126, 1}, {84, 128, 4}, {88, 127, 1}, {92, 132, 4}, {120, 136, 4},
  };
  enum { COUNT = sizeof members / sizeof members[0] };
  for (int i = 0; i < COUNT; ++i) fake_block_put(d, members[i].ndis, members[i].bytes, 0x91919100u + (unsigned)i);
  fake_block_put(d, 76, 1, 0x51);
  TOE_EXPECT(encode(&b, 3, object) == NULL);
  OBJECT_AT(object, 20, 1, 7);
  for (int i = 0; i < COUNT; ++i) {
    uint64_t value = members[i].ndis == 76 ? 0x51 : 0x91919100u + (unsigned)i;
    if (members[i].bytes < 4) value &= members[i].bytes == 1 ? 0xFF : 0xFFFF;
    toe_test_note("member at %d", members[i].ndis);
    OBJECT_AT(object, members[i].object, members[i].bytes, value);
  }
  fake_block_put(d, 0, 4, 120); /* NDIS 6.0: no DWnd, whatever lies there */
  TOE_EXPECT(encode(&b, 3, object) == NULL);
  OBJECT_AT(object, 136, 4, 0);
  fake_block_put(d, 8, 4, 0x104); /* no state; must not look like ESTABLISHED (R104) */
  TOE_EXPECT(encode(&b, 3, object) == NULL);
  OBJECT_AT(object, 20, 1, 0xFF);
}

/* R2, R43: BufferedData and NetBufferListChain are lists; they are summed and not touched.  Where the bytes lie is not
 * known yet (toe_buffered.h). */
TOE_TEST(encode, buffer_lists_are_summed) {
  fake_block_t b;
  uint8_t object[256];
  fake_block_init(&b, FAKE_TCP, FAKE_NEW, 0);
  toe_nbl_t sends[3] = {{.next = &sends[1], .status = 0x103, .bytes = 600},
                        {.next = &sends[2], .status = 0x103, .bytes = 800},
                        {.next = NULL, .status = 0x103, .bytes = 600}};
  toe_nbl_t buffered[2] = {{.next = &buffered[1], .status = 0x103, .bytes = 100},
                           {.next = NULL, .status = 0x103, .bytes = 200}};
  fake_pointer(b.memory, 144, &sends[0]);
  fake_pointer(b.memory + 152 + 72, 112, &buffered[0]);
  TOE_EXPECT(encode(&b, 3, object) == NULL);
  OBJECT_AT(object, 28, 4, 300);
  OBJECT_AT(object, 32, 8, 0);
  OBJECT_AT(object, 40, 4, 2000);
  for (int i = 0; i < 3; ++i) TOE_EXPECT_EQ(sends[i].status, 0x103);
  sends[0].bytes = 0xFFFFFFFF; /* more than a number holds */
  TOE_EXPECT(encode(&b, 3, object) == NULL);
  OBJECT_AT(object, 40, 4, 0xFFFFFFFF);
}

/* R91: a linker carries its handle and no state. */
TOE_TEST(encode, linker_carries_its_handle_alone) {
  fake_block_t b;
  uint8_t object[256];
  fake_block_init(&b, FAKE_PATH, FAKE_LINKER, 0x20000005);
  TOE_EXPECT(encode(&b, 2, object) == NULL);
  OBJECT_AT(object, 0, 4, 0x00000102);
  OBJECT_AT(object, 4, 4, 0x20000005);
  for (int i = 16; i < 256; ++i) TOE_EXPECT_EQ(object[i], 0);
  fake_block_init(&b, FAKE_PATH, FAKE_LINKER, 0x120000005u); /* none of ours: not cut to one that is */
  TOE_EXPECT(encode(&b, 2, object) == NULL);
  OBJECT_AT(object, 4, 4, 0);
}

/* R89 */
TOE_TEST(encode, placeholder_carries_nothing) {
  fake_block_t b;
  uint8_t object[256];
  fake_block_init(&b, FAKE_NEIGHBOR, FAKE_PLACEHOLDER, 0);
  TOE_EXPECT(encode(&b, 1, object) == NULL);
  OBJECT_AT(object, 0, 8, 1);
}

/* Whatever lies in the host's memory beside the members - upper bits of bit-fields, bytes behind a MAC or an IPv4
 * address, a number in MiniportReserved that is no fault - never reaches the device: it would call such an object
 * malformed (docs/microarchitecture.md 7, rule 3).  States of random bytes; lists are none. */
TOE_TEST(encode, no_state_makes_a_malformed_object) {
  static const int lengths[4][3] = {{0}, {44, 44, 12}, {24, 12, 8}, {24, 44, 128}};
  static const int places[4][3] = {{0}, {0, 48, 96}, {0, 24, 40}, {0, 24, 72}};
  uint32_t seed = 20261121, x = seed;
  for (int round = 0; round < 3000; ++round) {
    fake_block_t b;
    uint8_t object[256];
    int layer = round % 3 + 1;
    bool is_ip6 = round % 6 >= 3;
    fake_block_init(&b, layer, FAKE_NEW, 0);
    toe_test_note("seed %u, round %d", seed, round);
    if (layer == 2 && is_ip6) b.memory[0] = 12;
    for (int k = 0; k < 3; ++k) {
      for (int i = 4; i < lengths[layer][k]; ++i) {
        x = x * 1664525 + 1013904223;
        bool is_pointer = (layer == 2 && k == 0 && i >= 8) || (layer == 3 && k == 2 && i >= 96 && i < 120);
        if (!is_pointer) b.memory[152 + places[layer][k] + i] = (uint8_t)(x >> 24);
      }
    }
    for (int i = 0; i < 16; ++i) b.src_ip[i] = (uint8_t)(x >> i), b.dst_ip[i] = (uint8_t)(x >> (i + 7));
    fake_block_put(b.memory, 80, 8, round % 2 == 0 ? x : x % 5);
    TOE_ASSERT(encode(&b, layer, object) == NULL);
    TOE_EXPECT(toe_object_reserved_is_clear((uint32_t)layer, object));
    TOE_EXPECT(object[0] == layer && object[1] == 2 && object[2] <= 4);
    OBJECT_AT(object, 3, 1, layer != 2 ? 0u : is_ip6 ? 6u : 4u);
    OBJECT_AT(object, 4, 4, 0);
    if (layer == 2 && !is_ip6) TOE_EXPECT_MEM(object + 20, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
    if (layer == 2 && !is_ip6) TOE_EXPECT_MEM(object + 36, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
    if (layer == 3) OBJECT_AT(object, 28, 4, 0);
    if (layer == 3) OBJECT_AT(object, 32, 8, 0);
  }
}

/* Any number above the last fault is what the host left there, and none. */
TOE_TEST(encode, faults_are_the_four_that_are_known) {
  static const struct {
    uint64_t value;
    uint8_t fault;
  } cases[] = {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 0}, {0x104, 0}, {0xFFFF800000000001u, 0}};
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    fake_block_t b;
    uint8_t object[256];
    fake_block_init(&b, FAKE_TCP, FAKE_NEW, 0);
    fake_block_put(b.memory, 80, 8, cases[i].value);
    TOE_EXPECT(encode(&b, 3, object) == NULL);
    OBJECT_AT(object, 2, 1, cases[i].fault);
  }
}

TOE_TEST(encode, fault_is_taken_only_when_asked_for) {
  fake_block_t b;
  uint8_t object[256];
  fake_block_init(&b, FAKE_NEIGHBOR, FAKE_NEW, 0);
  b.memory[80] = 1;
  toe_flat_item_t item = {.block = b.memory, .layer = 1, .kind = 2};
  TOE_EXPECT(toe_encode_object(&item, false, object) == NULL);
  OBJECT_AT(object, 2, 1, 0);
  TOE_EXPECT(toe_encode_object(&item, true, object) == NULL);
  OBJECT_AT(object, 2, 1, 1);
}

/* each structure is found by the Length of the one before, wherever that puts it. */
TOE_TEST(encode, states_are_found_by_their_lengths) {
  fake_block_t b;
  uint8_t object[256];
  fake_block_init(&b, FAKE_NEIGHBOR, FAKE_NEW, 0);
  uint8_t *s = b.memory + 152;
  memset(s, 0, 160);
  fake_block_put(b.memory, 2, 2, 160); /* a longer block structure */
  fake_block_put(s + 8, 0, 4, 49);     /* a longer const state, 56 with its padding */
  fake_block_put(s + 64, 0, 4, 44);
  fake_block_put(s + 64, 40, 4, 77);
  fake_block_put(s + 112, 0, 4, 12);
  fake_block_put(s + 112, 8, 4, 88);
  TOE_EXPECT(encode(&b, 1, object) == NULL);
  OBJECT_AT(object, 64, 4, 77);
  OBJECT_AT(object, 68, 4, 88);
}

TOE_TEST(encode_bad, block_without_its_whole_state_is_refused) {
  fake_block_t b;
  uint8_t object[256];
  fake_block_init(&b, FAKE_NEIGHBOR, FAKE_NEW, 0);
  fake_block_put(b.memory, 2, 2, 151);
  TOE_EXPECT_HAS(encode(&b, 1, object), "152");
  fake_block_init(&b, FAKE_NEIGHBOR, FAKE_NEW, 0);
  b.memory[0] = 1; /* const state alone */
  TOE_EXPECT_HAS(encode(&b, 1, object), "whole state");
  static const struct {
    int layer, at, bytes;
  } lengths[] = {{1, 0, 44}, {1, 48, 44}, {1, 96, 12}, {2, 0, 24},  {2, 24, 12},
                 {2, 40, 8}, {3, 0, 24},  {3, 24, 44}, {3, 72, 120}};
  for (unsigned i = 0; i < sizeof lengths / sizeof lengths[0]; ++i) {
    toe_test_note("layer %d, structure at %d", lengths[i].layer, lengths[i].at);
    fake_block_init(&b, lengths[i].layer, FAKE_NEW, 0);
    fake_block_put(b.memory + 152, lengths[i].at, 4, (uint64_t)lengths[i].bytes - 1);
    TOE_EXPECT_HAS(encode(&b, lengths[i].layer, object), "too short");
    fake_block_put(b.memory + 152, lengths[i].at, 4, 0xFFFFFFFF);
    TOE_EXPECT_HAS(encode(&b, lengths[i].layer, object), "too short");
  }
  fake_block_init(&b, FAKE_PATH, FAKE_NEW, 0);
  fake_pointer(b.memory + 152, 16, NULL);
  TOE_EXPECT_HAS(encode(&b, 2, object), "no address");
}
