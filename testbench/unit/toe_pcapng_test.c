/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_pcapng.h"

#include "testbench/unit/toe_trace_files.h"

static toe_result_t reader_open(const char *path, toe_pcapng_reader_t **reader, toe_error_t *error) {
  toe_input_t *input = NULL;
  const toe_result_t result = toe_input_open(path, &input, error);
  return result == TOE_OK ? toe_pcapng_reader_new(input, reader, error) : result;
}

/* A block in either byte order. */
typedef void (*put_t)(bytes_t *b, uint64_t value, int count);
static size_t block_begin(bytes_t *b, put_t put, uint32_t type) {
  const size_t at = b->count;
  put(b, type, 4);
  put(b, 0, 4);
  return at;
}
static void block_end(bytes_t *b, put_t put, size_t at) {
  while (b->count % 4 != 0) put(b, 0, 1);
  const size_t end = b->count + 4;
  put(b, end - at, 4);
  b->count = at + 4;
  put(b, end - at, 4);
  b->count = end;
}
static void section(bytes_t *b, put_t put) {
  const size_t at = block_begin(b, put, 0x0A0D0D0A);
  put(b, 0x1A2B3C4D, 4);
  put(b, 1, 2);
  put(b, 0, 2);
  put(b, UINT64_MAX, 8);
  block_end(b, put, at);
}
static void interface(bytes_t *b, put_t put, uint16_t link, int resolution, int64_t offset) {
  const size_t at = block_begin(b, put, 1);
  put(b, link, 2);
  put(b, 0, 2);
  put(b, 0, 4);
  if (resolution >= 0) {
    put(b, 9, 2); /* if_tsresol */
    put(b, 1, 2);
    put(b, (uint64_t)resolution, 1);
    put(b, 0, 3);
  }
  if (offset != 0) {
    put(b, 14, 2); /* if_tsoffset */
    put(b, 8, 2);
    put(b, (uint64_t)offset, 8);
  }
  put(b, 0, 4);
  block_end(b, put, at);
}
static void packet(bytes_t *b, put_t put, uint32_t number, uint64_t stamp, const char *data) {
  const size_t at = block_begin(b, put, 6);
  put(b, number, 4);
  put(b, stamp >> 32, 4);
  put(b, stamp & UINT32_MAX, 4);
  put(b, strlen(data), 4);
  put(b, strlen(data) + 100, 4);
  put_bytes(b, data, strlen(data));
  block_end(b, put, at);
}

TOE_TEST(pcapng, writes_these_bytes) {
  static const toe_pcapng_interface_t interfaces[] = {{"host", 147}};
  static const toe_pcapng_comment_t comment = {"# c", 3};
  static const toe_pcapng_packet_t one = {.time_ns = 0x100000002u,
                                          .data = (const uint8_t *)"abcde",
                                          .bytes = 5,
                                          .original_bytes = 9,
                                          .comments = &comment,
                                          .comment_count = 1};
  toe_pcapng_writer_t *writer = NULL;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_pcapng_writer_new(file_path("a.pcapng"), interfaces, 1, &writer, &error), TOE_OK);
  TOE_ASSERT_EQ(toe_pcapng_write(writer, &one, &error), TOE_OK);
  TOE_ASSERT_EQ(toe_pcapng_writer_commit(writer, &error), TOE_OK);
  static const uint8_t expected[] = {
      /* section header, shb_userappl "toesim" */
      0x0A, 0x0D, 0x0D, 0x0A, 44, 0, 0, 0, 0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
      0xFF, 4, 0, 6, 0, 't', 'o', 'e', 's', 'i', 'm', 0, 0, 0, 0, 0, 0, 44, 0, 0, 0,
      /* interface: link type 147, if_name "host", if_tsresol 9 */
      1, 0, 0, 0, 40, 0, 0, 0, 147, 0, 0, 0, 0, 0, 0, 0, 2, 0, 4, 0, 'h', 'o', 's', 't', 9, 0, 1, 0, 9, 0, 0, 0, 0, 0,
      0, 0, 40, 0, 0, 0,
      /* enhanced packet: interface 0, stamp high and low, captured, original, data, opt_comment */
      6, 0, 0, 0, 52, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, 9, 0, 0, 0, 'a', 'b', 'c', 'd', 'e', 0,
      0, 0, 1, 0, 3, 0, '#', ' ', 'c', 0, 0, 0, 0, 0, 52, 0, 0, 0};
  size_t bytes = 0;
  uint8_t *data = file_read(file_path("a.pcapng"), &bytes);
  TOE_ASSERT(data != NULL);
  TOE_EXPECT_EQ(bytes, sizeof expected);
  if (bytes == sizeof expected) TOE_EXPECT_MEM(data, expected, sizeof expected);
  free(data);
}

TOE_TEST(pcapng, reads_sections_of_either_order_and_clocks_of_any_kind) {
  static bytes_t b;
  b.count = 0;
  section(&b, put_big);
  interface(&b, put_big, 1, -1, 0);         /* microseconds by default */
  interface(&b, put_big, 147, 9, 5);        /* nanoseconds, from 5 s on */
  packet(&b, put_big, 0, 3000001, "first"); /* 3.000001 s */
  packet(&b, put_big, 1, 7, "second");
  section(&b, put_little);                 /* interfaces are counted anew */
  interface(&b, put_little, 147, 0x8A, 0); /* 1/1024 s */
  packet(&b, put_little, 0, 1537, "third");
  interface(&b, put_little, 1, 12, -1); /* picoseconds, one second back */
  packet(&b, put_little, 1, 2000000001999, "fourth");
  toe_pcapng_reader_t *reader = NULL;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(reader_open(file_write("a.pcapng", b.data, b.count), &reader, &error), TOE_OK);
  static const struct {
    uint64_t time_ns, offset;
    uint32_t interface;
    uint16_t link;
    const char *data;
  } rows[] = {{3000001000u, 96, 0, 1, "first"}, /* 28 + 24 + 44 bytes stand before it */
              {5000000007u, 136, 1, 147, "second"},
              {1500976562u, 236, 0, 147, "third"}, /* 1537 / 1024 = 1.5009765625 */
              {1000000001u, 320, 1, 1, "fourth"}};
  for (size_t i = 0; i < 4; ++i) {
    toe_test_note("packet %zu", i + 1);
    toe_pcapng_packet_t p;
    TOE_ASSERT_EQ(toe_pcapng_next(reader, &p, &error), TOE_OK);
    TOE_EXPECT_EQ(p.time_ns, rows[i].time_ns);
    TOE_EXPECT_EQ(p.offset, rows[i].offset);
    TOE_EXPECT_EQ(p.record, i + 1);
    TOE_EXPECT_EQ(p.interface, rows[i].interface);
    TOE_EXPECT_EQ(p.link, rows[i].link);
    TOE_EXPECT_EQ(p.bytes, strlen(rows[i].data));
    TOE_EXPECT_EQ(p.original_bytes, strlen(rows[i].data) + 100);
    TOE_EXPECT_MEM(p.data, rows[i].data, p.bytes);
    TOE_EXPECT_EQ(p.comment_count, 0);
  }
  toe_pcapng_packet_t none;
  TOE_EXPECT_EQ(toe_pcapng_next(reader, &none, &error), TOE_E_END);
  toe_pcapng_reader_free(reader);
}

TOE_TEST(pcapng, passes_over_what_has_no_time_and_counts_it) {
  static bytes_t b;
  b.count = 0;
  section(&b, put_little);
  interface(&b, put_little, 1, 9, 0);
  for (uint32_t type = 2; type <= 5; ++type) { /* obsolete packet, simple packet, names, statistics */
    const size_t at = block_begin(&b, put_little, type);
    put_little(&b, 0, 20);
    block_end(&b, put_little, at);
  }
  packet(&b, put_little, 0, 1, "x");
  toe_pcapng_reader_t *reader = NULL;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(reader_open(file_write("a.pcapng", b.data, b.count), &reader, &error), TOE_OK);
  toe_pcapng_packet_t p;
  TOE_EXPECT_EQ(toe_pcapng_next(reader, &p, &error), TOE_OK);
  TOE_EXPECT_EQ(p.record, 3); /* as Wireshark numbers it */
  TOE_EXPECT_EQ(toe_pcapng_skipped(reader), 2);
  toe_pcapng_reader_free(reader);
}

TOE_TEST(pcapng, reads_classic_pcap_of_either_order_and_unit) {
  static const struct {
    uint32_t magic;
    put_t put;
    uint64_t time_ns;
  } rows[] = {{0xA1B2C3D4u, put_little, 7000000009000u / 1000 * 1000},
              {0xA1B2C3D4u, put_big, 7000000009000u / 1000 * 1000},
              {0xA1B23C4Du, put_little, 7000000000009u},
              {0xA1B23C4Du, put_big, 7000000000009u}};
  for (size_t i = 0; i < 4; ++i) {
    toe_test_note("variant %zu", i);
    static bytes_t b;
    b.count = 0;
    const put_t put = rows[i].put;
    put(&b, rows[i].magic, 4);
    put(&b, 2, 2);
    put(&b, 4, 2);
    put(&b, 0, 8);
    put(&b, 65535, 4);
    put(&b, 1, 4);
    put(&b, 7000, 4);
    put(&b, 9, 4);
    put(&b, 2, 4);
    put(&b, 60, 4);
    put_bytes(&b, "ab", 2);
    toe_pcapng_reader_t *reader = NULL;
    toe_error_t error = {""};
    TOE_ASSERT_EQ(reader_open(file_write("a.pcap", b.data, b.count), &reader, &error), TOE_OK);
    toe_pcapng_packet_t p;
    TOE_ASSERT_EQ(toe_pcapng_next(reader, &p, &error), TOE_OK);
    TOE_EXPECT_EQ(p.time_ns, rows[i].time_ns);
    TOE_EXPECT_EQ(p.link, 1);
    TOE_EXPECT_EQ(p.bytes, 2);
    TOE_EXPECT_EQ(p.original_bytes, 60);
    TOE_EXPECT_EQ(p.offset, 24);
    TOE_EXPECT_EQ(toe_pcapng_next(reader, &p, &error), TOE_E_END);
    toe_pcapng_reader_free(reader);
  }
}

/* Cut anywhere: a clean end between blocks, else an error with a place; never a crash. */
TOE_TEST(pcapng_bad, tells_a_cut_file_at_any_byte) {
  static bytes_t b;
  b.count = 0;
  section(&b, put_little);
  interface(&b, put_little, 1, 9, 0);
  packet(&b, put_little, 0, 1, "some data");
  const size_t ends[] = {28, 60, b.count}; /* behind section, interface, packet */
  for (size_t cut = 4; cut <= b.count; ++cut) {
    toe_test_note("%zu bytes", cut);
    toe_pcapng_reader_t *reader = NULL;
    toe_error_t error = {""};
    TOE_ASSERT_EQ(reader_open(file_write("a.pcapng", b.data, cut), &reader, &error), TOE_OK);
    toe_pcapng_packet_t p;
    toe_result_t result = toe_pcapng_next(reader, &p, &error);
    if (result == TOE_OK) result = toe_pcapng_next(reader, &p, &error);
    const bool is_clean = cut == ends[0] || cut == ends[1] || cut == ends[2];
    TOE_EXPECT_EQ(result, is_clean ? TOE_E_END : TOE_E_FORMAT);
    if (!is_clean) TOE_EXPECT_HAS(error.text, "a.pcapng: record 1, byte ");
    if (!is_clean) TOE_EXPECT_HAS(error.text, "the file ends within a block");
    toe_pcapng_reader_free(reader);
  }
}

/* Every byte of a good file changed to a few others: whatever comes, it ends. */
TOE_TEST(pcapng_bad, ends_on_any_changed_byte) {
  static bytes_t b;
  b.count = 0;
  section(&b, put_little);
  interface(&b, put_little, 1, 9, 7);
  packet(&b, put_little, 0, 1, "some data");
  static const uint8_t values[] = {0, 0x7F, 0xFF};
  for (size_t at = 0; at < b.count; ++at) {
    for (size_t v = 0; v < sizeof values; ++v) {
      toe_test_note("byte %zu is %u", at, values[v]);
      const uint8_t kept = b.data[at];
      b.data[at] = values[v];
      toe_pcapng_reader_t *reader = NULL;
      toe_error_t error = {""};
      toe_result_t result = reader_open(file_write("a.pcapng", b.data, b.count), &reader, &error);
      for (int i = 0; i < 4 && result == TOE_OK; ++i) {
        toe_pcapng_packet_t p;
        result = toe_pcapng_next(reader, &p, &error);
      }
      TOE_EXPECT(result == TOE_E_END || result == TOE_E_FORMAT);
      toe_pcapng_reader_free(reader);
      b.data[at] = kept;
    }
  }
}
