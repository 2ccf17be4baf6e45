/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport.h - the miniport driver of the device.
 *
 * Block lists come in from above, completions go back up; below it is one PCIe function, reached only through
 * toe_os.h.  A block list is flattened into a contiguous list of objects and one command; the device
 * never follows a host pointer.  One driver is one function; it holds no global state.
 *
 * Calls in may come from any thread: the driver takes os->lock around its state, and never calls up with it held. Calls
 * up come only from toe_miniport_interrupt.  After toe_miniport_new it never reads a register, so nothing in it waits.
 *
 * Requests are numbered 1, 2, 3... in the order of the calls (initiate, terminate, set, raise and every posted receive
 * alike); that number is COMMAND.REQUEST_ID. They reach the device in that order, but for initiates that arrive while
 * the target has paused (toe_hold.h) and receives that have to wait (toe_miniport_receive.c).  Answers to indications
 * are numbered from 0x80000001 on, and go before everything else; segments that are forwarded, a number a command, from
 * 0xC0000001 on.  What does not fit into the command ring, or finds no
 * DMA memory while others hold some, waits inside the driver.
 *
 * Buffers: BufferedData is copied before the request reaches the device, and never looked at again [R46, R49]; the
 * chain of data to send is kept, by pointer, for a connection that went in.  Both are handed back by its terminate.
 *
 * Sources of rule: docs/chimney.md 4 (R..), docs/microarchitecture.md 3 and 4.
 */
#ifndef TOE_MINIPORT_H_
#define TOE_MINIPORT_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/miniport/toe_miniport_options.h"
#include "sim/miniport/toe_ndis.h"
#include "sim/miniport/toe_os.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum toe_miniport_result {
  TOE_MINIPORT_OK = 0,
  TOE_MINIPORT_E_DEVICE = -1, /* the function is not ours, does not answer, or is not as it must be */
  TOE_MINIPORT_E_RANGE = -2,  /* an option is outside what was built                                */
  TOE_MINIPORT_E_MEMORY = -3  /* no memory                                                          */
} toe_miniport_result_t;

/* What a completion entry said (COMPLETION in layouts.def).  NDIS itself passes only the root pointer;
 * this is the driver's own diagnosis. */
typedef struct toe_miniport_completion {
  uint32_t request_id;
  uint8_t error; /* toe_error; of a block list the driver refused: BAD_OBJECT or BAD_COUNT */
  uint32_t error_index;
  uint32_t attempted, offloaded; /* of a terminate: freed */
  uint64_t commit;
  bool was_sent; /* false: the device never saw it (a wrong tree, no memory, or UPLOAD_ALL) */
} toe_miniport_completion_t;

/* Calls up.  Called from toe_miniport_interrupt with no lock held; they may call the driver again. */
typedef struct toe_miniport_upcalls {
  void *self;
  /* The initiate of `root` is done [R86]: Status is written in every block [R17], handles where objects went in
   * [R94].  The tree is the host's again; the driver has no reference to it left. */
  void (*initiate_offload_complete)(void *self, void *root, const toe_miniport_completion_t *completion);
  /* A setting took effect, or was refused (completion->error). */
  void (*set_complete)(void *self, uint32_t setting, uint32_t value, const toe_miniport_completion_t *completion);
  /* NdisTcpOffloadSendComplete: the driver is done with buffers of a connection, and they are the host's again; their
   * Status says how.  In this version only REQUEST_ABORTED: the connection's terminate lost its state, and is completed
   * after this call [R164].  Never for the buffers of a block that failed to go in [R3, R4]. */
  void (*send_complete)(void *self, uint32_t handle, toe_nbl_t *chain);
  /* NdisTcpOffloadReceiveComplete: receive requests of connection ndis_handle are done, in the order in which they were
   * posted [R121], and are the host's again.  Status is SUCCESS, REQUEST_ABORTED (the connection's state was lost),
   * UPLOAD_IN_PROGRESS (it goes back to the host, or there is none any more [R118]) or INVALID_STATE (a request that
   * cannot be); `transferred` says how many bytes are filled.  One call at a time [R120, R122]. */
  void (*receive_complete)(void *self, uint64_t ndis_handle, toe_nbl_t *list);
  /* NdisTcpOffloadForwardComplete: segments that were forwarded for connection ndis_handle are the host's again, in the
   * order in which they came.  Status is SUCCESS (accepted and processed; what the device then dropped was not
   * acknowledged, and the peer sends it again), UPLOAD_IN_PROGRESS (the connection goes back to the host, which
   * processes them itself), REQUEST_ABORTED (a RST was received before, the device's state is lost, or no memory) or
   * INVALID_STATE (no TCP segment, or a handle that names nothing) [R147].  NULL is allowed where nothing is forwarded.
   */
  void (*forward_complete)(void *self, uint64_t ndis_handle, toe_nbl_t *list);
  /* NdisTcpOffloadReceiveHandler: received data of connection ndis_handle, one list of one buffer with Status SUCCESS
   * [R126].  Returns SUCCESS: all is taken, and nbl is lent to the host until toe_miniport_receive_return;
   * DATA_NOT_ACCEPTED; or DATA_PARTIALLY_ACCEPTED, with *consumed (0 before) set: nbl is the driver's again [R127], and
   * what was not taken comes again after a receive request was posted [R124].  NULL: nothing is accepted. */
  uint32_t (*receive_indicate)(void *self, uint64_t ndis_handle, toe_nbl_t *nbl, uint32_t *consumed);
  /* The terminate of `root` is done [R159]: Status is SUCCESS or FAILURE in every block [R163], of SUCCESS delegated
   * variables, NetBufferListChain and BufferedData are written [R161, R165, R166]; handles of objects that were freed
   * are dead. */
  void (*terminate_offload_complete)(void *self, void *root, const toe_miniport_completion_t *completion);
  /* NdisTcpOffloadEventHandler, of connection ndis_handle (NdisOffloadHandle).  event is TcpIndicateDisconnect (2): the
   * peer has sent FIN, and all before it is consumed [R143]; TcpIndicateRetrieve (3): the target wants it back, info is
   * a TCP_UPLOAD_REASON [R70, R71]; TcpIndicateAbort (4): the peer has reset it [R144].  Else info is 0.  Nothing has
   * changed by that [R83, R145].  Never before the initiate of the connection was called up [R103]. */
  void (*tcp_event)(void *self, uint64_t ndis_handle, uint32_t event, uint32_t info);
  /* NdisMIndicateStatusEx: UPLOAD_ALL and OFFLOAD_PAUSE without a buffer, OFFLOAD_RESUME with
   * NDIS_TCP_CONNECTION_OFFLOAD [R157], LINK_STATE with NDIS_LINK_STATE.  The buffer is the driver's, for this call. */
  void (*indicate_status)(void *self, uint32_t status, const void *buffer, uint32_t bytes);
  /* NdisMIndicateReceiveNetBufferLists: a frame that the target does not process, whole and untouched, from its
   * destination address on [R133].  nbl is lent to the host until toe_miniport_receive_return, which may come from
   * within.  NDIS knows no more; reason (toe_frame) and ndis_handle (0: no connection is known to be meant) are the
   * driver's own diagnosis.  NULL: frames are dropped. */
  void (*indicate_receive_net_buffer_lists)(void *self, toe_nbl_t *nbl, uint64_t ndis_handle, uint32_t reason);
  /* An event was raised, or refused (completion->error); the event itself has been called up before. */
  void (*raise_complete)(void *self, uint32_t event, uint32_t handle, uint32_t info,
                         const toe_miniport_completion_t *completion);
} toe_miniport_upcalls_t;

typedef struct toe_miniport toe_miniport_t;

/* Find the device behind `os`, check that it is ours, bring it up and enable it.  Reads registers and waits for
 * STATUS.READY with os->delay.
 *
 * os, upcalls   copied; what they point to must outlive the driver
 * options       copied
 * miniport_out  owned by the caller; free with toe_miniport_free
 * text_out      buffer of text_bytes for one sentence about a failure; untouched on OK
 *
 * Any failure  leaves the function disabled, and nothing allocated */
toe_miniport_result_t toe_miniport_new(const toe_os_t *os, const toe_miniport_options_t *options,
                                       const toe_miniport_upcalls_t *upcalls, toe_miniport_t **miniport_out,
                                       char *text_out, size_t text_bytes);

/* Write NDIS_TCP_CONNECTION_OFFLOAD as the driver advertises it [R193]: the capacity is the limit of TCP objects, as
 * it was when the driver came up or RESUME was told last [R157]; no other pool is told.
 *
 * record_out  TOE_NDIS_TCP_CONNECTION_OFFLOAD_BYTES bytes, all written */
void toe_miniport_capabilities(const toe_miniport_t *miniport, uint8_t *record_out);

/* Stop the device: no commands, no messages, no DMA reads from now on.  Block lists still in it will not be completed.
 * false: the host has not returned every list of buffers that was lent to it [R149]; nothing was done */
bool toe_miniport_halt(toe_miniport_t *miniport);

/* End the driver and give back its memory; touches no register.  Only when the device is halted, or gone (a
 * simulation that has ended).  Block lists still in it are dropped without completion.  NULL is allowed. */
void toe_miniport_free(toe_miniport_t *miniport);

/* Take a block list.  Stores and returns; the completion always comes later, from an interrupt [R85].
 *
 * root  borrowed until initiate_offload_complete: no one else may touch the tree until then
 *
 * Never fails: a connection whose BufferedData finds no DMA memory, though nothing is in flight that could give some
 * back, is FAILURE alone [R47, R48]; a wrong tree (a block reached twice, layers out of order, no or too short a state,
 * more than 1048576 blocks) is completed with FAILURE in every block that can be reached, placeholders SUCCESS [R90];
 * one for which there is no memory with RESOURCES in its first new block and FAILURE in the others [R10, R16, R25]. */
void toe_miniport_initiate_offload(toe_miniport_t *miniport, void *root);

/* Take a block list whose objects are to come back: any layers, any mix, in any order [R58, R60, R76].  Stores and
 * returns, like an initiate [R159].  A cell of a block holds its handle; behind a block lies a delegated structure if
 * its Header.Type is one of those, else nothing.  Dependents are terminated before what they depend on.
 *
 * Never fails: a wrong tree, or one for which there is no memory, is completed with FAILURE in every block. */
void toe_miniport_terminate_offload(toe_miniport_t *miniport, void *root);

/* MiniportTcpOffloadReceive: receive requests of one connection, one buffer each; always NDIS_STATUS_PENDING.  Stores
 * and returns; each is completed later, from an interrupt.  May be called from receive_complete [R122].
 *
 * list  borrowed until receive_complete: room, bytes, transferred (filled already, kept as they are) and is_no_push are
 *       the host's.  Each list of it is a request with a number of its own
 *
 * Never fails: one that cannot be (more filled than it has, a handle that names nothing) is INVALID_STATE, one for
 * which there is no memory REQUEST_ABORTED. */
void toe_miniport_tcp_receive(toe_miniport_t *miniport, uint32_t handle, toe_nbl_t *list);

/* MiniportTcpOffloadForward: TCP segments that the host got for an offloaded connection, one list of one buffer each,
 * from the first byte of the TCP header on, checked by the host [R147]; always NDIS_STATUS_PENDING.  Stores and
 * returns; each is completed later, from an interrupt, in order.  Not for a connection that is being offloaded or
 * terminated [R148].  A segment longer than the device takes at a time goes in several, with sequence numbers of their
 * own, PSH and FIN on the last (toe_forward_piece.h).
 *
 * list  borrowed until forward_complete; data and bytes are the host's and only read, what else it has is the driver's
 *
 * Never fails: forward_complete says what went wrong. */
void toe_miniport_tcp_forward(toe_miniport_t *miniport, uint32_t handle, toe_nbl_t *list);

/* NdisTcpOffloadReceiveReturn: the host has copied what a terminate handed back at BufferedData, or what was indicated
 * to it; and MiniportReturnNetBufferLists: it is done with frames.  list may mix several [R149].  What is not lent is
 * logged. */
void toe_miniport_receive_return(toe_miniport_t *miniport, toe_nbl_t *list);
/* Lists handed back or indicated, and not returned yet. */
uint32_t toe_miniport_lent(const toe_miniport_t *miniport);
/* Receive requests, answers to indications and forwarded segments that the device has not answered yet, but for those
 * that wait in the driver until the device has room, or their connection is terminated. */
uint32_t toe_miniport_unanswered(const toe_miniport_t *miniport);

/* Let the target tell an event (toe_event), as its own firmware would: RETRIEVE of the connection `handle` for reason
 * `info`; LINK with info 0 or 1; UPLOAD_ALL, PAUSE, RESUME.  Others: 0.  In order with everything else.
 * false: no memory; nothing was done and no number was used */
bool toe_miniport_raise(toe_miniport_t *miniport, uint32_t event, uint32_t handle, uint32_t info);

/* MiniportResetEx: the device is stopped and started again; nothing that is offloaded or under way is lost. */
void toe_miniport_reset(toe_miniport_t *miniport);

/* Change a setting (toe_setting) while the device runs, in order with the block lists.
 * false: no memory; nothing was done and no number was used */
bool toe_miniport_set(toe_miniport_t *miniport, uint32_t setting, uint64_t value);

/* An MSI-X message of `vector` arrived.  One with nothing new is harmless. */
void toe_miniport_interrupt(toe_miniport_t *miniport, uint32_t vector);

/* Requests in the driver: in the ring, waiting for it, or finished and not yet called up. */
uint32_t toe_miniport_pending(const toe_miniport_t *miniport);

/* The send buffers taken over with an offloaded connection; NULL: none, or no TCP handle. */
const toe_nbl_t *toe_miniport_send_chain(const toe_miniport_t *miniport, uint32_t handle);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_MINIPORT_H_ */
