/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_buffer.h - the buffers that the driver supplies for indications: one piece of DMA memory, cut into equal
 * parts that the device knows by number.
 *
 * The device has a buffer until it tells an indication in it; then the driver has it, while it keeps the indication
 * and during the call up; and the host, if it took all of it, until NdisTcpOffloadReceiveReturn [R127].  With
 * HOST_BUFFER_RETURN the device has it again.
 *
 * Private to the driver.
 */
#ifndef TOE_HOST_BUFFER_H_
#define TOE_HOST_BUFFER_H_

#include "sim/miniport/toe_ndis.h"
#include "sim/miniport/toe_os.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum toe_host_buffer_use {
  TOE_HOST_BUFFER_OF_DEVICE,
  TOE_HOST_BUFFER_KEPT,   /* indicated, not called up yet */
  TOE_HOST_BUFFER_CALLED, /* the call up is on the stack */
  TOE_HOST_BUFFER_OWES,   /* called up; there was no memory for the answer yet */
  TOE_HOST_BUFFER_LENT    /* with the host */
} toe_host_buffer_use_t;

typedef struct toe_host_buffer {
  toe_nbl_t list;               /* what the host sees */
  struct toe_host_buffer *next; /* in a row of kept ones */
  toe_host_buffer_use_t use;
  bool is_returned; /* CALLED, OWES: the host has given it back already, or will not have it */
  uint32_t handle;  /* the connection */
  uint32_t consumed;
  uint64_t commit; /* of the indication */
} toe_host_buffer_t;

typedef struct toe_host_buffers {
  toe_os_dma_t area; /* bytes 0: none */
  toe_host_buffer_t *all;
  uint32_t count, bytes;               /* bytes  of each */
  toe_host_buffer_t *kept, *kept_last; /* in the order of the device; kept_last is meaningless without any */
} toe_host_buffers_t;

/* count 0: none.  false: no memory; nothing is held */
bool toe_host_buffers_new(const toe_os_t *os, uint32_t count, uint32_t bytes, toe_host_buffers_t *buffers_out);
void toe_host_buffers_free(const toe_os_t *os, toe_host_buffers_t *buffers);

/* The device has filled `bytes` bytes of buffer `number`.  NULL: it cannot have. */
toe_host_buffer_t *toe_host_buffers_take(toe_host_buffers_t *buffers, uint32_t number, uint32_t bytes);
/* The buffer with that list; NULL: none, or it is not with the host. */
toe_host_buffer_t *toe_host_buffers_of_list(const toe_host_buffers_t *buffers, const toe_nbl_t *list);
static inline uint32_t toe_host_buffers_number(const toe_host_buffers_t *buffers, const toe_host_buffer_t *buffer) {
  return (uint32_t)(buffer - buffers->all);
}
/* With the host. */
uint32_t toe_host_buffers_lent(const toe_host_buffers_t *buffers);

/* Keep an indication behind those that are kept; take one of them out. */
void toe_host_buffers_keep(toe_host_buffers_t *buffers, toe_host_buffer_t *buffer);
void toe_host_buffers_unkeep(toe_host_buffers_t *buffers, toe_host_buffer_t *buffer);
/* Whether an indication of that connection is kept. */
bool toe_host_buffers_has_kept(const toe_host_buffers_t *buffers, uint32_t handle);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_HOST_BUFFER_H_ */
