/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_device_rtl_memory.h - the macros behind the memory ports of the RTL: context SRAM and buffer memory.
 *
 * Rows are given as the 16 words of a port, lowest first.  Times are edges; within each call they never go back.
 */
#ifndef TOE_DEVICE_RTL_MEMORY_H_
#define TOE_DEVICE_RTL_MEMORY_H_

#include <deque>
#include <memory>

#include "bridge/toe_device.h"
#include "model/toe_buf_mem.h"
#include "model/toe_ctx_sram.h"

namespace toe {

class RtlMemory {
 public:
  /* E_MEMORY.  Call it once, before anything else. */
  toe_result_t Init();

  /* Turn over a bit before any access of edge `cycle`; ApplyFlips does those up to `now`. */
  void PutFlip(toe_cycle_t cycle, uint32_t row, uint32_t bit) { flips_.push_back({cycle, row, bit}); }
  void ApplyFlips(toe_cycle_t now);

  /* The context SRAM at edge `now`.  A read is handed out SRAM_READ_CYCLES later, when TakeRead says true. */
  void Read(toe_cycle_t now, uint32_t row);
  bool TakeRead(toe_cycle_t now, uint32_t *words_out, uint64_t *check_out);
  /* data_out  the 64 bytes that were written */
  void Write(uint32_t row, const uint32_t *words, uint64_t check, uint8_t *data_out);

  /* The buffer memory; a read is handed out BUFFER_READ_CYCLES later. */
  void ReadBuffer(toe_cycle_t now, uint32_t row);
  void TakeBuffer(toe_cycle_t now, uint32_t *words_out);
  void WriteBuffer(uint32_t row, const uint32_t *words, uint64_t mask, uint8_t *data_out);

  /* Sets what the macros count. */
  void Count(toe_device_stats_t *stats) const;

 private:
  struct SramDeleter {
    void operator()(toe_ctx_sram_t *sram) const { toe_ctx_sram_free(sram); }
  };
  struct BufferDeleter {
    void operator()(toe_buf_mem_t *memory) const { toe_buf_mem_free(memory); }
  };
  struct Flip {
    toe_cycle_t cycle;
    uint32_t row, bit;
  };
  /* A read on its way back. */
  struct Pending {
    toe_cycle_t sampled_at;
    uint8_t data[64], check[8];
  };

  std::unique_ptr<toe_ctx_sram_t, SramDeleter> sram_;
  std::unique_ptr<toe_buf_mem_t, BufferDeleter> buffer_;
  std::deque<Flip> flips_;
  std::deque<Pending> reads_, buffer_reads_;
};

}  // namespace toe

#endif /* TOE_DEVICE_RTL_MEMORY_H_ */
