/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_seam_parts.h"

static uint32_t below(toe_seam_host_t *host, uint32_t bound) { return toe_random_below(&host->draw, bound); }
static bool one_in(toe_seam_host_t *host, uint32_t n) { return toe_random_one_in(&host->draw, n); }

void toe_seam_change_config(toe_seam_host_t *host, toe_cycle_t cycle, bool is_calm) {
  toe_device_config_t config = {
      .has_bus_master = true, .has_msix = true, .is_msix_masked = false, .mps_bytes = 256, .mrrs_bytes = 512};
  if (!is_calm && one_in(host, 2)) {
    config.has_bus_master = !one_in(host, 3);
    config.has_msix = !one_in(host, 3);
    config.is_msix_masked = one_in(host, 3);
    config.mps_bytes = (uint16_t)(128u << below(host, 6));
  }
  if (!is_calm) config.mrrs_bytes = (uint16_t)(256u << below(host, one_in(host, 2) ? 2 : 5));
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) toe_device_put_config(host->device[i], cycle, &config);
}

/* A row that is looked at: the first of a context that was given out; sometimes another one, or anyone's. */
static uint32_t draw_row(toe_seam_host_t *host) {
  const toe_seam_maker_t *maker = &host->maker;
  if (maker->handle_count == 0 || one_in(host, 20)) return below(host, TOE_STAGE_SRAM_ROWS);
  uint32_t handle = maker->handles[below(host, maker->handle_count)], id = handle & 0x3FFF, row;
  if (handle >> 28 == TOE_LAYER_TCP) {
    row = TOE_STAGE_TCP_ROW_BASE + TOE_STAGE_TCP_ROWS * id;
  } else {
    uint32_t base = handle >> 28 == TOE_LAYER_PATH ? TOE_STAGE_PATH_ROW_BASE : TOE_STAGE_NEIGHBOR_ROW_BASE;
    row = base + TOE_STAGE_STATE_ROWS * id;
  }
  return (row + (one_in(host, 6) ? below(host, handle >> 28 == TOE_LAYER_TCP ? 4 : 2) : 0)) % TOE_STAGE_SRAM_ROWS;
}

/* A row that leads elsewhere, to a chain of blocks or to a parent whose row an acknowledgment reads: flips that the
 * code does not notice would send the device after what is not there. */
static bool is_receive_state(uint32_t row) { return row < TOE_STAGE_NEIGHBOR_ROW_BASE; }

/* One bit, which can be corrected, or several, mostly of one word of 8 bytes and its check byte, which cannot. */
void toe_seam_flip_bits(toe_seam_host_t *host, toe_cycle_t cycle) {
  enum { WORDS = TOE_STAGE_SRAM_CHECK_BYTES, WORD_BITS = 64, CHECK_AT = TOE_STAGE_SRAM_ROW_BYTES * 8 };
  uint32_t row = draw_row(host), word = below(host, WORDS);
  uint32_t left = 1 + (one_in(host, 2) ? below(host, 3) : 0);
  if (is_receive_state(row)) {
    if (toe_seam_ledger_is_hit(&host->ledger, row)) return;
    if (left > 2) left = 2;
  }
  for (; left > 0; --left) {
    if (one_in(host, 5)) word = below(host, WORDS);
    uint32_t at = below(host, WORD_BITS + 8);
    uint32_t bit = at < WORD_BITS ? WORD_BITS * word + at : CHECK_AT + 8 * word + at - WORD_BITS;
    for (int i = 0; i < TOE_SEAM_SIDES; ++i) toe_device_put_flip(host->device[i], cycle, row, bit);
    toe_seam_ledger_flip(&host->ledger, cycle, row);
  }
}

/* A completion nobody waits for: a tag that is neither a command's, a copy's nor a chunk's. */
static void answer_nobody(toe_seam_host_t *host, toe_cycle_t cycle) {
  uint32_t tag = TOE_STAGE_TAG_OBJECT + TOE_STAGE_CHUNKS + below(host, 192);
  toe_tlp_t *tlp = toe_seam_blank(host, one_in(host, 2) ? TOE_TLP_CPL : TOE_TLP_CPLD, (uint8_t)tag);
  if (tlp->type == TOE_TLP_CPLD) tlp->length_bytes = 64 * (1 + below(host, 8));
  if (tlp->type == TOE_TLP_CPL) tlp->status = TOE_TLP_UR;
  tlp->is_poisoned = one_in(host, 4);
  toe_seam_put(host, TOE_STREAM_RC, cycle);
  host->rc_free = cycle + toe_tlp_beats(tlp);
}

/* What the device has of copies, and of objects, each as soon as all of it is given; a chunk holds one behind the
 * other. */
static void note_given(toe_seam_host_t *host, uint32_t tag, const uint8_t *data, uint32_t bytes) {
  if (tag >= TOE_STAGE_TAG_COPY && tag < TOE_STAGE_TAG_COPY + TOE_STAGE_COPY_READS) {
    toe_seam_streams_copied(&host->ledger.streams, host->read[tag].address, data, bytes);
    return;
  }
  if (tag < TOE_STAGE_TAG_OBJECT || tag >= TOE_STAGE_TAG_OBJECT + TOE_STAGE_CHUNKS) return;
  toe_seam_read_t *read = &host->read[tag];
  for (uint32_t i = 0; i < bytes; ++i) {
    read->data[read->given_bytes++] = data[i];
    if (read->given_bytes < TOE_OBJECT_BYTES) continue;
    toe_seam_ledger_fetched(&host->ledger, read->data);
    read->given_bytes = 0;
  }
}

/* The next piece of a read: data, poisoned data, or an error. */
static void answer_piece(toe_seam_host_t *host, toe_cycle_t cycle, uint32_t tag, bool is_calm) {
  static const uint8_t kErrors[] = {TOE_TLP_UR, TOE_TLP_CRS, TOE_TLP_CA};
  toe_seam_read_t *read = &host->read[tag];
  uint32_t bytes = one_in(host, 3) ? read->left_bytes : 64 * (1 + below(host, 4));
  if (bytes > read->left_bytes) bytes = read->left_bytes;
  bool is_outside = host->temper.is_strict && !toe_seam_has_address(host, read->address);
  bool is_bad = is_outside || (!is_calm && one_in(host, host->temper.error_one_in));
  bool has_data = !is_bad || (!is_outside && one_in(host, 2));
  toe_tlp_t *tlp = toe_seam_blank(host, has_data ? TOE_TLP_CPLD : TOE_TLP_CPL, (uint8_t)tag);
  tlp->byte_count = (uint16_t)read->left_bytes;
  tlp->lower_address = read->address & 0x7F;
  if (tlp->type == TOE_TLP_CPL) {
    tlp->status = is_outside ? TOE_TLP_UR : kErrors[below(host, 3)];
  } else {
    tlp->length_bytes = bytes;
    tlp->is_poisoned = is_bad;
    for (uint32_t i = 0; i < bytes; ++i) tlp->data[i] = toe_seam_read_byte(host, read->address + i);
  }
  if (has_data && !is_bad) note_given(host, tag, tlp->data, bytes);
  toe_seam_put(host, TOE_STREAM_RC, cycle);
  host->rc_free = cycle + toe_tlp_beats(tlp) + (one_in(host, 3) ? below(host, 6) : 0);
  read->address += bytes;
  read->left_bytes -= bytes;
  read->is_waiting = !is_bad && read->left_bytes > 0;
  if (one_in(host, 4)) read->due = cycle + below(host, host->temper.most_latency);
}

void toe_seam_answer_reads(toe_seam_host_t *host, toe_cycle_t cycle, bool is_calm) {
  if (host->rc_free > cycle) return;
  if (!is_calm && one_in(host, 300)) {
    answer_nobody(host, cycle);
    return;
  }
  uint32_t first = below(host, TOE_SEAM_READS);
  for (uint32_t i = 0; i < TOE_SEAM_READS; ++i) {
    uint32_t tag = (first + i) % TOE_SEAM_READS;
    if (!host->read[tag].is_waiting || (!is_calm && host->read[tag].due > cycle)) continue;
    answer_piece(host, cycle, tag, is_calm);
    return;
  }
}

void toe_seam_return_credits(toe_seam_host_t *host, toe_cycle_t cycle, bool is_calm) {
  toe_credits_t back = host->owed;
  if (back.posted_headers + back.posted_data + back.nonposted_headers == 0) return;
  if (!is_calm && one_in(host, 2)) {
    back.posted_headers = below(host, back.posted_headers + 1);
    back.posted_data = below(host, back.posted_data + 1);
    back.nonposted_headers = below(host, back.nonposted_headers + 1);
  }
  host->owed.posted_headers -= back.posted_headers;
  host->owed.posted_data -= back.posted_data;
  host->owed.nonposted_headers -= back.nonposted_headers;
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) toe_device_put_credits(host->device[i], cycle, back);
}
