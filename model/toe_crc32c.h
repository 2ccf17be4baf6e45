/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_crc32c.h - the hash of the connection lookup (docs/microarchitecture.md 6), and the checksum of files.
 *
 * CRC32C: Castagnoli polynomial, reflected, initial value and final XOR all ones.
 */
#ifndef TOE_CRC32C_H_
#define TOE_CRC32C_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* CRC32C of `bytes` (borrowed for this call); "123456789" gives 0xE3069283. */
uint32_t toe_crc32c(const uint8_t *bytes, size_t count_bytes);

/* The same piece by piece: the CRC32C of what came before (0: nothing) followed by `bytes` (borrowed for this call). */
uint32_t toe_crc32c_update(uint32_t crc, const uint8_t *bytes, size_t count_bytes);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_CRC32C_H_ */
