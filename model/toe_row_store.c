/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_row_store.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { PAGE_ROWS = 64 };

typedef struct toe_row_page {
  uint64_t written; /* a bit a row */
  uint8_t bytes[];  /* PAGE_ROWS rows */
} toe_row_page_t;

struct toe_row_store {
  uint32_t rows, row_bytes, rows_used;
  uint8_t *zero;         /* a row nobody wrote */
  toe_row_page_t **page; /* NULL: never written */
};

toe_result_t toe_row_store_new(uint32_t rows, uint32_t row_bytes, toe_row_store_t **store_out) {
  if (rows == 0 || row_bytes == 0) return TOE_E_ARG;
  toe_row_store_t *store = calloc(1, sizeof *store);
  if (store == NULL) return TOE_E_MEMORY;
  store->rows = rows;
  store->row_bytes = row_bytes;
  store->zero = calloc(1, row_bytes);
  store->page = calloc((rows - 1) / PAGE_ROWS + 1, sizeof(toe_row_page_t *));
  if (store->zero == NULL || store->page == NULL) {
    free(store->zero);
    free(store->page);
    free(store);
    return TOE_E_MEMORY;
  }
  *store_out = store;
  return TOE_OK;
}

void toe_row_store_free(toe_row_store_t *store) {
  if (store == NULL) return;
  for (uint32_t i = 0; i <= (store->rows - 1) / PAGE_ROWS; ++i) free(store->page[i]);
  free(store->page);
  free(store->zero);
  free(store);
}

const uint8_t *toe_row_store_read(const toe_row_store_t *store, uint32_t row) {
  assert(row < store->rows);
  const toe_row_page_t *page = store->page[row / PAGE_ROWS];
  return page == NULL ? store->zero : page->bytes + (size_t)(row % PAGE_ROWS) * store->row_bytes;
}

uint8_t *toe_row_store_write(toe_row_store_t *store, uint32_t row) {
  assert(row < store->rows);
  toe_row_page_t **page = &store->page[row / PAGE_ROWS];
  if (*page == NULL) {
    *page = calloc(1, sizeof **page + (size_t)PAGE_ROWS * store->row_bytes);
    if (*page == NULL) {
      (void)fprintf(stderr, "toe_row_store: out of memory at row %u\n", (unsigned)row);
      abort();
    }
  }
  const uint64_t bit = (uint64_t)1 << (row % PAGE_ROWS);
  if (((*page)->written & bit) == 0) ++store->rows_used;
  (*page)->written |= bit;
  return (*page)->bytes + (size_t)(row % PAGE_ROWS) * store->row_bytes;
}

uint32_t toe_row_store_rows_used(const toe_row_store_t *store) { return store->rows_used; }
