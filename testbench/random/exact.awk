# SPDX-License-Identifier: Apache-2.0
#
# exact.awk - are two tables of objects the same, and how far apart are their cycles?
#
#   awk -f exact.awk MODEL.csv RTL.csv     one line: OBJECTS EXACT MAX WRONG, then the first difference, if any
#
# OBJECTS  lines of both tables (docs/report.md, objects.csv)
# EXACT    those whose decided, written and completed cycles are all equal
# MAX      the largest difference of any of their five cycles
# WRONG    lines that differ in anything but a cycle: a status, an order, a level
# The columns are counted from the last one, since a name further left may hold a comma.
BEGIN {
  FS = ","
  count = split("submitted fetched decided written completed sram_stall", names, " ")
  exact = max = wrong = 0
}

# Of a line: its cycles into cycle[], all else as one text.
function take(line, cycle, field, n, i, first, rest) {
  n = split(line, field, ",")
  first = n - pools - count + 1
  for (i = 1; i <= count; ++i) cycle[i] = field[first + i - 1]
  rest = ""
  for (i = 1; i <= n; ++i) if (i < first || i >= first + count) rest = rest "," field[i]
  return rest
}

function tell(text) { if (told == "") told = text }

FNR == 1 {
  pools = gsub(/,used_/, ",used_")
  if (NR == 1) head = $0
  else if ($0 != head) { ++wrong; tell("the heads differ") }
  next
}
NR == FNR { model[FNR] = $0; lines = FNR; next }
{
  rtl_lines = FNR
  if (!(FNR in model)) { ++wrong; tell("only the RTL has: " $0); next }
  a = take(model[FNR], own)
  b = take($0, other)
  if (a != b) { ++wrong; tell("model " model[FNR] "\n  rtl   " $0) }
  is_exact = 1
  for (i = 1; i <= count; ++i) {
    if (own[i] == other[i]) continue
    apart = own[i] == "" || other[i] == "" ? 1e9 : own[i] - other[i]
    if (apart < 0) apart = -apart
    if (apart > max) max = apart
    if (i >= 3 && i <= 5) is_exact = 0
    tell(names[i] ": model " own[i] ", rtl " other[i] ": " $0)
  }
  exact += is_exact
  delete model[FNR]
}
END {
  if (rtl_lines < lines) { wrong += lines - rtl_lines; tell("only the model has: " model[rtl_lines + 1]) }
  total = lines > rtl_lines ? lines : rtl_lines # heads included
  print (total > 0 ? total - 1 : 0), exact, max, wrong
  if (told != "") print "  " told
}
