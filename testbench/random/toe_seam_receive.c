/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_seam_receive.c - commands of receive delivery for the seam fuzzer, right and wrong.
 */
#include "testbench/random/toe_seam_request.h"

#define FAR (UINT64_C(1) << 56) /* behind all memory, and before its end even with the highest base */
enum { SPACING_BITS = 33 };     /* a request of 4 GiB fits between two places */

static uint32_t below(toe_seam_maker_t *maker, uint32_t bound) { return toe_random_below(&maker->draw, bound); }
static bool one_in(toe_seam_maker_t *maker, uint32_t n) { return toe_random_one_in(&maker->draw, n); }

uint64_t toe_seam_make_place(toe_seam_maker_t *maker) {
  return maker->data_addr + FAR + ((uint64_t)maker->rooms++ << SPACING_BITS) + below(maker, 300);
}

uint32_t toe_seam_pick_connection(toe_seam_maker_t *maker, uint32_t handle) {
  const toe_seam_streams_t *streams = maker->streams;
  if (streams == NULL || streams->recents == 0 || one_in(maker, 8)) return handle;
  uint32_t last = streams->recents < TOE_SEAM_RECENT ? streams->recents : TOE_SEAM_RECENT, some = last;
  if (last > 4 && one_in(maker, 2)) last = 4;
  for (uint32_t i = below(maker, last); i < some; ++i) {
    uint32_t recent = streams->recent[(streams->recents - 1 - i) % TOE_SEAM_RECENT];
    if (!streams->stream[recent % TOE_SEAM_STREAM_IDS].is_freed || one_in(maker, 20)) return recent;
  }
  return handle;
}

static uint32_t draw_bytes(toe_seam_maker_t *maker) {
  static const uint32_t kBytes[] = {0, 1, 3, 4, 31, 32, 33, 63, 64, 65, 4096, 20000, 0x7FFFFFFFu, 0xFFFFFFFFu};
  if (one_in(maker, 6)) return 0;
  return one_in(maker, 2)   ? below(maker, 150)
         : one_in(maker, 3) ? below(maker, 2000)
                            : TOE_RANDOM_OF(&maker->draw, kBytes);
}

void toe_seam_make_receive(toe_seam_maker_t *maker, uint32_t handle, uint8_t *command) {
  uint32_t bytes = draw_bytes(maker), filled = 0;
  if (one_in(maker, 6)) filled = bytes == 0 ? 0 : one_in(maker, 4) ? bytes : below(maker, bytes);
  if (one_in(maker, maker->is_tame ? 60 : 12)) filled = bytes + 1 + below(maker, 3);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_RECEIVE);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, toe_seam_make_place(maker));
  TOE_WRITE(command, COMMAND, SETTING, bytes);
  TOE_WRITE(command, COMMAND, VALUE, filled);
  TOE_WRITE(command, COMMAND, RCV_MODE, one_in(maker, 3) ? TOE_RCV_MODE_NO_PUSH : TOE_RCV_MODE_PUSH);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, toe_seam_pick_connection(maker, handle));
}

void toe_seam_make_reply(toe_seam_maker_t *maker, uint32_t handle, uint8_t *command) {
  const toe_seam_streams_t *streams = maker->streams;
  uint32_t bytes = draw_bytes(maker);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_REPLY);
  if (streams == NULL || streams->indications == 0 || one_in(maker, 10)) {
    handle = toe_seam_pick_connection(maker, handle); /* perhaps without an indication, or for more than that */
  } else {
    uint32_t last = streams->indications < TOE_SEAM_RECENT ? streams->indications : TOE_SEAM_RECENT;
    uint32_t at = (streams->indications - 1 - below(maker, one_in(maker, 2) ? 1 : last)) % TOE_SEAM_RECENT;
    handle = streams->indication[at].handle;
    bytes = streams->indication[at].bytes;
    if (one_in(maker, 4)) bytes = 0;
    if (one_in(maker, 4)) bytes = below(maker, bytes + 1);
    if (one_in(maker, maker->is_tame ? 60 : 12)) bytes += 1;
  }
  TOE_WRITE(command, COMMAND, VALUE, bytes);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, handle);
}
