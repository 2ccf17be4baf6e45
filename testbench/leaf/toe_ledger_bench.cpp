/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_ledger_bench.cpp - what each id holds against plain maps: in use, parent, dependents, places, pages, chain,
 * posted requests; known an edge after the look, whatever came or went at the edges before (docs/microarchitecture.md
 * 6).
 *
 * Gaps: edges between the steps of an object.  Back-pressure: looks that come to nothing.
 */
#include <map>
#include <vector>

#include "Vtoe_ledger.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

/* holding_t of toe_pkg. */
enum HoldingLsb {
  kTimer = 0,       /* 1 */
  kPosted = 1,      /* 13 */
  kLast = 14,       /* 12 */
  kFirst = 26,      /* 12 */
  kCopy = 38,       /* 19 */
  kBlocks = 57,     /* 19 */
  kTail = 76,       /* 18 */
  kHead = 94,       /* 18 */
  kPages = 112,     /* 17 */
  kLookup = 129,    /* 16 */
  kSrcIp = 145,     /* 7 */
  kSrcMac = 152,    /* 6 */
  kHasSrcMac = 158, /* 1 */
  kVlan = 159,      /* 7 */
  kHasVlan = 166,   /* 1 */
  kParent = 167     /* 14 */
};
struct Field {
  int lsb, bits;
  uint32_t layer; /* whose */
};
constexpr Field kFields[] = {{kTimer, 1, 3},   {kPosted, 13, 3}, {kLast, 12, 3},     {kFirst, 12, 3}, {kCopy, 19, 3},
                             {kBlocks, 19, 3}, {kTail, 18, 3},   {kHead, 18, 3},     {kPages, 17, 3}, {kLookup, 16, 3},
                             {kSrcIp, 7, 2},   {kSrcMac, 6, 1},  {kHasSrcMac, 1, 1}, {kVlan, 7, 1},   {kHasVlan, 1, 1}};

struct Object {
  uint32_t parent, dependents;
  uint64_t fields[15];
};

class Rig {
 public:
  explicit Rig(const Mode &mode) : mode_(mode), random_(mode.seed), ledger_(mode.seed), top_(ledger_.top()) {
    top_.look_i = top_.look_parent_i = top_.add_i = top_.remove_i = top_.update_i = 0;
    ledger_.Reset();
  }

  /* Look, then it comes, two edges after the object did. */
  void Add(uint32_t layer, uint32_t id, uint32_t parent) {
    Noise();
    top_.new_layer_i = static_cast<uint8_t>(layer);
    top_.new_parent_i = static_cast<uint16_t>(parent);
    top_.look_parent_i = layer != 1;
    ledger_.Edge();
    top_.look_parent_i = 0;
    Gap();
    if (mode_.has_back_pressure && random_.OneIn(4)) return;
    Object object{parent, 0, {}};
    for (int w = 0; w < 6; ++w) top_.add_holding_i[w] = static_cast<uint32_t>(random_.Next());
    Set(top_.add_holding_i, kParent, 14, parent);
    for (int f = 0; f < 15; ++f) object.fields[f] = Get(top_.add_holding_i, kFields[f].lsb, kFields[f].bits);
    top_.add_id_i = static_cast<uint16_t>(id);
    top_.add_i = 1;
    ledger_.Edge();
    top_.add_i = 0;
    live_[layer][id] = object;
    ever_[layer][id] = true;
    if (layer > 1) ++live_[layer - 1][parent].dependents;
  }

  /* A look at one that was given out at some time; it goes when nothing depends on it. */
  void Look(uint32_t layer, uint32_t id, bool goes) {
    if (ever_[layer].count(id) == 0) return;
    Noise();
    top_.layer_i = static_cast<uint8_t>(layer);
    top_.id_i = static_cast<uint16_t>(id);
    top_.look_i = 1;
    ledger_.Edge();
    top_.look_i = 0;
    ledger_.Settle();
    bool is_live = live_[layer].count(id) != 0;
    TOE_CHECK_EQ(top_.in_use_o, is_live);
    if (is_live) {
      const Object &object = live_[layer][id];
      TOE_CHECK_EQ(top_.dependents_o, object.dependents);
      if (layer > 1) TOE_CHECK_EQ(Get(top_.holding_o, kParent, 14), object.parent);
      for (int f = 0; f < 15; ++f) {
        if (kFields[f].layer == layer) {
          TOE_CHECK_EQ(Get(top_.holding_o, kFields[f].lsb, kFields[f].bits), object.fields[f]);
        }
      }
      refused_ += goes && object.dependents != 0;
      goes = goes && object.dependents == 0;
    }
    ledger_.Edge(); /* the parent's count is read */
    Gap();
    ledger_.Settle();
    TOE_CHECK_EQ(top_.active_o, 0);
    if (is_live && !goes && layer == 3) Update(id);
    if (!is_live || !goes) return;
    top_.remove_i = 1;
    ledger_.Edge();
    top_.remove_i = 0;
    if (layer > 1) --live_[layer - 1][live_[layer][id].parent].dependents;
    live_[layer].erase(id);
    ++gone_;
  }

  /* What a receive job leaves: all but its parent, place in the lookup and pages may be another. */
  void Update(uint32_t id) {
    for (int w = 0; w < 6; ++w) top_.update_holding_i[w] = static_cast<uint32_t>(random_.Next());
    Object &object = live_[3][id];
    Set(top_.update_holding_i, kParent, 14, object.parent);
    for (int f = 0; f < 10; ++f) object.fields[f] = Get(top_.update_holding_i, kFields[f].lsb, kFields[f].bits);
    top_.update_i = 1;
    ledger_.Edge();
    top_.update_i = 0;
    ++updated_;
  }

  void Step() {
    /* Few ids of each layer, the lowest and the highest. */
    static const uint32_t kIds[4][6] = {
        {}, {0, 1, 2, 100, 2048, 4095}, {0, 1, 2, 100, 8192, 16383}, {0, 1, 2, 5000, 8192, 16383}};
    uint32_t layer = 1 + random_.Below(3), id = kIds[layer][random_.Below(6)];
    if (random_.OneIn(2)) {
      uint32_t parent = layer > 1 ? kIds[layer - 1][random_.Below(6)] : random_.Below(16384);
      if (live_[layer].count(id) != 0 || (layer > 1 && live_[layer - 1].count(parent) == 0)) return;
      Add(layer, id, parent);
    } else {
      Look(layer, id, random_.OneIn(2));
    }
  }
  void Done() { TOE_CHECK(gone_ > 200 && refused_ > 50 && updated_ > 200); }

 private:
  void Noise() {
    top_.layer_i = static_cast<uint8_t>(1 + random_.Below(3));
    top_.id_i = static_cast<uint16_t>(random_.Below(4096));
    top_.new_layer_i = static_cast<uint8_t>(1 + random_.Below(3));
    top_.new_parent_i = static_cast<uint16_t>(random_.Below(16384));
    top_.add_id_i = static_cast<uint16_t>(random_.Below(4096));
  }
  void Gap() {
    if (!mode_.has_gaps) return;
    for (uint32_t i = random_.Below(4); i > 0; --i) ledger_.Edge();
  }

  Mode mode_;
  Random random_;
  Leaf<Vtoe_ledger> ledger_;
  Vtoe_ledger &top_;
  std::map<uint32_t, Object> live_[4];
  std::map<uint32_t, bool> ever_[4];
  uint32_t gone_ = 0, refused_ = 0, updated_ = 0;
};

void Run(const Mode &mode) {
  Rig rig(mode);
  for (int i = 0; i < 6000; ++i) rig.Step();
  rig.Done();
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_ledger", argc, argv, 2, toe::Run); }
