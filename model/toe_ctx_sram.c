/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_ctx_sram.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_BYTES = 64, PAGE_ROWS = 64 };

typedef struct toe_ctx_page {
  uint64_t written; /* a bit a row */
  uint8_t row[PAGE_ROWS][ROW_BYTES];
} toe_ctx_page_t;

struct toe_ctx_sram {
  uint32_t rows;
  uint64_t reads, writes, rows_used;
  toe_ctx_page_t **page; /* NULL: never written */
};

toe_result_t toe_ctx_sram_new(uint32_t rows, toe_ctx_sram_t **sram_out) {
  if (rows == 0) return TOE_E_ARG;
  toe_ctx_sram_t *sram = calloc(1, sizeof *sram);
  if (sram == NULL) return TOE_E_MEMORY;
  sram->rows = rows;
  sram->page = calloc((rows - 1) / PAGE_ROWS + 1, sizeof(toe_ctx_page_t *));
  if (sram->page == NULL) {
    free(sram);
    return TOE_E_MEMORY;
  }
  *sram_out = sram;
  return TOE_OK;
}

void toe_ctx_sram_free(toe_ctx_sram_t *sram) {
  if (sram == NULL) return;
  for (uint32_t i = 0; i <= (sram->rows - 1) / PAGE_ROWS; ++i) free(sram->page[i]);
  free(sram->page);
  free(sram);
}

void toe_ctx_sram_read(toe_ctx_sram_t *sram, uint32_t row, uint8_t data_out[64]) {
  assert(row < sram->rows);
  ++sram->reads;
  const toe_ctx_page_t *page = sram->page[row / PAGE_ROWS];
  if (page == NULL) {
    memset(data_out, 0, ROW_BYTES);
  } else {
    memcpy(data_out, page->row[row % PAGE_ROWS], ROW_BYTES);
  }
}

void toe_ctx_sram_write(toe_ctx_sram_t *sram, uint32_t row, const uint8_t data[64]) {
  assert(row < sram->rows);
  ++sram->writes;
  toe_ctx_page_t **page = &sram->page[row / PAGE_ROWS];
  if (*page == NULL) {
    *page = calloc(1, sizeof **page);
    if (*page == NULL) { /* a macro cannot refuse a write: the simulation ends */
      (void)fprintf(stderr, "toe_ctx_sram: out of memory at row %u\n", (unsigned)row);
      abort();
    }
  }
  uint64_t bit = (uint64_t)1 << (row % PAGE_ROWS);
  if (((*page)->written & bit) == 0) ++sram->rows_used;
  (*page)->written |= bit;
  memcpy((*page)->row[row % PAGE_ROWS], data, ROW_BYTES);
}

uint64_t toe_ctx_sram_reads(const toe_ctx_sram_t *sram) { return sram->reads; }
uint64_t toe_ctx_sram_writes(const toe_ctx_sram_t *sram) { return sram->writes; }
uint64_t toe_ctx_sram_bytes_used(const toe_ctx_sram_t *sram) { return sram->rows_used * ROW_BYTES; }
