/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_lent.h - room for the received data that a terminate hands back [R166], and such data while the host has it.
 *
 * Every connection that is terminated gets a piece of DMA memory for what may be left undelivered.  The device writes
 * the bytes there; from the completion of the terminate until NdisTcpOffloadReceiveReturn they are lent to the host.
 *
 * Private to the driver.
 */
#ifndef TOE_LENT_H_
#define TOE_LENT_H_

#include "sim/miniport/toe_ndis.h"
#include "sim/miniport/toe_os.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_lent {
  toe_nbl_t list; /* what the host sees */
  struct toe_lent *next;
  toe_os_dma_t dma;
  uint32_t index; /* which object of the request it is for */
} toe_lent_t;

/* Room for `bytes` bytes, not 0.  NULL: no memory. */
toe_lent_t *toe_lent_new(const toe_os_t *os, uint32_t bytes, uint32_t index);

/* Take the one with that list (of its first buffer) out of a chain; NULL: none has it. */
toe_lent_t *toe_lent_remove(toe_lent_t **chain, const toe_nbl_t *list);
/* The same by index. */
toe_lent_t *toe_lent_of_index(toe_lent_t **chain, uint32_t index);

/* Free a whole chain; it is NULL afterwards. */
void toe_lent_free(const toe_os_t *os, toe_lent_t **chain);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_LENT_H_ */
