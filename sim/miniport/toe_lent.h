/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_lent.h - buffered receive data that the driver keeps of a connection, to hand it back at terminate [R166].
 *
 * The device has a copy of its own and does not give it back.  Nothing can be received in this version, so what was
 * given at offload is what is handed back; the driver keeps the bytes in ordinary memory, as one buffer.  From the
 * completion of the terminate until NdisTcpOffloadReceiveReturn they are lent to the host.
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
  toe_nbl_t list; /* what the host sees; its bytes follow in the same piece of memory */
  struct toe_lent *next;
  uint32_t index; /* which object of the request it came with */
} toe_lent_t;

/* A copy of `bytes` bytes.  NULL: no memory. */
toe_lent_t *toe_lent_new(const toe_os_t *os, const void *data, uint32_t bytes, uint32_t index);

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
