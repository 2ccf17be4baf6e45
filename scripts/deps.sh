#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Installs what toesim needs and this machine lacks, from Debian's packages.  Silent when nothing is missing.
#
#   sh scripts/deps.sh build     what building and running needs (the default)
#   sh scripts/deps.sh test      also what the tests need
#
# Needs root or sudo only when something is missing.
set -eu

build="build-essential cmake ninja-build pkg-config verilator libsystemc-dev libgtest-dev zlib1g-dev libjansson-dev"
test="yosys clang-format clang-tidy shellcheck tshark jq python3 python3-jsonschema gtkwave valgrind"

case ${1:-build} in
  build) wanted=$build ;;
  test) wanted="$build $test" ;;
  *)
    echo "usage: deps.sh [build|test]" >&2
    exit 2
    ;;
esac

fail() {
  echo "deps.sh: $1" >&2
  exit 1
}

if ! command -v dpkg-query >/dev/null 2>&1; then
  fail "this is not a Debian system; install by hand what these Debian packages hold: $wanted"
fi

missing=
for package in $wanted; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "Installing from Debian's packages:$missing"
if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif command -v sudo >/dev/null 2>&1; then
  as_root=sudo
else
  fail "neither root nor sudo here; as root: apt-get install$missing"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT INT TERM
apt() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1 </dev/null
}
apt update || true # a stale list may still do
# shellcheck disable=SC2086 # a list of words
if ! apt install --no-install-recommends $missing; then
  tail -n 15 "$log" >&2
  fail "could not install$missing; is there a network? By hand: apt-get install$missing"
fi
