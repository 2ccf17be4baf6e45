/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_row_store.h - rows of bytes, kept by the page from the first write on: what both memory macros are made of.
 *
 * Rows never written read as zero.
 */
#ifndef TOE_ROW_STORE_H_
#define TOE_ROW_STORE_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_row_store toe_row_store_t;

/* rows, row_bytes  size; store_out owned by the caller.  E_ARG: one of them is 0; E_MEMORY */
TOE_MUST_USE toe_result_t toe_row_store_new(uint32_t rows, uint32_t row_bytes, toe_row_store_t **store_out);
void toe_row_store_free(toe_row_store_t *store); /* NULL is allowed */

/* One row of row_bytes; row must be below rows (asserted).  Read: borrowed, until the next call. */
const uint8_t *toe_row_store_read(const toe_row_store_t *store, uint32_t row);
/* The row to be written, borrowed until the next call.  It counts as written from now on.  A macro cannot refuse a
 * write: without memory the program aborts with a message. */
uint8_t *toe_row_store_write(toe_row_store_t *store, uint32_t row);

/* Rows written at least once. */
uint32_t toe_row_store_rows_used(const toe_row_store_t *store);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_ROW_STORE_H_ */
