/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE 1 /* MAP_ANONYMOUS */
#include "bridge/toe_host_mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Addresses only grow, so each half keeps its allocations sorted by appending.  A released one stays as a
 * hole (data NULL) until holes are the greater part; sweeping them then costs a constant per release. */
typedef struct piece {
  toe_host_mem_range_t range;
  bool is_mapped;
} piece_t;

typedef struct half {
  uint64_t next; /* first bus address not given out yet */
  uint64_t end;
  piece_t *pieces;
  size_t count, capacity, holes;
} half_t;

enum { LOW, HIGH, HALVES };
enum { MUCH_BYTES = 32 << 10 };

struct toe_host_mem {
  half_t half[HALVES];
  bool is_low_next;
  uint64_t bytes;
};

toe_result_t toe_host_mem_new(toe_host_mem_t **mem_out) {
  toe_host_mem_t *mem = calloc(1, sizeof *mem);
  if (mem == NULL) return TOE_E_MEMORY;
  mem->half[LOW].next = TOE_HOST_MEM_LOW_BEGIN;
  mem->half[LOW].end = TOE_HOST_MEM_LOW_END;
  mem->half[HIGH].next = TOE_HOST_MEM_HIGH_BEGIN;
  mem->half[HIGH].end = UINT64_C(1) << 52; /* as far as a host's physical addresses go */
  mem->is_low_next = true;
  *mem_out = mem;
  return TOE_OK;
}

/* It is a hole then. */
static void give_block(piece_t *piece) {
  if (piece->is_mapped) {
    munmap(piece->range.data, piece->range.bytes);
  } else {
    free(piece->range.data);
  }
  piece->range.data = NULL;
}

void toe_host_mem_free(toe_host_mem_t *mem) {
  if (mem == NULL) return;
  for (int h = 0; h < HALVES; ++h) {
    for (size_t i = 0; i < mem->half[h].count; ++i) {
      if (mem->half[h].pieces[i].range.data != NULL) give_block(&mem->half[h].pieces[i]);
    }
    free(mem->half[h].pieces);
  }
  free(mem);
}

static uint64_t align_up(uint64_t address, uint64_t align) { return (address + align - 1) & ~(align - 1); }

static bool has_room(const half_t *half, size_t bytes, size_t align) {
  uint64_t begin = align_up(half->next, align);
  return begin <= half->end && bytes <= half->end - begin;
}

static void sweep(half_t *half) {
  size_t kept = 0;
  for (size_t i = 0; i < half->count; ++i) {
    if (half->pieces[i].range.data != NULL) half->pieces[kept++] = half->pieces[i];
  }
  half->count = kept;
  half->holes = 0;
}

static bool grow(half_t *half) {
  if (half->count < half->capacity) return true;
  size_t capacity = half->capacity == 0 ? 64 : half->capacity * 2;
  piece_t *pieces = realloc(half->pieces, capacity * sizeof *pieces);
  if (pieces == NULL) return false;
  half->pieces = pieces;
  half->capacity = capacity;
  return true;
}

/* Zeroed bytes.  Much is mapped: it costs nothing until it is touched, and most of what a terminate has ready for
 * received data never is. */
static bool take_block(piece_t *piece, size_t align) {
  void *data = NULL;
  piece->is_mapped = piece->range.bytes >= MUCH_BYTES;
  if (piece->is_mapped) {
    data = mmap(NULL, piece->range.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED) return false;
  } else {
    if (posix_memalign(&data, align < sizeof(void *) ? sizeof(void *) : align, piece->range.bytes) != 0) return false;
    memset(data, 0, piece->range.bytes);
  }
  piece->range.data = data;
  return true;
}

toe_result_t toe_host_mem_alloc(toe_host_mem_t *mem, size_t bytes, size_t align, toe_host_mem_range_t *range_out) {
  if (bytes == 0 || align == 0 || align > TOE_HOST_MEM_MAX_ALIGN || (align & (align - 1)) != 0) return TOE_E_ARG;
  half_t *half = &mem->half[mem->is_low_next && has_room(&mem->half[LOW], bytes, align) ? LOW : HIGH];
  if (!has_room(half, bytes, align) || !grow(half)) return TOE_E_MEMORY;
  piece_t piece = {.range = {.bus_address = align_up(half->next, align), .bytes = bytes}};
  if (!take_block(&piece, align)) return TOE_E_MEMORY;
  half->pieces[half->count++] = piece;
  half->next = piece.range.bus_address + bytes + TOE_HOST_MEM_GUARD_BYTES;
  mem->is_low_next = !mem->is_low_next;
  mem->bytes += bytes;
  *range_out = piece.range;
  return TOE_OK;
}

/* The last range of `half` that begins at or before `address`, alive or a hole; NULL: none. */
static piece_t *last_at(half_t *half, uint64_t address) {
  size_t low = 0, high = half->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (half->pieces[middle].range.bus_address <= address) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? NULL : &half->pieces[low - 1];
}

static half_t *half_of(toe_host_mem_t *mem, uint64_t address) {
  return &mem->half[address < TOE_HOST_MEM_HIGH_BEGIN ? LOW : HIGH];
}

toe_result_t toe_host_mem_release(toe_host_mem_t *mem, uint64_t bus_address) {
  half_t *half = half_of(mem, bus_address);
  piece_t *piece = last_at(half, bus_address);
  if (piece == NULL || piece->range.data == NULL || piece->range.bus_address != bus_address) return TOE_E_UNKNOWN;
  give_block(piece);
  mem->bytes -= piece->range.bytes;
  if (++half->holes > half->count / 2) sweep(half);
  return TOE_OK;
}

/* Where `bytes` bytes at bus_address are; NULL: not all of them in one allocation. */
static uint8_t *place(toe_host_mem_t *mem, uint64_t bus_address, size_t bytes) {
  const piece_t *piece = last_at(half_of(mem, bus_address), bus_address);
  if (piece == NULL || piece->range.data == NULL) return NULL;
  const toe_host_mem_range_t *range = &piece->range;
  uint64_t at = bus_address - range->bus_address;
  return at < range->bytes && bytes <= range->bytes - at ? range->data + at : NULL;
}

bool toe_host_mem_read(toe_host_mem_t *mem, uint64_t bus_address, size_t bytes, void *data_out) {
  const uint8_t *data = place(mem, bus_address, bytes);
  if (data == NULL) return false;
  memcpy(data_out, data, bytes);
  return true;
}

bool toe_host_mem_write(toe_host_mem_t *mem, uint64_t bus_address, size_t bytes, const void *data) {
  uint8_t *to = place(mem, bus_address, bytes);
  if (to == NULL) return false;
  memcpy(to, data, bytes);
  return true;
}

bool toe_host_mem_find(toe_host_mem_t *mem, uint64_t bus_address, toe_host_mem_range_t *range_out) {
  if (place(mem, bus_address, 1) == NULL) return false;
  *range_out = last_at(half_of(mem, bus_address), bus_address)->range;
  return true;
}

size_t toe_host_mem_count(const toe_host_mem_t *mem) {
  size_t count = 0;
  for (int h = 0; h < HALVES; ++h) count += mem->half[h].count - mem->half[h].holes;
  return count;
}

uint64_t toe_host_mem_bytes(const toe_host_mem_t *mem) { return mem->bytes; }
