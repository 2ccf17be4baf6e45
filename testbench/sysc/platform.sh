#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# platform.sh PROGRAM - two NICs in a platform of somebody else's, alone and with a bystander: the same times.
set -eu
program=$1
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
"$program" >"$directory/alone" || { cat "$directory/alone"; exit 1; }
"$program" noise >"$directory/noise" || { cat "$directory/noise"; exit 1; }
cat "$directory/alone"
diff "$directory/alone" "$directory/noise"
