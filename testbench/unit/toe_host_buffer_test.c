/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_buffer_test.c - the driver's buffers for indications.
 */
#include "sim/miniport/toe_host_buffer.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"

/* Buffer i is i buffers behind the first; what the device cannot have filled is not taken. */
TOE_TEST(host_buffer, is_taken_as_the_device_filled_it) {
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  toe_host_buffers_t buffers;
  TOE_ASSERT(toe_host_buffers_new(&os, 3, 256, &buffers));
  TOE_EXPECT_EQ(buffers.area.bytes, 768);
  TOE_EXPECT_EQ(buffers.area.bus_address % 64, 0);
  TOE_EXPECT(toe_host_buffers_take(&buffers, 3, 1) == NULL);
  TOE_EXPECT(toe_host_buffers_take(&buffers, 2, 0) == NULL);
  TOE_EXPECT(toe_host_buffers_take(&buffers, 2, 257) == NULL);
  toe_host_buffer_t *buffer = toe_host_buffers_take(&buffers, 2, 256);
  TOE_ASSERT(buffer != NULL);
  TOE_EXPECT(buffer->list.data == (const uint8_t *)buffers.area.virtual_address + 512);
  TOE_EXPECT(buffer->list.bytes == 256 && buffer->list.status == 0 && buffer->list.next == NULL);
  TOE_EXPECT_EQ(toe_host_buffers_number(&buffers, buffer), 2);
  TOE_EXPECT(toe_host_buffers_of_list(&buffers, &buffer->list) == NULL); /* the host does not have it */
  buffer->use = TOE_HOST_BUFFER_LENT;
  TOE_EXPECT(toe_host_buffers_take(&buffers, 2, 1) == NULL); /* nor the device */
  TOE_EXPECT(toe_host_buffers_of_list(&buffers, &buffer->list) == buffer);
  TOE_EXPECT_EQ(toe_host_buffers_lent(&buffers), 1);
  toe_host_buffers_free(&os, &buffers);
  TOE_EXPECT_EQ(nic->dma_live, 0);
  TOE_EXPECT_EQ(nic->allocs_live, 0);
  for (int i = 0; i < 2; ++i) {
    nic->dma_fail_from = i == 0 ? 1 : 0;
    nic->alloc_fail_from = i == 0 ? 0 : 1;
    TOE_EXPECT(!toe_host_buffers_new(&os, 3, 256, &buffers));
    TOE_EXPECT_EQ(nic->allocs_live, 0);
  }
  TOE_EXPECT(toe_host_buffers_new(&os, 0, 0, &buffers));
  TOE_EXPECT(toe_host_buffers_take(&buffers, 0, 1) == NULL);
  toe_host_buffers_free(&os, &buffers);
  fake_free(nic);
}

/* R102: kept in their order, taken out anywhere. */
TOE_TEST(host_buffer, is_kept_in_order) {
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  toe_host_buffers_t buffers;
  TOE_ASSERT(toe_host_buffers_new(&os, 4, 256, &buffers));
  for (uint32_t i = 0; i < 3; ++i) {
    buffers.all[i].handle = 0x30000000 + i;
    toe_host_buffers_keep(&buffers, &buffers.all[i]);
  }
  TOE_EXPECT(toe_host_buffers_has_kept(&buffers, 0x30000002));
  toe_host_buffers_unkeep(&buffers, &buffers.all[2]); /* the last */
  TOE_EXPECT(!toe_host_buffers_has_kept(&buffers, 0x30000002));
  toe_host_buffers_keep(&buffers, &buffers.all[3]);
  toe_host_buffers_unkeep(&buffers, &buffers.all[1]); /* in the middle */
  TOE_EXPECT(buffers.kept == &buffers.all[0] && buffers.kept->next == &buffers.all[3]);
  toe_host_buffers_unkeep(&buffers, &buffers.all[0]);
  toe_host_buffers_unkeep(&buffers, &buffers.all[3]);
  TOE_EXPECT(buffers.kept == NULL);
  toe_host_buffers_keep(&buffers, &buffers.all[1]);
  TOE_EXPECT(buffers.kept == &buffers.all[1]);
  toe_host_buffers_free(&os, &buffers);
  fake_free(nic);
}
