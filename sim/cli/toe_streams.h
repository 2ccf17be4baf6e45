/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_streams.h - what each connection's application got, as files: `run --streams DIR`.
 *
 * A file a connection, by its name; of other characters than letters, digits, . : _ - the file's name has %XX.  A
 * name that would be too long is cut, with a checksum of the whole behind "..".  What was delivered before, handed back
 * and offloaded again is in it once.
 */
#ifndef TOE_STREAMS_H_
#define TOE_STREAMS_H_

#include "sim/host/toe_host.h"

/* Make the directory, which must not be there.  E_IO */
TOE_MUST_USE toe_result_t toe_streams_begin(const char *directory, toe_error_t *error_out);
/* The next that the host tells of received data.  E_IO */
TOE_MUST_USE toe_result_t toe_streams_put(const char *directory, const toe_host_receive_t *receive,
                                          toe_error_t *error_out);

#endif /* TOE_STREAMS_H_ */
