/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_objects_csv.h"

#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/check/toe_pool_record.h"

void toe_objects_csv_head(FILE *out, toe_engine_t engine) {
  (void)fputs(
      "request_id,request,op,record,index,object,layer,kind,attempted,status,expected,cause,pool,limit,handle,commit,"
      "submitted_cycle,fetched_cycle,decided_cycle,written_cycle,completed_cycle,sram_stall_cycles",
      out);
  if (engine == TOE_ENGINE_TANDEM) (void)fputs(",model_decided_cycle,model_written_cycle", out);
  for (int pool = 0; pool < TOE_POOLS; ++pool) (void)fprintf(out, ",used_%s", toe_pool_text((toe_pool_t)pool));
  (void)fputc('\n', out);
}

/* A text, quoted where RFC 4180 asks for it. */
static void put_text(FILE *out, const char *text) {
  if (strpbrk(text, ",\"\r\n") == NULL) {
    (void)fprintf(out, ",%s", text);
    return;
  }
  (void)fputs(",\"", out);
  for (; *text != '\0'; ++text) {
    if (*text == '"') (void)fputc('"', out);
    (void)fputc(*text, out);
  }
  (void)fputc('"', out);
}

/* A number, or nothing between the commas. */
static void put_number(FILE *out, bool is_known, uint64_t value) {
  if (is_known)
    (void)fprintf(out, ",%llu", (unsigned long long)value);
  else
    (void)fputc(',', out);
}

static void put_cycle(FILE *out, toe_cycle_t cycle) { put_number(out, cycle != TOE_CYCLE_NEVER, cycle); }

static void put_object(FILE *out, toe_engine_t engine, const toe_joined_request_t *request, uint32_t index) {
  const toe_joined_object_t *object = &request->objects[index];
  toe_side_t primary = toe_engine_primary(engine);
  toe_pool_t pool = object->has_decision ? toe_pool_of_cause(object->cause) : TOE_POOL_NONE;
  (void)fprintf(out, "%u", request->request_id);
  put_text(out, request->id);
  put_text(out, toe_op_kind_text(request->kind));
  put_number(out, true, request->number);
  put_number(out, true, index);
  put_text(out, object->name);
  put_text(out, toe_layer_text(object->layer));
  put_text(out, toe_kind_text(object->kind));
  put_number(out, object->has_decision, object->attempted);
  put_text(out, object->has_answer ? toe_status_text(object->status) : "");
  put_text(out, object->has_expect ? toe_status_text(object->expect_status) : "");
  put_text(out, object->has_decision ? toe_cause_text(object->cause) : "");
  put_text(out, pool != TOE_POOL_NONE ? toe_pool_text(pool) : "");
  put_number(out, object->has_decision && toe_cause_has_limit(object->cause), object->limit);
  uint32_t handle = toe_joined_handle(object);
  put_number(out, handle != 0, handle);
  put_number(out, object->has_decision, object->commit);
  put_cycle(out, request->submitted[primary]);
  put_cycle(out, object->cycles[primary].fetched);
  put_cycle(out, object->cycles[primary].decided);
  put_cycle(out, object->cycles[primary].written);
  put_cycle(out, request->completed[primary]);
  put_number(out, object->has_decision, object->sram_stall);
  if (engine == TOE_ENGINE_TANDEM) {
    put_cycle(out, object->cycles[TOE_SIDE_MODEL].decided);
    put_cycle(out, object->cycles[TOE_SIDE_MODEL].written);
  }
  for (int i = 0; i < TOE_POOLS; ++i) put_number(out, object->has_decision, object->used[i]);
  (void)fputc('\n', out);
}

void toe_objects_csv_write(FILE *out, toe_engine_t engine, const toe_joined_request_t *request) {
  for (uint32_t i = 0; i < request->object_count; ++i) put_object(out, engine, request, i);
}
