/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_trail.h - what the engine tells its trail, if it has one (not for others).  Nothing here changes the
 * engine.
 */
#ifndef TOE_ENGINE_TRAIL_H_
#define TOE_ENGINE_TRAIL_H_

#include "model/toe_engine_internal.h"

/* CMD_DOORBELL was written at edge c; `before` is what it had. */
void toe_engine_trail_doorbell(toe_engine_t *engine, toe_cycle_t c, uint32_t before);
/* CMD_FETCH cannot, if it has something to do; a lane that reads cannot. */
void toe_engine_trail_lack_command(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_trail_lack_read(toe_engine_t *engine, toe_cycle_t c, toe_trail_lane_name_t lane);
/* CMD_FETCH has pushed its read. */
void toe_engine_trail_fetch(toe_engine_t *engine, toe_cycle_t c);
/* A read was pushed. */
void toe_engine_trail_push(toe_engine_t *engine, toe_cycle_t c, uint32_t tag);
/* OBJ_FETCH has taken its next command, or decoded it. */
void toe_engine_trail_command(toe_engine_t *engine, toe_cycle_t c, bool is_taken);
/* LOAD has started; its item, object `object` of a chunk, went over to COMMIT. */
void toe_engine_trail_load(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_trail_hand_over(toe_engine_t *engine, toe_cycle_t c, uint32_t chunk, uint32_t object);
/* A row was read for the item in COMMIT; its copy begins; it is decided. */
void toe_engine_trail_row(toe_engine_t *engine, toe_cycle_t c);
void toe_engine_trail_copy(toe_engine_t *engine, toe_cycle_t s);
void toe_engine_trail_decided(toe_engine_t *engine, toe_cycle_t d);
/* A result, a completion left at RQ. */
void toe_engine_trail_written(toe_engine_t *engine, toe_cycle_t c, uint32_t request_id, uint32_t index,
                              const toe_pq_entry_t *entry);
void toe_engine_trail_completed(toe_engine_t *engine, toe_cycle_t c, uint32_t request_id, const toe_pq_entry_t *entry);

#endif /* TOE_ENGINE_TRAIL_H_ */
