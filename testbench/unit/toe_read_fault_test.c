/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_read_fault.h"

#include <stdio.h>
#include <string.h>

#include "testbench/shim/toe_test.h"

TOE_TEST(read_fault, is_read_from_its_text) {
  toe_read_faults_t faults;
  TOE_ASSERT_EQ(
      toe_read_faults_parse("command:0=poisoned,object:17=ur@2,copy:1000000000000=ca,object:3=lost@64", &faults, NULL),
      TOE_OK);
  TOE_EXPECT_EQ(faults.count, 4);
  const toe_read_fault_t *fault = toe_read_faults_find(&faults, TOE_LATENCY_COMMAND, 0);
  TOE_ASSERT(fault != NULL);
  TOE_EXPECT_EQ(fault->kind, TOE_READ_FAULT_POISONED);
  TOE_EXPECT_EQ(fault->good, 0);
  fault = toe_read_faults_find(&faults, TOE_LATENCY_OBJECT, 17);
  TOE_ASSERT(fault != NULL);
  TOE_EXPECT_EQ(fault->kind, TOE_READ_FAULT_UR);
  TOE_EXPECT_EQ(fault->good, 2);
  fault = toe_read_faults_find(&faults, TOE_LATENCY_OTHER, UINT64_C(1000000000000));
  TOE_ASSERT(fault != NULL);
  TOE_EXPECT_EQ(fault->kind, TOE_READ_FAULT_CA);
  fault = toe_read_faults_find(&faults, TOE_LATENCY_OBJECT, 3);
  TOE_ASSERT(fault != NULL);
  TOE_EXPECT_EQ(fault->kind, TOE_READ_FAULT_LOST);
  TOE_EXPECT_EQ(fault->good, 64);
  TOE_EXPECT(toe_read_faults_find(&faults, TOE_LATENCY_OBJECT, 0) == NULL);
  TOE_EXPECT(toe_read_faults_find(&faults, TOE_LATENCY_COMMAND, 17) == NULL);
  TOE_EXPECT_EQ(toe_read_faults_parse("none", &faults, NULL), TOE_OK);
  TOE_EXPECT_EQ(faults.count, 0);
}

TOE_TEST(read_fault_bad, says_which_word_is_not_understood) {
  static const char *const texts[] = {"",
                                      "no",
                                      "none,",
                                      "frame:0=ur",
                                      "object",
                                      "object:=ur",
                                      "object:-1=ur",
                                      "object:1",
                                      "object:1=",
                                      "object:1=urx",
                                      "object:1=UR",
                                      "object:1=ur@",
                                      "object:1=ur@65",
                                      "object:1000000000001=ur",
                                      "object:99999999999999999999999=ur",
                                      "object:1=ur,",
                                      "object:1=ur,,object:2=ur",
                                      "object:1=ur;object:2=ur",
                                      " object:1=ur"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    toe_read_faults_t faults = {.count = 77};
    toe_error_t error = {""};
    toe_test_note("\"%s\"", texts[i]);
    TOE_EXPECT_EQ(toe_read_faults_parse(texts[i], &faults, &error), TOE_E_FORMAT);
    TOE_EXPECT_HAS(error.text, "pcie.read_faults: \"");
    TOE_EXPECT_EQ(faults.count, 77);
  }
}

TOE_TEST(read_fault_bad, takes_each_read_once_and_32_at_most) {
  toe_read_faults_t faults;
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_read_faults_parse("copy:5=ur,object:5=ur,copy:5=ca", &faults, &error), TOE_E_RANGE);
  TOE_EXPECT_HAS(error.text, "copy:5=ca");
  TOE_EXPECT_HAS(error.text, "already");
  char text[1000] = "object:0=ur";
  for (int i = 1; i < 32; ++i) {
    const size_t used = strlen(text);
    (void)snprintf(text + used, sizeof text - used, ",object:%d=lost", i);
  }
  TOE_EXPECT_EQ(toe_read_faults_parse(text, &faults, NULL), TOE_OK);
  TOE_EXPECT_EQ(faults.count, 32);
  (void)snprintf(text + strlen(text), sizeof text - strlen(text), ",copy:0=ur");
  TOE_EXPECT_EQ(toe_read_faults_parse(text, &faults, &error), TOE_E_RANGE);
  TOE_EXPECT_HAS(error.text, "more than 32");
}
