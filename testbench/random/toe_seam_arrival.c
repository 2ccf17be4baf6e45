/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_seam_arrival.c - what segments bring to the streams of toe_seam_stream.h, from the wire and by FORWARD.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "testbench/random/toe_seam_stream.h"

enum { LINE = TOE_STAGE_BUFFER_ROW_BYTES, ID_MASK = TOE_SEAM_STREAM_IDS - 1, HEADER = 20 };

static bool wrong(toe_seam_streams_t *streams, const char *text, uint64_t a, uint64_t b) {
  snprintf(streams->error, sizeof streams->error, "%s: %" PRIu64 ", %" PRIu64, text, a, b);
  return false;
}

void toe_seam_streams_sent(toe_seam_streams_t *streams, uint64_t number, const uint8_t *payload, uint32_t bytes) {
  const uint32_t at = (uint32_t)(number % TOE_SEAM_SENT);
  if (bytes > TOE_SEAM_SENT_BYTES) bytes = 0;
  streams->sent[at].number = number;
  streams->sent[at].bytes = bytes;
  if (bytes > 0) memcpy(streams->sent[at].payload, payload, bytes);
}

uint32_t toe_seam_streams_next(const toe_seam_streams_t *streams, uint32_t handle) {
  const toe_seam_stream_t *stream = &streams->stream[handle & ID_MASK];
  return stream->rcv_nxt + stream->end + (stream->has_fin ? 1 : 0);
}

/* The byte at a bus address as the link gave it last; NULL: not known any more */
static const uint8_t *given_byte(const toe_seam_streams_t *streams, uint64_t address) {
  const uint64_t place = address / LINE % TOE_SEAM_COPY_LINES;
  return streams->line[place].address == address / LINE * LINE ? &streams->line[place].bytes[address % LINE] : NULL;
}

/* `bytes` of a number that stands there with its highest byte first; false: not known */
static bool given_number(const toe_seam_streams_t *streams, uint64_t address, uint32_t bytes, uint32_t *number_out) {
  *number_out = 0;
  for (uint32_t i = 0; i < bytes; ++i) {
    const uint8_t *byte = given_byte(streams, address + i);
    if (byte == NULL) return false;
    *number_out = *number_out << 8 | *byte;
  }
  return true;
}

bool toe_seam_streams_forward(toe_seam_streams_t *streams, const toe_seam_post_t *post, const toe_retire_t *decided) {
  const uint64_t error = decided->u.decided.error;
  const bool is_long = post->bytes >= HEADER && post->bytes <= TOE_STAGE_FRAME_BYTES;
  if (error <= TOE_ERROR_BAD_RECEIVE) ++streams->forward_errors[error];
  if (error == TOE_ERROR_BAD_ADDRESS && post->address % LINE == 0) {
    return wrong(streams, "the address of a segment is no bad one", post->address, post->bytes);
  }
  /* Errors that stand behind the look at the command. */
  const bool is_behind = error == TOE_ERROR_NONE || error == TOE_ERROR_NO_OBJECT || error == TOE_ERROR_OBJECT_FETCH ||
                         error == TOE_ERROR_NOT_NOW;
  if (is_behind && (post->address % LINE != 0 || !is_long)) {
    return wrong(streams, "a segment of no such length or address is fetched", post->address, post->bytes);
  }
  if (error == TOE_ERROR_NOT_EMPTY || error == TOE_ERROR_NO_ROOM || error == TOE_ERROR_BAD_EVENT) {
    return wrong(streams, "no such error of a FORWARD", error, post->bytes);
  }
  uint32_t offset = 0;
  const bool is_known = is_long && given_number(streams, post->address + 12, 1, &offset);
  const bool has_header = offset / 16 >= HEADER / 4 && offset / 16 * 4 <= post->bytes;
  if (error == TOE_ERROR_NONE && is_known && !has_header) {
    return wrong(streams, "a segment without a whole header is judged", offset / 16, post->bytes);
  }
  if (error != TOE_ERROR_NONE) return true;
  streams->forward_commit = decided->u.decided.commit;
  streams->forward_post = (uint32_t)(post - streams->post);
  return true;
}

const uint8_t *toe_seam_streams_payload(toe_seam_streams_t *streams, const toe_seam_stream_t *stream,
                                        uint32_t position) {
  if (stream->is_blind) return NULL;
  for (uint32_t at = stream->extent; at != 0; at = streams->extent[at - 1].next) {
    const toe_seam_extent_t *extent = &streams->extent[at - 1];
    if (position - extent->position < extent->bytes)
      return &streams->bytes[extent->first + position - extent->position];
  }
  return NULL;
}

/* Room for payload behind what a connection has; NULL: there is none */
static uint8_t *add_extent(toe_seam_streams_t *streams, toe_seam_stream_t *stream, uint32_t bytes) {
  while (stream->extent != 0) { /* what was delivered is not asked for again */
    const toe_seam_extent_t *first = &streams->extent[stream->extent - 1];
    if (first->position + first->bytes > stream->position) break;
    stream->extent = first->next;
  }
  if (stream->extent == 0) stream->last_extent = 0;
  if (streams->extents == TOE_SEAM_EXTENTS || bytes > TOE_SEAM_STREAM_BYTES - streams->line_used) return NULL;
  streams->extent[streams->extents++] =
      (toe_seam_extent_t){.position = stream->end, .bytes = bytes, .first = streams->line_used};
  if (stream->last_extent == 0) {
    stream->extent = streams->extents;
  } else {
    streams->extent[stream->last_extent - 1].next = streams->extents;
  }
  stream->last_extent = streams->extents;
  streams->line_used += bytes;
  return streams->bytes + streams->line_used - bytes;
}

/* What a FORWARD's record says is what its segment says.  *payload_out: where its payload begins; 0: not known */
static bool check_forward(toe_seam_streams_t *streams, const toe_retire_t *frame, uint64_t *payload_out) {
  const toe_seam_post_t *post = &streams->post[streams->forward_post];
  uint32_t seq, flags, offset;
  *payload_out = 0;
  if (frame->u.frame.commit != streams->forward_commit) {
    return wrong(streams, "a segment nobody forwarded", frame->u.frame.commit, streams->forward_commit);
  }
  ++streams->forward_reasons[frame->u.frame.reason % (TOE_FRAME_URGENT + 1)];
  if (frame->u.frame.handle != post->handle || frame->u.frame.number != 0 || frame->u.frame.lost != 0) {
    return wrong(streams, "forwarded for another connection, or with a number", frame->u.frame.handle, post->handle);
  }
  if (!given_number(streams, post->address + 4, 4, &seq) || !given_number(streams, post->address + 12, 1, &offset) ||
      !given_number(streams, post->address + 13, 1, &flags)) {
    return true;
  }
  const uint32_t header = offset / 16 * 4;
  if (frame->u.frame.seq != seq || frame->u.frame.flags != flags || frame->u.frame.bytes != post->bytes - header) {
    return wrong(streams, "a forwarded segment says something else, sequence number and bytes", seq,
                 post->bytes - header);
  }
  *payload_out = post->address + header;
  return true;
}

/* The bytes taken, from the byte on that was waited for; false: not known */
static bool copy_payload(const toe_seam_streams_t *streams, const toe_retire_t *frame, uint64_t address, uint32_t skip,
                         uint8_t *bytes_out) {
  const uint32_t taken = (uint32_t)frame->u.frame.taken;
  if (frame->u.frame.is_forwarded == 0) {
    const uint32_t at = (uint32_t)(frame->u.frame.number % TOE_SEAM_SENT);
    if (streams->sent[at].number != frame->u.frame.number || skip + taken > streams->sent[at].bytes) return false;
    memcpy(bytes_out, streams->sent[at].payload + skip, taken);
    return true;
  }
  for (uint32_t i = 0; i < taken; ++i) {
    const uint8_t *byte = address == 0 ? NULL : given_byte(streams, address + skip + i);
    if (byte == NULL) return false;
    bytes_out[i] = *byte;
  }
  return true;
}

/* Requests are posted where something came. */
static void note_recent(toe_seam_streams_t *streams, uint32_t handle) {
  if (streams->recents > 0 && streams->recent[(streams->recents - 1) % TOE_SEAM_RECENT] == handle) return;
  streams->recent[streams->recents++ % TOE_SEAM_RECENT] = handle;
}

bool toe_seam_streams_arrive(toe_seam_streams_t *streams, const toe_retire_t *frame) {
  const uint32_t handle = (uint32_t)frame->u.frame.handle, taken = (uint32_t)frame->u.frame.taken;
  uint64_t address = 0;
  streams->has_wire = true;
  if (frame->u.frame.is_forwarded != 0 && !check_forward(streams, frame, &address)) return false;
  if (handle == 0 || frame->u.frame.reason != TOE_FRAME_ACCEPTED) {
    return taken == 0 || wrong(streams, "bytes taken of a segment that was not", taken, frame->u.frame.reason);
  }
  toe_seam_stream_t *stream = &streams->stream[handle & ID_MASK];
  const uint32_t skip = toe_seam_streams_next(streams, handle) - (uint32_t)frame->u.frame.seq;
  const uint32_t bytes = (uint32_t)frame->u.frame.bytes;
  if (taken > 0 && stream->is_known && (skip > bytes || taken > bytes - skip)) {
    return wrong(streams, "no bytes follow here of a segment that was taken, skipped and taken", skip, taken);
  }
  if (taken > 0 && !stream->is_blind) {
    uint8_t *place = add_extent(streams, stream, taken);
    stream->is_blind = place == NULL || !copy_payload(streams, frame, address, skip, place);
  }
  stream->end += taken;
  note_recent(streams, handle);
  return true;
}

/* What a job leaves says whether FIN has come, and, unless there was an abort, whether all before it is read [R143]. */
static bool check_end(toe_seam_streams_t *streams, const toe_seam_stream_t *stream, const toe_retire_t *job) {
  const uint64_t flags = job->u.job.flags;
  const bool has_fin = (flags & TOE_RCV_FLAG_FIN) != 0, is_told = (flags & TOE_RCV_FLAG_DISCONNECTED) != 0;
  const bool is_read = stream->has_fin && job->u.job.buf_bytes == 0;
  if (has_fin != stream->has_fin) return wrong(streams, "FIN has come, or not: flags", flags, stream->has_fin);
  if (is_told && !is_read)
    return wrong(streams, "a disconnect is told too early: flags, bytes", flags, job->u.job.buf_bytes);
  if (is_read && !is_told && (flags & TOE_RCV_FLAG_ABORTED) == 0) {
    return wrong(streams, "a disconnect is not told: flags, bytes", flags, job->u.job.buf_bytes);
  }
  return true;
}

bool toe_seam_streams_settle(toe_seam_streams_t *streams, const toe_retire_t *job) {
  const uint32_t rcv_nxt = (uint32_t)job->u.job.rcv_nxt, handle = (uint32_t)job->u.job.handle;
  toe_seam_stream_t *stream = &streams->stream[handle & ID_MASK];
  /* Where the context is lost it is 0. */
  if (handle == 0 || rcv_nxt == 0 || !stream->is_known) return true;
  const bool has_segment = job->u.job.job == TOE_JOB_FRAME || job->u.job.job == TOE_JOB_FORWARD;
  const uint32_t more = rcv_nxt - toe_seam_streams_next(streams, handle);
  if (more == 0) return check_end(streams, stream, job);
  if (more != 1 || !has_segment || job->u.job.reason != TOE_FRAME_ACCEPTED || stream->has_fin) {
    return wrong(streams, "a connection waits for another byte than what follows", rcv_nxt, more);
  }
  stream->has_fin = true;
  streams->recent[streams->recents++ % TOE_SEAM_RECENT] = handle; /* once more: requests find an ended connection */
  return check_end(streams, stream, job);
}
