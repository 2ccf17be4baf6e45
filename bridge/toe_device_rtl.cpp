/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_device_rtl.cpp - the Verilated RTL behind toe_device.h.
 *
 * The clock runs in a tight loop here.  Before the rising edge of edge c the inputs of c are applied with the clock
 * low and the outputs sampled: what is visible before an edge happens at it.  The context SRAM stands behind the top's
 * memory port.  While the top says it is quiescent, edges are skipped up to the next input or its next wake.
 *
 * A failed assertion of the RTL is told on stderr and stops the device: it executes no further edge and gives nothing
 * any more, so that whoever waits for it sees a hang, with what was known until then.
 */
#include <verilated.h>
#include <verilated_fst_c.h>

#include <cinttypes>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <deque>
#include <memory>
#include <new>

#include "Vtoe_top.h"
#include "bridge/toe_device.h"
#include "model/spec/toe_spec.h"
#include "model/toe_ctx_sram.h"

namespace {

constexpr int kHeaderWords = 4;
constexpr int kBeatWords = TOE_TLP_BEAT_BYTES / 4;
constexpr int kRowWords = TOE_STAGE_SRAM_ROW_BYTES / 4;
constexpr uint64_t kNoWake = (uint64_t{1} << 56) - 1; /* next_wake_o, all ones */

/* One beat of CQ or RC.  words[0..3] of a header are DW0..DW3. */
struct Beat {
  toe_cycle_t cycle;
  bool is_first, is_last;
  uint32_t header[kHeaderWords];
  uint32_t data[kBeatWords];
};

/* A TLP that left; every one of this device is a single beat. */
struct Output {
  toe_stream_t stream;
  toe_cycle_t cycle;
  uint32_t header[kHeaderWords];
  uint32_t data[kBeatWords];
};

struct Credits {
  toe_cycle_t cycle;
  toe_credits_t returned;
};

struct Config {
  toe_cycle_t cycle;
  toe_device_config_t config;
};

/* A read of the context SRAM on its way back. */
struct SramRead {
  toe_cycle_t sampled_at;
  uint32_t data[kRowWords];
};

/* Fields of a retire record, most significant first, as retire.def lists them. */
struct RetireField {
  toe_retire_kind_t kind;
  int bits;
  size_t offset; /* in toe_retire_t */
};
#define TOE_MEMBER_OF_DOORBELL doorbell
#define TOE_MEMBER_OF_DECIDED decided
#define TOE_MEMBER_OF_CONTEXT context
#define TOE_MEMBER_OF_WRITTEN written
#define TOE_MEMBER_OF_COMPLETED completed
constexpr RetireField kRetireFields[] = {
#define TOE_RETIRE_FIELD(kind, name, bits, compare, text) \
  {TOE_RETIRE_##kind, bits, offsetof(toe_retire_t, u.TOE_MEMBER_OF_##kind.name)},
#include "model/spec/retire.def"
};

constexpr int RetireBits(toe_retire_kind_t kind) {
  int bits = 0;
  for (const RetireField &field : kRetireFields) bits += field.kind == kind ? field.bits : 0;
  return bits;
}

/* `bits` bits of a packed vector from bit `lsb` on; bits 1..64. */
uint64_t BitsOf(const uint32_t *words, int lsb, int bits) {
  uint64_t value = 0;
  for (int at = lsb / 32, got = -(lsb % 32); got < bits; ++at, got += 32) {
    value |= got < 0 ? uint64_t{words[at]} >> -got : uint64_t{words[at]} << got;
  }
  return bits == 64 ? value : value & ((uint64_t{1} << bits) - 1);
}

uint32_t WordOfBytes(const uint8_t *bytes) {
  return uint32_t{bytes[0]} | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 | uint32_t{bytes[3]} << 24;
}

void BytesOfWord(uint32_t word, uint8_t *bytes_out) {
  for (int i = 0; i < 4; ++i) bytes_out[i] = static_cast<uint8_t>(word >> (8 * i));
}

struct SramDeleter {
  void operator()(toe_ctx_sram_t *sram) const { toe_ctx_sram_free(sram); }
};

class RtlDevice {
 public:
  toe_device_t base{}; /* first: the seam casts between the two */

  RtlDevice() : context_(new VerilatedContext), top_(nullptr) {}
  ~RtlDevice() {
    Enter();
    CloseWave();
    if (top_ != nullptr) top_->final();
    top_.reset(); /* while its context is the current one */
  }
  RtlDevice(const RtlDevice &) = delete;
  RtlDevice &operator=(const RtlDevice &) = delete;

  toe_result_t Init(const toe_device_options_t &options) {
    has_jumps_ = options.has_jumps;
    wave_begin_ = options.wave_begin;
    wave_end_ = options.wave_end;
    toe_ctx_sram_t *sram = nullptr;
    toe_result_t result = toe_ctx_sram_new(TOE_STAGE_SRAM_ROWS, &sram);
    if (result != TOE_OK) return result;
    sram_.reset(sram);

    context_->fatalOnError(false); /* a failed assertion is ours to tell */
    if (options.wave_path != nullptr) context_->traceEverOn(true);
    top_.reset(new Vtoe_top(context_.get(), "toe"));
    if (options.wave_path != nullptr && !OpenWave(options.wave_path)) return TOE_E_IO;

    top_->init_ph_i = options.credits.posted_headers;
    top_->init_pd_i = options.credits.posted_data;
    top_->init_nph_i = options.credits.nonposted_headers;
    Reset();
    return TOE_OK;
  }

  toe_cycle_t now() const { return now_; }

  toe_cycle_t NextWake() const {
    if (is_dead_) return TOE_CYCLE_NEVER;
    if (!top_->quiescent_o) return now_;
    toe_cycle_t next = NextCause();
    return next < now_ ? now_ : next;
  }

  void Advance(toe_cycle_t until) {
    Enter();
    while (now_ < until && !is_dead_) {
      if (has_jumps_ && top_->quiescent_o) {
        toe_cycle_t next = NextCause();
        if (next > now_) {
          if (next > until) next = until;
          stats_.cycles += next - now_;
          now_ = next;
          continue;
        }
      }
      ExecuteEdge();
    }
    if (is_dead_ && now_ < until) now_ = until;
  }

  void PutTlp(toe_stream_t stream, toe_cycle_t cycle, const toe_tlp_t &tlp) {
    Beat beat;
    toe_tlp_header_pack(&tlp, beat.header);
    uint32_t bytes = toe_tlp_has_data(&tlp) ? tlp.length_bytes : 0;
    /* CQ takes a TLP in one beat, whatever its size: the header tells that it is too long. */
    uint32_t beats = stream == TOE_STREAM_CQ ? 1 : toe_tlp_beats(&tlp);
    for (uint32_t i = 0; i < beats; ++i) {
      beat.cycle = cycle + i;
      beat.is_first = i == 0;
      beat.is_last = i + 1 == beats;
      for (int w = 0; w < kBeatWords; ++w) {
        uint32_t at = i * TOE_TLP_BEAT_BYTES + 4 * static_cast<uint32_t>(w);
        beat.data[w] = at < bytes ? WordOfBytes(tlp.data + at) : 0;
      }
      (stream == TOE_STREAM_CQ ? cq_ : rc_).push_back(beat);
    }
  }

  void PutCredits(toe_cycle_t cycle, toe_credits_t returned) { credits_.push_back({cycle, returned}); }
  void PutConfig(toe_cycle_t cycle, const toe_device_config_t &config) { config_.push_back({cycle, config}); }

  bool GetOutput(toe_device_output_t *output_out) {
    if (outputs_.empty()) return false;
    const Output &output = outputs_.front();
    output_out->stream = output.stream;
    output_out->cycle = output.cycle;
    /* The RTL makes no other header; a failure would show as a TLP nobody asked for. */
    if (toe_tlp_header_unpack(output.header, &output_out->tlp) != TOE_OK) output_out->tlp = toe_tlp_t{};
    if (toe_tlp_has_data(&output_out->tlp)) {
      for (int w = 0; w < kBeatWords; ++w) BytesOfWord(output.data[w], output_out->tlp.data + 4 * w);
    }
    outputs_.pop_front();
    return true;
  }

  bool GetRetire(toe_retire_t *retire_out) {
    if (retires_.empty()) return false;
    *retire_out = retires_.front();
    retires_.pop_front();
    return true;
  }

  void GetStats(toe_device_stats_t *stats_out) const {
    *stats_out = stats_;
    stats_out->sram_reads = toe_ctx_sram_reads(sram_.get());
    stats_out->sram_writes = toe_ctx_sram_writes(sram_.get());
    stats_out->sram_bytes_used = toe_ctx_sram_bytes_used(sram_.get());
  }

 private:
  /* Verilator keeps one current context a thread, and takes assertions and scopes to it; with several devices in a
   * process each says whose turn it is. */
  void Enter() { Verilated::threadContextp(context_.get()); }

  /* ---- time ---- */

  void Reset() {
    top_->rst_ni = 0;
    for (int i = 0; i < 2; ++i) {
      top_->clk_i = 0;
      top_->eval();
      top_->clk_i = 1;
      top_->eval();
    }
    top_->clk_i = 0;
    top_->eval();
    top_->rst_ni = 1;
    top_->eval();
  }

  /* The next edge with an input or a timer's expiry. */
  toe_cycle_t NextCause() const {
    toe_cycle_t next = top_->next_wake_o == kNoWake ? TOE_CYCLE_NEVER : top_->next_wake_o;
    if (!cq_.empty() && cq_.front().cycle < next) next = cq_.front().cycle;
    if (!rc_.empty() && rc_.front().cycle < next) next = rc_.front().cycle;
    if (!credits_.empty() && credits_.front().cycle < next) next = credits_.front().cycle;
    if (!config_.empty() && config_.front().cycle < next) next = config_.front().cycle;
    return next;
  }

  void ExecuteEdge() {
    bool is_busy = !top_->quiescent_o || NextCause() <= now_;
    ApplyInputs();
    top_->clk_i = 0;
    top_->eval();
    DumpWave(2 * now_);
    SampleOutputs();
    top_->clk_i = 1;
    top_->eval();
    DumpWave(2 * now_ + 1);
    ++stats_.cycles;
    stats_.busy_cycles += is_busy;
    if (context_->gotError()) {
      is_dead_ = true;
      fprintf(stderr, "rtl: an assertion failed at edge %" PRIu64 "; the device stops\n", now_);
      CloseWave();
    }
    ++now_;
  }

  /* ---- inputs ---- */

  void ApplyInputs() {
    top_->now_i = now_;
    top_->cq_valid_i = !cq_.empty() && cq_.front().cycle == now_;
    if (top_->cq_valid_i) {
      ApplyBeat(cq_.front(), top_->cq_header_i, top_->cq_data_i);
      cq_.pop_front();
    }
    top_->rc_valid_i = !rc_.empty() && rc_.front().cycle == now_;
    if (top_->rc_valid_i) {
      top_->rc_sop_i = rc_.front().is_first;
      top_->rc_eop_i = rc_.front().is_last;
      ApplyBeat(rc_.front(), top_->rc_header_i, top_->rc_data_i);
      rc_.pop_front();
    }
    top_->credit_valid_i = !credits_.empty() && credits_.front().cycle == now_;
    if (top_->credit_valid_i) {
      top_->credit_ph_i = credits_.front().returned.posted_headers;
      top_->credit_pd_i = credits_.front().returned.posted_data;
      top_->credit_nph_i = credits_.front().returned.nonposted_headers;
      credits_.pop_front();
    }
    top_->config_valid_i = !config_.empty() && config_.front().cycle == now_;
    if (top_->config_valid_i) {
      const toe_device_config_t &config = config_.front().config;
      top_->config_bus_master_i = config.has_bus_master;
      top_->config_msix_enable_i = config.has_msix;
      top_->config_msix_masked_i = config.is_msix_masked;
      top_->config_mps_i = config.mps_bytes;
      top_->config_mrrs_i = config.mrrs_bytes;
      config_.pop_front();
    }
    if (!sram_reads_.empty() && sram_reads_.front().sampled_at == now_) {
      for (int w = 0; w < kRowWords; ++w) top_->sram_rdata_i[w] = sram_reads_.front().data[w];
      sram_reads_.pop_front();
    }
  }

  template <typename Header, typename Data>
  static void ApplyBeat(const Beat &beat, Header &header, Data &data) {
    for (int w = 0; w < kHeaderWords; ++w) header[kHeaderWords - 1 - w] = beat.header[w];
    for (int w = 0; w < kBeatWords; ++w) data[w] = beat.data[w];
  }

  /* ---- outputs ---- */

  void SampleOutputs() {
    if (top_->cc_valid_o) TakeOutput(TOE_STREAM_CC, top_->cc_header_o, top_->cc_data_o);
    if (top_->rq_valid_o) TakeOutput(TOE_STREAM_RQ, top_->rq_header_o, top_->rq_data_o);
    stats_.sram_stall_cycles += top_->sram_stall_o;

    /* At one edge in the order of retire.def. */
    if (top_->retire_doorbell_valid_o) {
      uint32_t tail = top_->retire_doorbell_o;
      TakeRetire<TOE_RETIRE_DOORBELL>(&tail);
    }
    if (top_->retire_decided_valid_o) TakeRetire<TOE_RETIRE_DECIDED>(top_->retire_decided_o.data());
    if (top_->sram_wr_en_o) TakeSramWrite();
    if (top_->sram_rd_en_o) TakeSramRead();
    if (top_->retire_written_valid_o) TakeRetire<TOE_RETIRE_WRITTEN>(top_->retire_written_o.data());
    if (top_->retire_completed_valid_o) TakeRetire<TOE_RETIRE_COMPLETED>(top_->retire_completed_o.data());
  }

  template <typename Header, typename Data>
  void TakeOutput(toe_stream_t stream, const Header &header, const Data &data) {
    outputs_.emplace_back();
    Output &output = outputs_.back();
    output.stream = stream;
    output.cycle = now_;
    for (int w = 0; w < kHeaderWords; ++w) output.header[w] = header[kHeaderWords - 1 - w];
    for (int w = 0; w < kBeatWords; ++w) output.data[w] = data[w];
  }

  template <toe_retire_kind_t kKind>
  void TakeRetire(const uint32_t *words) {
    retires_.emplace_back();
    toe_retire_t &retire = retires_.back();
    retire.kind = kKind;
    retire.cycle = now_;
    int lsb = RetireBits(kKind);
    for (const RetireField &field : kRetireFields) {
      if (field.kind != kKind) continue;
      lsb -= field.bits;
      uint64_t value = BitsOf(words, lsb, field.bits);
      memcpy(reinterpret_cast<char *>(&retire) + field.offset, &value, sizeof value);
    }
  }

  void TakeSramWrite() {
    retires_.emplace_back();
    toe_retire_t &retire = retires_.back();
    retire.kind = TOE_RETIRE_CONTEXT;
    retire.cycle = now_;
    retire.u.context.row = top_->sram_row_o;
    for (int w = 0; w < kRowWords; ++w) BytesOfWord(top_->sram_wdata_o[w], retire.u.context.data + 4 * w);
    toe_ctx_sram_write(sram_.get(), top_->sram_row_o, retire.u.context.data);
  }

  void TakeSramRead() {
    uint8_t row[TOE_STAGE_SRAM_ROW_BYTES];
    toe_ctx_sram_read(sram_.get(), top_->sram_row_o, row);
    sram_reads_.emplace_back();
    sram_reads_.back().sampled_at = now_ + TOE_STAGE_SRAM_READ_CYCLES;
    for (int w = 0; w < kRowWords; ++w) sram_reads_.back().data[w] = WordOfBytes(row + 4 * w);
  }

  /* ---- waves: edge c rises at time 2c+1 ---- */

  bool OpenWave(const char *path) {
    FILE *file = fopen(path, "wb");
    if (file == nullptr) return false;
    fclose(file);
    wave_.reset(new VerilatedFstC);
    top_->trace(wave_.get(), 99);
    wave_->open(path);
    return wave_->isOpen();
  }

  void DumpWave(uint64_t time) {
    if (wave_ == nullptr || now_ < wave_begin_) return;
    if (now_ >= wave_end_) {
      CloseWave();
      return;
    }
    context_->time(time);
    wave_->dump(time);
  }

  void CloseWave() {
    if (wave_ == nullptr) return;
    wave_->close();
    wave_.reset();
  }

  std::unique_ptr<VerilatedContext> context_;
  std::unique_ptr<Vtoe_top> top_;
  std::unique_ptr<VerilatedFstC> wave_;
  std::unique_ptr<toe_ctx_sram_t, SramDeleter> sram_;
  bool has_jumps_ = false;
  bool is_dead_ = false;
  toe_cycle_t wave_begin_ = 0, wave_end_ = 0;
  toe_cycle_t now_ = 0;
  toe_device_stats_t stats_{};
  std::deque<Beat> cq_, rc_;
  std::deque<Credits> credits_;
  std::deque<Config> config_;
  std::deque<SramRead> sram_reads_;
  std::deque<Output> outputs_;
  std::deque<toe_retire_t> retires_;
};

/* The seam hands back what toe_device_rtl_new gave out: &RtlDevice::base. */
RtlDevice *Self(toe_device_t *device) { return reinterpret_cast<RtlDevice *>(device); }
const RtlDevice *Self(const toe_device_t *device) { return reinterpret_cast<const RtlDevice *>(device); }

extern "C" {
static void RtlFree(toe_device_t *device) { delete Self(device); }
static toe_cycle_t RtlNow(const toe_device_t *device) { return Self(device)->now(); }
static toe_cycle_t RtlNextWake(const toe_device_t *device) { return Self(device)->NextWake(); }
static void RtlAdvance(toe_device_t *device, toe_cycle_t until) { Self(device)->Advance(until); }
static void RtlPutTlp(toe_device_t *device, toe_stream_t stream, toe_cycle_t cycle, const toe_tlp_t *tlp) {
  Self(device)->PutTlp(stream, cycle, *tlp);
}
static void RtlPutCredits(toe_device_t *device, toe_cycle_t cycle, toe_credits_t returned) {
  Self(device)->PutCredits(cycle, returned);
}
static void RtlPutConfig(toe_device_t *device, toe_cycle_t cycle, const toe_device_config_t *config) {
  Self(device)->PutConfig(cycle, *config);
}
static bool RtlGetOutput(toe_device_t *device, toe_device_output_t *output_out) {
  return Self(device)->GetOutput(output_out);
}
static bool RtlGetRetire(toe_device_t *device, toe_retire_t *retire_out) { return Self(device)->GetRetire(retire_out); }
static void RtlGetStats(const toe_device_t *device, toe_device_stats_t *stats_out) {
  Self(device)->GetStats(stats_out);
}
}

const toe_device_ops_t kRtlOps = {"rtl",         RtlFree,      RtlNow,       RtlNextWake,  RtlAdvance, RtlPutTlp,
                                  RtlPutCredits, RtlPutConfig, RtlGetOutput, RtlGetRetire, RtlGetStats};

}  // namespace

toe_result_t toe_device_rtl_new(const toe_device_options_t *options, toe_device_t **device_out) try {
  std::unique_ptr<RtlDevice> device(new RtlDevice);
  device->base.ops = &kRtlOps;
  toe_result_t result = device->Init(*options);
  if (result != TOE_OK) return result;
  *device_out = &device.release()->base;
  return TOE_OK;
} catch (const std::bad_alloc &) {
  return TOE_E_MEMORY;
}
