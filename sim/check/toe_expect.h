/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_expect.h - what the trace expects of its objects, against what the host got.
 *
 * Fed with finished requests (observer call `completed`) of the primary side, and with what the host found of received
 * data (`expected`).  Every object with an expectation is one check, and so is every member of those of received data.
 * All are counted; the first TOE_EXPECT_KEPT failures are kept as texts.
 */
#ifndef TOE_EXPECT_H_
#define TOE_EXPECT_H_

#include "model/toe_types.h"
#include "sim/host/toe_host.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_EXPECT_KEPT 1000

/* A check that failed. */
typedef struct toe_expect_failure {
  char *place;               /* where the request stands in the trace */
  char *request;             /* the trace's name of the request       */
  char *object;              /* its name                              */
  const char *what;          /* of received data, static: "bytes", "delivered", ...; NULL: the object's NDIS status */
  uint32_t expected, actual; /* actual says nothing if is_unanswered */
  bool is_status;            /* they are NDIS statuses */
  bool is_unanswered;        /* the request never finished, or there is no such connection */
} toe_expect_failure_t;

/* Told of every check, in order; what it is given is borrowed for the call.  text is "" for one that held. */
typedef void (*toe_expect_sink_t)(void *self, const toe_expect_failure_t *check, bool is_met, const char *text);

typedef struct toe_expect toe_expect_t;

/* expect_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_expect_new(toe_expect_t **expect_out);
void toe_expect_free(toe_expect_t *expect); /* NULL is allowed */
/* Optional: whom to tell (the JUnit file).  self must outlive expect. */
void toe_expect_set_sink(toe_expect_t *expect, toe_expect_sink_t sink, void *self);

/* A request finished, or never will (at the end of a run that broke off).  E_MEMORY */
TOE_MUST_USE toe_result_t toe_expect_completed(toe_expect_t *expect, const toe_host_request_t *request);
TOE_MUST_USE toe_result_t toe_expect_unanswered(toe_expect_t *expect, const toe_host_request_t *request);

/* The host looked at what is expected of received data.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_expect_value(toe_expect_t *expect, const toe_host_expectation_t *expectation);

uint64_t toe_expect_checked(const toe_expect_t *expect);
uint64_t toe_expect_failed(const toe_expect_t *expect);
/* Failures kept, and the i-th of them; borrowed. */
uint32_t toe_expect_kept(const toe_expect_t *expect);
const toe_expect_failure_t *toe_expect_failure(const toe_expect_t *expect, uint32_t i);
/* What was expected (or found: `actual`), as a person reads it: "NDIS_STATUS_SUCCESS", "300". */
void toe_expect_text(const toe_expect_failure_t *failure, uint32_t value, char *text_out, size_t bytes);
/* "s0.jsonl:3: request r1, object T2: expected NDIS_STATUS_SUCCESS, got NDIS_STATUS_RESOURCES" */
void toe_expect_line(const toe_expect_failure_t *failure, char *text_out, size_t bytes);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_EXPECT_H_ */
