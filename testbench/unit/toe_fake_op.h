/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fake_op.h - operations for tests of the host, from a line of text.
 *
 *   fake_initiate("N1(P1(T1,T2!2),P2?(T3)),N2#10000005")
 *
 * The first letter tells the layer (N, P, T), brackets hold dependents; ? makes a placeholder, !n a fault, #hex a
 * handle.  The number in the name makes addresses and ports.
 */
#ifndef TOE_FAKE_OP_H_
#define TOE_FAKE_OP_H_

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/trace/toe_arena.h"
#include "sim/trace/toe_op.h"

enum { FAKE_OP_BLOCKS = 256 };

static inline toe_op_t *fake_op(toe_op_kind_t kind) {
  toe_arena_t *arena = toe_arena_new();
  toe_op_t *op = toe_arena_take(arena, 1, sizeof *op);
  op->kind = kind;
  op->id = "r";
  op->place = "test:1";
  op->number = 1;
  op->memory = arena;
  return op;
}

static inline void fake_op_state(uint8_t layer, uint32_t number, toe_op_state_t *state) {
  state->is_given = true;
  state->vlan = 0;
  state->dst_mac[5] = (uint8_t)number;
  state->dst_mac[0] = 2;
  state->family = layer == 2 ? 4 : 0;
  state->src_ip[0] = 10;
  state->dst_ip[0] = 10, state->dst_ip[3] = (uint8_t)number;
  state->mtu = 1500;
  state->local_port = (uint16_t)(1024 + number);
  state->remote_port = 80;
  state->tcp_state = 4;
  state->rcv_nxt = 1;
  state->rcv_wnd = state->initial_rcv_wnd = 65535;
}

static inline toe_op_t *fake_initiate(const char *text) {
  toe_op_t *op = fake_op(TOE_OP_INITIATE);
  op->blocks = toe_arena_take(op->memory, FAKE_OP_BLOCKS, sizeof *op->blocks);
  uint32_t last[3] = {TOE_OP_NO_BLOCK, TOE_OP_NO_BLOCK, TOE_OP_NO_BLOCK}; /* of each open chain */
  int depth = 0;
  while (*text != '\0') {
    if (*text == '(') {
      if (++depth > 2) abort(); /* three layers */
      last[depth] = TOE_OP_NO_BLOCK;
      ++text;
    } else if (*text == ')') {
      if (--depth < 0) abort();
      ++text;
    } else if (*text == ',') {
      ++text;
    } else {
      size_t length = 0;
      while (isalnum((unsigned char)text[length])) ++length;
      uint32_t at = op->block_count++;
      toe_op_block_t *block = &op->blocks[at];
      block->name = toe_arena_text(op->memory, text, length);
      block->layer = text[0] == 'N' ? 1 : text[0] == 'P' ? 2 : 3;
      block->next = block->dependent = TOE_OP_NO_BLOCK;
      fake_op_state(block->layer, (uint32_t)atoi(text + 1), &block->state);
      text += length;
      while (*text == '?' || *text == '!' || *text == '#') {
        char mark = *text++;
        char *end = (char *)text;
        if (mark == '?') block->is_placeholder = true;
        if (mark == '!') block->fault = (uint8_t)strtoul(text, &end, 10);
        if (mark == '#') block->has_handle = true, block->handle = (uint32_t)strtoul(text, &end, 16);
        text = end;
      }
      if (last[depth] != TOE_OP_NO_BLOCK) {
        op->blocks[last[depth]].next = at;
      } else if (depth > 0) {
        op->blocks[last[depth - 1]].dependent = at;
      }
      last[depth] = at;
    }
  }
  return op;
}

static inline toe_op_t *fake_set(const char *key, const char *value) {
  toe_op_t *op = fake_op(TOE_OP_SET);
  op->key = key;
  op->value = value;
  return op;
}

/* Names with a comma between. */
static inline toe_op_t *fake_names(toe_op_kind_t kind, const char *text) {
  toe_op_t *op = fake_op(kind);
  const char **names = toe_arena_take(op->memory, FAKE_OP_BLOCKS, sizeof *names);
  while (*text != '\0') {
    size_t length = strcspn(text, ",");
    names[op->object_count++] = toe_arena_text(op->memory, text, length);
    text += length + (text[length] == ',');
  }
  op->objects = names;
  return op;
}
static inline toe_op_t *fake_terminate_op(const char *names) { return fake_names(TOE_OP_TERMINATE, names); }
static inline toe_op_t *fake_raw(const char *names) {
  toe_op_t *op = fake_terminate_op(names);
  op->is_raw = true;
  return op;
}
static inline toe_op_t *fake_upload(const char *name, uint8_t reason) {
  toe_op_t *op = fake_names(TOE_OP_UPLOAD_REQUEST, name);
  op->upload_reason = reason;
  return op;
}
static inline toe_op_t *fake_link(bool is_up) {
  toe_op_t *op = fake_op(TOE_OP_LINK);
  op->is_up = is_up;
  return op;
}
static inline toe_op_t *fake_late(const char *tree) {
  toe_op_t *op = fake_initiate(tree);
  op->is_late = true;
  return op;
}

static inline void fake_value(toe_op_t *op, toe_op_value_key_t key, uint32_t number) {
  enum { MOST = 8 };
  if (op->values == NULL) op->values = toe_arena_take(op->memory, MOST, sizeof *op->values);
  ((toe_op_value_t *)op->values)[op->value_count++] = (toe_op_value_t){key, number};
}
static inline toe_op_t *fake_post_op(const char *name, uint32_t bytes, bool is_push) {
  toe_op_t *op = fake_names(TOE_OP_POST_RECEIVE, name);
  op->rcv_bytes = bytes;
  op->is_push = is_push;
  return op;
}
/* Answers with a comma between, "*" is all; "" leaves them. */
static inline toe_op_t *fake_policy(const char *name, const char *accepts) {
  toe_op_t *op = fake_names(TOE_OP_RECEIVE_POLICY, name);
  uint32_t *list = toe_arena_take(op->memory, FAKE_OP_BLOCKS, sizeof *list);
  while (*accepts != '\0') {
    list[op->accept_count++] = *accepts == '*' ? TOE_OP_ACCEPT_ALL : (uint32_t)strtoul(accepts, NULL, 10);
    accepts += strcspn(accepts, ",");
    accepts += *accepts == ',';
  }
  op->accepts = list;
  return op;
}
static inline toe_op_t *fake_hold(const char *name, bool is_hold) {
  toe_op_t *op = fake_policy(name, "");
  op->has_hold = true;
  op->is_hold = is_hold;
  return op;
}

#endif /* TOE_FAKE_OP_H_ */
