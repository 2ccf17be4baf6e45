/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_key_map.h - keys to dense numbers 0, 1, 2... in the order they were first seen.
 */
#ifndef TOE_KEY_MAP_H_
#define TOE_KEY_MAP_H_

#include "model/toe_types.h"

/* Anything of up to 40 bytes: a connection, a path, a neighbor, a MAC.  Unused bytes are 0. */
typedef struct toe_key {
  uint8_t bytes[40];
} toe_key_t;

typedef struct toe_key_map {
  toe_key_t *keys; /* by number */
  uint32_t count, room;
  uint32_t *slots; /* number + 1 */
  uint32_t slot_count;
} toe_key_map_t;

/* Zeroed is empty. */
void toe_key_map_clear(toe_key_map_t *map);
/* The number of `key`, given out if it is new.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_key_map_number(toe_key_map_t *map, const toe_key_t *key, uint32_t *number_out,
                                             bool *is_new_out);

#endif /* TOE_KEY_MAP_H_ */
