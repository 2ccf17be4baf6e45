/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_mem.h - the host's memory as both sides see it: DMA allocations with a bus address each.
 *
 * Sparse: only what was allocated exists, and an access outside an allocation fails.  Every allocation is one
 * contiguous, zeroed piece, with its own bus address; addresses are given out in a fixed order and never twice, so that
 * a device that uses freed memory is told so.  Allocations alternate between below and above 4 GiB (while there is room
 * below), so that both halves of an address are used.  None touches the window of message interrupts.
 *
 * It knows no time and calls nobody.  Lookup takes time logarithmic in the number of allocations.
 */
#ifndef TOE_HOST_MEM_H_
#define TOE_HOST_MEM_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where allocations lie: [LOW_BEGIN, LOW_END) and from HIGH_BEGIN up. */
#define TOE_HOST_MEM_LOW_BEGIN 0x10000000u
#define TOE_HOST_MEM_LOW_END 0xE0000000u
#define TOE_HOST_MEM_HIGH_BEGIN 0x100000000u
/* Bus addresses between two allocations that belong to none. */
#define TOE_HOST_MEM_GUARD_BYTES 64u
/* Largest alignment that can be asked for. */
#define TOE_HOST_MEM_MAX_ALIGN 4096u

/* Opaque.  Made by toe_host_mem_new, ended by toe_host_mem_free. */
typedef struct toe_host_mem toe_host_mem_t;

/* One allocation. */
typedef struct toe_host_mem_range {
  uint64_t bus_address; /* its first byte, as the device sees it                              */
  uint8_t *data;        /* the same byte, as the host sees it; valid until the range is released */
  size_t bytes;
} toe_host_mem_range_t;

/* mem_out  owned by the caller
 * E_MEMORY */
TOE_MUST_USE toe_result_t toe_host_mem_new(toe_host_mem_t **mem_out);
/* Frees all allocations too.  NULL is allowed. */
void toe_host_mem_free(toe_host_mem_t *mem);

/* Allocate `bytes` (at least 1) at a bus address that is a multiple of `align` (a power of two, 1..4096; the host's own
 * address is aligned alike).  The bytes are 0. E_ARG (bytes, align), E_MEMORY */
TOE_MUST_USE toe_result_t toe_host_mem_alloc(toe_host_mem_t *mem, size_t bytes, size_t align,
                                             toe_host_mem_range_t *range_out);
/* Give back the allocation that begins at bus_address.
 * E_UNKNOWN  none begins there */
TOE_MUST_USE toe_result_t toe_host_mem_release(toe_host_mem_t *mem, uint64_t bus_address);

/* Copy out of, or into, one allocation; false: not all of it lies in one allocation, nothing was copied. */
TOE_MUST_USE bool toe_host_mem_read(toe_host_mem_t *mem, uint64_t bus_address, size_t bytes, void *data_out);
TOE_MUST_USE bool toe_host_mem_write(toe_host_mem_t *mem, uint64_t bus_address, size_t bytes, const void *data);

/* The allocation that holds bus_address, whole, as a direct memory interface wants it; false: none, range_out
 * untouched. */
TOE_MUST_USE bool toe_host_mem_find(toe_host_mem_t *mem, uint64_t bus_address, toe_host_mem_range_t *range_out);

/* Allocations alive, and their bytes. */
size_t toe_host_mem_count(const toe_host_mem_t *mem);
uint64_t toe_host_mem_bytes(const toe_host_mem_t *mem);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_HOST_MEM_H_ */
