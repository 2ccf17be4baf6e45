/* SPDX-License-Identifier: Apache-2.0 */
#include "model/spec/toe_spec.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

/* R18: numbers typed by hand from the rules, not from the list. */
TOE_TEST(spec, gives_each_status_its_number_and_name) {
  TOE_EXPECT_STR(toe_status_text(0x00000000u), "NDIS_STATUS_SUCCESS");
  TOE_EXPECT_STR(toe_status_text(0x40020004u), "NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS");
  TOE_EXPECT_STR(toe_status_text(0xC0000001u), "NDIS_STATUS_FAILURE");
  TOE_EXPECT_STR(toe_status_text(0xC000009Au), "NDIS_STATUS_RESOURCES");
  TOE_EXPECT_STR(toe_status_text(0xC0231004u), "NDIS_STATUS_OFFLOAD_TCP_ENTRIES");
  TOE_EXPECT_STR(toe_status_text(0xC0231005u), "NDIS_STATUS_OFFLOAD_PATH_ENTRIES");
  TOE_EXPECT_STR(toe_status_text(0xC0231006u), "NDIS_STATUS_OFFLOAD_NEIGHBOR_ENTRIES");
  TOE_EXPECT_STR(toe_status_text(0xC0231007u), "NDIS_STATUS_OFFLOAD_IP_ADDRESS_ENTRIES");
  TOE_EXPECT_STR(toe_status_text(0xC0231008u), "NDIS_STATUS_OFFLOAD_HW_ADDRESS_ENTRIES");
  TOE_EXPECT_STR(toe_status_text(0xC0231009u), "NDIS_STATUS_OFFLOAD_VLAN_ENTRIES");
  TOE_EXPECT_STR(toe_status_text(0xC023100Au), "NDIS_STATUS_OFFLOAD_TCP_XMIT_BUFFER");
  TOE_EXPECT_STR(toe_status_text(0xC023100Bu), "NDIS_STATUS_OFFLOAD_TCP_RCV_BUFFER");
  TOE_EXPECT_STR(toe_status_text(0xC023100Cu), "NDIS_STATUS_OFFLOAD_TCP_RCV_WINDOW");
  TOE_EXPECT_STR(toe_status_text(0xC023100Du), "NDIS_STATUS_OFFLOAD_VLAN_MISMATCH");
  TOE_EXPECT_STR(toe_status_text(0xC0231F01u), "NDIS_STATUS_OFFLOAD_PATH_MTU");
  TOE_EXPECT_STR(toe_status_text(0xC0231012u), "NDIS_STATUS_OFFLOAD_CONNECTION_REJECTED");
  TOE_EXPECT_STR(toe_status_text(0x12345678u), "?");
  uint32_t status = 0;
  TOE_EXPECT(toe_status_of_name("NDIS_STATUS_RESOURCES", &status));
  TOE_EXPECT_EQ(status, 0xC000009Au);
  TOE_EXPECT(toe_status_of_name("OFFLOAD_NEIGHBOR_ENTRIES", &status));
  TOE_EXPECT_EQ(status, 0xC0231006u);
}

/* R24..R47 and the order of causes.def, typed by hand: cause, status, pool. */
TOE_TEST(spec, knows_status_and_pool_of_every_cause) {
  static const struct {
    uint32_t status;
    const char *pool;
  } causes[] = {
      {0x00000000u, "none"},          /*  0 OK                                 */
      {0xC0000001u, "none"},          /*  1 not attempted [R16]                */
      {0xC0000001u, "none"},          /*  2 malformed                          */
      {0xC0000001u, "none"},          /*  3 not fetched                        */
      {0xC0000001u, "none"},          /*  4 no parent                          */
      {0xC0000001u, "none"},          /*  5 a linker to nothing                */
      {0xC0000001u, "none"},          /*  6 TCP state [R104]                   */
      {0xC0000001u, "none"},          /*  7 internal [R15]                     */
      {0xC0000001u, "none"},          /*  8 duplicate                          */
      {0xC0231006u, "neighbor"},      /*  9 [R28]                              */
      {0xC0231005u, "path"},          /* 10 [R27]                              */
      {0xC0231004u, "tcp"},           /* 11 [R26]                              */
      {0xC0231004u, "lookup"},        /* 12 [R26]                              */
      {0xC000009Au, "host_memory"},   /* 13 [R25]                              */
      {0xC000009Au, "none"},          /* 14 host memory, injected [R25]        */
      {0xC023100Du, "none"},          /* 15 VLAN mismatch [R37]                */
      {0xC0231009u, "vlan"},          /* 16 [R36]                              */
      {0xC0231008u, "src_mac"},       /* 17 [R29, R30]                         */
      {0xC0231F01u, "none"},          /* 18 path MTU [R39]                     */
      {0xC0231007u, "src_ip"},        /* 19 [R32]                              */
      {0xC0231012u, "none"},          /* 20 rejected: state [R40]              */
      {0xC0231012u, "none"},          /* 21 port                               */
      {0xC0231012u, "none"},          /* 22 window                             */
      {0xC0231012u, "none"},          /* 23 duplicate                          */
      {0xC0231012u, "none"},          /* 24 injected                           */
      {0xC023100Cu, "none"},          /* 25 receive window [R35]               */
      {0xC023100Au, "xmit_buffer"},   /* 26 [R33]                              */
      {0xC023100Bu, "rcv_buffer"},    /* 27 [R34]                              */
      {0xC0000001u, "buffered_copy"}, /* 28 no memory for the copy [R47]     */
      {0xC0000001u, "none"},          /* 29 the same, injected                 */
      {0xC0000001u, "none"},          /* 30 the data could not be read [R46]   */
      {0xC0000001u, "none"},          /* 31 the context is lost [R15, R171]    */
      {0xC0000001u, "none"},          /* 32 terminate: live dependents   */
      {0xC0000001u, "none"},          /* 33 terminate: too little room [R166]  */
  };
  const uint32_t count = sizeof causes / sizeof causes[0];
  for (uint32_t cause = 0; cause < count; ++cause) {
    toe_test_note("cause %u", (unsigned)cause);
    TOE_EXPECT_EQ(toe_status_of_cause(cause), causes[cause].status);
    TOE_EXPECT_STR(toe_pool_text(toe_pool_of_cause(cause)), causes[cause].pool);
    TOE_EXPECT(strcmp(toe_cause_text(cause), "?") != 0);
  }
  TOE_EXPECT_STR(toe_cause_text(count), "?");
  TOE_EXPECT_EQ(toe_status_of_cause(count), 0xC0000001u);
  TOE_EXPECT_EQ(toe_pool_of_cause(count), TOE_POOL_NONE);
}

/* Section 3 of docs/microarchitecture.md, CAP_*. */
TOE_TEST(spec, knows_every_pool_and_what_was_built_of_it) {
  static const struct {
    const char *name;
    uint32_t built;
  } pools[] = {{"neighbor", 4096},
               {"path", 16384},
               {"tcp", 16384},
               {"src_mac", 64},
               {"src_ip", 128},
               {"vlan", 128},
               {"rcv_buffer", 65536},
               {"xmit_buffer", 65536},
               {"buffered_copy", 16777216},
               {"host_memory", 0xFFFFFFFFu},
               {"lookup", 32800},
               {"posted", 4096},
               {"host_buffer", 4096},
               {"rcv_data", 16777216}};
  TOE_ASSERT_EQ(TOE_POOLS, sizeof pools / sizeof pools[0]);
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    TOE_EXPECT_STR(toe_pool_text((toe_pool_t)pool), pools[pool].name);
    TOE_EXPECT_EQ(toe_pool_built((toe_pool_t)pool), pools[pool].built);
  }
}

/* The keys that can be set while the device runs, in the order of their numbers, from 1. */
TOE_TEST(spec, knows_every_setting_by_its_key) {
  static const char *const keys[] = {"neighbor.entries",
                                     "path.entries",
                                     "tcp.entries",
                                     "host_memory.objects",
                                     "walk.policy",
                                     "src_mac.entries",
                                     "src_ip.entries",
                                     "vlan.entries",
                                     "rcv_buffer.pages",
                                     "xmit_buffer.pages",
                                     "buffered_copy.bytes",
                                     "mtu.max",
                                     "rcv_window.max",
                                     "admission.reject_states",
                                     "admission.reject_local_ports",
                                     "admission.reject_remote_ports",
                                     "admission.min_rcv_window",
                                     "admission.duplicates",
                                     "vlan.interface_ids",
                                     "posted.requests",
                                     "rcv_data.bytes",
                                     "wire.mac"};
  for (uint32_t i = 0; i < sizeof keys / sizeof keys[0]; ++i) TOE_EXPECT_STR(toe_setting_text(i + 1), keys[i]);
  TOE_EXPECT_STR(toe_setting_text(0), "?");
  TOE_EXPECT_STR(toe_setting_text(23), "?");
}

TOE_TEST(spec, knows_status_and_pool_of_a_cause) {
  TOE_EXPECT_EQ(toe_status_of_cause(TOE_CAUSE_OK), 0);
  TOE_EXPECT_EQ(toe_status_of_cause(TOE_CAUSE_NOT_ATTEMPTED), 0xC0000001u);
  TOE_EXPECT_EQ(toe_status_of_cause(TOE_CAUSE_PATH_POOL), 0xC0231005u);
  TOE_EXPECT_EQ(toe_status_of_cause(TOE_CAUSE_LOOKUP_POOL), 0xC0231004u);
  TOE_EXPECT_EQ(toe_status_of_cause(TOE_CAUSE_HOST_FAULT), 0xC000009Au);
  TOE_EXPECT_EQ(toe_pool_of_cause(TOE_CAUSE_HOST_POOL), TOE_POOL_HOST_MEMORY);
  TOE_EXPECT_EQ(toe_pool_of_cause(TOE_CAUSE_HOST_FAULT), TOE_POOL_NONE);
  TOE_EXPECT_EQ(toe_pool_built(TOE_POOL_NEIGHBOR), 4096);
  TOE_EXPECT_EQ(toe_pool_built(TOE_POOL_LOOKUP), 32800);
}

TOE_TEST(spec, has_a_text_for_every_number) {
  TOE_EXPECT_STR(toe_layer_text(3), "tcp");
  TOE_EXPECT_STR(toe_kind_text(1), "linker");
  TOE_EXPECT_STR(toe_policy_text(1), "prune");
  TOE_EXPECT_STR(toe_pool_text(TOE_POOL_HOST_MEMORY), "host_memory");
  TOE_EXPECT_STR(toe_pool_text(TOE_POOL_NONE), "none");
  TOE_EXPECT_STR(toe_error_text(0), "no error");
  static const char *const faults[] = {"none", "internal", "host-memory", "rejected", "copy-memory", "?"};
  for (uint32_t fault = 0; fault < 6; ++fault) TOE_EXPECT_STR(toe_fault_text(fault), faults[fault]);
  for (uint32_t error = 0; error <= 15; ++error) {
    toe_test_note("error %u", (unsigned)error);
    TOE_EXPECT(strcmp(toe_error_text(error), "?") != 0);
  }
  TOE_EXPECT_STR(toe_setting_text(19), "vlan.interface_ids");
  TOE_EXPECT_STR(toe_setting_text(23), "?");
  TOE_EXPECT_HAS(toe_error_text(9), "bytes of the command that its opcode does not use");
  TOE_EXPECT_STR(toe_layer_text(0), "?");
  TOE_EXPECT_STR(toe_error_text(16), "?");
  TOE_EXPECT_HAS(toe_error_text(11), "not offloaded");
  TOE_EXPECT_HAS(toe_error_text(13), "[R81]");
}

/* TCP_UPLOAD_REASON in the order of its numbers, from 1 (chimney.md 7.2); events: that of TcpIndicateRetrieve, and our
 * own from 16 on. */
TOE_TEST(spec, knows_every_upload_reason_and_event) {
  static const char *const reasons[] = {"LowActivity",           "HighDropRate",       "SmallIO",
                                        "NoBufferPreposting",    "ReceivedUrgentData", "HighFragmentation",
                                        "HighOutOfOrderPackets", "TimeoutExpiration",  "InvalidState",
                                        "UploadRequested",       "HardwareFailure"};
  for (uint32_t i = 0; i < 11; ++i) TOE_EXPECT_STR(toe_upload_reason_text(i + 1), reasons[i]);
  TOE_EXPECT_STR(toe_upload_reason_text(0), "?");
  TOE_EXPECT_STR(toe_upload_reason_text(12), "?");
  static const char *const events[] = {"upload_all", "pause", "resume", "link", "?"};
  for (uint32_t i = 0; i < 5; ++i) TOE_EXPECT_STR(toe_event_text(16 + i), events[i]);
  TOE_EXPECT_STR(toe_event_text(3), "retrieve");
  TOE_EXPECT_STR(toe_event_text(0), "?");
}

TOE_TEST(spec, reads_and_writes_members_little_endian) {
  uint8_t record[TOE_RESULT_BYTES] = {0};
  TOE_WRITE(record, RESULT, INDEX, 0x123456);
  TOE_EXPECT_EQ(record[12], 0x56);
  TOE_EXPECT_EQ(record[13], 0x34);
  TOE_EXPECT_EQ(record[14], 0x12);
  TOE_EXPECT_EQ(record[15], 0);
  TOE_EXPECT_EQ(TOE_READ(record, RESULT, INDEX), 0x123456);
  TOE_EXPECT_EQ(TOE_GET(0xABCD0012u, ID, DEVICE), 0xABCD);
  TOE_EXPECT_EQ(TOE_SET(0xFFFFFFFFu, CTRL, FAULT_ENABLE, 0), 0xFFFFFFFDu);
}

TOE_TEST(spec_bad, refuses_an_unknown_status_name) {
  uint32_t status = 7;
  TOE_EXPECT(!toe_status_of_name("NDIS_STATUS_NO_SUCH", &status));
  TOE_EXPECT(!toe_status_of_name("", &status));
  TOE_EXPECT(!toe_status_of_name("NDIS_STATUS_", &status));
  TOE_EXPECT_EQ(status, 7);
}
