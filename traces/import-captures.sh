#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# import-captures.sh - make the traces of captured/ from the captures of captures/.
#
#   sh traces/import-captures.sh [DIRECTORY [TOESIM]]
#
# The same captures give the same traces (the gzip around them depends on zlib's version; its content does not).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-$here}
toesim=${2:-$here/../build/toesim}
mkdir -p "$dir/captured"
host=02:00:00:00:00:01

"$toesim" import "$dir/captures/ramp.pcap.gz" -o "$dir/captured/ramp.pcapng.gz" --host $host
"$toesim" import "$dir/captures/ramp.pcap.gz" -o "$dir/captured/ramp-batched.pcapng.gz" --host $host --batch-ns 100000000 --no-frames
"$toesim" import "$dir/captures/ramp.pcap.gz" -o "$dir/captured/ramp-at-once.pcapng.gz" --host $host --when at:8.6 --no-frames
"$toesim" import "$dir/captures/full.pcap.gz" -o "$dir/captured/full.pcapng.gz" --host $host
