/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_stream.h - whether every byte of every connection was delivered once and in order [R119, R166].
 *
 * It shares nothing with the model: from what the host wrote, the TLPs that left and the decisions it follows each
 * connection's stream through completed requests, indications taken, and what a terminate handed back.
 */
#ifndef TOE_ENGINE_STREAM_H_
#define TOE_ENGINE_STREAM_H_

#include "testbench/unit/toe_engine_host.h"

/* Checks a run of toe_engine_host.h from its beginning to its end. */
void stream_expect(const host_t *host, const rig_t *rig, uint64_t seed);

#endif /* TOE_ENGINE_STREAM_H_ */
