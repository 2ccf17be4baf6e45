/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_shared.h - distinct values that live objects share, each with the number of its users (R30, R31, R36).
 */
#ifndef TOE_SHARED_H_
#define TOE_SHARED_H_

#include "model/toe_types.h"

#define TOE_SHARED_VALUES 128     /* more than any such pool was built with would be a violation by itself */
#define TOE_SHARED_VALUE_BYTES 17 /* a family and an IP address */

typedef struct toe_shared_value {
  uint8_t bytes[TOE_SHARED_VALUE_BYTES];
  uint32_t users;
} toe_shared_value_t;

/* All zero: empty. */
typedef struct toe_shared {
  toe_shared_value_t values[TOE_SHARED_VALUES];
  uint32_t count;
} toe_shared_t;

/* Users of a value; 0: it is not in the table.  bytes  at most TOE_SHARED_VALUE_BYTES, always the same for a table */
uint32_t toe_shared_users(const toe_shared_t *shared, const uint8_t *value, size_t bytes);
/* One more user.  false: it is new and the table is full. */
bool toe_shared_add(toe_shared_t *shared, const uint8_t *value, size_t bytes);
/* One user less; with the last one the value goes.  false: it is not in the table. */
bool toe_shared_remove(toe_shared_t *shared, const uint8_t *value, size_t bytes);

#endif /* TOE_SHARED_H_ */
