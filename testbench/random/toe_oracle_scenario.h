/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_oracle_scenario.h - the blocks of a scenario line as the oracle needs them (docs/trace-format.md).
 */
#ifndef TOE_ORACLE_SCENARIO_H_
#define TOE_ORACLE_SCENARIO_H_

#include "testbench/random/toe_oracle_device.h"

typedef enum toe_oracle_kind { TOE_ORACLE_PLACEHOLDER, TOE_ORACLE_LINKER, TOE_ORACLE_NEW } toe_oracle_kind_t;

/* A block of a tree.  Text and JSON are borrowed from the line. */
typedef struct toe_oracle_block {
  const char *name;
  int layer;
  bool is_placeholder, has_handle;
  uint64_t handle;
  toe_oracle_fault_t fault;
  json_t *dependents; /* an array, or NULL */
  bool has_state;
  toe_oracle_state_t state; /* has_state: what this mention would define */
} toe_oracle_block_t;

/* false: not a block of `layer` (error_out, TOE_ORACLE_ERROR_BYTES, says why) */
bool toe_oracle_block_read(json_t *json, int layer, toe_oracle_block_t *block_out, char *error_out);

/* Layer of a tree's first block by the member that names it; 0: none. */
int toe_oracle_layer_of(const json_t *json);

#endif /* TOE_ORACLE_SCENARIO_H_ */
