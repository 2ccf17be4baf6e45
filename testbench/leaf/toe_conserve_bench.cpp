/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve_bench.cpp - the checker of conservation: it is silent while levels are what live contexts hold, also
 * through corrections and terminates, and speaks at any level that is one off, at an id out of turn or given out twice,
 * and at an object freed twice (docs/microarchitecture.md 6).
 *
 * Gaps: edges between contexts.  Back-pressure: corrections in between.
 */
#include <fcntl.h>
#include <unistd.h>

#include <map>
#include <vector>

#include "Vtoe_conserve.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

constexpr struct {
  int lsb, bits;
} kLevels[] = {{kLevelLookup, 16},    {kLevelHostMemory, 32}, {kLevelBufferedCopy, 25}, {kLevelXmitBuffer, 17},
               {kLevelRcvBuffer, 17}, {kLevelVlan, 8},        {kLevelSrcIp, 8},         {kLevelSrcMac, 8},
               {kLevelTcp, 15},       {kLevelPath, 15},       {kLevelNeighbor, 15},     {kLevelPosted, 13}};
constexpr int kLevelCount = 12;

/* The checker by itself: what it says is looked at instead of failing the bench. */
class Rig {
 public:
  explicit Rig(const Mode &mode) : mode_(mode), random_(mode.seed), top_(&context_) {
    context_.fatalOnError(false);
    context_.randReset(2);
    top_.wr_valid_i = top_.fix_i = top_.decided_valid_i = 0;
    top_.rests_i = 1;
    for (int w = 0; w < 8; ++w) top_.levels_i[w] = 0;
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
    uint32_t layer = 1 + random_.Below(3), id = ever_[layer - 1];
    std::vector<uint32_t> gone;
    for (uint32_t i = 0; i < ever_[layer - 1]; ++i) {
      if (objects_.count(layer << 28 | i) == 0) gone.push_back(i);
    }
    /* One that has gone comes back at times. */
    if (!gone.empty() && random_.OneIn(2)) id = gone[random_.Below(static_cast<uint32_t>(gone.size()))];
    if (id == ever_[layer - 1]) ++ever_[layer - 1];
    Object object{};
    uint32_t bytes = 0;
    Noise();
    Set(top_.wr_data_i, 0, 8, 0x80 + layer);
    if (layer == 1) {
      uint32_t vlan = random_.Below(6);
      uint64_t mac = random_.Below(6);
      bool has_mac = random_.OneIn(2);
      Set(top_.wr_data_i, 16, 16, vlan);
      Set(top_.wr_data_i, 144, 8, has_mac);
      Set(top_.wr_data_i, 160, 48, mac);
      object.vlan = vlan, object.mac = has_mac ? mac + 1 : 0;
      if (vlan != 0) ++vlans_[vlan];
      if (has_mac) ++macs_[mac];
    } else if (layer == 2) {
      uint32_t family = random_.OneIn(2) ? 4 : 6, ip = random_.Below(6);
      Set(top_.wr_data_i, 8, 8, family);
      Set(top_.wr_data_i, 128, 64, ip);
      Set(top_.wr_data_i, 192, 64, 0);
      object.ip = uint64_t{family} << 32 | ip;
      ++ips_[object.ip];
    } else {
      uint32_t pages = 1 + random_.Below(20);
      bytes = random_.Below(1000);
      Set(top_.wr_data_i, 288, 32, pages);
      Set(top_.wr_data_i, 224, 32, bytes);
      object.pages = pages, object.blocks = (bytes + 63) / 64;
      pages_ += pages;
      blocks_ += object.blocks;
    }
    ++count_[layer - 1];
    objects_[layer << 28 | id] = object;
    Levels();
    top_.wr_valid_i = 1;
    top_.wr_row_i = RowOf(layer, id);
    Quiet(Edge());
    /* Its other rows, whatever is in them. */
    for (uint32_t row = 1; row < (layer == 3 ? 4u : 2u); ++row) {
      Noise();
      if (layer == 3 && row == 3) Received(bytes, 0, 0);
      top_.wr_row_i = RowOf(layer, id) + row;
      Quiet(Edge());
    }
    top_.wr_valid_i = 0;
    if (layer == 3 && random_.OneIn(2)) Job(id);
    if (mode_.has_gaps) {
      for (uint32_t i = random_.Below(4); i > 0; --i) Quiet(Edge());
    }
    if (mode_.has_back_pressure && random_.OneIn(2)) {
      /* A correction, told an edge before; of one that has gone too. */
      top_.fix_i = 1;
      Quiet(Edge());
      top_.fix_i = 0;
      Noise();
      top_.wr_valid_i = 1;
      top_.wr_row_i = RowOf(layer, random_.Below(ever_[layer - 1]));
      Quiet(Edge());
      top_.wr_valid_i = 0;
    }
  }

  /* A receive job: while it goes on levels say what they like of it; then its rows 1 and 3 are written. */
  void Job(uint32_t id) {
    Object &object = objects_[3u << 28 | id];
    uint32_t posted = random_.Below(5), bytes = random_.Below(1000), begin = bytes == 0 ? 0 : random_.Below(64);
    posted_ += posted - object.posted;
    blocks_ -= object.blocks;
    object.posted = posted;
    object.blocks = bytes == 0 ? 0 : (bytes + begin + 63) / 64;
    blocks_ += object.blocks;
    top_.rests_i = 0;
    Set(top_.levels_i, kLevelPosted, 13, random_.Below(100));
    Set(top_.levels_i, kLevelBufferedCopy, 25, random_.Below(100000));
    Quiet(Edge());
    Levels();
    Noise();
    top_.wr_valid_i = 1;
    top_.wr_row_i = RowOf(3, id) + 1;
    Quiet(Edge());
    Noise();
    Received(bytes, begin, posted);
    top_.wr_row_i = RowOf(3, id) + 3;
    Quiet(Edge());
    top_.wr_valid_i = 0;
    top_.rests_i = 1;
    Quiet(Edge());
  }

  /* One goes; the levels are lower from the edge after its decision on. */
  void Free() {
    if (objects_.empty()) return;
    auto it = objects_.begin();
    std::advance(it, random_.Below(static_cast<uint32_t>(objects_.size())));
    uint32_t handle = it->first;
    Object object = it->second;
    objects_.erase(it);
    gone_ = handle;
    Decide(true, handle);
    --count_[(handle >> 28) - 1];
    Drop(&vlans_, object.vlan, object.vlan != 0);
    Drop(&macs_, object.mac - 1, object.mac != 0);
    Drop(&ips_, object.ip, object.ip != 0);
    pages_ -= object.pages, blocks_ -= object.blocks, posted_ -= object.posted;
    Quiet(Edge());
    top_.decided_valid_i = 0;
    Levels();
    Quiet(Edge());
    /* Decisions that free nothing: refused, of an INITIATE, none at all. */
    Decide(true, 0);
    Quiet(Edge());
    Decide(false, handle);
    Quiet(Edge());
    Decide(true, handle);
    top_.decided_valid_i = 0;
    Quiet(Edge());
  }

  /* What has gone goes again. */
  void FreeAgain() {
    Decide(true, gone_);
    TOE_CHECK(Speaks());
    top_.decided_valid_i = 0;
  }

  /* An id in use is given out. */
  void Twice() {
    Noise();
    uint32_t handle = objects_.begin()->first;
    Set(top_.wr_data_i, 0, 8, 0x80 + (handle >> 28));
    top_.wr_valid_i = 1;
    top_.wr_row_i = RowOf(handle >> 28, handle & 0xFFFFF);
    TOE_CHECK(Speaks());
    top_.wr_valid_i = 0;
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
    top_.wr_row_i = RowOf(2, ever_[1] + 1);
    TOE_CHECK(Speaks());
    top_.wr_valid_i = 0;
  }

 private:
  struct Object {
    uint64_t vlan, mac, ip, pages, blocks, posted; /* mac: one more than it is; 0: none */
  };
  using Users = std::map<uint64_t, uint32_t>;

  static void Drop(Users *users, uint64_t value, bool has) {
    if (has && --(*users)[value] == 0) users->erase(value);
  }
  void Decide(bool is_terminate, uint32_t handle) {
    for (int w = 0; w < 16; ++w) top_.decided_i[w] = static_cast<uint32_t>(random_.Next());
    Set(top_.decided_i, kDecidedTerminate, 1, is_terminate);
    Set(top_.decided_i, kDecidedHandle, 32, handle);
    top_.decided_valid_i = 1;
  }
  static uint32_t RowOf(uint32_t layer, uint32_t id) {
    return layer == 1 ? 98304 + 2 * id : layer == 2 ? 65536 + 2 * id : 4 * id;
  }
  /* CONTEXT_RCV: bytes, where they begin, requests. */
  void Received(uint32_t bytes, uint32_t begin, uint32_t posted) {
    Set(top_.wr_data_i, 0, 32, bytes);
    Set(top_.wr_data_i, 32, 8, begin);
    Set(top_.wr_data_i, 96, 16, posted);
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
                                          count_[0],    posted_};
    for (int i = 0; i < kLevelCount; ++i) Set(top_.levels_i, kLevels[i].lsb, kLevels[i].bits, values[i]);
    /* Some of the blocks hold received data. */
    uint64_t received = random_.Below(static_cast<uint32_t>(blocks_) + 1);
    Set(top_.levels_i, kLevelBufferedCopy, 25, 64 * (blocks_ - received));
    Set(top_.levels_i, kLevelRcvData, 25, 64 * received);
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
  uint64_t count_[3]{}, pages_ = 0, blocks_ = 0, posted_ = 0;
  uint32_t ever_[3]{}, gone_ = 0;
  Users macs_, vlans_, ips_;
  std::map<uint32_t, Object> objects_;
};

void RunLong(const Mode &mode) {
  Rig rig(mode);
  for (int i = 0; i < 300; ++i) {
    rig.Write();
    if (i % 3 != 0) rig.Free();
    if (i % 5 == 0) rig.Lie();
  }
  rig.Skip();
}

void RunTwice(const Mode &mode) {
  Rig rig(mode);
  for (int i = 0; i < 10; ++i) rig.Write();
  rig.Twice();
}

void RunFreeAgain(const Mode &mode) {
  Rig rig(mode);
  for (int i = 0; i < 10; ++i) rig.Write();
  rig.Free();
  rig.FreeAgain();
}

void Run(const Mode &mode) {
  RunLong(mode);
  RunTwice(mode);
  RunFreeAgain(mode);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_conserve", argc, argv, 2, toe::Run); }
