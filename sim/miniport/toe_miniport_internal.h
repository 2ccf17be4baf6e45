/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_internal.h - the driver's state, for the files that are the driver: toe_miniport.c brings the device up
 * and takes calls from above, toe_miniport_interrupt.c takes entries of the completion ring and calls up.
 *
 * Private to the driver.
 */
#ifndef TOE_MINIPORT_INTERNAL_H_
#define TOE_MINIPORT_INTERNAL_H_

#include <stdio.h>

#include "sim/miniport/toe_hold.h"
#include "sim/miniport/toe_probe.h"

struct toe_miniport {
  toe_os_t os;
  toe_miniport_options_t options;
  toe_miniport_upcalls_t upcalls;
  toe_probe_t probe;
  toe_os_dma_t cmd_ring, cpl_ring; /* bytes 0: none */
  uint32_t cmd_tail;               /* where the next command goes                                    */
  uint32_t cmd_head;               /* entries before it are free again, as the last completion said  */
  uint32_t cpl_head;               /* the next completion entry                                      */
  uint8_t cpl_phase;               /* its PHASE when it is new                                       */
  uint32_t last_id;
  uint32_t pending;
  toe_request_list_t backlog, flying, finished;
  toe_hold_t hold;
  void *starved_head,
      *starved_tail; /* roots for which not even a request could be had, linked by MiniportReserved[1] */
  toe_connections_t connections;
  uint32_t advertised_tcp; /* capacity: changes when RESUME is told [R157] */
};

static inline void toe_miniport_lock(const toe_miniport_t *miniport) { miniport->os.lock(miniport->os.self); }
static inline void toe_miniport_unlock(const toe_miniport_t *miniport) { miniport->os.unlock(miniport->os.self); }
static inline void toe_miniport_write(const toe_miniport_t *miniport, uint32_t offset, uint32_t value) {
  miniport->os.mmio_write(miniport->os.self, offset, value);
}

static inline void toe_miniport_say(const toe_miniport_t *miniport, const char *what, uint32_t value) {
  char text[120];
  snprintf(text, sizeof text, "%s: %lu", what, (unsigned long)value);
  miniport->os.log(miniport->os.self, text);
}

/* Move requests from the backlog into the ring as far as room and memory go; then one doorbell.  Under the lock. */
void toe_miniport_pump(toe_miniport_t *miniport);

#endif /* TOE_MINIPORT_INTERNAL_H_ */
