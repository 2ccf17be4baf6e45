/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_side.h - which of the two worlds of a tandem something belongs to.
 */
#ifndef TOE_SIDE_H_
#define TOE_SIDE_H_

typedef enum toe_side { TOE_SIDE_MODEL, TOE_SIDE_RTL, TOE_SIDES } toe_side_t;

/* What a run is made of.  The *primary* side is the one whose statuses and cycles a report gives:
 * RTL in tandem. */
typedef enum toe_engine { TOE_ENGINE_MODEL, TOE_ENGINE_RTL, TOE_ENGINE_TANDEM } toe_engine_t;

static inline toe_side_t toe_engine_primary(toe_engine_t engine) {
  return engine == TOE_ENGINE_MODEL ? TOE_SIDE_MODEL : TOE_SIDE_RTL;
}

static inline const char *toe_side_text(toe_side_t side) { return side == TOE_SIDE_MODEL ? "model" : "rtl"; }

static inline const char *toe_engine_text(toe_engine_t engine) {
  return engine == TOE_ENGINE_MODEL ? "model" : engine == TOE_ENGINE_RTL ? "rtl" : "tandem";
}

#endif /* TOE_SIDE_H_ */
