# SPDX-License-Identifier: Apache-2.0
#
# lib.sh - what the tests of the program share; sourced by them.  TOESIM and TOE_SOURCE_DIRECTORY come by environment.
# Every check is made, failures are counted, and `finish` ends with 1 if there were any.
set -eu
: "${TOESIM:?the program under test}" "${TOE_SOURCE_DIRECTORY:?the tree}"
unset NO_COLOR
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
failures=0

fail() {
  printf 'FAILED: %s\n' "$*"
  failures=$((failures + 1))
}

finish() {
  if [ "$failures" -ne 0 ]; then
    printf '%s checks failed\n' "$failures"
    exit 1
  fi
  echo passed
}

# run CODE WORDS... : the program must end with CODE.  Its words are in $directory/out and $directory/err.
run() {
  expected=$1
  shift
  code=0
  "$TOESIM" "$@" >"$directory/out" 2>"$directory/err" </dev/null || code=$?
  [ "$code" -eq "$expected" ] || {
    fail "toesim $*: exit code $code, expected $expected"
    sed 's/^/  | /' "$directory/err"
  }
  last="toesim $*"
}

# What the last run said at stderr, or printed to stdout.
says() { grep -qF -- "$1" "$directory/err" || fail "$last: stderr does not say '$1'"; }
prints() { grep -qF -- "$1" "$directory/out" || fail "$last: stdout does not have '$1'"; }
prints_nothing() { [ ! -s "$directory/out" ] || fail "$last: stdout is not empty"; }
says_nothing() { [ ! -s "$directory/err" ] || fail "$last: stderr is not empty: $(head -1 "$directory/err")"; }

# report PATH FILTER EXPECTED : jq over a report.
report() {
  actual=$(jq -c "$2" "$1" 2>&1) || true
  [ "$actual" = "$3" ] || fail "$last: $2 is $actual, expected $3"
}

# same A B FILTER : two reports are equal behind a jq filter.
same() {
  jq -S "$3" "$1" >"$directory/same.a"
  jq -S "$3" "$2" >"$directory/same.b"
  cmp -s "$directory/same.a" "$directory/same.b" || {
    fail "$last: $1 and $2 differ behind $3"
    diff "$directory/same.a" "$directory/same.b" | head -10
  }
}

# Only these files are in a directory: nothing half-written is left.
only() {
  where=$1
  shift
  actual=$(cd "$where" && ls -A | sort | tr '\n' ' ')
  wanted=$(for name in "$@"; do echo "$name"; done | sort | tr '\n' ' ')
  [ $# -eq 0 ] && wanted=""
  [ "$actual" = "$wanted" ] || fail "$last: in $where there is '$actual', expected '$wanted'"
}

# What the device answered, without its times: statuses, causes, handles, pools after each decision.
ANSWERS='[.requests[] | {id, op, error, objects: [.objects[]? | {name, layer, kind, attempted, status, cause, handle, commit, pool_levels}]}],
         [.exhaustion[] | {request, object, layer, pool, status, used, limit}],
         (.pools | map_values({limit, peak, used_at_end, denied}))'

# The example of the rules (S0), as the scenario format's own page gives it, with its six answers.
write_s0() {
  cat >"$1" <<'EOF'
# a neighbor, two paths, three connections; the second falls to host memory, the second path to an internal fault
{"op":"initiate","at_ns":0,"id":"r1","tree":[{"neighbor":"N1","dst_mac":"02:00:00:00:00:01","paths":[{"path":"P1","src_ip":"10.0.0.1","dst_ip":"10.0.1.1","tcp":[{"tcp":"T1","local_port":1024,"remote_port":80},{"tcp":"T2","local_port":1025,"remote_port":80,"fault":"host-memory"}]},{"path":"P2","src_ip":"10.0.0.1","dst_ip":"10.0.2.1","fault":"internal","tcp":[{"tcp":"T3","local_port":1026,"remote_port":80}]}]}],"expect":{"N1":"NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS","P1":"NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS","T1":"NDIS_STATUS_SUCCESS","T2":"NDIS_STATUS_RESOURCES","P2":"NDIS_STATUS_FAILURE","T3":"NDIS_STATUS_FAILURE"}}
EOF
}

# write_crowd FILE REQUESTS : each request one neighbor, one path, two connections, a microsecond after the one before.
write_crowd() {
  awk -v n="$2" 'BEGIN { for (i = 0; i < n; ++i) printf "{\"op\":\"initiate\",\"at_ns\":%d,\"id\":\"r%d\",\"tree\":[{\"neighbor\":\"N%d\",\"dst_mac\":\"02:00:00:%02x:%02x:%02x\",\"paths\":[{\"path\":\"P%d\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.1.%d.%d\",\"tcp\":[{\"tcp\":\"A%d\",\"local_port\":1000,\"remote_port\":80},{\"tcp\":\"B%d\",\"local_port\":1001,\"remote_port\":80}]}]}]}\n", i * 1000, i, i, int(i / 65536), int(i / 256) % 256, i % 256, i, int(i / 256) % 256, i % 256, i, i }' >"$1"
}
