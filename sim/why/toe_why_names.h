/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_why_names.h - names like the one that was asked for.
 */
#ifndef TOE_WHY_NAMES_H_
#define TOE_WHY_NAMES_H_

#include "sim/why/toe_why_run.h"

/* Keep `name` among the nearest of `found`, if it is one and not there yet; letters that have to change, at most half.
 */
void toe_why_names_look(toe_why_found_t *found, const char *wanted, const char *name);

#endif /* TOE_WHY_NAMES_H_ */
