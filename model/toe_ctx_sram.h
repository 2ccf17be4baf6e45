/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_ctx_sram.h - the context SRAM macro, behind the ports of either engine.
 *
 * A macro holds rows of TOE_STAGE_SRAM_ROW_BYTES and knows nothing of what they mean.  It has one
 * port: one read or one write an edge.  A read taken at edge c gives its data to whoever
 * samples at edge c + TOE_STAGE_SRAM_READ_CYCLES; the engine accounts for that, the
 * macro returns the bytes at once.  Rows never written read as zero.  Memory is allocated by
 * the page on the first write, so it grows with what is offloaded.
 *
 * Error correction lives in the engines; check bits and flips have their place here later.
 */
#ifndef TOE_CTX_SRAM_H_
#define TOE_CTX_SRAM_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_ctx_sram toe_ctx_sram_t;

/* rows  size, rows; sram_out owned by the caller.  E_ARG: rows is 0; E_MEMORY */
TOE_MUST_USE toe_result_t toe_ctx_sram_new(uint32_t rows, toe_ctx_sram_t **sram_out);
void toe_ctx_sram_free(toe_ctx_sram_t *sram);

/* One row.  row must be below rows (asserted). */
void toe_ctx_sram_read(toe_ctx_sram_t *sram, uint32_t row, uint8_t data_out[64]);
void toe_ctx_sram_write(toe_ctx_sram_t *sram, uint32_t row, const uint8_t data[64]);

/* Counters since new. */
uint64_t toe_ctx_sram_reads(const toe_ctx_sram_t *sram);
uint64_t toe_ctx_sram_writes(const toe_ctx_sram_t *sram);
/* Bytes of rows written at least once. */
uint64_t toe_ctx_sram_bytes_used(const toe_ctx_sram_t *sram);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_CTX_SRAM_H_ */
