/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_retire_field.h"

#include <assert.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/check/toe_compare.h"

enum { COMPARE_EXACT = 0, COMPARE_TIME = 1 };

static const toe_retire_field_t fields[] = {
#define TOE_RETIRE_FIELD(kind, name, bits, compare, text) \
  {TOE_RETIRE_##kind, #name, offsetof(toe_retire_t, u.TOE_RETIRE_MEMBER_##kind.name), COMPARE_##compare},
#include "model/spec/retire.def"
};

/* The proof that the struct has these and no others: a member has at least the fields of its kind, by name, so all are
 * that large together only if each is. */
enum {
  DATA_KINDS = 5, /* CONTEXT, BUFFER, PLACED, SENT, RETURNED: with 64 bytes of data */
  FIELDS = sizeof fields / sizeof fields[0],
  MEMBER_BYTES = 0
#define TOE_RETIRE(kind, text) +sizeof(((toe_retire_t *)0)->u.TOE_RETIRE_MEMBER_##kind)
#include "model/spec/retire.def"
};
static_assert(MEMBER_BYTES == 8 * FIELDS + 64 * DATA_KINDS, "a member of toe_retire_t is missing in retire.def");

size_t toe_retire_fields(toe_retire_kind_t kind, const toe_retire_field_t **fields_out) {
  size_t begin = 0, total = FIELDS;
  while (begin < total && fields[begin].kind != kind) ++begin;
  size_t end = begin;
  while (end < total && fields[end].kind == kind) ++end;
  *fields_out = fields + begin;
  return end - begin;
}

uint64_t toe_retire_value(const toe_retire_t *retire, const toe_retire_field_t *field) {
  uint64_t value;
  memcpy(&value, (const uint8_t *)retire + field->offset, sizeof value);
  return value;
}

const char *toe_retire_kind_text(toe_retire_kind_t kind) {
  switch (kind) {
#define TOE_RETIRE(name, text) \
  case TOE_RETIRE_##name:      \
    return #name;
#include "model/spec/retire.def"
    case TOE_RETIRE_KINDS:
      break;
  }
  return "?";
}

void toe_retire_value_text(const char *field_name, toe_retire_kind_t kind, uint64_t value, char *text_out,
                           size_t bytes) {
  unsigned long long v = value;
  uint32_t small = (uint32_t)value;
  if (strcmp(field_name, "handle") == 0 || strcmp(field_name, "parent") == 0) {
    (void)snprintf(text_out, bytes, value ? "0x%08llx" : "%llu", v);
  } else if (strcmp(field_name, "ndis_handle") == 0) {
    (void)snprintf(text_out, bytes, value ? "0x%llx" : "%llu", v);
  } else if (strcmp(field_name, "code") == 0) {
    (void)snprintf(text_out, bytes, "%llu (%s)", v, toe_event_text(small));
  } else if (strcmp(field_name, "cause") == 0) {
    (void)snprintf(text_out, bytes, "%llu (%s)", v, toe_cause_text(small));
  } else if (strcmp(field_name, "error") == 0) {
    (void)snprintf(text_out, bytes, "%llu (%s)", v, toe_error_text(small));
  } else if (strcmp(field_name, "job") == 0) {
    (void)snprintf(text_out, bytes, "%llu (%s)", v, toe_job_text(small));
  } else if (strcmp(field_name, "reason") == 0 && kind == TOE_RETIRE_FRAME) {
    (void)snprintf(text_out, bytes, "%llu (%s)", v, toe_frame_text(small));
  } else if (strcmp(field_name, "status") == 0 && kind == TOE_RETIRE_RECEIVED) {
    (void)snprintf(text_out, bytes, "%llu (%s)", v, toe_rcv_status_text(small));
  } else if (strcmp(field_name, "address") == 0) {
    (void)snprintf(text_out, bytes, "0x%llx", v);
  } else if (strcmp(field_name, "kind") == 0 && kind == TOE_RETIRE_RECEIVED) {
    (void)snprintf(text_out, bytes, "%llu (%s)", v, toe_rcv_kind_text(small));
  } else if (strcmp(field_name, "status") == 0) {
    (void)snprintf(text_out, bytes, "0x%08llx (%s)", v, toe_status_text(small));
  } else if (strcmp(field_name, "check") == 0) {
    (void)snprintf(text_out, bytes, "0x%016llx", v);
  } else if (strcmp(field_name, "layer") == 0 && value != 0) {
    (void)snprintf(text_out, bytes, "%llu (%s)", v, toe_layer_text(small));
  } else if (strcmp(field_name, "kind") == 0 && kind == TOE_RETIRE_DECIDED) {
    (void)snprintf(text_out, bytes, "%llu (%s)", v, toe_kind_text(small));
  } else {
    (void)snprintf(text_out, bytes, "%llu", v);
  }
}

void toe_retire_write(const toe_retire_t *retire, FILE *out) {
  const toe_retire_field_t *own;
  size_t count = toe_retire_fields(retire->kind, &own);
  (void)fprintf(out, "%s cycle=%llu", toe_retire_kind_text(retire->kind), (unsigned long long)retire->cycle);
  for (size_t i = 0; i < count; ++i) {
    unsigned long long value = toe_retire_value(retire, &own[i]);
    bool is_hex = strcmp(own[i].name, "handle") == 0 || strcmp(own[i].name, "parent") == 0 ||
                  strcmp(own[i].name, "ndis_handle") == 0 || strcmp(own[i].name, "status") == 0 ||
                  strcmp(own[i].name, "check") == 0 || strcmp(own[i].name, "address") == 0;
    (void)fprintf(out, is_hex ? " %s=0x%llx" : " %s=%llu", own[i].name, value);
  }
  const uint8_t *data = toe_retire_data(retire);
  if (data == NULL) return;
  (void)fputs(" data=", out);
  bool is_half = retire->kind == TOE_RETIRE_RETURNED || retire->kind == TOE_RETIRE_PLACED;
  int bytes = is_half ? 32 : 64;
  for (int i = 0; i < bytes; ++i) (void)fprintf(out, "%s%02x", i && i % 8 == 0 ? "_" : "", data[i]);
}
