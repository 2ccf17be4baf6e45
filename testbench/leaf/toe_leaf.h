/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_leaf.h - what the benches of Verilated leaf modules share: clock, random numbers, checks, modes.
 *
 * A bench has one function that runs a seed in a mode and checks every step; LeafMain runs it for the four modes
 * {steady, idle gaps} x {ready, back-pressure} and a few seeds.  The first bad step is named with its seed and ends the
 * program with 1; else the last line is "PASS name".
 *
 * Inputs are set before the edge, outputs are judged before the edge at which they are sampled: Settle(), look, Edge().
 */
#ifndef TESTBENCH_LEAF_TOE_LEAF_H_
#define TESTBENCH_LEAF_TOE_LEAF_H_

#include <verilated.h>
#if VM_COVERAGE
#include <verilated_cov.h>
#endif

#include <cinttypes>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace toe {

/* splitmix64: small, and the same everywhere. */
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}
  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  uint32_t Below(uint32_t bound) { return static_cast<uint32_t>(Next() % bound); }
  bool OneIn(uint32_t n) { return Below(n) == 0; }

 private:
  uint64_t state_;
};

/* How the surroundings of a leaf behave. */
struct Mode {
  uint64_t seed;
  bool has_gaps;          /* inputs pause      */
  bool has_back_pressure; /* outputs must wait */
};

inline const char *g_bench = "";
inline Mode g_mode{};
inline uint64_t g_step = 0;
inline const char *g_coverage_path = nullptr;

/* A failed check: where we are, what was expected. */
[[noreturn]] inline void Fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
[[noreturn]] inline void Fail(const char *file, int line, const char *format, ...) {
  printf("FAIL %s: seed %" PRIu64 ", %s, %s, step %" PRIu64 ": ", g_bench, g_mode.seed,
         g_mode.has_gaps ? "idle gaps" : "steady", g_mode.has_back_pressure ? "back-pressure" : "ready", g_step);
  va_list args;
  va_start(args, format);
  vprintf(format, args);
  va_end(args);
  printf(" (%s:%d)\n", file, line);
  exit(1);
}

#define TOE_CHECK(condition)                                             \
  do {                                                                   \
    if (!(condition)) ::toe::Fail(__FILE__, __LINE__, "%s", #condition); \
  } while (0)
#define TOE_CHECK_EQ(actual, expected)                                                                          \
  do {                                                                                                          \
    uint64_t a_ = (actual), e_ = (expected);                                                                    \
    if (a_ != e_) ::toe::Fail(__FILE__, __LINE__, "%s is 0x%" PRIx64 ", expected 0x%" PRIx64, #actual, a_, e_); \
  } while (0)

/* Coverage of one model into a file of its own, when this is a coverage build and somebody asked for it. */
inline void SaveCoverage(VerilatedContext *context) {
#if VM_COVERAGE
  static int count = 0;
  if (g_coverage_path == nullptr) return;
  char path[512];
  snprintf(path, sizeof path, "%s.%d.dat", g_coverage_path, count++);
  context->coveragep()->write(path);
#else
  (void)context;
#endif
}

/* A leaf with a clock.  Registers without reset start with random contents, so that nobody relies on them. */
template <typename Top>
class Leaf {
 public:
  explicit Leaf(uint64_t seed) {
    context_.reset(new VerilatedContext);
    context_->fatalOnError(false);
    context_->randReset(2);
    context_->randSeed(static_cast<int>(seed % 0x7FFFFFFF) + 1);
    top_.reset(new Top(context_.get()));
  }
  ~Leaf() {
    top_->final();
    SaveCoverage(context_.get());
  }
  Top *operator->() { return top_.get(); }
  Top &top() { return *top_; }

  /* Combinational outputs for the inputs as they are. */
  void Settle() {
    top_->clk_i = 0;
    top_->eval();
    Judge();
  }
  void Edge() {
    Settle();
    top_->clk_i = 1;
    top_->eval();
    Judge();
    ++g_step;
  }
  /* Two edges of reset.  Inputs must be set before. */
  template <typename T = Top>
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
    g_step = 0;
  }

 private:
  void Judge() {
    if (context_->gotError()) Fail(__FILE__, __LINE__, "an assertion of the RTL failed");
  }

  std::unique_ptr<VerilatedContext> context_;
  std::unique_ptr<Top> top_;
};

/* Bits of a wide port. */
template <typename Words>
uint64_t Get(const Words &words, int lsb, int bits) {
  uint64_t value = 0;
  for (int i = 0; i < bits; ++i) {
    value |= uint64_t{words[(lsb + i) / 32] >> ((lsb + i) % 32) & 1u} << i;
  }
  return value;
}
template <typename Words>
void Set(Words &words, int lsb, int bits, uint64_t value) {
  for (int i = 0; i < bits; ++i) {
    uint32_t mask = 1u << ((lsb + i) % 32);
    uint32_t word = words[(lsb + i) / 32] & ~mask;
    if (value >> i & 1) word |= mask;
    words[(lsb + i) / 32] = word;
  }
}

/* argv[1], when there is one: what the names of coverage files begin with. */
inline int LeafMain(const char *name, int argc, char **argv, int seeds, void (*run)(const Mode &mode)) {
  g_bench = name;
  setvbuf(stdout, nullptr, _IOLBF, 0);
  if (argc > 1) g_coverage_path = argv[1];
  for (int i = 0; i < seeds; ++i) {
    for (int m = 0; m < 4; ++m) {
      g_mode = Mode{static_cast<uint64_t>(1 + i), (m & 1) != 0, (m & 2) != 0};
      g_step = 0;
      run(g_mode);
    }
  }
  printf("PASS %s\n", name);
  return 0;
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_LEAF_H_ */
