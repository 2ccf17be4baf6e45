/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_lent.h - room for the received data that a terminate hands back [R166], and such data while the host has it.
 *
 * Every connection that is terminated has a part of a piece of DMA memory for what may be left undelivered: one piece
 * for all of a request, since such memory is dear to get and most of it is never touched.  The device writes the bytes
 * there; from the completion of the terminate until NdisTcpOffloadReceiveReturn they are lent to the host.  The piece
 * goes with the last of its parts.
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

/* Parts begin at multiples of this. */
#define TOE_LENT_ALIGN 64u

typedef struct toe_lent_piece toe_lent_piece_t;

typedef struct toe_lent {
  toe_nbl_t list; /* what the host sees */
  struct toe_lent *next;
  toe_lent_piece_t *piece;
  uint8_t *data;
  uint64_t bus_address;
  uint32_t bytes;
  uint32_t index; /* which object of the request it is for */
} toe_lent_t;

/* Bytes that a part of `bytes` bytes takes of its piece. */
static inline uint64_t toe_lent_room(uint32_t bytes) {
  return ((uint64_t)bytes + TOE_LENT_ALIGN - 1) / TOE_LENT_ALIGN * TOE_LENT_ALIGN;
}

/* A piece of `bytes` bytes, not 0, for parts to come: the sum of their toe_lent_room.  NULL: no memory. */
toe_lent_piece_t *toe_lent_piece_new(const toe_os_t *os, uint64_t bytes);
/* No more parts of it will be asked for; without any it ends here. */
void toe_lent_piece_close(const toe_os_t *os, toe_lent_piece_t *piece);

/* The next `bytes` bytes of the piece, behind the parts before; it has them.  NULL: no memory. */
toe_lent_t *toe_lent_new(const toe_os_t *os, toe_lent_piece_t *piece, uint32_t bytes, uint32_t index);

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
