#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# failover.sh PROGRAM - what one NIC has goes over to another: on each engine.
set -eu
program=$1
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
for engine in model rtl; do
  "$program" $engine
done
