/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_seam_parts.h - what the sources of toe_seam_host.h share: toe_seam_bar.c (CQ), toe_seam_link.c (RC, credits,
 * config, flips), toe_seam_frames.c (the wire), toe_seam_host.c (memory, software, a seed's life), toe_seam_end.c (its
 * end).
 */
#ifndef TOE_SEAM_PARTS_H_
#define TOE_SEAM_PARTS_H_

#include "testbench/random/toe_seam_host.h"

/* Offsets in memory.  Results and what is handed back lie behind what there is: they are seen and not kept. */
enum {
  TOE_SEAM_COMMANDS_AT = 0x1000,
  TOE_SEAM_COMPLETIONS_AT = 0x8000,
  TOE_SEAM_OBJECTS_AT = 0x10000,
  TOE_SEAM_RESULTS_AT = 0x800000,
  TOE_SEAM_RETURNS_AT = 0x1000000
};
enum {
  TOE_SEAM_OBJECT_PLACES = (TOE_SEAM_MEMORY_BYTES - TOE_SEAM_OBJECTS_AT) / TOE_OBJECT_BYTES,
  TOE_SEAM_RESULT_PLACES = 1 << 16,
  TOE_SEAM_MOST_OBJECTS = 40
};

/* Where object and result of so many places are. */
toe_seam_places_t toe_seam_places(const toe_seam_host_t *host, uint32_t place, uint32_t result);

/* An empty TLP in host->tlp, to be filled in; the payload stays as it is. */
toe_tlp_t *toe_seam_blank(toe_seam_host_t *host, toe_tlp_type_t type, uint8_t tag);
/* Give host->tlp to both devices. */
void toe_seam_put(toe_seam_host_t *host, toe_stream_t stream, toe_cycle_t cycle);
void toe_seam_write_register(toe_seam_host_t *host, toe_cycle_t cycle, uint32_t offset, uint32_t value);

/* The byte at a bus address; one that nobody has is made up from its address. */
uint8_t toe_seam_read_byte(const toe_seam_host_t *host, uint64_t address);
bool toe_seam_has_address(const toe_seam_host_t *host, uint64_t address);

/* Registers that are set before the device starts; mostly with what leaves room.  Returns the edge behind the last. */
toe_cycle_t toe_seam_set_up(toe_seam_host_t *host, toe_cycle_t cycle);
/* A host buffer that was indicated is given back; sometimes one that was not, or that is none. */
void toe_seam_return_buffer(toe_seam_host_t *host, toe_cycle_t cycle);
/* A register that does something, with a value near what it may have. */
void toe_seam_turn_knob(toe_seam_host_t *host, toe_cycle_t cycle);
/* Any TLP at CQ; a read only if one more may be unanswered. */
void toe_seam_make_noise(toe_seam_host_t *host, toe_cycle_t cycle);

/* One piece of one read, or of none.  is_calm: whatever is due or not, without errors. */
void toe_seam_answer_reads(toe_seam_host_t *host, toe_cycle_t cycle, bool is_calm);
/* All that was used, or (not calm) a part of it. */
void toe_seam_return_credits(toe_seam_host_t *host, toe_cycle_t cycle, bool is_calm);
/* is_calm: the one in which everything works. */
void toe_seam_change_config(toe_seam_host_t *host, toe_cycle_t cycle, bool is_calm);
void toe_seam_flip_bits(toe_seam_host_t *host, toe_cycle_t cycle);

/* A frame whose first beat is at this edge, or none. */
void toe_seam_send_frames(toe_seam_host_t *host, toe_cycle_t cycle);
/* Registers of the wire: the interface's address, acknowledgments soon.  The edge behind them. */
toe_cycle_t toe_seam_set_up_wire(toe_seam_host_t *host, toe_cycle_t cycle);

#endif /* TOE_SEAM_PARTS_H_ */
