/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_record.h - the bytes of a host record in a pcapng trace (docs/trace-format.md).
 */
#ifndef TOE_RECORD_H_
#define TOE_RECORD_H_

enum {
  TOE_RECORD_HEADER_BYTES = 12, /* magic 4, version 1, kind 1, flags 2, length of the text 4; little-endian */
  TOE_RECORD_VERSION_OFFSET = 4,
  TOE_RECORD_KIND_OFFSET = 5,
  TOE_RECORD_FLAGS_OFFSET = 6,
  TOE_RECORD_LENGTH_OFFSET = 8,
  TOE_RECORD_VERSION = 1,
  TOE_RECORD_KIND_TAIL = 255,  /* no operation: carries what stands behind the last one */
  TOE_RECORD_MORE = 1,         /* flag: the text goes on in the next host record */
  TOE_RECORD_UNENDED = 2,      /* flag, TAIL: the text's last line has no newline */
  TOE_RECORD_TEXT_MAX = 200000 /* bytes of text in a record; Wireshark reads packets up to 262144 */
};

#define TOE_RECORD_MAGIC "TOE1"

#endif /* TOE_RECORD_H_ */
