/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_lookup.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

/* --- a naive list: every key with where it must be, by the rule of the document --- */

enum { MOST = 4096 };

typedef struct entry {
  toe_lookup_key_t key;
  int table; /* 0 A, 1 B, 2 CAM */
  uint32_t row;
} entry_t;

static entry_t list[MOST];
static uint32_t listed;

static uint64_t state;
static uint32_t draw(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33);
}

static uint32_t crc_by_bit(const uint8_t *bytes) {
  uint32_t crc = 0xFFFFFFFFu;
  for (int i = 0; i < 40; ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
  }
  return crc ^ 0xFFFFFFFFu;
}

static uint32_t count_in(int table, uint32_t row) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < listed; ++i) count += list[i].table == table && list[i].row == row;
  return count;
}

/* Insert by the rule; -1: no slot, else the table. */
static int naive_insert(const toe_lookup_key_t *key) {
  uint32_t hash = crc_by_bit(key->bytes);
  uint32_t row_a = hash & 0xFFF, row_b = hash >> 16 & 0xFFF;
  uint32_t used_a = count_in(0, row_a), used_b = count_in(1, row_b);
  entry_t entry = {.key = *key};
  if (used_a == 4 && used_b == 4) {
    if (count_in(2, 0) == 32) return -1;
    entry.table = 2;
  } else {
    entry.table = used_b < used_a;
    entry.row = entry.table == 0 ? row_a : row_b;
  }
  list[listed++] = entry;
  return entry.table;
}

static toe_lookup_key_t random_key(void) {
  uint8_t src[16], dst[16];
  for (int i = 0; i < 16; ++i) src[i] = (uint8_t)draw();
  for (int i = 0; i < 16; ++i) dst[i] = (uint8_t)draw();
  return toe_lookup_key((uint16_t)draw(), draw() % 2 != 0 ? 4 : 6, src, dst, (uint16_t)draw(), (uint16_t)draw());
}

/* While nothing is removed the slot of a row is the number of keys that came before it there. */
static void insert_both(toe_lookup_t *lookup, const toe_lookup_key_t *key, uint32_t id) {
  toe_lookup_place_t place = toe_lookup_find(lookup, key);
  uint32_t before[3] = {0};
  uint32_t hash = crc_by_bit(key->bytes);
  before[0] = count_in(0, hash & 0xFFF);
  before[1] = count_in(1, hash >> 16 & 0xFFF);
  before[2] = count_in(2, 0);
  int table = naive_insert(key);
  TOE_ASSERT(!place.is_found);
  TOE_ASSERT_EQ(place.has_slot, table >= 0);
  if (table < 0) return;
  uint32_t slot = table == 0   ? (hash & 0xFFF) * 4 + before[0]
                  : table == 1 ? 16384 + (hash >> 16 & 0xFFF) * 4 + before[1]
                               : 32768 + before[2];
  TOE_ASSERT_EQ(place.slot, slot);
  toe_lookup_insert(lookup, &place, key, id);
  place = toe_lookup_find(lookup, key);
  TOE_ASSERT(place.is_found && !place.has_slot);
  TOE_ASSERT_EQ(place.id, id);
  TOE_ASSERT_EQ(place.slot, slot);
  TOE_ASSERT_EQ(toe_lookup_used(lookup), listed);
}

/* Forty keys of one row each of both tables: even ones of the first eight in A, odd ones in B, the others in the CAM.
 * Those of A slot 1, B slot 2 and CAM slot 12 are emptied: key 40, which had none, goes to A (both rows have 3), at its
 * lowest free slot; the others come back in B, and, both rows full, in the CAM. */
static void remove_three(toe_lookup_t *lookup, const toe_lookup_key_t *keys) {
  static const uint32_t kGone[3] = {2, 5, 20}, kCome[3] = {40, 5, 2};
  uint32_t slot[3];
  for (uint32_t i = 0; i < 3; ++i) {
    slot[i] = toe_lookup_find(lookup, &keys[kGone[i]]).slot;
    toe_lookup_remove(lookup, slot[i]);
    TOE_EXPECT(!toe_lookup_find(lookup, &keys[kGone[i]]).is_found);
  }
  TOE_EXPECT_EQ(slot[0] % 4, 1);
  TOE_EXPECT_EQ(slot[1] % 4, 2);
  TOE_EXPECT_EQ(slot[2], 32768 + 12);
  TOE_EXPECT_EQ(toe_lookup_used(lookup), 37);
  for (uint32_t i = 0; i < 3; ++i) {
    toe_lookup_place_t place = toe_lookup_find(lookup, &keys[kCome[i]]);
    toe_test_note("key %u", (unsigned)kCome[i]);
    TOE_ASSERT(!place.is_found && place.has_slot);
    TOE_EXPECT_EQ(place.slot, slot[i]);
    toe_lookup_insert(lookup, &place, &keys[kCome[i]], 100 + i);
    TOE_EXPECT_EQ(toe_lookup_find(lookup, &keys[kCome[i]]).id, 100 + i);
  }
  for (uint32_t i = 0; i < 41; ++i) TOE_EXPECT_EQ(toe_lookup_find(lookup, &keys[i]).is_found, i != 20);
  TOE_EXPECT(!toe_lookup_find(lookup, &keys[20]).has_slot);
}

/* The layout of the key, byte by byte. */
TOE_TEST(lookup, lays_its_key_out_as_documented) {
  uint8_t src[16], dst[16], expected[40] = {0x34, 0x12, 6, 0};
  for (int i = 0; i < 16; ++i) expected[4 + i] = src[i] = (uint8_t)(i + 1);
  for (int i = 0; i < 16; ++i) expected[20 + i] = dst[i] = (uint8_t)(i + 101);
  expected[36] = 80;
  expected[37] = 0;
  expected[38] = 0x39;
  expected[39] = 0x30;
  toe_lookup_key_t key = toe_lookup_key(0x1234, 6, src, dst, 80, 12345);
  TOE_EXPECT_MEM(key.bytes, expected, 40);
}

TOE_TEST(lookup, agrees_with_a_naive_list_on_random_keys) {
  toe_lookup_t *lookup;
  state = 1;
  listed = 0;
  TOE_ASSERT_EQ(toe_lookup_new(&lookup), TOE_OK);
  for (uint32_t i = 0; i < 3000; ++i) {
    toe_test_note("seed 1, key %u", (unsigned)i);
    toe_lookup_key_t key = random_key();
    insert_both(lookup, &key, i);
  }
  for (uint32_t i = 0; i < listed; ++i) {
    toe_test_note("seed 1, key %u again", (unsigned)i);
    toe_lookup_place_t place = toe_lookup_find(lookup, &list[i].key);
    TOE_ASSERT(place.is_found);
    TOE_ASSERT_EQ(place.id, i);
    toe_lookup_key_t other = list[i].key;
    other.bytes[39] ^= 1; /* another remote port */
    TOE_ASSERT(!toe_lookup_find(lookup, &other).is_found);
  }
  toe_lookup_free(lookup);
}

/* CRC is linear: keys that share both rows are found by trying; 8 fill the rows, 32 the CAM, the next has no slot. */
TOE_TEST(lookup, overflows_into_the_cam_and_then_refuses) {
  toe_lookup_t *lookup;
  state = 2;
  listed = 0;
  TOE_ASSERT_EQ(toe_lookup_new(&lookup), TOE_OK);
  toe_lookup_key_t first = random_key();
  uint32_t wanted = crc_by_bit(first.bytes) & 0x0FFF0FFF;
  /* Effect of each of 64 bits of the source address and ports on the rows; eliminate to find 16 null vectors. */
  uint32_t effect[64], combination_low[64], combination_high[64];
  uint32_t nulls[40][2], null_count = 0;
  uint32_t pivots = 0;
  for (uint32_t bit = 0; bit < 64; ++bit) {
    toe_lookup_key_t key = first;
    key.bytes[4 + bit / 8] ^= (uint8_t)(1u << (bit % 8));
    uint32_t value = (crc_by_bit(key.bytes) & 0x0FFF0FFF) ^ wanted;
    uint32_t low = bit < 32 ? 1u << bit : 0, high = bit < 32 ? 0 : 1u << (bit - 32);
    for (uint32_t i = 0; i < pivots; ++i) {
      if ((value ^ effect[i]) < value) {
        value ^= effect[i];
        low ^= combination_low[i];
        high ^= combination_high[i];
      }
    }
    if (value != 0) {
      effect[pivots] = value;
      combination_low[pivots] = low;
      combination_high[pivots++] = high;
    } else if (null_count < 40) {
      nulls[null_count][0] = low;
      nulls[null_count++][1] = high;
    }
  }
  TOE_ASSERT(null_count >= 6); /* 64 bits, 24 constraints: 40 */
  toe_lookup_key_t keys[41];
  for (uint32_t i = 0; i < 41; ++i) {
    uint32_t low = 0, high = 0;
    for (uint32_t n = 0; n < 6; ++n) {
      if ((i >> n & 1) == 0) continue;
      low ^= nulls[n][0];
      high ^= nulls[n][1];
    }
    toe_lookup_key_t key = first;
    for (int b = 0; b < 4; ++b) key.bytes[4 + b] ^= (uint8_t)(low >> (8 * b));
    for (int b = 0; b < 4; ++b) key.bytes[8 + b] ^= (uint8_t)(high >> (8 * b));
    toe_test_note("key %u", (unsigned)i);
    TOE_ASSERT_EQ(crc_by_bit(key.bytes) & 0x0FFF0FFF, wanted);
    keys[i] = key;
    insert_both(lookup, &key, i);
    TOE_ASSERT_EQ(listed, i < 40 ? i + 1 : 40); /* 4 + 4 + 32 find a slot */
  }
  TOE_EXPECT_EQ(count_in(2, 0), 32);
  /* A key of other rows still has its place, and one in the CAM is found beside free rows. */
  toe_lookup_key_t other = random_key();
  TOE_EXPECT(toe_lookup_find(lookup, &other).has_slot);
  remove_three(lookup, keys);
  toe_lookup_free(lookup);
}

TOE_TEST(lookup, changes_nothing_by_looking) {
  toe_lookup_t *lookup;
  state = 3;
  TOE_ASSERT_EQ(toe_lookup_new(&lookup), TOE_OK);
  toe_lookup_key_t key = random_key();
  toe_lookup_place_t first = toe_lookup_find(lookup, &key), second = toe_lookup_find(lookup, &key);
  TOE_EXPECT_EQ(first.slot, second.slot);
  TOE_EXPECT(!second.is_found);
  TOE_EXPECT_EQ(toe_lookup_used(lookup), 0);
  toe_lookup_free(lookup);
  toe_lookup_free(NULL);
}
