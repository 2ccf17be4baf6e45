/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_device_rtl_retire.h"

#include <cstddef>
#include <cstring>

namespace toe {
namespace {

/* Fields of a retire record, most significant first, as retire.def lists them. */
struct RetireField {
  toe_retire_kind_t kind;
  int bits;
  size_t offset; /* in toe_retire_t */
};
constexpr RetireField kRetireFields[] = {
#define TOE_RETIRE_FIELD(kind, name, bits, compare, text) \
  {TOE_RETIRE_##kind, bits, offsetof(toe_retire_t, u.TOE_RETIRE_MEMBER_##kind.name)},
#include "model/spec/retire.def"
};

/* `bits` bits of a packed vector from bit `lsb` on; bits 1..64. */
uint64_t BitsOf(const uint32_t *words, int lsb, int bits) {
  uint64_t value = 0;
  for (int at = lsb / 32, got = -(lsb % 32); got < bits; ++at, got += 32) {
    value |= got < 0 ? uint64_t{words[at]} >> -got : uint64_t{words[at]} << got;
  }
  return bits == 64 ? value : value & ((uint64_t{1} << bits) - 1);
}

}  // namespace

uint32_t WordOfBytes(const uint8_t *bytes) {
  return uint32_t{bytes[0]} | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 | uint32_t{bytes[3]} << 24;
}

void BytesOfWord(uint32_t word, uint8_t *bytes_out) {
  for (int i = 0; i < 4; ++i) bytes_out[i] = static_cast<uint8_t>(word >> (8 * i));
}

void BytesOfBeat(const uint32_t *words, uint64_t first, uint64_t bytes, uint8_t *bytes_out) {
  uint8_t beat[32];
  for (int w = 0; w < 8; ++w) BytesOfWord(words[w], beat + 4 * w);
  for (uint64_t i = 0; i < bytes && first + i < sizeof beat; ++i) bytes_out[i] = beat[first + i];
}

void RetireOfLane(toe_retire_kind_t kind, const uint32_t *words, toe_retire_t *retire_out) {
  retire_out->kind = kind;
  int lsb = 0;
  for (const RetireField &field : kRetireFields) lsb += field.kind == kind ? field.bits : 0;
  for (const RetireField &field : kRetireFields) {
    if (field.kind != kind) continue;
    lsb -= field.bits;
    uint64_t value = BitsOf(words, lsb, field.bits);
    memcpy(reinterpret_cast<char *>(retire_out) + field.offset, &value, sizeof value);
  }
}

}  // namespace toe
