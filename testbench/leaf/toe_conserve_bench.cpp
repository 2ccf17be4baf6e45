/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve_bench.cpp - the checker of conservation: it is silent while levels are what the contexts written hold,
 * also through corrections, and speaks at any level that is one off, and at an id out of turn
 * (docs/microarchitecture.md 6).
 *
 * Gaps: edges between contexts.  Back-pressure: corrections in between.
 */
#include <fcntl.h>
#include <unistd.h>

#include <set>

#include "Vtoe_conserve.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

constexpr struct {
  int lsb, bits;
} kLevels[] = {{kLevelLookup, 16},    {kLevelHostMemory, 32}, {kLevelBufferedCopy, 25}, {kLevelXmitBuffer, 17},
               {kLevelRcvBuffer, 17}, {kLevelVlan, 8},        {kLevelSrcIp, 8},         {kLevelSrcMac, 8},
               {kLevelTcp, 15},       {kLevelPath, 15},       {kLevelNeighbor, 15}};
constexpr int kLevelCount = 11;

/* The checker by itself: what it says is looked at instead of failing the bench. */
class Rig {
 public:
  explicit Rig(const Mode &mode) : mode_(mode), random_(mode.seed), top_(&context_) {
    context_.fatalOnError(false);
    context_.randReset(2);
    top_.wr_valid_i = 0;
    for (int w = 0; w < 6; ++w) top_.levels_i[w] = 0;
    top_.rst_ni = 0;
    Edge();
    top_.rst_ni = 1;
  }
  ~Rig() {
    top_.final();
    SaveCoverage(&context_);
  }

  /* A context is written; the levels are what they must be at its edge. */
  void Write() {
    uint32_t layer = 1 + random_.Below(3), id = count_[layer - 1];
    Noise();
    Set(top_.wr_data_i, 0, 8, 0x80 + layer);
    if (layer == 1) {
      uint32_t vlan = random_.Below(6);
      uint64_t mac = random_.Below(6);
      bool has_mac = random_.OneIn(2);
      Set(top_.wr_data_i, 16, 16, vlan);
      Set(top_.wr_data_i, 144, 8, has_mac);
      Set(top_.wr_data_i, 160, 48, mac);
      if (vlan != 0) vlans_.insert(vlan);
      if (has_mac) macs_.insert(mac);
    } else if (layer == 2) {
      uint32_t family = random_.OneIn(2) ? 4 : 6, ip = random_.Below(6);
      Set(top_.wr_data_i, 8, 8, family);
      Set(top_.wr_data_i, 128, 64, ip);
      Set(top_.wr_data_i, 192, 64, 0);
      ips_.insert(uint64_t{family} << 32 | ip);
    } else {
      uint32_t pages = 1 + random_.Below(20), bytes = random_.Below(1000);
      Set(top_.wr_data_i, 288, 32, pages);
      Set(top_.wr_data_i, 224, 32, bytes);
      pages_ += pages;
      blocks_ += (bytes + 63) / 64;
    }
    ++count_[layer - 1];
    Levels();
    top_.wr_valid_i = 1;
    top_.wr_row_i = RowOf(layer, id);
    Quiet(Edge());
    /* Its other rows, whatever is in them. */
    for (uint32_t row = 1; row < (layer == 3 ? 4u : 2u); ++row) {
      Noise();
      top_.wr_row_i = RowOf(layer, id) + row;
      Quiet(Edge());
    }
    top_.wr_valid_i = 0;
    if (mode_.has_gaps) {
      for (uint32_t i = random_.Below(4); i > 0; --i) Quiet(Edge());
    }
    if (mode_.has_back_pressure && random_.OneIn(2)) {
      Noise();
      top_.wr_valid_i = 1;
      top_.wr_row_i = RowOf(layer, random_.Below(count_[layer - 1]));
      Quiet(Edge());
      top_.wr_valid_i = 0;
    }
  }

  /* One level is one off. */
  void Lie() {
    const auto &level = kLevels[random_.Below(kLevelCount)];
    uint64_t value = Get(top_.levels_i, level.lsb, level.bits);
    Set(top_.levels_i, level.lsb, level.bits, value + (random_.OneIn(2) ? 1 : uint64_t{0} - 1));
    TOE_CHECK(Speaks());
    Set(top_.levels_i, level.lsb, level.bits, value);
    Quiet(Edge());
  }

  /* An id is left out. */
  void Skip() {
    Noise();
    Set(top_.wr_data_i, 0, 8, 0x82);
    top_.wr_valid_i = 1;
    top_.wr_row_i = RowOf(2, count_[1] + 1);
    TOE_CHECK(Speaks());
    top_.wr_valid_i = 0;
  }

 private:
  static uint32_t RowOf(uint32_t layer, uint32_t id) {
    return layer == 1 ? 98304 + 2 * id : layer == 2 ? 65536 + 2 * id : 4 * id;
  }
  void Noise() {
    for (int w = 0; w < 16; ++w) top_.wr_data_i[w] = static_cast<uint32_t>(random_.Next());
  }
  void Levels() {
    const uint64_t values[kLevelCount] = {count_[2],    count_[0] + count_[1] + count_[2],
                                          64 * blocks_, count_[2],
                                          pages_,       vlans_.size(),
                                          ips_.size(),  macs_.size(),
                                          count_[2],    count_[1],
                                          count_[0]};
    for (int i = 0; i < kLevelCount; ++i) Set(top_.levels_i, kLevels[i].lsb, kLevels[i].bits, values[i]);
  }
  /* It speaks; nobody reads what it says. */
  bool Speaks() {
    fflush(stdout);
    int out = dup(1), nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, 1);
    bool spoke = Edge();
    fflush(stdout);
    dup2(out, 1);
    close(nowhere);
    close(out);
    return spoke;
  }
  /* Whether it spoke. */
  bool Edge() {
    top_.clk_i = 0;
    top_.eval();
    top_.clk_i = 1;
    top_.eval();
    ++g_step;
    bool spoke = context_.gotError();
    context_.gotError(false);
    context_.gotFinish(false);
    return spoke;
  }
  void Quiet(bool spoke) { TOE_CHECK(!spoke); }

  Mode mode_;
  Random random_;
  VerilatedContext context_;
  Vtoe_conserve top_;
  uint64_t count_[3]{}, pages_ = 0, blocks_ = 0;
  std::set<uint64_t> macs_, vlans_, ips_;
};

void Run(const Mode &mode) {
  Rig rig(mode);
  for (int i = 0; i < 300; ++i) {
    rig.Write();
    if (i % 5 == 0) rig.Lie();
  }
  rig.Skip();
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_conserve", argc, argv, 2, toe::Run); }
