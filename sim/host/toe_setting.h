/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_setting.h - the key and value of a SET operation as the device's setting and number.
 */
#ifndef TOE_SETTING_H_
#define TOE_SETTING_H_

#include "sim/trace/toe_op.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Values are those of the key in the configuration (docs/config.md): numbers within its range, one of its words or that
 * word's index, states and ports as toe_policy_text.h has them; of vlan.interface_ids +ID, -ID, or 0 for none; of
 * wire.mac an address, byte 0 lowest in the value.
 *
 * E_UNKNOWN  no such key, or one that cannot be set while the device runs (error_out says which)
 * E_RANGE    not a number or word of the key, or above what was built (error_out says what it takes) */
TOE_MUST_USE toe_result_t toe_setting_parse(const toe_op_t *op, uint32_t *setting_out, uint64_t *value_out,
                                            toe_error_t *error_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_SETTING_H_ */
