/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_request_list.h - requests in a row, first in first out.  A request is in one list at a time.
 *
 * Private to the driver.
 */
#ifndef TOE_REQUEST_LIST_H_
#define TOE_REQUEST_LIST_H_

#include "sim/miniport/toe_indication.h"
#include "sim/miniport/toe_request.h"

typedef struct toe_request_list {
  toe_request_t *head, *tail; /* tail is meaningless while head is NULL */
} toe_request_list_t;

static inline void toe_request_list_push(toe_request_list_t *list, toe_request_t *request) {
  request->next = NULL;
  if (list->head == NULL) {
    list->head = request;
  } else {
    list->tail->next = request;
  }
  list->tail = request;
}

/* Before all others. */
static inline void toe_request_list_prepend(toe_request_list_t *list, toe_request_t *request) {
  if (list->head == NULL) list->tail = request;
  request->next = list->head;
  list->head = request;
}

/* Take out a request, wherever it is; NULL as before: it is the first. */
static inline void toe_request_list_cut(toe_request_list_t *list, toe_request_t *before, toe_request_t *request) {
  if (before == NULL) {
    list->head = request->next;
  } else {
    before->next = request->next;
  }
  if (list->tail == request) list->tail = before;
}

/* NULL: empty. */
static inline toe_request_t *toe_request_list_pop(toe_request_list_t *list) {
  toe_request_t *request = list->head;
  if (request != NULL) list->head = request->next;
  return request;
}

static inline uint32_t toe_request_list_count(const toe_request_list_t *list) {
  uint32_t count = 0;
  for (const toe_request_t *request = list->head; request != NULL; request = request->next) ++count;
  return count;
}

/* Free all requests and what they hold. */
static inline void toe_request_list_free(const toe_os_t *os, toe_request_list_t *list) {
  for (toe_request_t *request; (request = toe_request_list_pop(list)) != NULL;) {
    while (request->orphans != NULL) {
      toe_request_t *orphan = request->orphans;
      request->orphans = orphan->next;
      os->free(os->self, orphan);
    }
    while (request->told != NULL) {
      toe_kept_event_t *told = request->told;
      request->told = told->next;
      os->free(os->self, told);
    }
    toe_request_release(os, request);
    os->free(os->self, request);
  }
}

#endif /* TOE_REQUEST_LIST_H_ */
