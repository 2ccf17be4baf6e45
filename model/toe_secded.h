/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_secded.h - the code that guards the context SRAM: SECDED (72, 64), a check byte for each word of 8 bytes
 * (docs/microarchitecture.md 5.8).
 *
 * Every single flipped bit is turned back, check bits too; every two in a word are found.  Three or more in a word may
 * be taken for one: that is the code's nature.
 */
#ifndef TOE_SECDED_H_
#define TOE_SECDED_H_

#include "model/spec/toe_spec.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What reading has found, the worse the higher. */
typedef enum toe_secded { TOE_SECDED_GOOD, TOE_SECDED_CORRECTED, TOE_SECDED_UNCORRECTABLE } toe_secded_t;

/* The check byte of a word; that of 0 is 0. */
uint8_t toe_secded_encode(uint64_t word);
/* Read a word with its check byte as stored.  CORRECTED: the word is turned back in place (if it was the word's bit);
 * UNCORRECTABLE: it is left as it is. */
toe_secded_t toe_secded_decode(uint64_t *word, uint8_t check);

/* The same for a row of words, little-endian, word w with check byte w.  A row is as bad as its worst word; words that
 * can be corrected are, in place, even in a row that is UNCORRECTABLE. */
void toe_secded_encode_row(const uint8_t row[TOE_STAGE_SRAM_ROW_BYTES], uint8_t check_out[TOE_STAGE_SRAM_CHECK_BYTES]);
toe_secded_t toe_secded_decode_row(uint8_t row[TOE_STAGE_SRAM_ROW_BYTES],
                                   const uint8_t check[TOE_STAGE_SRAM_CHECK_BYTES]);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_SECDED_H_ */
