/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_pcapng.h - packets of a pcapng or classic pcap file, one at a time; and a writer of pcapng.
 *
 * Reads sections of either byte order, several interfaces with their own link type and time resolution, and enhanced
 * packet blocks with their comments.  Blocks without a time (simple packet), obsolete and unknown ones are passed over
 * and counted.  Classic pcap: either byte order, microseconds or nanoseconds.  It never makes a block longer
 * than TOE_PCAPNG_BLOCK_MAX bytes, nor believes one.
 */
#ifndef TOE_PCAPNG_H_
#define TOE_PCAPNG_H_

#include "sim/trace/toe_input.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_PCAPNG_BLOCK_MAX (16u << 20) /* bytes, longest block read or written */

enum { TOE_LINK_ETHERNET = 1, TOE_LINK_USER0 = 147 };

typedef struct toe_pcapng_comment {
  const char *text; /* not terminated */
  uint32_t bytes;
} toe_pcapng_comment_t;

typedef struct toe_pcapng_packet {
  uint32_t interface;  /* within its section; pcap: 0 */
  uint16_t link;       /* link type of that interface */
  uint64_t time_ns;    /* since 1970, or whatever the file counts from */
  const uint8_t *data; /* captured bytes */
  uint32_t bytes;
  uint32_t original_bytes;              /* on the wire */
  const toe_pcapng_comment_t *comments; /* opt_comment, in order */
  uint32_t comment_count;
  uint64_t record; /* of the packet in its file, from 1, as Wireshark numbers frames */
  uint64_t offset; /* byte offset of its block, uncompressed */
} toe_pcapng_packet_t;

typedef struct toe_pcapng_reader toe_pcapng_reader_t;

/* True if the file begins like pcapng, or like classic pcap. */
bool toe_pcapng_is(const uint8_t *head, size_t bytes);
bool toe_pcapng_is_classic(const uint8_t *head, size_t bytes);

/* Read from `input`, at its first byte.
 * input       owned by the reader from now on, also on failure
 * reader_out  owned by the caller
 * E_FORMAT (not such a file), E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_pcapng_reader_new(toe_input_t *input, toe_pcapng_reader_t **reader_out,
                                                toe_error_t *error_out);
void toe_pcapng_reader_free(toe_pcapng_reader_t *reader); /* NULL is allowed */

/* The next packet; its members are valid until the next call.
 * E_END; E_FORMAT, E_IO (error_out: file, record, byte offset, cause), E_MEMORY */
TOE_MUST_USE toe_result_t toe_pcapng_next(toe_pcapng_reader_t *reader, toe_pcapng_packet_t *packet_out,
                                          toe_error_t *error_out);
const toe_input_t *toe_pcapng_input(const toe_pcapng_reader_t *reader);
/* Blocks passed over that held a packet (simple and obsolete ones). */
uint64_t toe_pcapng_skipped(const toe_pcapng_reader_t *reader);

typedef struct toe_pcapng_writer toe_pcapng_writer_t;

typedef struct toe_pcapng_interface {
  const char *name;
  uint16_t link;
} toe_pcapng_interface_t;

/* One little-endian section with these interfaces, nanosecond times.  The file appears at toe_pcapng_writer_commit.
 * writer_out owned by the caller
 * E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_pcapng_writer_new(const char *path, const toe_pcapng_interface_t *interfaces,
                                                uint32_t count, toe_pcapng_writer_t **writer_out,
                                                toe_error_t *error_out);
/* interface, time_ns, data, bytes, original_bytes, comments, comment_count are looked at; a comment has at most 65535
 * bytes. E_IO, E_RANGE (too long), E_MEMORY */
TOE_MUST_USE toe_result_t toe_pcapng_write(toe_pcapng_writer_t *writer, const toe_pcapng_packet_t *packet,
                                           toe_error_t *error_out);
/* Ends the writer, also on failure.  E_IO */
TOE_MUST_USE toe_result_t toe_pcapng_writer_commit(toe_pcapng_writer_t *writer, toe_error_t *error_out);
void toe_pcapng_writer_abandon(toe_pcapng_writer_t *writer); /* NULL is allowed */

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_PCAPNG_H_ */
