/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_mac.h - a MAC address as text: "02:00:00:00:00:01", six pairs of hexadecimal digits of either case.
 */
#ifndef TOE_MAC_H_
#define TOE_MAC_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* false: not understood whole; mac_out may have changed then. */
bool toe_mac_parse(const char *text, uint8_t mac_out[6]);

/* Bit 0 of the first byte: nobody's own address. */
static inline bool toe_mac_is_group(const uint8_t mac[6]) { return (mac[0] & 1) != 0; }

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_MAC_H_ */
