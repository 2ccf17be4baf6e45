/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_device_rtl_retire.h - a retire lane of the RTL as a record (model/spec/retire.def).
 */
#ifndef TOE_DEVICE_RTL_RETIRE_H_
#define TOE_DEVICE_RTL_RETIRE_H_

#include <cstdint>

#include "model/spec/toe_retire.h"

namespace toe {

/* The words of a packed vector, lowest first, and those of a row as the bytes they are. */
uint32_t WordOfBytes(const uint8_t *bytes);
void BytesOfWord(uint32_t word, uint8_t *bytes_out);

/* `bytes` bytes of a beat's 8 words, from byte `first` on. */
void BytesOfBeat(const uint32_t *words, uint64_t first, uint64_t bytes, uint8_t *bytes_out);

/* Kind and fields of `retire_out` from the lane of that kind; cycle and data are the caller's.
 * words  borrowed: the packed struct, its last member at bit 0 */
void RetireOfLane(toe_retire_kind_t kind, const uint32_t *words, toe_retire_t *retire_out);

}  // namespace toe

#endif /* TOE_DEVICE_RTL_RETIRE_H_ */
