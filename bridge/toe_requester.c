/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_requester.h"

#include "model/spec/toe_spec.h"

typedef struct request {
  toe_fs_t leave_fs; /* from the root complex, if nothing holds it up */
  uint32_t offset, value;
  bool is_read;
  uint64_t cookie;
  uint64_t number; /* among the reads */
} request_t;

typedef struct asked {
  uint8_t tag;
  uint64_t cookie, number;
} asked_t;

void toe_requester_init(toe_requester_t *requester, const toe_requester_options_t *options, toe_device_t *device,
                        toe_event_queue_t *events, toe_nic_stats_t *stats) {
  *requester = (toe_requester_t){.options = *options, .device = device, .events = events, .stats = stats};
  toe_fifo_init(&requester->queue, sizeof(request_t));
  toe_fifo_init(&requester->asked, sizeof(asked_t));
}

void toe_requester_end(toe_requester_t *requester) {
  toe_fifo_end(&requester->queue);
  toe_fifo_end(&requester->asked);
}

static request_t *make(toe_requester_t *requester, toe_fs_t now_fs) {
  request_t *request = toe_fifo_push(&requester->queue);
  if (request == NULL) return NULL;
  if (requester->made_fs < now_fs) requester->made_fs = now_fs;
  *request = (request_t){
      .leave_fs = toe_fs_add(requester->made_fs, requester->options.way_fs - requester->options.hop_fs),
  };
  return request;
}

bool toe_requester_write(toe_requester_t *requester, toe_fs_t now_fs, uint32_t offset, uint32_t value) {
  request_t *request = make(requester, now_fs);
  if (request == NULL) return false;
  request->offset = offset;
  request->value = value;
  return true;
}

bool toe_requester_read(toe_requester_t *requester, toe_fs_t now_fs, uint32_t offset, uint64_t cookie) {
  request_t *request = make(requester, now_fs);
  if (request == NULL) return false;
  request->offset = offset;
  request->is_read = true;
  request->cookie = cookie;
  request->number = requester->made_reads++;
  return true;
}

toe_fs_t toe_requester_next_fs(const toe_requester_t *requester) {
  const request_t *request = toe_fifo_front(&requester->queue);
  if (request == NULL) return TOE_FS_NEVER;
  if (request->is_read && requester->unanswered >= TOE_STAGE_CC_DEPTH) return TOE_FS_NEVER;
  return request->leave_fs > requester->left_fs ? request->leave_fs : requester->left_fs;
}

/* The request as a TLP.  Four bytes that are not an aligned DW touch two: the device is to see just that. */
static void fill(const request_t *request, toe_tlp_t *tlp) {
  uint32_t shift = request->offset % 4;
  tlp->type = request->is_read ? TOE_TLP_MRD : TOE_TLP_MWR;
  tlp->address = request->offset - shift;
  tlp->length_bytes = shift == 0 ? 4 : 8;
  tlp->first_be = (uint8_t)(0xF << shift & 0xF);
  tlp->last_be = shift == 0 ? 0 : (uint8_t)(0xF >> (4 - shift));
  tlp->tag = request->is_read ? (uint8_t)request->number : 0;
  tlp->status = 0;
  tlp->is_poisoned = false;
  tlp->byte_count = 0;
  tlp->lower_address = 0;
  tlp->requester_id = 0; /* the root complex: bus 0, device 0, function 0 */
  tlp->completer_id = 0;
  if (request->is_read) return;
  for (uint32_t i = 0; i < tlp->length_bytes; ++i) tlp->data[i] = 0;
  for (uint32_t i = 0; i < 4; ++i) tlp->data[shift + i] = (uint8_t)(request->value >> (8 * i));
}

/* Nobody claims it: a read is answered all ones after the time any read takes, a write is gone. */
static bool refuse(toe_requester_t *requester, const request_t *request) {
  ++requester->stats->unsupported_requests;
  if (!request->is_read) return true;
  const toe_nic_event_t event = {
      .kind = TOE_NIC_READ_ANSWER,
      .at_fs = toe_fs_add(requester->left_fs, requester->options.hop_fs + requester->options.answer_fs),
      .cookie = request->cookie,
      .value = 0xFFFFFFFFu,
  };
  return toe_event_queue_put(requester->events, &event, request->number);
}

bool toe_requester_step(toe_requester_t *requester, bool has_memory) {
  requester->left_fs = toe_requester_next_fs(requester);
  const request_t request = *(request_t *)toe_fifo_front(&requester->queue);
  toe_fifo_pop(&requester->queue);
  if (request.is_read) {
    ++requester->stats->mmio_reads;
  } else {
    ++requester->stats->mmio_writes;
  }
  if (!has_memory || request.offset > TOE_STAGE_BAR_BYTES - 4) return refuse(requester, &request);

  toe_tlp_t tlp;
  fill(&request, &tlp);
  if (request.is_read) {
    asked_t *asked = toe_fifo_push(&requester->asked);
    if (asked == NULL) return false;
    *asked = (asked_t){tlp.tag, request.cookie, request.number};
    ++requester->unanswered;
  }
  ++requester->stats->down_tlps;
  requester->stats->down_bytes += toe_tlp_link_bytes(&tlp);
  toe_cycle_t cycle = toe_clock_cycle_at(requester->options.clock, requester->left_fs + requester->options.hop_fs);
  if (cycle < requester->next_cycle) cycle = requester->next_cycle;
  requester->next_cycle = cycle + 1;
  toe_device_put_tlp(requester->device, TOE_STREAM_CQ, cycle, &tlp);
  return true;
}

bool toe_requester_answer(toe_requester_t *requester, const toe_tlp_t *completion, toe_fs_t edge_fs,
                          toe_fs_t arrival_fs, bool *is_known_out) {
  const asked_t *asked = toe_fifo_front(&requester->asked);
  *is_known_out = asked != NULL && asked->tag == completion->tag;
  if (!*is_known_out) return true;
  toe_fs_t at_fs = toe_fs_add(edge_fs, requester->options.answer_fs);
  toe_nic_event_t event = {
      .kind = TOE_NIC_READ_ANSWER,
      .at_fs = at_fs > arrival_fs ? at_fs : arrival_fs,
      .cookie = asked->cookie,
      .value = 0xFFFFFFFFu,
  };
  const uint64_t number = asked->number;
  toe_fifo_pop(&requester->asked);
  if (completion->type == TOE_TLP_CPLD && completion->status == TOE_TLP_SC && completion->length_bytes >= 4 &&
      !completion->is_poisoned) {
    const uint8_t *d = completion->data;
    event.value = (uint32_t)d[0] | (uint32_t)d[1] << 8 | (uint32_t)d[2] << 16 | (uint32_t)d[3] << 24;
  } else {
    ++requester->stats->unsupported_requests;
  }
  return toe_event_queue_put(requester->events, &event, number);
}

void toe_requester_arrived(toe_requester_t *requester, toe_fs_t at_fs) {
  --requester->unanswered;
  if (requester->left_fs < at_fs && requester->unanswered == TOE_STAGE_CC_DEPTH - 1) requester->left_fs = at_fs;
}
