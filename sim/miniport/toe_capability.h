/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_capability.h - NDIS_TCP_CONNECTION_OFFLOAD, the record in which the driver says what it takes [R193].
 */
#ifndef TOE_CAPABILITY_H_
#define TOE_CAPABILITY_H_

#include "sim/miniport/toe_ndis.h"

/* record_out  TOE_NDIS_TCP_CONNECTION_OFFLOAD_BYTES bytes, all written */
static inline void toe_capability_write(uint32_t tcp_capacity, uint8_t *record_out) {
  memset(record_out, 0, TOE_NDIS_TCP_CONNECTION_OFFLOAD_BYTES);
  TOE_NDIS_WRITE(record_out, TCP_CONNECTION_OFFLOAD, TYPE, TOE_NDIS_OBJECT_TYPE_DEFAULT);
  TOE_NDIS_WRITE(record_out, TCP_CONNECTION_OFFLOAD, REVISION, TOE_NDIS_TCP_CONNECTION_OFFLOAD_REVISION_1);
  TOE_NDIS_WRITE(record_out, TCP_CONNECTION_OFFLOAD, SIZE, TOE_NDIS_TCP_CONNECTION_OFFLOAD_BYTES);
  TOE_NDIS_WRITE(record_out, TCP_CONNECTION_OFFLOAD, ENCAPSULATION, TOE_NDIS_ENCAPSULATION_IEEE_802_3);
  /* No IPv6 extension headers and no SACK: their bits stay 0. */
  TOE_NDIS_WRITE(record_out, TCP_CONNECTION_OFFLOAD, SUPPORT,
                 (uint64_t)(TOE_NDIS_SUPPORTED << TOE_NDIS_SUPPORT_IPV4_LSB) |
                     (uint64_t)(TOE_NDIS_SUPPORTED << TOE_NDIS_SUPPORT_IPV6_LSB));
  TOE_NDIS_WRITE(record_out, TCP_CONNECTION_OFFLOAD, CAPACITY, tcp_capacity);
}

#endif /* TOE_CAPABILITY_H_ */
