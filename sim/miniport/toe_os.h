/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_os.h - everything the miniport driver needs from the world.
 *
 * Whoever runs the driver fills in this table: the simulator, or a shim on a real bus.  The driver
 * includes this, toe_ndis.h, its own header and model/spec, and nothing else.
 * All calls are made on the thread that called the driver.
 */
#ifndef TOE_OS_H_
#define TOE_OS_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A piece of memory that both sides see. */
typedef struct toe_os_dma {
  void *virtual_address; /* the driver's view          */
  uint64_t bus_address;  /* the device's view          */
  size_t bytes;
} toe_os_dma_t;

typedef struct toe_os {
  void *self; /* passed back as first argument */
  /* BAR0, one aligned DW.  A read waits for its answer; all ones when there was none. */
  uint32_t (*mmio_read)(void *self, uint32_t offset);
  void (*mmio_write)(void *self, uint32_t offset, uint32_t value);
  /* Config space of the function, one aligned DW. */
  uint32_t (*config_read)(void *self, uint32_t offset);
  void (*config_write)(void *self, uint32_t offset, uint32_t value);
  /* Zeroed memory, aligned to `align` bytes (a power of two up to 4096); false: none. */
  bool (*dma_alloc)(void *self, size_t bytes, size_t align, toe_os_dma_t *dma_out);
  void (*dma_free)(void *self, const toe_os_dma_t *dma);
  /* Address and data that make MSI-X vector v call toe_miniport_interrupt. */
  void (*msix_message)(void *self, uint32_t vector, uint64_t *address_out, uint32_t *data_out);
  /* Let simulated or real time pass while polling, about `ns` nanoseconds. */
  void (*delay)(void *self, uint32_t ns);
  /* Ordinary memory. */
  void *(*alloc)(void *self, size_t bytes); /* zeroed; NULL: none */
  void (*free)(void *self, void *memory);   /* NULL is allowed */
  /* One lock around the driver's state; no-ops where one thread calls. */
  void (*lock)(void *self);
  void (*unlock)(void *self);
  /* A line for the log: what the driver found wrong. */
  void (*log)(void *self, const char *text);
} toe_os_t;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_OS_H_ */
