/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_capability.h - the capability record the target advertised to the host stack.
 */
#ifndef TOE_HOST_CAPABILITY_H_
#define TOE_HOST_CAPABILITY_H_

#include <stdbool.h>
#include <stdint.h>

/* Without a tag: C++ would take it for the function of that name (toe_host.h). */
typedef struct {
  uint32_t encapsulation; /* framings of the link the target takes, as it gave them */
  bool has_ipv4, has_ipv6, has_sack;
  uint32_t tcp_capacity; /* connections it is ready to take; a hint */
} toe_host_capability_t;

#endif /* TOE_HOST_CAPABILITY_H_ */
