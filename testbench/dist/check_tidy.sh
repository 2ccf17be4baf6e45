#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# clang-tidy 14 has nothing to say about our C (.clang-tidy).  Uses the compile commands of the build.
#
# What was clean is remembered in the build (clang-tidy.clean), one line a source: its command, and hashes of it and of our
# headers it includes, as the build found them.  Only sources whose line has changed are looked at; all, when clang-tidy,
# .clang-tidy or what this script asks for has changed.
#
# Nearly all of the time goes into the static analyser, which by default gives up on a function after 225,000 states.  With 50,000
# it takes a quarter of the time; with TOE_LONG set it gets all of them.
set -u
. "$(dirname -- "$0")/lib.sh"

build=${TOE_BUILD_DIRECTORY:-$root/build}
states=50000
[ -z "${TOE_LONG:-}" ] || states=225000
command -v clang-tidy >/dev/null || complain "clang-tidy is missing: sh scripts/deps.sh test"
[ -f "$build/compile_commands.json" ] || complain "$build holds no compile_commands.json"
[ ! -s "$work/complaints" ] || verdict
tree_files '\.c' | grep -E '^(model|bridge|sim|testbench)/' >"$work/files"

# The lines of all sources as they are now.  Sources the build has no list of headers for hang on all headers.
known=$build/clang-tidy.clean
what=$({ clang-tidy --version && cat .clang-tidy && echo "$states"; } | sha256sum | cut -c 1-16)
tree_files '\.c' '\.h' '\.def' | tr '\n' '\0' | xargs -0 sha256sum | awk '{ print substr($1, 1, 16), $2 }' >"$work/hashes"
jq -r '.[] | .file + "\t" + .command' "$build/compile_commands.json" >"$work/commands"
if [ -f "$build/build.ninja" ]; then ninja -C "$build" -t deps 2>/dev/null; fi >"$work/deps"
awk -v root="$root/" -v folder="$build/" '
  # "../sim/x.h" of the build, or the whole path: from the root of the tree; "" if it is not ours.
  function ours(path) {
    if (substr(path, 1, 3) == "../" && folder == root "build/") return substr(path, 4)
    return index(path, root) == 1 ? substr(path, length(root) + 1) : ""
  }
  FILENAME ~ /hashes$/ {
    hash[$2] = $1
    if ($2 !~ /\.c$/) headers = headers " " $1
    next
  }
  FILENAME ~ /commands$/ { at = index($0, "\t"); command[ours(substr($0, 1, at - 1))] = substr($0, at + 1); next }
  FILENAME ~ /deps$/ {
    if ($0 ~ /^[^ ]/) { source = ""; next }
    path = ours($1)
    if (path == "") next
    if (source == "") { source = path; deps[source] = "" } else deps[source] = deps[source] " " path "=" hash[path]
    next
  }
  { print $0, hash[$0], (($0 in deps) ? deps[$0] : headers), command[$0] }
' "$work/hashes" "$work/commands" "$work/deps" "$work/files" | sed "s/^/$what /" >"$work/now"
touch "$work/known"
[ ! -f "$known" ] || cp "$known" "$work/known"
awk 'FILENAME ~ /known$/ { known[$0]; next } !($0 in known) { print $2 }' "$work/known" "$work/now" >"$work/todo"

# The large ones first, two at a time; one output and one verdict each.
mkdir "$work/said"
cat >"$work/look" <<'EOF'
work=$1 build=$2 states=$3 file=$4
out=$work/said/$(echo "$file" | tr / +)
clang-tidy -p "$build" --quiet --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang \
  --extra-arg="max-nodes=$states" "$file" >"$out" 2>"$out.err"
code=$?
if [ $code -ne 0 ] && ! grep -qE '^[^ ]+: (error|warning):' "$out"; then
  echo "$file: error: clang-tidy ended with $code: $(head -n 1 "$out.err")" >>"$out"
fi
rm -f "$out.err"
[ $code -ne 0 ] || echo "$file" >>"$work/clean"
EOF
touch "$work/clean"
tr '\n' '\0' <"$work/todo" | xargs -0 -r ls -S | tr '\n' '\0' |
  xargs -0 -r -n 1 -P 2 sh "$work/look" "$work" "$build" "$states"

# What is clean now: what was and has not changed, and what was just found to be.
awk -v todo="$work/todo" -v clean="$work/clean" '
  BEGIN { while ((getline line <todo) > 0) looked[line]; while ((getline line <clean) > 0) good[line] }
  !($2 in looked) || $2 in good' "$work/now" >"$known.$$.part" && mv "$known.$$.part" "$known"
find "$work/said" -type f -exec cat {} + | sed "s#$root/##" | grep -E '^[^ ]+: (error|warning):' | sort -u >"$work/found"
complain_each <"$work/found"
echo "$(wc -l <"$work/todo") of $(wc -l <"$work/files") files looked at"
verdict
