/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_ctx_sram.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "model/toe_row_store.h"

enum { DATA_BYTES = TOE_STAGE_SRAM_ROW_BYTES, CHECK_BYTES = TOE_STAGE_SRAM_CHECK_BYTES };

struct toe_ctx_sram {
  toe_row_store_t *store; /* a row: data, then check bytes */
  uint64_t reads, writes;
  uint64_t accesses[TOE_STAGE_SRAM_MAX_BANKS];
};

toe_result_t toe_ctx_sram_new(uint32_t rows, toe_ctx_sram_t **sram_out) {
  toe_ctx_sram_t *sram = calloc(1, sizeof *sram);
  if (sram == NULL) return TOE_E_MEMORY;
  toe_result_t result = toe_row_store_new(rows, DATA_BYTES + CHECK_BYTES, &sram->store);
  if (result != TOE_OK) {
    free(sram);
    return result;
  }
  *sram_out = sram;
  return TOE_OK;
}

void toe_ctx_sram_free(toe_ctx_sram_t *sram) {
  if (sram == NULL) return;
  toe_row_store_free(sram->store);
  free(sram);
}

void toe_ctx_sram_read(toe_ctx_sram_t *sram, uint32_t row, uint8_t data_out[64], uint8_t check_out[8]) {
  const uint8_t *bytes = toe_row_store_read(sram->store, row);
  ++sram->reads;
  ++sram->accesses[row % TOE_STAGE_SRAM_MAX_BANKS];
  memcpy(data_out, bytes, DATA_BYTES);
  memcpy(check_out, bytes + DATA_BYTES, CHECK_BYTES);
}

void toe_ctx_sram_write(toe_ctx_sram_t *sram, uint32_t row, const uint8_t data[64], const uint8_t check[8]) {
  uint8_t *bytes = toe_row_store_write(sram->store, row);
  ++sram->writes;
  ++sram->accesses[row % TOE_STAGE_SRAM_MAX_BANKS];
  memcpy(bytes, data, DATA_BYTES);
  memcpy(bytes + DATA_BYTES, check, CHECK_BYTES);
}

void toe_ctx_sram_flip(toe_ctx_sram_t *sram, uint32_t row, uint32_t bit) {
  assert(bit < TOE_CTX_SRAM_ROW_BITS);
  uint8_t *bytes = toe_row_store_write(sram->store, row);
  bytes[bit / 8] = (uint8_t)(bytes[bit / 8] ^ 1u << bit % 8);
}

uint64_t toe_ctx_sram_reads(const toe_ctx_sram_t *sram) { return sram->reads; }
uint64_t toe_ctx_sram_writes(const toe_ctx_sram_t *sram) { return sram->writes; }
uint64_t toe_ctx_sram_accesses(const toe_ctx_sram_t *sram, uint32_t part) { return sram->accesses[part]; }
uint64_t toe_ctx_sram_bytes_used(const toe_ctx_sram_t *sram) {
  return (uint64_t)toe_row_store_rows_used(sram->store) * DATA_BYTES;
}
