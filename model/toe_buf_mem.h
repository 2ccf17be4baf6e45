/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_buf_mem.h - the buffer memory macro, behind the port of either engine: payload and buffered data.
 *
 * TOE_STAGE_BUFFER_ROWS rows of TOE_STAGE_BUFFER_ROW_BYTES, one write an edge.  Which row belongs to whom is the
 * engine's business.  Memory is allocated by the page on the first write, so it grows with what is used; rows never
 * written read as zero.
 */
#ifndef TOE_BUF_MEM_H_
#define TOE_BUF_MEM_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_buf_mem toe_buf_mem_t;

/* rows  size, rows; mem_out owned by the caller.  E_ARG: rows is 0; E_MEMORY */
TOE_MUST_USE toe_result_t toe_buf_mem_new(uint32_t rows, toe_buf_mem_t **mem_out);
void toe_buf_mem_free(toe_buf_mem_t *mem); /* NULL is allowed */

/* One row.  row must be below rows (asserted). */
void toe_buf_mem_read(toe_buf_mem_t *mem, uint32_t row, uint8_t data_out[64]);
void toe_buf_mem_write(toe_buf_mem_t *mem, uint32_t row, const uint8_t data[64]);
/* Its bytes i with bit i of `mask` set; the others keep what they are. */
void toe_buf_mem_write_bytes(toe_buf_mem_t *mem, uint32_t row, const uint8_t data[64], uint64_t mask);

/* Counters since new. */
uint64_t toe_buf_mem_reads(const toe_buf_mem_t *mem);
uint64_t toe_buf_mem_writes(const toe_buf_mem_t *mem);
/* Bytes of rows written at least once. */
uint64_t toe_buf_mem_bytes_used(const toe_buf_mem_t *mem);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_BUF_MEM_H_ */
