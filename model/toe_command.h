/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_command.h - a work request as the device decodes it, and the first thing that is wrong with it
 * (docs/microarchitecture.md 4 and 5.4).
 */
#ifndef TOE_COMMAND_H_
#define TOE_COMMAND_H_

#include "model/spec/toe_spec.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_command {
  uint32_t error;  /* toe_error */
  uint32_t opcode; /* toe_opcode, as it stands there, in error or not */
  uint32_t request_id, count;
  uint32_t setting, value; /* SET; RAISE: the event and its value; RECEIVE: bytes there are, and filled; REPLY: taken;
                              FORWARD: bytes of the segment */
  uint32_t value_high;     /* SET of INTERFACE_MAC */
  uint32_t rcv_mode;       /* RECEIVE */
  uint32_t event_handle;   /* RAISE; of a receive job the connection */
  uint64_t object_addr, result_addr, return_addr;
} toe_command_t;

/* data  TOE_COMMAND_BYTES, borrowed for the call; NULL: it could not be fetched, and all but the error is 0 */
toe_command_t toe_command_read(const uint8_t *data);

/* Whether it has objects to be fetched: an INITIATE or TERMINATE without error.  Any other is one marker. */
bool toe_command_has_objects(const toe_command_t *command);

/* The receive job it is, toe_job: of a RECEIVE, REPLY or FORWARD without error; else 0. */
uint32_t toe_command_job(const toe_command_t *command);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_COMMAND_H_ */
