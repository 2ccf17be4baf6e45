#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Includes go down the layers only, and other people's libraries come in by their doors (deps.txt).
set -u
. "$(dirname -- "$0")/lib.sh"

tree_files '\.c' '\.h' '\.cpp' '\.def' | tr '\n' '\0' | xargs -0 grep -nE '^[[:space:]]*#[[:space:]]*include' >"$work/includes"

awk '
  function is_below(path, folder) { return path == folder || index(path, folder "/") == 1 }
  FNR == NR {
    if ($1 == "room") { rooms[++room_count] = $2; allowed[$2] = ""; for (i = 4; i <= NF; i++) allowed[$2] = allowed[$2] " " $i }
    if ($1 == "door") { doors[++door_count] = $2; users[$2] = ""; for (i = 4; i <= NF; i++) users[$2] = users[$2] " " $i }
    next
  }
  {
    split($0, part, ":")
    file = part[1]
    place = file ":" part[2]
    if (match($0, /"[^"]*"/)) { header = substr($0, RSTART + 1, RLENGTH - 2); is_ours = 1 }
    else if (match($0, /<[^>]*>/)) { header = substr($0, RSTART + 1, RLENGTH - 2); is_ours = 0 }
    else { print place ": an include this check cannot read"; next }

    door = ""
    for (d = 1; d <= door_count; d++) {
      name = doors[d]
      star = index(name, "*")
      if (star == 0 ? header == name : index(header, substr(name, 1, star - 1)) == 1 && \
          substr(header, length(header) - length(name) + star + 1) == substr(name, star + 1)) { door = name; break }
    }
    if (door != "") {
      count = split(users[door], user, " ")
      for (u = 1; u <= count; u++) if (is_below(file, user[u])) next
      print place ": " header " comes in by" users[door] " only"
      next
    }
    if (!is_ours) next

    room = ""
    for (r = 1; r <= room_count; r++) if (is_below(file, rooms[r]) && length(rooms[r]) > length(room)) room = rooms[r]
    if (room == "") { print place ": no line of deps.txt for this room"; next }
    count = split(allowed[room], folder, " ")
    for (a = 1; a <= count; a++) if (is_below(header, folder[a])) next
    print place ": " room " may not include " header
  }
' testbench/dist/deps.txt "$work/includes" >"$work/found"
complain_each <"$work/found"
echo "$(wc -l <"$work/includes") includes looked at"
verdict
