/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_request.h - one request on its way through the driver: from block list to command, from results to statuses.
 *
 * Private to the driver.
 */
#ifndef TOE_REQUEST_H_
#define TOE_REQUEST_H_

#include "sim/miniport/toe_buffered.h"
#include "sim/miniport/toe_connection.h"
#include "sim/miniport/toe_flatten.h"
#include "sim/miniport/toe_miniport.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_request {
  struct toe_request *next; /* in whichever list it is */
  uint8_t opcode;           /* toe_opcode */
  void *root;               /* INITIATE, TERMINATE: borrowed until completed */
  toe_flat_t flat;          /* its blocks in the device's order, while it is in the ring; of a TERMINATE
                               until it is called up */
  toe_os_dma_t dma;         /* the objects, of a TERMINATE what is handed back of each, then the results,
                               while it is in the ring; bytes 0: none */
  toe_buffered_t buffered;  /* INITIATE: its buffered data, while it is in the ring */
  toe_lent_t *room;         /* TERMINATE: for received data that comes back, by object; in all */
  uint64_t room_bytes;
  uint32_t setting, value;              /* SET; RAISE: toe_event and its information */
  uint32_t handle;                      /* RAISE: the connection, or 0; RECEIVE, REPLY, FORWARD: the connection */
  toe_nbl_t *nbl;                       /* RECEIVE: borrowed until it is called up; NULL: it is finished already;
                                           FORWARD: the segment, the same of all its pieces */
  uint32_t piece;                       /* FORWARD: which of the segment's, value bytes long; */
  bool is_last;                         /* its last one */
  toe_nbl_t *forwards;                  /* TERMINATE: segments that go down with it, called up before it */
  uint64_t ndis_handle;                 /* RECEIVE: the host's name for the connection */
  bool is_asking;                       /* RECEIVE: the device may have no room for it */
  struct toe_request *orphans;          /* TERMINATE: receive requests that go down with it, called up before it */
  struct toe_kept_event *told;          /* the same of events of what it freed */
  uint16_t value_high;                  /* SET: bits 47..32 of the value (INTERFACE_MAC) */
  toe_miniport_completion_t completion; /* request_id from the start, the rest when it is done */
} toe_request_t;

typedef enum toe_request_ready {
  TOE_REQUEST_READY,    /* dma, flat and buffered are filled in */
  TOE_REQUEST_REFUSED,  /* a wrong tree: every status is written; completion says why */
  TOE_REQUEST_NO_MEMORY /* nothing is held; try again when others have given some back */
} toe_request_ready_t;

/* Make what the device will read.
 *
 * copy_bytes  built for copies of buffered data (CAP_BUFFERED_COPY)
 * connections what can come back at a TERMINATE, and room for it that others hold
 * can_wait    others hold memory that they will give back: a request whose buffered data finds none is NO_MEMORY.  Else
 *             such a connection is made one that the device fails, and the others go on [R47, R48] */
toe_request_ready_t toe_request_prepare(const toe_os_t *os, toe_request_t *request, bool has_faults,
                                        uint32_t copy_bytes, toe_connections_t *connections, bool can_wait);

/* The command of a prepared request: TOE_COMMAND_BYTES bytes. */
void toe_request_command(const toe_request_t *request, uint8_t *command_out);

/* Write statuses and handles from the results, of a TERMINATE what came back, and give back what the request holds.
 * completion.error must be set: after an error of the whole command there are no results, and every block failed.
 *
 * connections  takes what belongs to connections that went in, gives up that of those that were freed */
void toe_request_finish(const toe_os_t *os, toe_request_t *request, toe_connections_t *connections);

/* Give back what a request holds; its block list stays as it is. */
void toe_request_release(const toe_os_t *os, toe_request_t *request);

/* Write the statuses of a tree for which there was no memory: RESOURCES in its first new block, where the walk would
 * have come to a stop, FAILURE in all others [R10, R16, R25], SUCCESS in placeholders [R90].  A terminate knows no
 * RESOURCES [R163].  Needs no memory; ends in any tree. */
void toe_request_starve(void *root, bool is_terminate);

/* Write FAILURE into every block that can be reached, SUCCESS into placeholders: a block list that is not sent to the
 * device at all.  Ends in any tree. */
void toe_request_fail(const toe_os_t *os, void *root);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_REQUEST_H_ */
