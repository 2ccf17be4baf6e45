/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_spec_gen.c - prints what is generated from the lists in model/spec.
 *
 *   toe_spec_gen sv          rtl/toe_spec_pkg.sv
 *   toe_spec_gen registers   docs/registers.md
 *   toe_spec_gen config      docs/config.md
 *   toe_spec_gen layouts     docs/layouts.md
 *
 * The outputs are committed; testbench/dist/check_generated.sh proves them fresh and
 * scripts/generate.sh writes them anew.  Exit 1: a list breaks its rules (said on stderr), 2: wrong usage.
 */
#include <stdio.h>
#include <string.h>

#include "model/spec/gen/toe_spec_tables.h"

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*print)(void);
  } outputs[] = {{"sv", toe_gen_print_sv},
                 {"registers", toe_gen_print_registers},
                 {"config", toe_gen_print_config},
                 {"layouts", toe_gen_print_layouts}};
  for (size_t i = 0; argc == 2 && i < sizeof(outputs) / sizeof(outputs[0]); ++i) {
    if (strcmp(argv[1], outputs[i].name) != 0) continue;
    if (toe_gen_check() != 0) return 1;
    outputs[i].print();
    return fflush(stdout) == 0 && ferror(stdout) == 0 ? 0 : 1;
  }
  fputs("usage: toe_spec_gen sv|registers|config|layouts\n", stderr);
  return 2;
}
