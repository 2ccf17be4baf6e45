/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "sim/trace/toe_pcapng.h"

struct toe_pcapng_writer {
  toe_output_t *output;
  uint8_t *block;
  size_t bytes, room;
  bool is_short_of_memory;
};

/* The block being made grows by `bytes`, then zeroes up to a multiple of 4. */
static void put(toe_pcapng_writer_t *w, const void *data, size_t bytes) {
  const size_t padded = (bytes + 3) & ~(size_t)3;
  if (w->bytes + padded > w->room) {
    const size_t room = (w->bytes + padded) * 2 + 256;
    uint8_t *block = realloc(w->block, room);
    if (block == NULL) {
      w->is_short_of_memory = true;
      return;
    }
    w->block = block;
    w->room = room;
  }
  if (bytes > 0) memcpy(w->block + w->bytes, data, bytes);
  memset(w->block + w->bytes + bytes, 0, padded - bytes);
  w->bytes += padded;
}

static void put32(toe_pcapng_writer_t *w, uint32_t value) {
  const uint8_t bytes[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
  put(w, bytes, 4);
}

static void put16_pair(toe_pcapng_writer_t *w, uint16_t first, uint16_t second) {
  put32(w, (uint32_t)second << 16 | first);
}

static void put_option(toe_pcapng_writer_t *w, uint16_t code, const void *value, uint16_t bytes) {
  put16_pair(w, code, bytes);
  put(w, value, bytes);
}

static void block_begin(toe_pcapng_writer_t *w, uint32_t type) {
  w->bytes = 0;
  put32(w, type);
  put32(w, 0); /* total length, known at the end */
}

static toe_result_t block_end(toe_pcapng_writer_t *w, toe_error_t *error_out) {
  const uint32_t total = (uint32_t)w->bytes + 4;
  put32(w, total);
  if (w->is_short_of_memory) return TOE_E_MEMORY;
  if (w->bytes > TOE_PCAPNG_BLOCK_MAX) {
    toe_error_set(error_out, "a record is longer than 16 MiB");
    return TOE_E_RANGE;
  }
  for (int i = 0; i < 4; ++i) w->block[4 + i] = (uint8_t)(total >> (8 * i));
  return toe_output_write(w->output, w->block, w->bytes, error_out);
}

static toe_result_t section_write(toe_pcapng_writer_t *w, toe_error_t *error_out) {
  static const char application[] = "toesim";
  block_begin(w, 0x0A0D0D0Au);
  put32(w, 0x1A2B3C4Du);
  put16_pair(w, 1, 0);  /* version 1.0 */
  put32(w, UINT32_MAX); /* section length: not said */
  put32(w, UINT32_MAX);
  put_option(w, 4, application, sizeof application - 1); /* shb_userappl */
  put32(w, 0);
  return block_end(w, error_out);
}

static toe_result_t interface_write(toe_pcapng_writer_t *w, const toe_pcapng_interface_t *interface,
                                    toe_error_t *error_out) {
  static const uint8_t nanoseconds = 9;
  block_begin(w, 1);
  put16_pair(w, interface->link, 0);
  put32(w, 0);                                                          /* no snap length */
  put_option(w, 2, interface->name, (uint16_t)strlen(interface->name)); /* if_name */
  put_option(w, 9, &nanoseconds, 1);                                    /* if_tsresol */
  put32(w, 0);
  return block_end(w, error_out);
}

toe_result_t toe_pcapng_writer_new(const char *path, const toe_pcapng_interface_t *interfaces, uint32_t count,
                                   toe_pcapng_writer_t **writer_out, toe_error_t *error_out) {
  toe_pcapng_writer_t *w = calloc(1, sizeof *w);
  if (w == NULL) return TOE_E_MEMORY;
  toe_result_t result = toe_output_open(path, &w->output, error_out);
  if (result == TOE_OK) result = section_write(w, error_out);
  for (uint32_t i = 0; i < count && result == TOE_OK; ++i) result = interface_write(w, &interfaces[i], error_out);
  if (result != TOE_OK) {
    toe_pcapng_writer_abandon(w);
    return result;
  }
  *writer_out = w;
  return TOE_OK;
}

toe_result_t toe_pcapng_write(toe_pcapng_writer_t *writer, const toe_pcapng_packet_t *packet, toe_error_t *error_out) {
  if (packet->bytes > TOE_PCAPNG_BLOCK_MAX / 2) {
    toe_error_set(error_out, "a packet of %u bytes is too long for a record", packet->bytes);
    return TOE_E_RANGE;
  }
  block_begin(writer, 6);
  put32(writer, packet->interface);
  put32(writer, (uint32_t)(packet->time_ns >> 32));
  put32(writer, (uint32_t)packet->time_ns);
  put32(writer, packet->bytes);
  put32(writer, packet->original_bytes);
  put(writer, packet->data, packet->bytes);
  for (uint32_t i = 0; i < packet->comment_count; ++i) {
    const toe_pcapng_comment_t *comment = &packet->comments[i];
    if (comment->bytes > UINT16_MAX || writer->bytes > TOE_PCAPNG_BLOCK_MAX) {
      toe_error_set(error_out, "comments are too long for a record");
      return TOE_E_RANGE;
    }
    put_option(writer, 1, comment->text, (uint16_t)comment->bytes);
  }
  if (packet->comment_count > 0) put32(writer, 0);
  return block_end(writer, error_out);
}

toe_result_t toe_pcapng_writer_commit(toe_pcapng_writer_t *writer, toe_error_t *error_out) {
  toe_output_t *output = writer->output;
  writer->output = NULL;
  toe_pcapng_writer_abandon(writer);
  return toe_output_commit(output, error_out);
}

void toe_pcapng_writer_abandon(toe_pcapng_writer_t *writer) {
  if (writer == NULL) return;
  toe_output_abandon(writer->output);
  free(writer->block);
  free(writer);
}
