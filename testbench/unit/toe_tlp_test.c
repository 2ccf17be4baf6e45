/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_tlp.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

/* PCIe 2.2.1, 2.2.7: MRd with a 4-DW header is fmt 001, type 00000: 0x20 in the high byte.  512 bytes are 128 DWs.
 * DW1: requester 01:00.0 = 0x0100, tag 33 = 0x21, last BE F, first BE F. */
TOE_TEST(tlp, packs_a_read_request) {
  toe_tlp_t tlp = {.type = TOE_TLP_MRD,
                   .address = UINT64_C(0x123456789ABCDE00),
                   .length_bytes = 512,
                   .first_be = 0xF,
                   .last_be = 0xF,
                   .tag = 33,
                   .requester_id = 0x0100};
  uint32_t header[4];
  toe_tlp_header_pack(&tlp, header);
  TOE_EXPECT_EQ(header[0], 0x20000080);
  TOE_EXPECT_EQ(header[1], 0x010021FF);
  TOE_EXPECT_EQ(header[2], 0x12345678);
  TOE_EXPECT_EQ(header[3], 0x9ABCDE00);
}

/* MWr: fmt 011 (0x60).  One DW: last BE 0.  EP is bit 14 of DW0. */
TOE_TEST(tlp, packs_a_poisoned_write_of_one_dw) {
  toe_tlp_t tlp = {.type = TOE_TLP_MWR, .address = 0xFEE00010, .length_bytes = 4, .first_be = 0xF, .is_poisoned = true};
  uint32_t header[4];
  toe_tlp_header_pack(&tlp, header);
  TOE_EXPECT_EQ(header[0], 0x60004001);
  TOE_EXPECT_EQ(header[1], 0x0000000F);
  TOE_EXPECT_EQ(header[2], 0);
  TOE_EXPECT_EQ(header[3], 0xFEE00010);
}

/* PCIe 2.2.2: 1024 DWs are encoded as 0.  2.2.9: a byte count of 4096 as 0.  CplD is 0x4A. */
TOE_TEST(tlp, sends_4096_bytes_as_zero) {
  toe_tlp_t tlp = {.type = TOE_TLP_MRD, .length_bytes = 4096, .first_be = 0xF, .last_be = 0xF};
  uint32_t header[4];
  toe_tlp_header_pack(&tlp, header);
  TOE_EXPECT_EQ(header[0], 0x20000000);
  static toe_tlp_t completion;
  completion.type = TOE_TLP_CPLD;
  completion.length_bytes = 256;
  completion.byte_count = 4096;
  completion.tag = 5;
  completion.requester_id = 0x0100;
  completion.completer_id = 0x0008;
  completion.lower_address = 0x40;
  toe_tlp_header_pack(&completion, header);
  TOE_EXPECT_EQ(header[0], 0x4A000040);
  TOE_EXPECT_EQ(header[1], 0x00080000);
  TOE_EXPECT_EQ(header[2], 0x01000540);
  TOE_EXPECT_EQ(header[3], 0);

  toe_tlp_t back;
  memset(&back, 0, sizeof back);
  TOE_ASSERT_EQ(toe_tlp_header_unpack(header, &back), TOE_OK);
  TOE_EXPECT_EQ(back.byte_count, 4096);
  TOE_EXPECT_EQ(back.length_bytes, 256);
  TOE_EXPECT_EQ(back.lower_address, 0x40);
  TOE_EXPECT_EQ(back.tag, 5);
  TOE_EXPECT_EQ(back.requester_id, 0x0100);
  TOE_EXPECT_EQ(back.completer_id, 0x0008);
}

/* Cpl is 0x0A; status UR = 1 in bits 15:13 of DW1. */
TOE_TEST(tlp, packs_an_unsupported_request_completion) {
  toe_tlp_t tlp = {.type = TOE_TLP_CPL, .status = TOE_TLP_UR, .byte_count = 64, .tag = 0xAB, .length_bytes = 0};
  uint32_t header[4];
  toe_tlp_header_pack(&tlp, header);
  TOE_EXPECT_EQ(header[0], 0x0A000000);
  TOE_EXPECT_EQ(header[1], 0x00002040);
  TOE_EXPECT_EQ(header[2], 0x0000AB00);
}

/* Every field survives the way there and back. */
TOE_TEST(tlp, unpacks_what_it_packed) {
  const toe_tlp_type_t types[] = {TOE_TLP_MRD, TOE_TLP_MWR, TOE_TLP_CPL, TOE_TLP_CPLD};
  for (size_t i = 0; i < 4; ++i) {
    for (uint32_t bytes = 4; bytes <= 4096; bytes *= 4) {
      static toe_tlp_t tlp, back;
      memset(&tlp, 0, sizeof tlp);
      memset(&back, 0xA5, sizeof back);
      tlp.type = types[i];
      tlp.tag = 0x5A;
      tlp.requester_id = 0xBEEF;
      tlp.is_poisoned = i % 2 != 0;
      tlp.length_bytes = types[i] == TOE_TLP_CPL ? 0 : bytes;
      bool is_request = types[i] == TOE_TLP_MRD || types[i] == TOE_TLP_MWR;
      if (is_request) {
        tlp.address = UINT64_C(0xFEDCBA9876543210);
        tlp.first_be = 0xC;
        tlp.last_be = bytes > 4 ? 0x3 : 0;
      } else {
        tlp.status = TOE_TLP_CA;
        tlp.byte_count = (uint16_t)bytes;
        tlp.lower_address = 0x7C;
        tlp.completer_id = 0x1234;
      }
      uint32_t header[4];
      toe_tlp_header_pack(&tlp, header);
      TOE_ASSERT_EQ(toe_tlp_header_unpack(header, &back), TOE_OK);
      TOE_EXPECT_EQ(back.type, tlp.type);
      TOE_EXPECT_EQ(back.address, tlp.address);
      TOE_EXPECT_EQ(back.length_bytes, tlp.length_bytes);
      TOE_EXPECT_EQ(back.first_be, tlp.first_be);
      TOE_EXPECT_EQ(back.last_be, tlp.last_be);
      TOE_EXPECT_EQ(back.tag, tlp.tag);
      TOE_EXPECT_EQ(back.status, tlp.status);
      TOE_EXPECT_EQ(back.is_poisoned, tlp.is_poisoned);
      TOE_EXPECT_EQ(back.byte_count, tlp.byte_count);
      TOE_EXPECT_EQ(back.lower_address, tlp.lower_address);
      TOE_EXPECT_EQ(back.requester_id, tlp.requester_id);
      TOE_EXPECT_EQ(back.completer_id, tlp.completer_id);
      TOE_EXPECT_EQ(back.data[0], 0xA5); /* payload is left alone */
    }
  }
}

/* MWr 24 + n, MRd 24, CplD 20 + n, Cpl 20; beats of 32 bytes. */
TOE_TEST(tlp, counts_link_bytes_and_beats) {
  const struct {
    toe_tlp_type_t type;
    uint32_t bytes, link_bytes, beats;
  } kCases[] = {{TOE_TLP_MWR, 4, 28, 1},     {TOE_TLP_MWR, 32, 56, 1},   {TOE_TLP_MWR, 36, 60, 2},
                {TOE_TLP_MRD, 512, 24, 1},   {TOE_TLP_MRD, 4096, 24, 1}, {TOE_TLP_CPLD, 64, 84, 2},
                {TOE_TLP_CPLD, 256, 276, 8}, {TOE_TLP_CPL, 0, 20, 1},    {TOE_TLP_CPLD, 4096, 4116, 128}};
  for (size_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    static toe_tlp_t tlp;
    tlp.type = kCases[i].type;
    tlp.length_bytes = kCases[i].bytes;
    toe_test_note("case %zu", i);
    TOE_EXPECT_EQ(toe_tlp_link_bytes(&tlp), kCases[i].link_bytes);
    TOE_EXPECT_EQ(toe_tlp_beats(&tlp), kCases[i].beats);
    TOE_EXPECT_EQ(toe_tlp_has_data(&tlp), kCases[i].type == TOE_TLP_MWR || kCases[i].type == TOE_TLP_CPLD);
  }
}

TOE_TEST(tlp, copies_only_the_payload_that_is_set) {
  static toe_tlp_t from, to;
  memset(&from, 0x11, sizeof from);
  memset(&to, 0x22, sizeof to);
  from.type = TOE_TLP_MWR;
  from.length_bytes = 8;
  toe_tlp_copy(&to, &from);
  TOE_EXPECT_EQ(to.length_bytes, 8);
  TOE_EXPECT_EQ(to.data[7], 0x11);
  TOE_EXPECT_EQ(to.data[8], 0x22);
}

TOE_TEST(tlp, describes_itself) {
  char text[80];
  toe_tlp_t tlp = {.type = TOE_TLP_MWR, .address = 0x1000, .length_bytes = 32};
  toe_tlp_text(&tlp, text, sizeof text);
  TOE_EXPECT_STR(text, "MWr 32 bytes at 0x1000");
  char small[8];
  toe_tlp_text(&tlp, small, sizeof small);
  TOE_EXPECT_STR(small, "MWr 32 ");
}

/* Types this project does not use: 3-DW memory read (0x00), configuration read (0x04), message (0x34). */
TOE_TEST(tlp_bad, refuses_headers_of_other_types) {
  const uint32_t heads[] = {0x00000001, 0x04000001, 0x34000000, 0xFFFFFFFF};
  for (size_t i = 0; i < 4; ++i) {
    uint32_t header[4] = {heads[i], 0, 0, 0};
    static toe_tlp_t tlp;
    tlp.length_bytes = 77;
    TOE_EXPECT_EQ(toe_tlp_header_unpack(header, &tlp), TOE_E_FORMAT);
    TOE_EXPECT_EQ(tlp.length_bytes, 77);
  }
}
