/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_random_story.h"

#include <inttypes.h>
#include <stdio.h>

enum { LARGE_ONE_IN = 50, VERY_LARGE_ONE_IN = 1500, SET_ONE_IN = 12, AMNESTY_ONE_IN = 25, TIDE_ONE_IN = 60 };
enum { SQUEEZE_ONE_IN = 8, SQUEEZE_REQUESTS = 12 };
enum { NEIGHBOR = TOE_RANDOM_NEIGHBOR, PATH = TOE_RANDOM_PATH, TCP = TOE_RANDOM_TCP };

static uint32_t below(toe_random_story_t *story, uint32_t bound) { return toe_random_below(&story->tree.draw, bound); }
static bool one_in(toe_random_story_t *story, uint32_t n) { return toe_random_one_in(&story->tree.draw, n); }

void toe_random_story_init(toe_random_story_t *story, uint64_t seed, uint32_t mean) {
  toe_random_tree_init(&story->tree, seed);
  story->mean = mean;
}

/* ---- settings ---- */

static void begin_set(const toe_random_story_t *story) {
  printf("{\"op\":\"set\",\"at_ns\":%" PRIu64 ",", story->at_ns);
}

/* Several limits at once, for some requests; then all that was squeezed has room again. */
static void print_squeeze(toe_random_story_t *story) {
  toe_random_draw_t *draw = &story->tree.draw;
  const bool is_over = story->squeezes > 0 && story->request >= story->squeezed_until;
  const bool is_begun = story->squeezes == 0 && one_in(story, SQUEEZE_ONE_IN);
  if (!is_over && !is_begun) return;
  if (is_begun) {
    story->squeezes = toe_random_set_squeeze(draw, story->squeezed);
    story->squeezed_until = story->request + 1 + below(story, SQUEEZE_REQUESTS);
  }
  for (uint32_t i = 0; i < story->squeezes; ++i) {
    begin_set(story);
    if (is_begun) {
      toe_random_set_print_near(draw, story->squeezed[i]);
    } else {
      toe_random_set_print_wide(draw, story->squeezed[i]);
    }
    printf("}\n");
  }
  if (is_over) story->squeezes = 0;
  story->tree.is_tight = is_begun;
}

static void print_settings(toe_random_story_t *story) {
  bool is_amnesty = one_in(story, AMNESTY_ONE_IN);
  uint32_t count = is_amnesty ? TOE_RANDOM_KEYS : one_in(story, SET_ONE_IN) ? 1 + below(story, 3) : 0;
  for (uint32_t i = 0; i < count; ++i) {
    begin_set(story);
    if (is_amnesty) {
      toe_random_set_print_wide(&story->tree.draw, i);
    } else {
      toe_random_set_print(&story->tree.draw);
    }
    printf("}\n");
  }
}

/* ---- requests ---- */

/* The beginning of a line, up to its own members. */
static void begin(toe_random_story_t *story, const char *op) {
  printf("{\"op\":\"%s\",\"at_ns\":%" PRIu64 ",\"id\":\"r%" PRIu32 "\"", op, story->at_ns, ++story->request);
  ++story->tree.request;
}

/* Blocks of the next tree.  Of the default mean 4.5 are common trees', 1.7 large and 1.7 very large ones'. */
static uint32_t draw_size(toe_random_story_t *story) {
  uint64_t size = 1 + below(story, story->mean + 1);
  if (one_in(story, VERY_LARGE_ONE_IN)) {
    size = (uint64_t)story->mean * (128 + below(story, 385));
  } else if (one_in(story, LARGE_ONE_IN)) {
    size = (uint64_t)story->mean * (1 + below(story, 20));
  }
  return size < TOE_RANDOM_MAX_OBJECTS ? (uint32_t)size : TOE_RANDOM_MAX_OBJECTS;
}

/* is_late  it goes to the driver although the device has paused */
static void print_initiate(toe_random_story_t *story, bool is_late) {
  begin(story, "initiate");
  if (is_late) printf(",\"late\":true");
  printf(",\"tree\":");
  story->tree.is_late = is_late && story->phase != TOE_RANDOM_GOING;
  toe_random_tree_print(&story->tree, draw_size(story));
  story->tree.is_late = false;
  printf("}\n");
}

/* Names that may be terminated or asked for: a pause's own are not known before the resume. */
static uint32_t bound_of(const toe_random_story_t *story, int layer) {
  const toe_random_names_t *names = &story->tree.names[layer];
  return story->phase == TOE_RANDOM_GOING ? names->count : names->known;
}

/* Objects of the next list.  An object brings its dependents with it, so fewer than of a tree are enough. */
static uint32_t draw_length(toe_random_story_t *story) {
  if (one_in(story, LARGE_ONE_IN)) return 1 + below(story, 20 * story->mean);
  return 1 + below(story, story->mean);
}

/* All layers, or one, in any order; now and then raw, which most often is dependents first. */
static void print_terminate(toe_random_story_t *story) {
  static const char *const kReasons[] = {"priority", "target-request", "low-traffic", "media-lost", "net-event-pause"};
  uint32_t only = below(story, 6), length = draw_length(story);
  bool is_raw = one_in(story, 4), is_ordered = !one_in(story, 4);
  int layer = TCP;
  const char *comma = "";
  if (bound_of(story, NEIGHBOR) == 0) { /* nothing may be named yet */
    print_initiate(story, false);
    return;
  }
  begin(story, "terminate");
  if (is_raw) printf(",\"raw\":true");
  if (one_in(story, 4)) printf(",\"reason\":\"%s\"", kReasons[below(story, 5)]);
  printf(",\"objects\":[");
  for (uint32_t i = 0; i < length; ++i) {
    if (only > 0 && only < 4) {
      layer = (int)only;
    } else if (is_raw && is_ordered) {
      layer = i < length / 2 ? TCP : i < length - length / 4 ? PATH : NEIGHBOR;
    } else {
      layer = 1 + (int)below(story, 3);
    }
    uint32_t name = toe_random_tree_pick_old(&story->tree, layer, bound_of(story, layer));
    if (name == UINT32_MAX && i == 0) name = toe_random_tree_pick_old(&story->tree, layer = NEIGHBOR, UINT32_MAX);
    if (name == UINT32_MAX) continue;
    printf("%s\"%c%" PRIu32 "\"", comma, toe_random_tree_letter(layer), name);
    comma = ",";
  }
  printf("]}\n");
}

static void print_upload_request(toe_random_story_t *story) {
  static const char *const kReasons[] = {"LowActivity",           "HighDropRate",       "SmallIO",
                                         "NoBufferPreposting",    "ReceivedUrgentData", "HighFragmentation",
                                         "HighOutOfOrderPackets", "TimeoutExpiration",  "InvalidState",
                                         "UploadRequested",       "HardwareFailure"};
  if (bound_of(story, TCP) == 0) {
    print_initiate(story, false);
    return;
  }
  begin(story, "upload_request");
  uint32_t name = toe_random_tree_pick_old(&story->tree, TCP, bound_of(story, TCP));
  printf(",\"tcp\":\"t%" PRIu32 "\",\"reason\":\"%s\"}\n", name, kReasons[below(story, 11)]);
}

static void print_plain(toe_random_story_t *story, const char *op) {
  begin(story, op);
  printf("}\n");
}

static void print_link(toe_random_story_t *story) {
  begin(story, "link");
  printf(",\"up\":%s}\n", one_in(story, 2) ? "true" : "false");
}

/* ---- what stops new offloads ---- */

static void stop(toe_random_story_t *story, const char *op, toe_random_phase_t phase) {
  if (story->phase == TOE_RANDOM_GOING) {
    ++story->tree.pause;
    for (int layer = NEIGHBOR; layer <= TCP; ++layer) story->tree.names[layer].known = story->tree.names[layer].count;
  }
  print_plain(story, op);
  story->phase = phase;
}

void toe_random_story_resume(toe_random_story_t *story) {
  if (story->phase == TOE_RANDOM_GOING) return;
  print_plain(story, "resume");
  story->phase = TOE_RANDOM_GOING;
}

/* ---- which one ---- */

/* Initiates, terminates and requests of the device. */
static void print_common(toe_random_story_t *story) {
  uint32_t dice = below(story, 100), terminates = story->is_draining ? 60 : 12;
  if (dice < terminates) {
    print_terminate(story);
  } else if (dice < terminates + 8) {
    print_upload_request(story);
  } else {
    print_initiate(story, one_in(story, 20) && story->phase != TOE_RANDOM_PAUSED);
  }
}

static void print_going(toe_random_story_t *story) {
  uint32_t dice = below(story, 250);
  if (dice < 5) {
    stop(story, "pause", TOE_RANDOM_PAUSED);
  } else if (dice < 8) {
    stop(story, "upload_all", TOE_RANDOM_UPLOADED); /* all goes */
  } else if (dice < 10) {
    print_plain(story, "reset");
  } else if (dice < 14) {
    print_link(story);
  } else if (dice < 15) {
    print_plain(story, "resume"); /* R158: nobody had to pause */
  } else {
    print_common(story);
  }
}

static void print_stopped(toe_random_story_t *story) {
  uint32_t dice = below(story, 16);
  if (dice < 2) {
    toe_random_story_resume(story);
  } else if (dice == 2 && one_in(story, 2)) {
    stop(story, "upload_all", TOE_RANDOM_UPLOADED);
  } else if (dice == 3) {
    print_plain(story, "reset");
  } else if (dice < 7) {
    if (story->phase == TOE_RANDOM_PAUSED) story->phase = TOE_RANDOM_LATE;
    print_initiate(story, true);
  } else if (story->phase == TOE_RANDOM_LATE) {
    print_initiate(story, false);
  } else {
    print_common(story);
  }
}

void toe_random_story_print(toe_random_story_t *story) {
  story->at_ns += one_in(story, 5) ? 2000 + below(story, 20000) : below(story, 300);
  if (one_in(story, TIDE_ONE_IN)) story->is_draining = !story->is_draining;
  print_settings(story);
  print_squeeze(story);
  if (story->phase == TOE_RANDOM_GOING) {
    print_going(story);
  } else {
    print_stopped(story);
  }
}

void toe_random_story_end(toe_random_story_t *story) {
  const uint32_t neighbors = story->tree.names[NEIGHBOR].count;
  toe_random_story_resume(story);
  if (neighbors == 0) return;
  begin(story, "terminate");
  printf(",\"objects\":[");
  for (uint32_t i = 0; i < neighbors; ++i) printf("%s\"n%" PRIu32 "\"", i == 0 ? "" : ",", i);
  printf("]}\n");
}
