/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/import/toe_import.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "sim/import/toe_import_parts.h"
#include "sim/trace/toe_op.h"

toe_result_t toe_import_when_parse(const char *text, toe_import_options_t *options, toe_error_t *error_out) {
  if (strcmp(text, "established") == 0) {
    options->when = TOE_IMPORT_ESTABLISHED;
    return TOE_OK;
  }
  uint64_t ns = 0;
  bool ok = strncmp(text, "at:", 3) == 0 && text[3] >= '0' && text[3] <= '9';
  const char *at = text + (ok ? 3 : 0);
  for (; ok && *at >= '0' && *at <= '9'; ++at) {
    ns = ns * 10 + (uint64_t)(*at - '0');
    if (ns > 213ull * 86400) {
      toe_error_set(error_out, "\"%.60s\": more than 213 days", text);
      return TOE_E_RANGE;
    }
  }
  ns *= 1000000000u;
  if (ok && *at == '.') {
    uint64_t place = 100000000;
    for (++at; *at >= '0' && *at <= '9' && place > 0; ++at, place /= 10) ns += place * (uint64_t)(*at - '0');
  }
  if (!ok || *at != '\0') {
    toe_error_set(error_out, "\"%.60s\" is neither \"established\" nor \"at:SECONDS\"", text);
    return TOE_E_FORMAT;
  }
  options->when = TOE_IMPORT_AT;
  options->at_ns = ns;
  return TOE_OK;
}

/* The connection of a frame, seen from the host's side. */
static toe_result_t connection_of(toe_import_t *import, const toe_packet_t *frame, int from,
                                  toe_import_connection_t **connection_out, uint32_t *number_out) {
  const bool is_sent = from == TOE_FLOW_LOCAL;
  const uint8_t *local_ip = is_sent ? frame->src_ip : frame->dst_ip;
  const uint8_t *remote_ip = is_sent ? frame->dst_ip : frame->src_ip;
  const uint16_t local_port = is_sent ? frame->src_port : frame->dst_port;
  const uint16_t remote_port = is_sent ? frame->dst_port : frame->src_port;
  toe_key_t key = {{0}};
  memcpy(key.bytes, local_ip, 16);
  memcpy(key.bytes + 16, remote_ip, 16);
  memcpy(key.bytes + 32, &local_port, 2);
  memcpy(key.bytes + 34, &remote_port, 2);
  memcpy(key.bytes + 36, &frame->vlan, 2);
  key.bytes[38] = frame->family;
  bool is_new = false;
  const toe_result_t result = toe_key_map_number(&import->connection_keys, &key, number_out, &is_new);
  if (result != TOE_OK) return result;
  toe_import_connection_t *grown =
      toe_import_grow(import->connections, &import->connection_room, *number_out, sizeof *grown);
  if (grown == NULL) return TOE_E_MEMORY;
  import->connections = grown;
  toe_import_connection_t *connection = &grown[*number_out];
  if (is_new) {
    connection->family = frame->family;
    memcpy(connection->local_ip, local_ip, 16);
    memcpy(connection->remote_ip, remote_ip, 16);
    connection->local_port = local_port;
    connection->remote_port = remote_port;
    connection->vlan = frame->vlan;
  }
  if (is_sent || !connection->has_next_hop) memcpy(connection->next_hop, is_sent ? frame->dst_mac : frame->src_mac, 6);
  connection->has_next_hop = connection->has_next_hop || is_sent;
  *connection_out = connection;
  return TOE_OK;
}

static toe_result_t pending_add(toe_import_t *import, uint32_t number) {
  toe_import_pending_t *grown =
      toe_import_grow(import->pending, &import->pending_room, import->pending_count, sizeof *grown);
  if (grown == NULL) return TOE_E_MEMORY;
  import->pending = grown;
  toe_import_connection_t *connection = &import->connections[number];
  connection->is_pending = true;
  grown[import->pending_count++] = (toe_import_pending_t){.connection = number};
  return TOE_OK;
}

static toe_result_t segment_take(toe_import_t *import, const toe_packet_t *frame, int from, uint64_t at_ns,
                                 toe_error_t *error_out) {
  toe_import_connection_t *connection = NULL;
  uint32_t number = 0;
  toe_result_t result = connection_of(import, frame, from, &connection, &number);
  if (result != TOE_OK) return result;
  const toe_flow_event_t event = toe_flow_segment(&connection->flow, from, frame, at_ns);
  if (event == TOE_FLOW_ENDS || event == TOE_FLOW_RESTARTS) {
    connection->is_pending = false;
    if (connection->is_offloaded) return toe_import_terminate(import, connection, at_ns, error_out);
  }
  if (event != TOE_FLOW_ESTABLISHES) return TOE_OK;
  ++import->summary.connections;
  if (import->options->when != TOE_IMPORT_ESTABLISHED) return TOE_OK;
  if (import->pending_count == 0) import->batch_end_ns = at_ns + import->options->batch_ns;
  return pending_add(import, number);
}

static void verdict_count(toe_import_summary_t *summary, toe_packet_verdict_t verdict) {
  uint64_t *const counters[TOE_PACKET_VERDICTS] = {
      [TOE_PACKET_TCP] = &summary->tcp_segments,         [TOE_PACKET_NOT_IP] = &summary->not_ip,
      [TOE_PACKET_NOT_TCP] = &summary->not_tcp,          [TOE_PACKET_FRAGMENT] = &summary->fragments,
      [TOE_PACKET_GARBLED] = &summary->garbled,          [TOE_PACKET_CUT] = &summary->cut,
      [TOE_PACKET_STACKED_VLAN] = &summary->stacked_vlan};
  ++*counters[verdict];
}

static toe_result_t frame_take(toe_import_t *import, const toe_pcapng_packet_t *packet, uint64_t at_ns,
                               toe_error_t *error_out) {
  toe_packet_t frame;
  const toe_packet_verdict_t verdict = toe_packet_parse(packet->data, packet->bytes, packet->original_bytes, &frame);
  verdict_count(&import->summary, verdict);
  if (verdict != TOE_PACKET_TCP) return TOE_OK;
  const bool is_sent = toe_import_host_sent(&import->host, &frame);
  const bool is_got = toe_import_host_got(&import->host, &frame);
  if (is_sent && is_got) ++import->summary.local_both;
  if (!is_sent && !is_got) ++import->summary.foreign;
  if (is_sent == is_got) return TOE_OK;
  return segment_take(import, &frame, is_sent ? TOE_FLOW_LOCAL : TOE_FLOW_REMOTE, at_ns, error_out);
}

/* Requests whose time has come before a frame at `at_ns`, or at the end of the capture. */
static toe_result_t requests_due(toe_import_t *import, uint64_t at_ns, bool is_end, bool *is_done,
                                 toe_error_t *error_out) {
  const toe_import_options_t *options = import->options;
  if (options->when == TOE_IMPORT_ESTABLISHED) {
    if (import->pending_count == 0 || (!is_end && at_ns < import->batch_end_ns)) return TOE_OK;
    return toe_import_initiate(import, import->batch_end_ns, error_out);
  }
  if (*is_done || (at_ns < options->at_ns)) return TOE_OK;
  *is_done = true;
  for (uint32_t i = 0; i < import->connection_keys.count; ++i) {
    if (import->connections[i].flow.phase != TOE_FLOW_ESTABLISHED) continue;
    const toe_result_t result = pending_add(import, i);
    if (result != TOE_OK) return result;
  }
  return toe_import_initiate(import, options->at_ns, error_out);
}

static toe_result_t packet_take(toe_import_t *import, const toe_pcapng_packet_t *packet, uint64_t at_ns, bool *is_done,
                                toe_error_t *error_out) {
  toe_result_t result = requests_due(import, at_ns, false, is_done, error_out);
  if (result == TOE_OK && !import->options->without_frames)
    result =
        toe_trace_write_frame(import->writer, at_ns, packet->data, packet->bytes, packet->original_bytes, error_out);
  if (result == TOE_OK) result = frame_take(import, packet, at_ns, error_out);
  if (result == TOE_OK && import->options->when == TOE_IMPORT_ESTABLISHED && import->options->batch_ns == 0)
    result = requests_due(import, at_ns, false, is_done, error_out);
  return result;
}

static toe_result_t capture_end(toe_import_t *import, const char *from, bool *is_done, toe_error_t *error_out) {
  const toe_import_summary_t *summary = &import->summary;
  if (summary->frames == 0 && summary->not_ethernet > 0) {
    toe_error_set(error_out, "%s: its link type is not Ethernet: not supported in this version", from);
    return TOE_E_UNSUPPORTED;
  }
  toe_result_t result = requests_due(import, summary->duration_ns, true, is_done, error_out);
  if (result == TOE_OK && import->options->when == TOE_IMPORT_AT && !*is_done) {
    toe_error_set(error_out, "%s: it ends %llu ns after its first frame, before the time asked for", from,
                  (unsigned long long)summary->duration_ns);
    return TOE_E_RANGE;
  }
  if (result == TOE_OK && summary->offloaded == 0) {
    toe_error_set(error_out, "%s: no TCP connection of the host (%s) that could be offloaded, in %llu records", from,
                  summary->host, (unsigned long long)(summary->frames + summary->not_ethernet));
    return TOE_E_UNKNOWN;
  }
  return result;
}

static toe_result_t capture_read(toe_import_t *import, const char *from, toe_error_t *error_out) {
  toe_input_t *input = NULL;
  toe_pcapng_reader_t *reader = NULL;
  toe_result_t result = toe_input_open(from, &input, error_out);
  if (result == TOE_OK) result = toe_pcapng_reader_new(input, &reader, error_out);
  uint64_t first_ns = 0;
  bool is_done = false;
  toe_import_summary_t *summary = &import->summary;
  while (result == TOE_OK) {
    toe_pcapng_packet_t packet;
    result = toe_pcapng_next(reader, &packet, error_out);
    if (result != TOE_OK) break;
    if (packet.link != TOE_LINK_ETHERNET) {
      ++summary->not_ethernet;
      continue;
    }
    if (summary->frames++ == 0) first_ns = packet.time_ns;
    if (packet.time_ns < first_ns + summary->duration_ns)
      ++summary->time_went_back;
    else
      summary->duration_ns = packet.time_ns - first_ns;
    result = packet_take(import, &packet, summary->duration_ns, &is_done, error_out);
  }
  if (result == TOE_E_END) result = capture_end(import, from, &is_done, error_out);
  if (reader != NULL) summary->without_time = toe_pcapng_skipped(reader);
  toe_pcapng_reader_free(reader);
  return result;
}

static toe_result_t comment_write(toe_import_t *import, const char *text, toe_error_t *error_out) {
  return toe_trace_write_comment(import->writer, text, strlen(text), error_out);
}

static toe_result_t head_write(toe_import_t *import, const char *from, toe_error_t *error_out) {
  const toe_import_options_t *options = import->options;
  const char *slash = strrchr(from, '/');
  char line[256];
  (void)snprintf(line, sizeof line, "# A reconstruction from a capture of the wire: %.120s",
                 slash != NULL ? slash + 1 : from);
  for (char *c = line; *c != '\0'; ++c)
    if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7E) *c = '?';
  toe_result_t result = comment_write(import, line, error_out);
  (void)snprintf(line, sizeof line, "# Nobody recorded these requests: they are what a host might have asked for.");
  if (result == TOE_OK) result = comment_write(import, line, error_out);
  if (options->when == TOE_IMPORT_AT)
    (void)snprintf(line, sizeof line, "# Host side %s (%s); all connections open %llu ns after the first frame.",
                   import->summary.host, import->summary.is_guess ? "guessed" : "given",
                   (unsigned long long)options->at_ns);
  else
    (void)snprintf(
        line, sizeof line, "# Host side %s (%s); each connection as it is established, requests gathered over %llu ns.",
        import->summary.host, import->summary.is_guess ? "guessed" : "given", (unsigned long long)options->batch_ns);
  return result == TOE_OK ? comment_write(import, line, error_out) : result;
}

/* The interface has the host's MAC, so that the frames to it are the device's: the first operation says so. */
static toe_result_t mac_write(toe_import_t *import, const char *from, toe_error_t *error_out) {
  uint8_t m[6];
  uint32_t count = 0;
  if (import->options->without_frames) return TOE_OK;
  const toe_result_t result = toe_import_host_mac(from, &import->host, m, &count, error_out);
  if (result != TOE_OK || count == 0) return result;
  char line[128];
  const int bytes = snprintf(
      line, sizeof line,
      "{\"op\":\"set\",\"at_ns\":0,\"id\":\"mac\",\"key\":\"wire.mac\",\"value\":\"%02x:%02x:%02x:%02x:%02x:%02x\"}",
      m[0], m[1], m[2], m[3], m[4], m[5]);
  if (count > 1 && import->options->log != NULL)
    fprintf(
        import->options->log,
        "%s: the host has %u MACs; the interface gets %02x:%02x:%02x:%02x:%02x:%02x, so frames to the others are not "
        "the device's\n",
        from, count, m[0], m[1], m[2], m[3], m[4], m[5]);
  return toe_trace_write_op(import->writer, 0, TOE_OP_SET, line, (size_t)bytes, error_out);
}

static toe_result_t host_find(toe_import_t *import, const char *from, toe_error_t *error_out) {
  const toe_import_options_t *options = import->options;
  toe_import_summary_t *summary = &import->summary;
  toe_result_t result = toe_import_host_read(options, &import->host, error_out);
  if (result == TOE_OK && options->host_count > 0) {
    (void)snprintf(summary->host, sizeof summary->host, "%.47s", options->hosts[0]);
    return TOE_OK;
  }
  if (result == TOE_OK) result = toe_import_host_guess(from, &import->host, error_out);
  if (result != TOE_OK) return result;
  const uint8_t *m = import->host.macs[0];
  summary->is_guess = true;
  (void)snprintf(summary->host, sizeof summary->host, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4],
                 m[5]);
  if (options->log != NULL)
    fprintf(options->log, "%s: host side taken to be %s, the MAC of most connections (--host says otherwise)\n", from,
            summary->host);
  return TOE_OK;
}

static void remarks(const toe_import_t *import, const char *from) {
  const toe_import_summary_t *summary = &import->summary;
  const struct {
    uint64_t count;
    const char *text;
  } rows[] = {{summary->not_ip, "not IP"},
              {summary->not_tcp, "not TCP"},
              {summary->fragments, "IP fragments"},
              {summary->garbled, "with headers that contradict themselves"},
              {summary->cut, "captured too short for their TCP header"},
              {summary->stacked_vlan, "with more than one VLAN tag"},
              {summary->foreign, "neither to nor from the host"},
              {summary->local_both, "from the host to itself"},
              {summary->not_ethernet, "of another link type than Ethernet"},
              {summary->without_time, "in blocks without a usable time"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i)
    if (rows[i].count > 0)
      fprintf(import->options->log, "%s: passed over %llu frames %s\n", from, (unsigned long long)rows[i].count,
              rows[i].text);
  if (summary->time_went_back > 0)
    fprintf(import->options->log, "%s: %llu frames are earlier than the one before; taken at its time\n", from,
            (unsigned long long)summary->time_went_back);
}

static void import_clear(toe_import_t *import) {
  toe_import_host_clear(&import->host);
  toe_key_map_clear(&import->connection_keys);
  toe_key_map_clear(&import->path_keys);
  toe_key_map_clear(&import->neighbor_keys);
  toe_key_map_clear(&import->vlan_keys);
  free(import->connections);
  free(import->paths);
  free(import->neighbors);
  free(import->pending);
  free(import->text);
}

toe_result_t toe_import_run(const toe_import_options_t *options, const char *from, const char *to,
                            toe_import_summary_t *summary_out, toe_error_t *error_out) {
  toe_import_t import = {.options = options};
  toe_result_t result = host_find(&import, from, error_out);
  if (result == TOE_OK) result = toe_trace_writer_new(to, &import.writer, error_out);
  if (result == TOE_OK) {
    result = head_write(&import, from, error_out);
    if (result == TOE_OK) result = mac_write(&import, from, error_out);
    if (result == TOE_OK) result = capture_read(&import, from, error_out);
    if (result == TOE_OK)
      result = toe_trace_writer_commit(import.writer, error_out);
    else
      toe_trace_writer_abandon(import.writer);
  }
  if (result == TOE_OK && options->log != NULL) remarks(&import, from);
  if (summary_out != NULL) *summary_out = import.summary;
  import_clear(&import);
  return result;
}
