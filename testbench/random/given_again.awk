# SPDX-License-Identifier: Apache-2.0
#
# given_again.awk - the scenarios of given_again.sh: `awk -v what=ids -f given_again.awk`, or what=blocks.
#
# Nothing is drawn: a step that is prime goes through all names once, in an order that is neither up nor down.

function begin(op) { at += 100; printf("{\"op\":\"%s\",\"at_ns\":%d", op, at) }
function set(key, value) { begin("set"); printf(",\"key\":\"%s\",\"value\":%d}\n", key, value) }
# R158: nobody had to pause, so this only waits until everything before it is answered.
function wait() { begin("resume"); print "}" }
function begin_tree() {
  begin("initiate")
  printf(",\"tree\":[{\"neighbor\":\"n\",\"dst_mac\":\"02:00:00:00:00:01\",\"paths\":[")
  comma = ""
}
function begin_list() { begin("terminate"); printf(",\"objects\":["); comma = "" }
function item(text) { printf("%s%s", comma, text); comma = "," }
function end_list() { print "]}" }
function end_tree() { print "]}]}" }

# ---- ids: pair i is a path and its one connection ----

function offload(count,   i) {
  for (i = 0; i < count; ++i) {
    if (i % 512 == 0) begin_tree()
    item(sprintf("{\"path\":\"p%d\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.1.%d.%d\",\"tcp\":[{\"tcp\":\"t%d\",\"local_port\":%d,\"remote_port\":80}]}",
                 pairs, int(pairs / 256), pairs % 256, pairs, 1024 + pairs))
    ++pairs
    if (i % 512 == 511 || i == count - 1) end_tree()
  }
}

# 1 to 97 in a list; of every third list the connections alone go.  Pair 0 stays.  The layers are not mixed in one list:
# its order would not be the one in which the device is asked.
function terminate(count, step,   i, left, list, pair) {
  for (i = 1; i <= count; ++i) {
    if (left == 0) {
      begin_list()
      left = 1 + (i * 31) % 97
      ++list
    }
    pair = (i * step) % pairs
    item(sprintf("\"%s%d\"", list % 3 == 0 ? "t" : "p", pair))
    if (--left == 0 || i == count) end_list()
  }
}

# Linkers of every step-th id of both layers: who is there, and who is not.
function probe(step,   id) {
  wait()
  begin_tree()
  for (id = 0; id < IDS; id += step) item(sprintf("{\"path\":\"hp%d\",\"handle\":%d}", id, 2 * LAYER + id))
  item("{\"path\":\"p0\",\"tcp\":[")
  comma = ""
  for (id = 0; id < IDS; id += step) item(sprintf("{\"tcp\":\"ht%d\",\"handle\":%d}", id, 3 * LAYER + id))
  printf("]}")
  end_tree()
}

function ids(   round) {
  set("path.entries", IDS)
  set("tcp.entries", IDS)
  set("rcv_buffer.pages", 65536)
  set("xmit_buffer.pages", 65536)
  offload(IDS)
  offload(1) # no room for this one
  for (round = 0; round < 3; ++round) {
    terminate(2000, 7919)
    probe(16)
    offload(1000)
    probe(8)
  }
  begin_list()
  item("\"n\"")
  end_list()
  pairs = 0
  offload(3000)
  probe(8)
  terminate(1000, 1009)
  offload(500)
  probe(8)
}

# ---- blocks of copies: connection i has a chain of its own length ----

# Connections of `blocks` blocks together; not the first of a name takes a linker for its path.
function copy(blocks,   chain) {
  begin_tree()
  item("{\"path\":\"p\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.1.0.1\",\"tcp\":[")
  comma = ""
  while (blocks > 0) {
    chain = 1 + (chains * 977) % 4093
    if (chain > blocks) chain = blocks
    item(sprintf("{\"tcp\":\"t%d\",\"local_port\":%d,\"remote_port\":80,\"rcv_nxt\":999999,\"buffered\":{\"bytes\":%d}}",
                 chains, 1024 + chains, 64 * chain - chains % 64))
    length_of[chains++] = chain
    blocks -= chain
  }
  printf("]}")
  end_tree()
}

# Every stride-th chain that is there, the later ones first, seven in a list; returns their blocks.
function give_back(stride,   i, count, freed) {
  for (i = chains - 1; i >= 0; i -= stride) {
    if (!(i in length_of)) continue
    if (count % 7 == 0) begin_list()
    item(sprintf("\"t%d\"", i))
    freed += length_of[i]
    delete length_of[i]
    if (++count % 7 == 0) end_list()
  }
  if (count % 7 != 0) end_list()
  return freed
}

function blocks() {
  set("buffered_copy.bytes", 64 * BLOCKS)
  copy(BLOCKS)
  copy(1) # no room for this one
  delete length_of[chains - 1]
  copy(give_back(3))
  copy(give_back(2))
  copy(1)
  delete length_of[chains - 1]
}

BEGIN {
  IDS = 16384
  BLOCKS = 262144
  LAYER = 268435456
  if (what == "ids") ids(); else blocks()
  begin_list()
  item("\"n\"")
  end_list()
}
