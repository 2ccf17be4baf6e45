/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_device_rtl_memory.h"

#include "bridge/toe_device_rtl_retire.h"
#include "model/spec/toe_spec.h"

namespace toe {
namespace {

constexpr int kRowWords = TOE_STAGE_SRAM_ROW_BYTES / 4;
static_assert(TOE_STAGE_SRAM_ROW_BYTES == 64 && TOE_STAGE_SRAM_CHECK_BYTES == 8, "the macro's row");
static_assert(TOE_STAGE_BUFFER_ROW_BYTES == TOE_STAGE_SRAM_ROW_BYTES, "both ports are as wide");

}  // namespace

toe_result_t RtlMemory::Init() {
  toe_ctx_sram_t *sram = nullptr;
  toe_result_t result = toe_ctx_sram_new(TOE_STAGE_SRAM_ROWS, &sram);
  if (result != TOE_OK) return result;
  sram_.reset(sram);
  toe_buf_mem_t *buffer = nullptr;
  result = toe_buf_mem_new(TOE_STAGE_BUFFER_ROWS, &buffer);
  if (result != TOE_OK) return result;
  buffer_.reset(buffer);
  return TOE_OK;
}

void RtlMemory::ApplyFlips(toe_cycle_t now) {
  while (!flips_.empty() && flips_.front().cycle <= now) {
    toe_ctx_sram_flip(sram_.get(), flips_.front().row, flips_.front().bit);
    flips_.pop_front();
  }
}

void RtlMemory::Read(toe_cycle_t now, uint32_t row) {
  reads_.emplace_back();
  reads_.back().sampled_at = now + TOE_STAGE_SRAM_READ_CYCLES;
  toe_ctx_sram_read(sram_.get(), row, reads_.back().data, reads_.back().check);
}

bool RtlMemory::TakeRead(toe_cycle_t now, uint32_t *words_out, uint64_t *check_out) {
  if (reads_.empty() || reads_.front().sampled_at != now) return false;
  const Pending &read = reads_.front();
  for (int w = 0; w < kRowWords; ++w) words_out[w] = WordOfBytes(read.data + 4 * w);
  *check_out = toe_member_read(read.check, 0, TOE_STAGE_SRAM_CHECK_BYTES);
  reads_.pop_front();
  return true;
}

void RtlMemory::Write(uint32_t row, const uint32_t *words, uint64_t check, uint8_t *data_out) {
  uint8_t check_bytes[TOE_STAGE_SRAM_CHECK_BYTES];
  toe_member_write(check_bytes, 0, TOE_STAGE_SRAM_CHECK_BYTES, check);
  for (int w = 0; w < kRowWords; ++w) BytesOfWord(words[w], data_out + 4 * w);
  toe_ctx_sram_write(sram_.get(), row, data_out, check_bytes);
}

void RtlMemory::ReadBuffer(toe_cycle_t now, uint32_t row) {
  buffer_reads_.emplace_back();
  buffer_reads_.back().sampled_at = now + TOE_STAGE_BUFFER_READ_CYCLES;
  toe_buf_mem_read(buffer_.get(), row, buffer_reads_.back().data);
}

void RtlMemory::TakeBuffer(toe_cycle_t now, uint32_t *words_out) {
  if (buffer_reads_.empty() || buffer_reads_.front().sampled_at != now) return;
  for (int w = 0; w < kRowWords; ++w) words_out[w] = WordOfBytes(buffer_reads_.front().data + 4 * w);
  buffer_reads_.pop_front();
}

void RtlMemory::WriteBuffer(uint32_t row, const uint32_t *words, uint64_t mask, uint8_t *data_out) {
  for (int w = 0; w < kRowWords; ++w) BytesOfWord(words[w], data_out + 4 * w);
  toe_buf_mem_write_bytes(buffer_.get(), row, data_out, mask);
}

void RtlMemory::Count(toe_device_stats_t *stats) const {
  stats->sram_reads = toe_ctx_sram_reads(sram_.get());
  stats->sram_writes = toe_ctx_sram_writes(sram_.get());
  for (uint32_t part = 0; part < TOE_STAGE_SRAM_MAX_BANKS; ++part) {
    stats->sram_accesses[part] = toe_ctx_sram_accesses(sram_.get(), part);
  }
  stats->sram_bytes_used = toe_ctx_sram_bytes_used(sram_.get());
  stats->buffer_reads = toe_buf_mem_reads(buffer_.get());
  stats->buffer_writes = toe_buf_mem_writes(buffer_.get());
  stats->buffer_bytes_used = toe_buf_mem_bytes_used(buffer_.get());
}

}  // namespace toe
