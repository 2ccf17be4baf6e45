/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_buf_mem.h"

#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "model/toe_row_store.h"

struct toe_buf_mem {
  toe_row_store_t *store;
  uint64_t reads, writes;
};

toe_result_t toe_buf_mem_new(uint32_t rows, toe_buf_mem_t **mem_out) {
  toe_buf_mem_t *mem = calloc(1, sizeof *mem);
  if (mem == NULL) return TOE_E_MEMORY;
  toe_result_t result = toe_row_store_new(rows, TOE_STAGE_BUFFER_ROW_BYTES, &mem->store);
  if (result != TOE_OK) {
    free(mem);
    return result;
  }
  *mem_out = mem;
  return TOE_OK;
}

void toe_buf_mem_free(toe_buf_mem_t *mem) {
  if (mem == NULL) return;
  toe_row_store_free(mem->store);
  free(mem);
}

void toe_buf_mem_read(toe_buf_mem_t *mem, uint32_t row, uint8_t data_out[64]) {
  ++mem->reads;
  memcpy(data_out, toe_row_store_read(mem->store, row), TOE_STAGE_BUFFER_ROW_BYTES);
}

void toe_buf_mem_write(toe_buf_mem_t *mem, uint32_t row, const uint8_t data[64]) {
  ++mem->writes;
  memcpy(toe_row_store_write(mem->store, row), data, TOE_STAGE_BUFFER_ROW_BYTES);
}

void toe_buf_mem_write_bytes(toe_buf_mem_t *mem, uint32_t row, const uint8_t data[64], uint64_t mask) {
  ++mem->writes;
  uint8_t *bytes = toe_row_store_write(mem->store, row);
  for (uint32_t i = 0; i < TOE_STAGE_BUFFER_ROW_BYTES; ++i) {
    if ((mask >> i & 1) != 0) bytes[i] = data[i];
  }
}

uint64_t toe_buf_mem_reads(const toe_buf_mem_t *mem) { return mem->reads; }
uint64_t toe_buf_mem_writes(const toe_buf_mem_t *mem) { return mem->writes; }
uint64_t toe_buf_mem_bytes_used(const toe_buf_mem_t *mem) {
  return (uint64_t)toe_row_store_rows_used(mem->store) * TOE_STAGE_BUFFER_ROW_BYTES;
}
