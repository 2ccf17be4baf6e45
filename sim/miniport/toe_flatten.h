/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_flatten.h - a block list as a list: the walk of the tree, and the checks it must pass first.
 *
 * The order is the device's: depth first, breadth next [R87].  The walk is iterative, of constant depth, and remembers
 * in each block's Scratch[0] its place in the list; a block is known to have been met before if the list has it at that
 * place, whatever the Scratch held at first.  So no tree, however wrong, is walked forever.
 *
 * A layer is what a block's Header.Type says; a placeholder's says nothing [R89], so its layer is told by its place.  A
 * tree of placeholders alone takes the layer of the root's Type if that is one, else neighbor: no answer depends on it.
 */
#ifndef TOE_FLATTEN_H_
#define TOE_FLATTEN_H_

#include "sim/miniport/toe_ndis.h"
#include "sim/miniport/toe_os.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_flat_item {
  void *block;             /* borrowed until the request is completed */
  uint8_t layer;           /* toe_layer */
  uint8_t kind;            /* toe_kind as it was at the walk */
  struct toe_nbl *aborted; /* terminated, its state lost: buffers to send that are still to be completed */
  struct toe_nbl *late;    /* receive requests that came when it was gone and the host had not been told */
  uint64_t ndis_handle;    /* of a connection that is gone: the host's name for it, and its handle; else 0 */
  uint32_t gone;
} toe_flat_item_t;

typedef struct toe_flat {
  toe_flat_item_t *items; /* in walk order; from os->alloc */
  uint32_t count, capacity;
} toe_flat_t;

typedef enum toe_flatten_result {
  TOE_FLATTEN_OK,
  TOE_FLATTEN_WRONG,    /* not a tree that can be sent; text_out says why */
  TOE_FLATTEN_TOO_MANY, /* more than TOE_STAGE_MAX_OBJECTS blocks */
  TOE_FLATTEN_NO_MEMORY
} toe_flatten_result_t;

/* Walk the tree at `root` into `flat` (all zero before).  On OK every block is there once, layers and kinds are set,
 * layers step by one at each DependentBlockList and stay within NextBlock chains [R97].
 *
 * flat_out  owned by the caller on OK; toe_flat_free
 * text_out  what was wrong, static text */
toe_flatten_result_t toe_flatten(const toe_os_t *os, void *root, toe_flat_t *flat_out, const char **text_out);

/* Whatever can be reached from `root` over links of any kind, each block once, in no particular order; layers are not
 * set. false: no memory */
bool toe_flatten_reachable(const toe_os_t *os, void *root, toe_flat_t *flat_out);

/* The block after `block` in walk order, without any list; *depth is kept by the walk (0 at the root), and stack holds
 * the blocks above.  For a tree that may be wrong it need not end: bound the steps.  NULL: the end, or deeper than
 * three layers. */
void *toe_flatten_step(void *block, void *stack[3], unsigned *depth);

/* Free what flat holds; it is all zero afterwards. */
void toe_flat_free(const toe_os_t *os, toe_flat_t *flat);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_FLATTEN_H_ */
