/* SPDX-License-Identifier: Apache-2.0
 *
 * The C model behind the seam: translates TLPs, adds nothing.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/toe_device.h"
#include "model/toe_engine.h"
#include "model/toe_trail.h"

typedef struct toe_device_model {
  toe_device_t device; /* first: the seam's view of it */
  toe_engine_t *engine;
} toe_device_model_t;

static toe_engine_t *engine_of(const toe_device_t *device) { return ((const toe_device_model_t *)device)->engine; }

static void model_free(toe_device_t *device) {
  toe_engine_free(engine_of(device));
  free(device);
}

static toe_cycle_t model_now(const toe_device_t *device) { return toe_engine_now(engine_of(device)); }
static toe_cycle_t model_next_wake(const toe_device_t *device) { return toe_engine_next_wake(engine_of(device)); }
static void model_advance(toe_device_t *device, toe_cycle_t until) { toe_engine_advance(engine_of(device), until); }

static toe_engine_type_t type_of(const toe_tlp_t *tlp) {
  switch (tlp->type) {
    case TOE_TLP_MRD:
      return TOE_ENGINE_READ;
    case TOE_TLP_MWR:
      return TOE_ENGINE_WRITE;
    case TOE_TLP_CPL:
      return TOE_ENGINE_COMPLETION;
    case TOE_TLP_CPLD:
      return TOE_ENGINE_COMPLETION_DATA;
  }
  return TOE_ENGINE_OTHER;
}

static uint32_t first_dw(const toe_tlp_t *tlp) {
  if (tlp->type != TOE_TLP_MWR || tlp->length_bytes < 4) return 0;
  return tlp->data[0] | (uint32_t)tlp->data[1] << 8 | (uint32_t)tlp->data[2] << 16 | (uint32_t)tlp->data[3] << 24;
}

static void model_put_tlp(toe_device_t *device, toe_stream_t stream, toe_cycle_t cycle, const toe_tlp_t *tlp) {
  assert(stream == TOE_STREAM_CQ || stream == TOE_STREAM_RC);
  if (stream == TOE_STREAM_CQ) {
    toe_engine_request_t request = {.type = type_of(tlp),
                                    .address = tlp->address,
                                    .length_bytes = tlp->length_bytes,
                                    .first_be = tlp->first_be,
                                    .last_be = tlp->last_be,
                                    .tag = tlp->tag,
                                    .requester_id = tlp->requester_id,
                                    .data = first_dw(tlp)};
    toe_engine_put_request(engine_of(device), cycle, &request);
  } else {
    toe_engine_completion_t completion = {.type = type_of(tlp),
                                          .tag = tlp->tag,
                                          .status = tlp->status,
                                          .is_poisoned = tlp->is_poisoned,
                                          .length_bytes = tlp->length_bytes,
                                          .data = tlp->data};
    toe_engine_put_completion(engine_of(device), cycle, &completion);
  }
}

static void model_put_credits(toe_device_t *device, toe_cycle_t cycle, toe_credits_t returned) {
  toe_engine_put_credits(engine_of(device), cycle,
                         (toe_engine_credits_t){.posted_headers = returned.posted_headers,
                                                .posted_data = returned.posted_data,
                                                .nonposted_headers = returned.nonposted_headers});
}

static void model_put_config(toe_device_t *device, toe_cycle_t cycle, const toe_device_config_t *config) {
  toe_engine_config_t own = {.has_bus_master = config->has_bus_master,
                             .has_msix = config->has_msix,
                             .is_msix_masked = config->is_msix_masked,
                             .mps_bytes = config->mps_bytes,
                             .mrrs_bytes = config->mrrs_bytes};
  toe_engine_put_config(engine_of(device), cycle, &own);
}

static void model_put_flip(toe_device_t *device, toe_cycle_t cycle, uint32_t row, uint32_t bit) {
  toe_engine_put_flip(engine_of(device), cycle, row, bit);
}

static void model_put_frame(toe_device_t *device, toe_cycle_t cycle, const toe_frame_t *frame) {
  toe_engine_put_frame(engine_of(device), cycle, &(toe_engine_frame_t){.bytes = frame->bytes, .data = frame->data});
}

_Static_assert(TOE_ENGINE_SENT_BYTES == TOE_FRAME_SENT_BYTES, "an acknowledgment fits");

static bool model_get_frame(toe_device_t *device, toe_frame_sent_t *frame_out) {
  toe_engine_sent_t sent;
  if (!toe_engine_get_frame(engine_of(device), &sent)) return false;
  frame_out->cycle = sent.cycle;
  frame_out->bytes = sent.bytes;
  memcpy(frame_out->data, sent.data, sizeof frame_out->data);
  return true;
}

/* Every member of the TLP but the payload beyond its length is set. */
static bool model_get_output(toe_device_t *device, toe_device_output_t *output_out) {
  toe_engine_t *engine = engine_of(device);
  const toe_engine_output_t *output = toe_engine_peek_output(engine);
  if (output == NULL) return false;
  toe_tlp_t *tlp = &output_out->tlp;
  output_out->stream = output->is_completion ? TOE_STREAM_CC : TOE_STREAM_RQ;
  output_out->cycle = output->cycle;
  switch (output->type) {
    case TOE_ENGINE_READ:
      tlp->type = TOE_TLP_MRD;
      break;
    case TOE_ENGINE_WRITE:
      tlp->type = TOE_TLP_MWR;
      break;
    case TOE_ENGINE_COMPLETION_DATA:
      tlp->type = TOE_TLP_CPLD;
      break;
    default:
      tlp->type = TOE_TLP_CPL;
      break;
  }
  tlp->address = output->address;
  tlp->length_bytes = output->length_bytes;
  tlp->first_be = output->first_be;
  tlp->last_be = output->last_be;
  tlp->tag = output->tag;
  tlp->status = output->status;
  tlp->is_poisoned = false;
  tlp->byte_count = output->byte_count;
  tlp->lower_address = output->lower_address;
  tlp->requester_id = output->requester_id;
  tlp->completer_id = 0; /* the bridge knows where the device sits */
  if (output->type == TOE_ENGINE_WRITE || output->type == TOE_ENGINE_COMPLETION_DATA) {
    memcpy(tlp->data, output->data, output->length_bytes);
  }
  (void)toe_engine_get_output(engine, NULL);
  return true;
}

static bool model_get_retire(toe_device_t *device, toe_retire_t *retire_out) {
  return toe_engine_get_retire(engine_of(device), retire_out);
}

static void model_get_stats(const toe_device_t *device, toe_device_stats_t *stats_out) {
  toe_engine_stats_t stats;
  toe_engine_get_stats(engine_of(device), &stats);
  *stats_out = (toe_device_stats_t){.cycles = stats.cycles,
                                    .busy_cycles = stats.busy_cycles,
                                    .sram_reads = stats.sram_reads,
                                    .sram_writes = stats.sram_writes,
                                    .sram_bytes_used = stats.sram_bytes_used,
                                    .sram_stall_cycles = stats.sram_stall_cycles,
                                    .ecc_corrected = stats.ecc_corrected,
                                    .ecc_uncorrectable = stats.ecc_uncorrectable,
                                    .buffer_reads = stats.buffer_reads,
                                    .buffer_writes = stats.buffer_writes,
                                    .buffer_bytes_used = stats.buffer_bytes_used};
  memcpy(stats_out->sram_accesses, stats.sram_accesses, sizeof stats_out->sram_accesses);
}

static const toe_device_ops_t kOps = {.name = "model",
                                      .free = model_free,
                                      .now = model_now,
                                      .next_wake = model_next_wake,
                                      .advance = model_advance,
                                      .put_tlp = model_put_tlp,
                                      .put_credits = model_put_credits,
                                      .put_config = model_put_config,
                                      .put_flip = model_put_flip,
                                      .put_frame = model_put_frame,
                                      .get_frame = model_get_frame,
                                      .get_output = model_get_output,
                                      .get_retire = model_get_retire,
                                      .get_stats = model_get_stats};

void toe_device_model_set_trail(toe_device_t *device, toe_trail_t *trail) {
  assert(device->ops == &kOps);
  toe_engine_set_trail(engine_of(device), trail);
}

toe_result_t toe_device_model_new(const toe_device_options_t *options, toe_device_t **device_out) {
  if (options->wave_path != NULL) return TOE_E_UNSUPPORTED; /* there are no signals to dump */
  toe_device_model_t *model = calloc(1, sizeof *model);
  if (model == NULL) return TOE_E_MEMORY;
  toe_engine_options_t own = {.credits = {.posted_headers = options->credits.posted_headers,
                                          .posted_data = options->credits.posted_data,
                                          .nonposted_headers = options->credits.nonposted_headers}};
  toe_result_t result = toe_engine_new(&own, &model->engine);
  if (result != TOE_OK) {
    free(model);
    return result;
  }
  model->device.ops = &kOps;
  *device_out = &model->device;
  return TOE_OK;
}
