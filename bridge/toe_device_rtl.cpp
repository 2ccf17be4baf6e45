/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_device_rtl.cpp - the Verilated RTL behind toe_device.h.
 *
 * The clock runs in a tight loop here.  Before the rising edge of edge c the inputs of c are applied with the clock
 * low and the outputs sampled: what is visible before an edge happens at it.  The memory macros stand behind the top's
 * memory ports.  While the top says it is quiescent, edges are skipped up to the next input or its next wake.
 *
 * A failed assertion of the RTL is told on stderr and stops the device: it executes no further edge and gives nothing
 * any more, so that whoever waits for it sees a hang, with what was known until then.
 */
#include <verilated.h>
#include <verilated_fst_c.h>

#include <cinttypes>
#include <cstdio>
#include <deque>
#include <memory>
#include <new>
#include <string>

#include "Vtoe_top.h"
#include "bridge/toe_device.h"
#include "bridge/toe_device_rtl_memory.h"
#include "bridge/toe_device_rtl_retire.h"
#include "model/spec/toe_spec.h"

namespace {

constexpr int kHeaderWords = 4;
constexpr int kBeatWords = TOE_TLP_BEAT_BYTES / 4;
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

/* One beat of the wire; its data stands in the low `bytes` bytes. */
struct WireBeat {
  toe_cycle_t cycle;
  bool is_last;
  uint32_t keep;
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
    toe_result_t result = memory_.Init();
    if (result != TOE_OK) return result;

    context_->fatalOnError(false); /* a failed assertion is ours to tell */
    if (options.wave_path != nullptr) context_->traceEverOn(true);
    top_.reset(new Vtoe_top(context_.get(), "toe"));
    if (options.wave_path != nullptr && !PrepareWave(options)) return TOE_E_IO;

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
    if (now_ > 0) memory_.ApplyFlips(now_ - 1); /* those of edges that were skipped */
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
        beat.data[w] = at < bytes ? toe::WordOfBytes(tlp.data + at) : 0;
      }
      (stream == TOE_STREAM_CQ ? cq_ : rc_).push_back(beat);
    }
  }

  void PutCredits(toe_cycle_t cycle, toe_credits_t returned) { credits_.push_back({cycle, returned}); }
  void PutConfig(toe_cycle_t cycle, const toe_device_config_t &config) { config_.push_back({cycle, config}); }

  void PutFrame(toe_cycle_t cycle, const toe_frame_t &frame) {
    uint32_t beats = toe_frame_beats(frame.bytes);
    for (uint32_t i = 0; i < beats; ++i) {
      WireBeat beat{cycle + i, i + 1 == beats, 0, {}};
      uint8_t bytes[TOE_FRAME_BEAT_BYTES] = {};
      for (uint32_t b = 0; b < TOE_FRAME_BEAT_BYTES && i * TOE_FRAME_BEAT_BYTES + b < frame.bytes; ++b) {
        bytes[b] = frame.data[i * TOE_FRAME_BEAT_BYTES + b];
        beat.keep |= uint32_t{1} << b;
      }
      for (int w = 0; w < kBeatWords; ++w) beat.data[w] = toe::WordOfBytes(bytes + 4 * w);
      rx_.push_back(beat);
    }
  }

  bool GetFrame(toe_frame_sent_t *frame_out) {
    if (sent_.empty()) return false;
    *frame_out = sent_.front();
    sent_.pop_front();
    return true;
  }

  /* Nobody sees a flip but a later read, so it is no cause to execute an edge. */
  void PutFlip(toe_cycle_t cycle, uint32_t row, uint32_t bit) { memory_.PutFlip(cycle, row, bit); }

  bool GetOutput(toe_device_output_t *output_out) {
    if (outputs_.empty()) return false;
    const Output &output = outputs_.front();
    output_out->stream = output.stream;
    output_out->cycle = output.cycle;
    /* The RTL makes no other header; a failure would show as a TLP nobody asked for. */
    if (toe_tlp_header_unpack(output.header, &output_out->tlp) != TOE_OK) output_out->tlp = toe_tlp_t{};
    if (toe_tlp_has_data(&output_out->tlp)) {
      for (int w = 0; w < kBeatWords; ++w) toe::BytesOfWord(output.data[w], output_out->tlp.data + 4 * w);
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
    memory_.Count(stats_out);
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
    if (!rx_.empty() && rx_.front().cycle < next) next = rx_.front().cycle;
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
    if (is_busy) stats_.last_busy_cycle = now_;
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
    ApplyWire();
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
    memory_.ApplyFlips(now_);
    uint64_t check = 0;
    if (memory_.TakeRead(now_, top_->sram_rdata_i.data(), &check)) top_->sram_rcheck_i = check;
    memory_.TakeBuffer(now_, top_->buf_rdata_i.data());
  }

  void ApplyWire() {
    top_->rx_tvalid_i = !rx_.empty() && rx_.front().cycle == now_;
    if (!top_->rx_tvalid_i) return;
    top_->rx_tlast_i = rx_.front().is_last;
    top_->rx_tkeep_i = rx_.front().keep;
    for (int w = 0; w < kBeatWords; ++w) top_->rx_tdata_i[w] = rx_.front().data[w];
    rx_.pop_front();
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
    stats_.ecc_corrected += top_->ecc_corrected_o;
    stats_.ecc_uncorrectable += top_->ecc_uncorrectable_o;

    /* At one edge in the order of retire.def. */
    if (top_->retire_doorbell_valid_o) {
      uint32_t tail = top_->retire_doorbell_o;
      TakeRetire(TOE_RETIRE_DOORBELL, &tail);
    }
    if (top_->retire_decided_valid_o) TakeRetire(TOE_RETIRE_DECIDED, top_->retire_decided_o.data());
    if (top_->retire_frame_valid_o) TakeRetire(TOE_RETIRE_FRAME, top_->retire_frame_o.data());
    if (top_->retire_job_valid_o) TakeRetire(TOE_RETIRE_JOB, top_->retire_job_o.data());
    if (top_->sram_wr_en_o) {
      toe_retire_t &retire = NewRetire(TOE_RETIRE_CONTEXT);
      retire.u.context.row = top_->sram_wr_row_o;
      retire.u.context.check = top_->sram_wcheck_o;
      memory_.Write(top_->sram_wr_row_o, top_->sram_wdata_o.data(), top_->sram_wcheck_o, retire.u.context.data);
    }
    if (top_->sram_rd_en_o) memory_.Read(now_, top_->sram_rd_row_o);
    if (top_->buf_wr_en_o) {
      toe_retire_t &retire = NewRetire(TOE_RETIRE_BUFFER);
      retire.u.buffer.row = top_->buf_wr_row_o;
      retire.u.buffer.mask = top_->buf_wmask_o;
      memory_.WriteBuffer(top_->buf_wr_row_o, top_->buf_wdata_o.data(), top_->buf_wmask_o, retire.u.buffer.data);
    }
    if (top_->buf_rd_en_o) memory_.ReadBuffer(now_, top_->buf_rd_row_o);
    if (top_->retire_event_valid_o) TakeRetire(TOE_RETIRE_EVENT, top_->retire_event_o.data());
    if (top_->retire_placed_valid_o) {
      TakeRetire(TOE_RETIRE_PLACED, top_->retire_placed_o.data());
      auto &placed = retires_.back().u.placed; /* from its first byte on, wherever in its DW that is */
      toe::BytesOfBeat(top_->rq_data_o.data(), placed.address % 4, placed.bytes, placed.data);
    }
    if (top_->retire_received_valid_o) TakeRetire(TOE_RETIRE_RECEIVED, top_->retire_received_o.data());
    if (top_->retire_sent_valid_o) {
      TakeRetire(TOE_RETIRE_SENT, top_->retire_sent_o.data());
      uint8_t *data = retires_.back().u.sent.data;
      for (int w = 0; w < 16; ++w) toe::BytesOfWord(top_->retire_sent_data_o[w], data + 4 * w);
    }
    SampleWire();
    if (top_->retire_returned_valid_o) {
      uint32_t lane[2] = {static_cast<uint32_t>(top_->retire_returned_o),
                          static_cast<uint32_t>(top_->retire_returned_o >> 32)};
      TakeRetire(TOE_RETIRE_RETURNED, lane);
      uint8_t *data = retires_.back().u.returned.data;
      for (int w = 0; w < kBeatWords; ++w) toe::BytesOfWord(top_->rq_data_o[w], data + 4 * w);
    }
    if (top_->retire_written_valid_o) TakeRetire(TOE_RETIRE_WRITTEN, top_->retire_written_o.data());
    if (top_->retire_completed_valid_o) TakeRetire(TOE_RETIRE_COMPLETED, top_->retire_completed_o.data());
  }

  /* A beat of a frame that leaves; what is sent is short. */
  void SampleWire() {
    if (!top_->tx_tvalid_o) return;
    for (uint32_t b = 0; b < TOE_FRAME_BEAT_BYTES; ++b) {
      if ((top_->tx_tkeep_o >> b & 1) == 0 || sending_.bytes == TOE_FRAME_SENT_BYTES) continue;
      sending_.data[sending_.bytes++] = static_cast<uint8_t>(top_->tx_tdata_o[b / 4] >> (8 * (b % 4)));
    }
    if (!top_->tx_tlast_o) return;
    sending_.cycle = now_;
    sent_.push_back(sending_);
    sending_ = toe_frame_sent_t{};
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

  toe_retire_t &NewRetire(toe_retire_kind_t kind) {
    retires_.emplace_back();
    retires_.back().kind = kind;
    retires_.back().cycle = now_;
    return retires_.back();
  }

  void TakeRetire(toe_retire_kind_t kind, const uint32_t *words) { toe::RetireOfLane(kind, words, &NewRetire(kind)); }

  /* ---- waves: edge c rises at time 2c+1 ----
   * The dumper is made at the first edge of the window: until then an edge pays one comparison.  The file is made empty
   * at once, so that one that cannot be written is known before the run. */

  bool PrepareWave(const toe_device_options_t &options) {
    FILE *file = fopen(options.wave_path, "wb");
    if (file == nullptr || fclose(file) != 0) return false;
    wave_path_ = options.wave_path;
    wave_begin_ = options.wave_begin;
    wave_end_ = options.wave_end;
    return true;
  }

  void OpenWave() {
    wave_.reset(new VerilatedFstC);
    top_->trace(wave_.get(), 99);
    wave_->open(wave_path_.c_str());
  }

  void DumpWave(uint64_t time) {
    if (now_ < wave_begin_) return;
    if (now_ >= wave_end_) {
      CloseWave();
      return;
    }
    if (wave_ == nullptr) OpenWave();
    context_->time(time);
    wave_->dump(time);
  }

  /* A window that no edge fell into gives a whole file too: the names of the signals. */
  void CloseWave() {
    if (wave_path_.empty()) return;
    if (wave_ == nullptr) OpenWave();
    wave_->close();
    wave_.reset();
    wave_path_.clear();
    wave_begin_ = TOE_CYCLE_NEVER;
  }

  std::unique_ptr<VerilatedContext> context_;
  std::unique_ptr<Vtoe_top> top_;
  std::unique_ptr<VerilatedFstC> wave_;
  toe::RtlMemory memory_;
  bool has_jumps_ = false;
  bool is_dead_ = false;
  std::string wave_path_; /* empty: there is none, or it is over */
  toe_cycle_t wave_begin_ = TOE_CYCLE_NEVER, wave_end_ = 0;
  toe_cycle_t now_ = 0;
  toe_device_stats_t stats_{};
  std::deque<Beat> cq_, rc_;
  std::deque<WireBeat> rx_;
  std::deque<toe_frame_sent_t> sent_;
  toe_frame_sent_t sending_{}; /* that leaves, as far as it did */
  std::deque<Credits> credits_;
  std::deque<Config> config_;
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
static void RtlPutFlip(toe_device_t *device, toe_cycle_t cycle, uint32_t row, uint32_t bit) {
  Self(device)->PutFlip(cycle, row, bit);
}
static void RtlPutFrame(toe_device_t *device, toe_cycle_t cycle, const toe_frame_t *frame) {
  Self(device)->PutFrame(cycle, *frame);
}
static bool RtlGetFrame(toe_device_t *device, toe_frame_sent_t *frame_out) { return Self(device)->GetFrame(frame_out); }
static bool RtlGetOutput(toe_device_t *device, toe_device_output_t *output_out) {
  return Self(device)->GetOutput(output_out);
}
static bool RtlGetRetire(toe_device_t *device, toe_retire_t *retire_out) { return Self(device)->GetRetire(retire_out); }
static void RtlGetStats(const toe_device_t *device, toe_device_stats_t *stats_out) {
  Self(device)->GetStats(stats_out);
}
}

const toe_device_ops_t kRtlOps = {"rtl",       RtlFree,       RtlNow,       RtlNextWake, RtlAdvance,
                                  RtlPutTlp,   RtlPutCredits, RtlPutConfig, RtlPutFlip,  RtlPutFrame,
                                  RtlGetFrame, RtlGetOutput,  RtlGetRetire, RtlGetStats};

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
