/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_object.h - a state object as the device looks at it: the members that deciding needs, and whether it is well
 * formed in itself (docs/microarchitecture.md 4 and 7, rule 3; its place in the list is toe_walk's business).
 */
#ifndef TOE_OBJECT_H_
#define TOE_OBJECT_H_

#include "model/spec/toe_spec.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Members below `fault` are those of the object's own layer; the others are 0. */
typedef struct toe_object {
  bool is_fetched; /* false: nothing below but index is known */
  uint32_t index;
  bool is_malformed;
  uint8_t layer, kind, family;
  uint32_t handle;
  uint8_t fault;
  /* new neighbor */
  uint16_t vlan;
  bool has_src_mac;
  uint8_t src_mac[6];
  /* new path */
  uint8_t src_ip[16], dst_ip[16];
  uint32_t mtu;
  /* new TCP connection */
  uint16_t local_port, remote_port;
  uint8_t tcp_state;
  uint32_t initial_rcv_wnd, buffered_bytes;
  uint64_t buffered_addr;
} toe_object_t;

/* Object `index` of a request.  data  TOE_OBJECT_BYTES, borrowed for the call; NULL: it could not be fetched */
toe_object_t toe_object_read(uint32_t index, const uint8_t *data);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_OBJECT_H_ */
