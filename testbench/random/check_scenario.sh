#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# check_scenario.sh BUILD SCENARIO.jsonl [--engine NAME] [--seed N] [--set key=value]... [--gate GATE]... - what must come of
# a scenario.
#
# The oracle adds its expectations, toesim runs it in tandem (or on one engine): no mismatch, every status as the
# oracle says, and no rule of the host side broken.  Values hold no blanks.  Exit 0: so it was; 1: not, and toesim's output names the object or the record; else the
# exit code of the oracle (10 more: 12 or 13) or of toesim.
set -eu
build=$1
scenario=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

engine=tandem
options=
sets=
while [ $# -ge 2 ]; do
  case $1 in
    --engine) engine=$2 ;;
    --set)
      sets="$sets --set $2"
      options="$options --set $2"
      ;;
    *) options="$options $1 $2" ;;
  esac
  shift 2
done
gate='--gate violations.length==0'
if [ "$engine" = tandem ]; then gate="$gate --gate lockstep.mismatches==0"; fi

# Words of options, sets and gate are split on purpose.
# shellcheck disable=SC2086
"$build/toe_oracle" $sets "$scenario" >"$work/expected.jsonl" || exit $((10 + $?))
# shellcheck disable=SC2086
"$build/toesim" run "$work/expected.jsonl" --engine "$engine" --detail summary --progress never --wave-auto off $options $gate
