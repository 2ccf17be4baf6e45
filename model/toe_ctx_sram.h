/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_ctx_sram.h - the context SRAM macro, behind the ports of either engine.
 *
 * A macro holds rows of TOE_STAGE_SRAM_ROW_BYTES and TOE_STAGE_SRAM_CHECK_BYTES, and knows nothing of what they mean:
 * error correction lives in the engines (docs/microarchitecture.md 5.8).  It is cut into banks, row r in bank r modulo
 * their number; a bank has one port: one read or one write an edge.  Who shares the ports, and the latency
 * TOE_STAGE_SRAM_READ_CYCLES, are the engine's business; the macro returns the bytes at once.
 * Rows never written read as zero, check bytes too.  Memory is allocated by the page on the first write, so it grows
 * with what is offloaded.
 */
#ifndef TOE_CTX_SRAM_H_
#define TOE_CTX_SRAM_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_ctx_sram toe_ctx_sram_t;

/* Bits of a row: 0..511 data (bit i is bit i%8 of byte i/8), 512..575 check bytes. */
#define TOE_CTX_SRAM_ROW_BITS 576

/* rows  size, rows; sram_out owned by the caller.  E_ARG: rows is 0; E_MEMORY */
TOE_MUST_USE toe_result_t toe_ctx_sram_new(uint32_t rows, toe_ctx_sram_t **sram_out);
void toe_ctx_sram_free(toe_ctx_sram_t *sram);

/* One row.  row must be below rows (asserted). */
void toe_ctx_sram_read(toe_ctx_sram_t *sram, uint32_t row, uint8_t data_out[64], uint8_t check_out[8]);
void toe_ctx_sram_write(toe_ctx_sram_t *sram, uint32_t row, const uint8_t data[64], const uint8_t check[8]);

/* Turn over one bit of a row, as a particle would; counts as no access.  bit below TOE_CTX_SRAM_ROW_BITS (asserted). */
void toe_ctx_sram_flip(toe_ctx_sram_t *sram, uint32_t row, uint32_t bit);

/* Counters since new. */
uint64_t toe_ctx_sram_reads(const toe_ctx_sram_t *sram);
uint64_t toe_ctx_sram_writes(const toe_ctx_sram_t *sram);
/* Accesses to rows r with r modulo TOE_STAGE_SRAM_MAX_BANKS equal to `part`: with fewer banks those of a bank are the
 * sum of its parts. */
uint64_t toe_ctx_sram_accesses(const toe_ctx_sram_t *sram, uint32_t part);
/* Data bytes of rows written at least once. */
uint64_t toe_ctx_sram_bytes_used(const toe_ctx_sram_t *sram);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_CTX_SRAM_H_ */
