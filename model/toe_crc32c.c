/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_crc32c.h"

/* Remainders are linear: that of a byte is the XOR of those of its bits.  All values of the bits with the given
 * remainders, lowest bit first, each XOR x. */
#define BITS_1(x, a) (x), (x) ^ (a)
#define BITS_2(x, a, b) BITS_1(x, a), BITS_1((x) ^ (b), a)
#define BITS_3(x, a, b, c) BITS_2(x, a, b), BITS_2((x) ^ (c), a, b)
#define BITS_4(x, a, b, c, d) BITS_3(x, a, b, c), BITS_3((x) ^ (d), a, b, c)
#define BITS_5(x, a, b, c, d, e) BITS_4(x, a, b, c, d), BITS_4((x) ^ (e), a, b, c, d)
#define BITS_6(x, a, b, c, d, e, f) BITS_5(x, a, b, c, d, e), BITS_5((x) ^ (f), a, b, c, d, e)
#define BITS_7(x, a, b, c, d, e, f, g) BITS_6(x, a, b, c, d, e, f), BITS_6((x) ^ (g), a, b, c, d, e, f)
#define BYTE(x, a, b, c, d, e, f, g, h) BITS_7(x, a, b, c, d, e, f, g), BITS_7((x) ^ (h), a, b, c, d, e, f, g)

/* Remainder of each byte followed by n bytes of zero, for the reflected polynomial 0x82F63B78: eight bytes are taken at
 * a time. */
/* clang-format off */
static const uint32_t kRemainder[8][256] = {
    {BYTE(0u, 0xF26B8303u, 0xE13B70F7u, 0xC79A971Fu, 0x8AD958CFu, 0x105EC76Fu, 0x20BD8EDEu, 0x417B1DBCu, 0x82F63B78u)},
    {BYTE(0u, 0x13A29877u, 0x274530EEu, 0x4E8A61DCu, 0x9D14C3B8u, 0x3FC5F181u, 0x7F8BE302u, 0xFF17C604u, 0xFBC3FAF9u)},
    {BYTE(0u, 0xA541927Eu, 0x4F6F520Du, 0x9EDEA41Au, 0x38513EC5u, 0x70A27D8Au, 0xE144FB14u, 0xC76580D9u, 0x8B277743u)},
    {BYTE(0u, 0xDD45AAB8u, 0xBF672381u, 0x7B2231F3u, 0xF64463E6u, 0xE964B13Du, 0xD725148Bu, 0xABA65FE7u, 0x52A0C93Fu)},
    {BYTE(0u, 0x38116FACu, 0x7022DF58u, 0xE045BEB0u, 0xC5670B91u, 0x8F2261D3u, 0x1BA8B557u, 0x37516AAEu, 0x6EA2D55Cu)},
    {BYTE(0u, 0xEF306B19u, 0xDB8CA0C3u, 0xB2F53777u, 0x6006181Fu, 0xC00C303Eu, 0x85F4168Du, 0x0E045BEBu, 0x1C08B7D6u)},
    {BYTE(0u, 0x68032CC8u, 0xD0065990u, 0xA5E0C5D1u, 0x4E2DFD53u, 0x9C5BFAA6u, 0x3D5B83BDu, 0x7AB7077Au, 0xF56E0EF4u)},
    {BYTE(0u, 0x493C7D27u, 0x9278FA4Eu, 0x211D826Du, 0x423B04DAu, 0x847609B4u, 0x0D006599u, 0x1A00CB32u, 0x34019664u)},
};
/* clang-format on */

static uint32_t eight(uint32_t crc, const uint8_t *bytes) {
  const uint32_t low =
      crc ^ ((uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24);
  return kRemainder[7][low & 0xFF] ^ kRemainder[6][low >> 8 & 0xFF] ^ kRemainder[5][low >> 16 & 0xFF] ^
         kRemainder[4][low >> 24] ^ kRemainder[3][bytes[4]] ^ kRemainder[2][bytes[5]] ^ kRemainder[1][bytes[6]] ^
         kRemainder[0][bytes[7]];
}

uint32_t toe_crc32c_update(uint32_t crc, const uint8_t *bytes, size_t count_bytes) {
  crc = ~crc;
  for (; count_bytes >= 8; bytes += 8, count_bytes -= 8) crc = eight(crc, bytes);
  for (size_t i = 0; i < count_bytes; ++i) crc = (crc >> 8) ^ kRemainder[0][(crc ^ bytes[i]) & 0xFF];
  return ~crc;
}

uint32_t toe_crc32c(const uint8_t *bytes, size_t count_bytes) { return toe_crc32c_update(0, bytes, count_bytes); }
