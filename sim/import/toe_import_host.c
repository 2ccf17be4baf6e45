/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "sim/import/toe_import_parts.h"
#include "sim/trace/toe_mac.h"

toe_result_t toe_import_host_read(const toe_import_options_t *options, toe_import_host_t *host,
                                  toe_error_t *error_out) {
  const size_t count = options->host_count;
  host->macs = calloc(count + 1, sizeof *host->macs);
  host->ips = calloc(count + 1, sizeof *host->ips);
  if (host->macs == NULL || host->ips == NULL) return TOE_E_MEMORY;
  for (size_t i = 0; i < count; ++i) {
    const char *text = options->hosts[i];
    struct toe_import_ip *ip = &host->ips[host->ip_count];
    if (toe_mac_parse(text, host->macs[host->mac_count])) {
      ++host->mac_count;
    } else if (inet_pton(AF_INET, text, ip->ip) == 1) {
      ip->family = 4;
      ++host->ip_count;
    } else if (inet_pton(AF_INET6, text, ip->ip) == 1) {
      ip->family = 6;
      ++host->ip_count;
    } else {
      toe_error_set(error_out, "host \"%.100s\" is neither a MAC nor an IP address", text);
      return TOE_E_ARG;
    }
  }
  return TOE_OK;
}

void toe_import_host_clear(toe_import_host_t *host) {
  free(host->macs);
  free(host->ips);
  *host = (toe_import_host_t){0};
}

static bool host_has(const toe_import_host_t *host, const uint8_t *mac, uint8_t family, const uint8_t *ip) {
  for (uint32_t i = 0; i < host->mac_count; ++i)
    if (memcmp(host->macs[i], mac, 6) == 0) return true;
  for (uint32_t i = 0; i < host->ip_count; ++i)
    if (host->ips[i].family == family && memcmp(host->ips[i].ip, ip, 16) == 0) return true;
  return false;
}

bool toe_import_host_sent(const toe_import_host_t *host, const toe_packet_t *frame) {
  return host_has(host, frame->src_mac, frame->family, frame->src_ip);
}

bool toe_import_host_got(const toe_import_host_t *host, const toe_packet_t *frame) {
  return host_has(host, frame->dst_mac, frame->family, frame->dst_ip);
}

typedef struct guess {
  const toe_import_host_t *host; /* known: count its MACs; else NULL */
  toe_key_map_t connections, macs;
  uint32_t *counts; /* by MAC */
  uint32_t room;
} guess_t;

/* The same key for both directions. */
static void pair_key(const toe_packet_t *frame, toe_key_t *key) {
  uint8_t ends[2][18];
  memcpy(ends[0], frame->src_ip, 16);
  memcpy(ends[1], frame->dst_ip, 16);
  memcpy(ends[0] + 16, &frame->src_port, 2);
  memcpy(ends[1] + 16, &frame->dst_port, 2);
  const int first = memcmp(ends[0], ends[1], sizeof ends[0]) <= 0 ? 0 : 1;
  *key = (toe_key_t){{0}};
  memcpy(key->bytes, ends[first], 18);
  memcpy(key->bytes + 18, ends[1 - first], 18);
  memcpy(key->bytes + 36, &frame->vlan, 2);
  key->bytes[38] = frame->family;
}

static toe_result_t guess_mac(guess_t *guess, const uint8_t *mac) {
  toe_key_t key = {{0}};
  memcpy(key.bytes, mac, 6);
  uint32_t number = 0;
  bool is_new = false;
  const toe_result_t result = toe_key_map_number(&guess->macs, &key, &number, &is_new);
  if (result != TOE_OK) return result;
  uint32_t *counts = toe_import_grow(guess->counts, &guess->room, number, sizeof *counts);
  if (counts == NULL) return TOE_E_MEMORY;
  guess->counts = counts;
  ++counts[number];
  return TOE_OK;
}

static toe_result_t guess_frame(guess_t *guess, const toe_packet_t *frame) {
  if (guess->host != NULL) {
    const bool is_sent = toe_import_host_sent(guess->host, frame), is_got = toe_import_host_got(guess->host, frame);
    if (is_sent == is_got) return TOE_OK;
    const uint8_t *mac = is_sent ? frame->src_mac : frame->dst_mac;
    return toe_mac_is_group(mac) ? TOE_OK : guess_mac(guess, mac);
  }
  toe_key_t key;
  pair_key(frame, &key);
  uint32_t number = 0;
  bool is_new = false;
  toe_result_t result = toe_key_map_number(&guess->connections, &key, &number, &is_new);
  if (result == TOE_OK && is_new) result = guess_mac(guess, frame->src_mac);
  if (result == TOE_OK && is_new) result = guess_mac(guess, frame->dst_mac);
  return result;
}

static toe_result_t guess_read(guess_t *guess, const char *from, uint64_t *records_out, toe_error_t *error_out) {
  toe_input_t *input = NULL;
  toe_pcapng_reader_t *reader = NULL;
  toe_result_t result = toe_input_open(from, &input, error_out);
  if (result == TOE_OK) result = toe_pcapng_reader_new(input, &reader, error_out);
  while (result == TOE_OK) {
    toe_pcapng_packet_t packet;
    toe_packet_t frame;
    result = toe_pcapng_next(reader, &packet, error_out);
    if (result == TOE_OK) ++*records_out;
    if (result != TOE_OK || packet.link != TOE_LINK_ETHERNET) continue;
    if (toe_packet_parse(packet.data, packet.bytes, packet.original_bytes, &frame) == TOE_PACKET_TCP)
      result = guess_frame(guess, &frame);
  }
  toe_pcapng_reader_free(reader);
  return result == TOE_E_END ? TOE_OK : result;
}

/* The one that was counted most, the lowest of several. */
static uint32_t guess_best(const guess_t *guess) {
  uint32_t best = 0;
  for (uint32_t i = 1; i < guess->macs.count; ++i) {
    const int order = memcmp(guess->macs.keys[i].bytes, guess->macs.keys[best].bytes, 6);
    if (guess->counts[i] > guess->counts[best] || (guess->counts[i] == guess->counts[best] && order < 0)) best = i;
  }
  return best;
}

static void guess_clear(guess_t *guess) {
  toe_key_map_clear(&guess->connections);
  toe_key_map_clear(&guess->macs);
  free(guess->counts);
}

toe_result_t toe_import_host_mac(const char *from, const toe_import_host_t *host, uint8_t mac_out[6],
                                 uint32_t *count_out, toe_error_t *error_out) {
  guess_t guess = {.host = host};
  uint64_t records = 0;
  const toe_result_t result = guess_read(&guess, from, &records, error_out);
  if (result == TOE_OK && guess.macs.count > 0) memcpy(mac_out, guess.macs.keys[guess_best(&guess)].bytes, 6);
  *count_out = guess.macs.count;
  guess_clear(&guess);
  return result;
}

toe_result_t toe_import_host_guess(const char *from, toe_import_host_t *host, toe_error_t *error_out) {
  guess_t guess = {.room = 0};
  uint64_t records = 0;
  toe_result_t result = guess_read(&guess, from, &records, error_out);
  if (result == TOE_OK && guess.macs.count == 0) {
    toe_error_set(error_out, "%s: no TCP connection over Ethernet in %llu record%s", from, (unsigned long long)records,
                  records == 1 ? "" : "s");
    result = TOE_E_UNKNOWN;
  }
  if (result == TOE_OK) {
    memcpy(host->macs[0], guess.macs.keys[guess_best(&guess)].bytes,
           6); /* toe_import_host_read has made room for one */
    host->mac_count = 1;
  }
  guess_clear(&guess);
  return result;
}
