/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_tree.h - an operation's tree as NDIS blocks in host memory, and the check of what the target left of it.
 *
 * All blocks and states of a tree are one piece of os memory.  The host keeps a copy of it; when the target
 * gives the tree back, everything it had to leave alone is compared.  Afterwards the tree is filled with a poison and
 * kept a while, so that a target that still reads it reads nonsense, and one that still writes it is found out [R86].
 */
#ifndef TOE_TREE_H_
#define TOE_TREE_H_

#include "sim/host/toe_buffers.h"
#include "sim/host/toe_objects.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What fills a tree after its completion. */
#define TOE_TREE_POISON TOE_BUFFERS_POISON

/* One block. */
typedef struct toe_tree_node {
  toe_object_t *object; /* of its name */
  uint8_t kind;         /* toe_kind, as the host decided */
  toe_object_t *linked; /* linker of an initiate: what it names, if the host knows it; counted in its links */
  uint8_t *block;       /* in the tree's memory */
  uint8_t *cell;        /* what MiniportOffloadContext points at; placeholder: NULL */
  uint64_t cell_before; /* its content when the tree was sent */
  toe_nbl_t *sends;     /* new TCP: NetBufferListChain, an array of state.outstanding_count; or NULL */
  toe_nbl_t *buffered;  /* new TCP: BufferedData; or NULL */
} toe_tree_node_t;

typedef struct toe_tree {
  uint8_t *memory, *copy; /* blocks and states; the same as sent */
  size_t bytes;
  toe_tree_node_t *nodes; /* in walk order, as the operation's blocks */
  uint32_t count;
  bool is_terminate; /* blocks have room for delegated state behind them, and nothing else */
} toe_tree_t;

/* Told what a target broke; rule is "R105" or the like. */
typedef struct toe_tree_sink {
  void *self;
  void (*broken)(void *self, const char *rule, const char *text);
} toe_tree_sink_t;

/* Lay out the tree of `op`.  The caller has allocated nodes (os->alloc) and set count, is_terminate, and object and
 * kind of each node; the object of a new node has a state.  On failure nothing but nodes is held. E_MEMORY */
TOE_MUST_USE toe_result_t toe_tree_build(const toe_os_t *os, const toe_op_t *op, toe_tree_t *tree);

/* The root block, as the target takes and returns it. */
void *toe_tree_root(const toe_tree_t *tree);
uint32_t toe_tree_status(const toe_tree_t *tree, uint32_t index);
/* Whether a status says that the block's own state is offloaded [R19, R21]. */
bool toe_tree_is_in(uint32_t status);

/* Compare a completed tree with what was sent: statuses of initiates only [R18], handle cells [R94, R95], everything
 * that is not the target's [R105, R106], buffer lists of failed blocks [R2, R4], buffered data and its bytes [R50].  Of
 * a terminate only what is the host's; the rest: toe_terminate_check.h. */
void toe_tree_check(const toe_tree_t *tree, const toe_tree_sink_t *sink);

/* Buffer lists after the check: sends of connections that went in stay lent (they move to the object), all others are
 * freed.  Buffered data is poisoned before, whether the target has a copy of it now [R49] or not. */
void toe_tree_settle(const toe_os_t *os, toe_tree_t *tree);

/* Fill the tree with poison; and whether it is untouched since. */
void toe_tree_poison(toe_tree_t *tree);
bool toe_tree_is_untouched(const toe_tree_t *tree);

/* Free all that the tree holds; it is all zero afterwards. */
void toe_tree_free(const toe_os_t *os, toe_tree_t *tree);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TREE_H_ */
