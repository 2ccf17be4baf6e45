/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_mac.h"

#include <string.h>

bool toe_mac_parse(const char *text, uint8_t mac_out[6]) {
  static const char digits[] = "0123456789abcdef0123456789ABCDEF";
  for (int i = 0; i < 17; ++i) {
    if (text[i] == '\0') return false;
    if (i % 3 == 2) {
      if (text[i] != ':') return false;
      continue;
    }
    const char *digit = strchr(digits, text[i]);
    if (digit == NULL) return false;
    mac_out[i / 3] = (uint8_t)(mac_out[i / 3] << 4 | ((digit - digits) & 15));
  }
  return text[17] == '\0';
}
