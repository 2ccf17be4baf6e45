# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# lib.sh - what the mutation tests share.  Sourced; not a test.
#
# Sets root (the tree), build (a build of it), work (a directory of this test, removed at its end).  Needs a built toesim,
# configured for Ninja.  S0 is the scenario of V1.

root=${TOE_SOURCE_DIRECTORY:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
build=${TOE_BUILD_DIRECTORY:-$root/build}
S0=traces/statuses/s0-example.jsonl
cd "$root" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

die() {
  echo "$1" >&2
  exit 1
}

# change_once FILE 'old text' 'new text': the text must be there exactly once.
change_once() {
  OLD=$2 NEW=$3 awk '
    { at = index($0, ENVIRON["OLD"]) }
    at > 0 {
      ++count
      $0 = substr($0, 1, at - 1) ENVIRON["NEW"] substr($0, at + length(ENVIRON["OLD"]))
    }
    { print }
    END { if (count != 1) { print FILENAME ": \"" ENVIRON["OLD"] "\" is on " count + 0 " lines and not on one" > "/dev/stderr"; exit 1 } }
  ' "$1" >"$1.new" || die "the change does not apply; this test needs an update"
  mv "$1.new" "$1"
}

# relink OUTPUT LIBRARY=REPLACEMENT: toesim, with one of its libraries replaced.
relink() {
  command=$(ninja -C "$build" -t commands toesim | tail -n 1)
  name=${2%%=*}
  case $command in
    *" $name"*) ;;
    *) die "the link of toesim does not name $name: $command" ;;
  esac
  command=$(echo "$command" | sed "s# $name# ${2#*=}#g;s# -o toesim # -o $1 #")
  (cd "$build" && sh -c "$command")
}

# tandem PROGRAM TRACE [OPTION...]: run it, output in $work/said; the exit code is the program's, 124 if it never ended.
tandem() {
  program=$1
  shift
  timeout 120 "$program" run "$@" --engine tandem --set sim.watchdog_ms=5 --progress never --wave-auto off >"$work/said" 2>&1
}
