// SPDX-License-Identifier: Apache-2.0
//
// toe_test.cpp - the C test face (toe_test.h) over GoogleTest: registration, checks, directories, main.
//
// Every flag of GoogleTest works (--gtest_filter, --gtest_shuffle, --gtest_output=xml:FILE).
#include "testbench/shim/toe_test.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace toe {
namespace {

struct Case {
  const char *suite;
  const char *name;
  const char *file;
  int line;
  void (*body)(void);
};

// Filled by constructors of the C files, in an order nobody should rely on; registered by main.
std::vector<Case> &Cases() {
  static std::vector<Case> cases;
  return cases;
}

// What the running test has said and made.
struct Running {
  std::string note;
  std::string directory;
};

Running &Now() {
  static Running running;
  return running;
}

std::filesystem::path Root() {
  const char *base = std::getenv("TMPDIR");
  return std::filesystem::path(base != nullptr && *base != '\0' ? base : "/tmp") /
         ("toe_tests." + std::to_string(::getpid()));
}

class Fixture : public testing::Test {};

class Body : public Fixture {
 public:
  explicit Body(void (*body)(void)) : body_(body) {}

  void SetUp() override { Now() = Running(); }

  void TestBody() override { body_(); }

  // What a failed test has written stays for whoever looks into it.
  void TearDown() override {
    if (Now().directory.empty()) return;
    if (HasFailure()) {
      std::fprintf(stderr, "files of this test: %s\n", Now().directory.c_str());
      return;
    }
    std::error_code ignored;
    std::filesystem::remove_all(Now().directory, ignored);
    std::filesystem::remove(Root(), ignored);
  }

 private:
  void (*body_)(void);
};

std::string Noted() { return Now().note.empty() ? std::string() : "\n  note: " + Now().note; }

std::string Number(uint64_t value) {
  char text[64];
  std::snprintf(text, sizeof text, "%llu (0x%llx)", static_cast<unsigned long long>(value),
                static_cast<unsigned long long>(value));
  return text;
}

std::string Quoted(const char *text) { return text == nullptr ? "NULL" : "\"" + std::string(text) + "\""; }

bool Fail(const char *file, int line, const std::string &text) {
  ADD_FAILURE_AT(file, line) << text << Noted();
  return false;
}

std::string Hex(const uint8_t *bytes, uint64_t begin, uint64_t end) {
  std::string out;
  char text[4];
  for (uint64_t i = begin; i < end; ++i) {
    std::snprintf(text, sizeof text, "%02x ", bytes[i]);
    out += text;
  }
  return out;
}

// TOE_SOURCE_DIRECTORY and TOE_BUILD_DIRECTORY are what CMake was told; the environment wins, so that
// an installed or moved build can be tested.
const char *Directory(const char *variable, const char *built) {
  const char *said = std::getenv(variable);
  return said != nullptr && *said != '\0' ? said : built;
}

}  // namespace
}  // namespace toe

extern "C" {

void toe_test_register(const char *suite, const char *name, const char *file, int line, void (*body)(void)) {
  toe::Cases().push_back({suite, name, file, line, body});
}

bool toe_test_check(bool ok, const char *file, int line, const char *text) {
  return ok || toe::Fail(file, line, std::string("does not hold: ") + text);
}

bool toe_test_check_eq(uint64_t actual, uint64_t expected, const char *file, int line, const char *actual_text,
                       const char *expected_text) {
  if (actual == expected) return true;
  return toe::Fail(file, line,
                   std::string(actual_text) + "\n  is        " + toe::Number(actual) + "\n  should be " +
                       toe::Number(expected) + "  " + expected_text);
}

bool toe_test_check_str(const char *actual, const char *expected, const char *file, int line, const char *actual_text) {
  if (actual == expected) return true;
  if (actual != nullptr && expected != nullptr && std::strcmp(actual, expected) == 0) return true;
  return toe::Fail(
      file, line,
      std::string(actual_text) + "\n  is        " + toe::Quoted(actual) + "\n  should be " + toe::Quoted(expected));
}

bool toe_test_check_has(const char *text, const char *part, const char *file, int line, const char *text_text) {
  if (text != nullptr && part != nullptr && std::strstr(text, part) != nullptr) return true;
  return toe::Fail(
      file, line,
      std::string(text_text) + "\n  is          " + toe::Quoted(text) + "\n  should have " + toe::Quoted(part));
}

bool toe_test_check_mem(const void *actual, const void *expected, uint64_t bytes, const char *file, int line,
                        const char *actual_text) {
  if (bytes == 0) return true;
  if (actual == nullptr || expected == nullptr) return toe::Fail(file, line, std::string(actual_text) + " is NULL");
  const auto *is = static_cast<const uint8_t *>(actual);
  const auto *should = static_cast<const uint8_t *>(expected);
  uint64_t at = 0;
  while (at < bytes && is[at] == should[at]) ++at;
  if (at == bytes) return true;
  const uint64_t begin = at - at % 16;
  const uint64_t end = begin + 16 < bytes ? begin + 16 : bytes;
  return toe::Fail(file, line,
                   std::string(actual_text) + " differs first at byte " + std::to_string(at) + " of " +
                       std::to_string(bytes) + "; from byte " + std::to_string(begin) + "\n  is        " +
                       toe::Hex(is, begin, end) + "\n  should be " + toe::Hex(should, begin, end));
}

void toe_test_note(const char *format, ...) {
  char text[1024];
  va_list args;
  va_start(args, format);
  std::vsnprintf(text, sizeof text, format, args);
  va_end(args);
  toe::Now().note = text;
}

const char *toe_test_directory(void) {
  std::string &directory = toe::Now().directory;
  if (directory.empty()) {
    const auto *info = testing::UnitTest::GetInstance()->current_test_info();
    const auto path = toe::Root() / (std::string(info->test_suite_name()) + "." + info->name());
    std::error_code error;
    std::filesystem::remove_all(path, error);
    std::filesystem::create_directories(path, error);
    if (error) {
      std::fprintf(stderr, "%s: %s\n", path.c_str(), error.message().c_str());
      std::exit(1);
    }
    directory = path.string();
  }
  return directory.c_str();
}

const char *toe_test_source_directory(void) { return toe::Directory("TOE_SOURCE_DIRECTORY", TOE_SOURCE_DIRECTORY); }

const char *toe_test_build_directory(void) { return toe::Directory("TOE_BUILD_DIRECTORY", TOE_BUILD_DIRECTORY); }

}  // extern "C"

int main(int argc, char **argv) {
  for (const toe::Case &one : toe::Cases()) {
    testing::RegisterTest(one.suite, one.name, nullptr, nullptr, one.file, one.line,
                          [body = one.body]() -> toe::Fixture * { return new toe::Body(body); });
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
