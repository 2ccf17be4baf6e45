/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_config_space.h"

#include "testbench/shim/toe_test.h"

static toe_config_space_t reset(void) {
  static toe_config_space_t space;
  toe_config_space_reset(&space, 3, 8, 256);
  return space;
}

/* Offset of a capability by the way a driver finds it; 0: none. */
static uint32_t find(const toe_config_space_t *space, uint32_t id) {
  uint32_t at = toe_config_space_read(space, 0x34) & 0xFF;
  for (int i = 0; i < 48 && at != 0; ++i) {
    uint32_t head = toe_config_space_read(space, at);
    if ((head & 0xFF) == id) return at;
    at = head >> 8 & 0xFF;
  }
  return 0;
}

/* PCIe 7.5.1: typed by hand.  Status bit 4 (bit 20 of the DW): there are capabilities. */
TOE_TEST(config_space, names_the_function) {
  toe_config_space_t space = reset();
  TOE_EXPECT_EQ(toe_config_space_read(&space, 0x00), 0x000170E5);
  TOE_EXPECT_EQ(toe_config_space_read(&space, 0x04), 0x00100000);
  TOE_EXPECT_EQ(toe_config_space_read(&space, 0x08), 0x02000001);
  TOE_EXPECT_EQ(toe_config_space_read(&space, 0x0C), 0x00000000); /* header type 0 */
  TOE_EXPECT_EQ(toe_config_space_read(&space, 0x10), 0x00000004); /* memory, 64 bits, not prefetchable */
  TOE_EXPECT_EQ(toe_config_space_read(&space, 0x14), 0x00000000);
  TOE_EXPECT_EQ(toe_config_space_read(&space, 0x2C), 0x000170E5);
}

/* 16 KiB: of all ones the low 14 bits of the mask fall away, but the type bits 0x4 stay. */
TOE_TEST(config_space, sizes_its_bar) {
  toe_config_space_t space = reset();
  toe_config_space_write(&space, 0x10, 0xFFFFFFFF);
  toe_config_space_write(&space, 0x14, 0xFFFFFFFF);
  TOE_EXPECT_EQ(toe_config_space_read(&space, 0x10), 0xFFFFC004);
  TOE_EXPECT_EQ(toe_config_space_read(&space, 0x14), 0xFFFFFFFF);
  uint64_t mask = (uint64_t)toe_config_space_read(&space, 0x14) << 32 | (toe_config_space_read(&space, 0x10) & ~0xFu);
  TOE_EXPECT_EQ(~mask + 1, 16384);
  /* The other BARs are not there. */
  for (uint32_t at = 0x18; at <= 0x30; at += 4) {
    if (at == 0x2C) continue;
    toe_config_space_write(&space, at, 0xFFFFFFFF);
    TOE_EXPECT_EQ(toe_config_space_read(&space, at), 0);
  }
  toe_config_space_write(&space, 0x10, 0xD0004000);
  toe_config_space_write(&space, 0x14, 0x00000020);
  TOE_EXPECT_EQ(toe_config_space_bar0(&space), UINT64_C(0x20D0004000));
}

/* PCIe 6.1.4, 7.7.2: 32 vectors are table size 31; table at 0x2000 and pending bits at 0x3000, both in BAR 0. */
TOE_TEST(config_space, lists_msix) {
  toe_config_space_t space = reset();
  uint32_t at = find(&space, 0x11);
  TOE_ASSERT_EQ(at, 0x50);
  TOE_EXPECT_EQ(toe_config_space_read(&space, at) >> 16, 31);
  TOE_EXPECT_EQ(toe_config_space_read(&space, at + 4), 0x2000);
  TOE_EXPECT_EQ(toe_config_space_read(&space, at + 8), 0x3000);
  toe_config_space_write(&space, at, 0xFFFFFFFF);
  TOE_EXPECT_EQ(toe_config_space_read(&space, at) >> 16, 0xC01F);
  toe_device_config_t config = toe_config_space_device(&space);
  TOE_EXPECT(config.has_msix);
  TOE_EXPECT(config.is_msix_masked);
  toe_config_space_write(&space, at, 0x80000000);
  config = toe_config_space_device(&space);
  TOE_EXPECT(config.has_msix);
  TOE_EXPECT(!config.is_msix_masked);
}

/* PCIe 7.8: device control resets to MPS 128 and MRRS 512 (2); gen3 x8 is speed 3, width 8; 256 bytes are code 1. */
TOE_TEST(config_space, lists_the_pcie_capability) {
  toe_config_space_t space = reset();
  uint32_t at = find(&space, 0x10);
  TOE_ASSERT_EQ(at, 0x70);
  TOE_EXPECT_EQ(toe_config_space_read(&space, at) & 0xF0000, 0x20000); /* version 2 */
  TOE_EXPECT_EQ(toe_config_space_read(&space, at) & 0xF00000, 0);      /* endpoint */
  TOE_EXPECT_EQ(toe_config_space_read(&space, at + 4) & 7, 1);
  TOE_EXPECT_EQ(toe_config_space_read(&space, at + 8), 0x00002100); /* and tags of 8 bits */
  TOE_EXPECT_EQ(toe_config_space_read(&space, at + 12), 0x83);
  TOE_EXPECT_EQ(toe_config_space_read(&space, at + 16), 0x00830000);
  toe_config_space_reset(&space, 4, 16, 4096);
  TOE_EXPECT_EQ(toe_config_space_read(&space, at + 4) & 7, 5);
  TOE_EXPECT_EQ(toe_config_space_read(&space, at + 16), 0x01040000);
}

TOE_TEST(config_space, resets_the_device_configuration) {
  toe_config_space_t space = reset();
  toe_device_config_t config = toe_config_space_device(&space);
  TOE_EXPECT(!config.has_bus_master);
  TOE_EXPECT(!config.has_msix);
  TOE_EXPECT(!config.is_msix_masked);
  TOE_EXPECT_EQ(config.mps_bytes, 128);
  TOE_EXPECT_EQ(config.mrrs_bytes, 512);
  TOE_EXPECT(!toe_config_space_has_memory(&space));
}

/* MPS in bits 7:5, MRRS in 14:12, 128 << code; MPS not above the capability, reserved MRRS codes as 4096. */
TOE_TEST(config_space, decodes_device_control) {
  toe_config_space_t space = reset();
  const struct {
    uint32_t control, mps, mrrs;
  } kCases[] = {{0x0000, 128, 128}, {0x1020, 256, 256}, {0x5020, 256, 4096}, {0x50A0, 256, 4096}, {0x70E0, 256, 4096}};
  for (size_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_test_note("control 0x%04x", kCases[i].control);
    toe_config_space_write(&space, 0x78, kCases[i].control);
    toe_device_config_t config = toe_config_space_device(&space);
    TOE_EXPECT_EQ(config.mps_bytes, kCases[i].mps);
    TOE_EXPECT_EQ(config.mrrs_bytes, kCases[i].mrrs);
  }
  toe_config_space_write(&space, 0x04, 0x6);
  TOE_EXPECT(toe_config_space_device(&space).has_bus_master);
  TOE_EXPECT(toe_config_space_has_memory(&space));
}

/* Everything but these bits, typed by hand, stays as it was under all ones and under all zeroes. */
TOE_TEST(config_space, keeps_its_read_only_bits) {
  const struct {
    uint32_t offset, writable;
  } kWritable[] = {{0x04, 0x00000406}, {0x10, 0xFFFFC000}, {0x14, 0xFFFFFFFF},
                   {0x50, 0xC0000000}, {0x78, 0x000071EF}, {0x80, 0x00000008}};
  toe_config_space_t before = reset(), space = before;
  for (int value = 0; value < 2; ++value) {
    for (uint32_t at = 0; at < 4096; at += 4) toe_config_space_write(&space, at, value == 0 ? 0 : 0xFFFFFFFF);
    for (uint32_t at = 0; at < 4096; at += 4) {
      uint32_t writable = 0;
      for (size_t i = 0; i < sizeof kWritable / sizeof kWritable[0]; ++i) {
        if (kWritable[i].offset == at) writable = kWritable[i].writable;
      }
      toe_test_note("offset 0x%x", at);
      TOE_EXPECT_EQ(toe_config_space_read(&space, at),
                    (toe_config_space_read(&before, at) & ~writable) | (value == 0 ? 0 : writable));
    }
  }
}

/* Nothing is there: all ones, and no harm. */
TOE_TEST(config_space_bad, answers_ones_outside) {
  toe_config_space_t space = reset(), before = space;
  const uint32_t offsets[] = {1, 2, 3, 0x11, 4096, 4097, 0xFFFFFFFC, 0xFFFFFFFF};
  for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; ++i) {
    TOE_EXPECT_EQ(toe_config_space_read(&space, offsets[i]), 0xFFFFFFFF);
    toe_config_space_write(&space, offsets[i], 0);
  }
  TOE_EXPECT_MEM(&space, &before, sizeof space);
}
