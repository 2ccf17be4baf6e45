/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_policy_text.h - the texts of the admission policy: states, ports and VLAN ids, and the address of the
 * interface, as configuration and `set` have them.
 *
 * Texts are exact: no blanks, names in capitals, decimal numbers.  Whatever is not understood whole is refused, and the
 * output is untouched then.  Ranges and defaults: docs/config.md; what they do: docs/microarchitecture.md 6 and 7.
 */
#ifndef TOE_POLICY_TEXT_H_
#define TOE_POLICY_TEXT_H_

#include "sim/miniport/toe_miniport_options.h"

#ifdef __cplusplus
extern "C" {
#endif

/* TCP states to reject: "none", or names with a comma between: ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, CLOSING,
 * LAST_ACK, the ones that can be offloaded at all [R104].
 * mask_out  bit n: state n (4..9); the value of register ADMIT_STATES */
bool toe_states_parse(const char *text, uint32_t *mask_out);

/* Ports to reject: "none", one port 0..65535, or FIRST-LAST with FIRST not above LAST.
 * range_out  none: first 65535, last 0 */
bool toe_ports_parse(const char *text, toe_port_range_t *range_out);

/* VLAN ids of the interface, 0..4094 with a comma between.  Id 0 is always the interface's and sets nothing, so that
 * "0" alone is an interface without ids, which takes every id [R113].
 * ids_out  bit i of word w: id 32 w + i */
bool toe_vlan_ids_parse(const char *text, uint32_t ids_out[128]);

/* A change of them in a `set`: "+ID" and "-ID" with ID 1..4094, or "0": all ids are removed.
 * value_out  VALUE of setting INTERFACE_VLAN: the id, and its toe_vlan_action at bit 16 */
bool toe_vlan_change_parse(const char *text, uint32_t *value_out);

/* MAC address of the interface, as toe_mac_parse has it; no group address. */
bool toe_interface_mac_parse(const char *text, uint8_t mac_out[6]);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_POLICY_TEXT_H_ */
