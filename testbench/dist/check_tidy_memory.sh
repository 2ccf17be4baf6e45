#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# check_tidy looks again at what has changed, and only at that; a complaint stays until its cause is gone.  In a tree of two files.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/lib.sh"

tree=$work/tree
mkdir -p "$tree/model" "$tree/build"
cp .clang-tidy "$tree/"
echo 'static inline int one(void) { return 1; }' >"$tree/model/one.h"
cat >"$tree/model/uses.c" <<'EOF'
#include "model/one.h"
int two(void);
int two(void) { return one() + one(); }
EOF
cat >"$tree/model/alone.c" <<'EOF'
int three(void);
int three(void) { return 3; }
EOF
for name in uses alone; do
  printf '{"directory":"%s/build","command":"cc -std=c11 -I%s -c %s/model/%s.c","file":"%s/model/%s.c"}\n' "$tree" "$tree" "$tree" $name "$tree" $name
done | jq -s . >"$tree/build/compile_commands.json"
# What a compiler would have told Ninja.
cat >"$tree/build/build.ninja" <<EOF
rule cc
  command = cc -std=c11 -I$tree -MD -MF \$out.d -c \$in -o \$out
  depfile = \$out.d
  deps = gcc
build uses.o: cc $tree/model/uses.c
build alone.o: cc $tree/model/alone.c
EOF
ninja -C "$tree/build" >"$work/ninja" 2>&1 || complain "the tree does not build: $(tail -n 1 "$work/ninja")"

# look CODE COUNT WHY
look() {
  code=0
  TOE_LONG='' TOE_SOURCE_DIRECTORY=$tree TOE_BUILD_DIRECTORY=$tree/build sh "$here/check_tidy.sh" >"$work/said" 2>&1 || code=$?
  [ "$code" -eq "$1" ] || complain "$3: exit $code and not $1: $(cat "$work/said")"
  grep -q "^$2 of 2 files looked at" "$work/said" || complain "$3: not $2 looked at: $(cat "$work/said")"
}

look 0 2 "the first time"
look 0 0 "nothing has changed"
echo 'static inline int four(void) { return 4; }' >>"$tree/model/one.h"
look 0 1 "a header has changed"
echo 'int five(void);' >>"$tree/model/alone.c"
look 0 1 "a source has changed"
# What the static analyser finds: a value that was never set.
cat >>"$tree/model/alone.c" <<'EOF'
int five(void) {
  int value;
  if (three() > 5) value = 1;
  return value;
}
EOF
look 1 1 "a fault"
grep -q 'model/alone.c:.*clang-analyzer-core' "$work/said" || complain "the fault is not told: $(cat "$work/said")"
look 1 1 "the fault is still there"
sed -i 's/int value;/int value = 0;/' "$tree/model/alone.c"
look 0 1 "the fault is gone"
echo '# more' >>"$tree/.clang-tidy"
look 0 2 ".clang-tidy has changed"
sed -i 's/-std=c11/-std=c17/' "$tree/build/compile_commands.json"
look 0 2 "the commands have changed"
echo 'int six(int' >>"$tree/model/uses.c"
look 1 1 "it cannot be compiled"
verdict
