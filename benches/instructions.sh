#!/usr/bin/env bash
# Counts the instructions that scans of generated logs take and compares them with benches/instructions.baseline.
# More than 3 % above the baseline fails; UPDATE=1 writes the baseline. Without valgrind, or with another compiler or
# processor than the baseline was made with, nothing is checked.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
baseline=$here/instructions.baseline
tolerance=3

if ! command -v valgrind >/dev/null; then
  echo "skipped: valgrind is missing"
  exit 0
fi
if [ "$(uname -m)" != x86_64 ]; then
  echo "skipped: the baseline counts instructions of x86_64, this is $(uname -m)"
  exit 0
fi

# PROGRAM and GENERATOR name files that are built already.
target=$(cd "$here/.." && cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
if [ -z "${PROGRAM:-}" ]; then
  (cd "$here/.." && cargo build --release --locked --quiet)
fi
if [ -z "${GENERATOR:-}" ]; then
  (cd "$here/.." && cargo build --release --locked --quiet --example generate)
fi
program=${PROGRAM:-$target/release/agora-logscan}
generator=${GENERATOR:-$target/release/examples/generate}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$generator" --size 10000 --seed 7 --share 1 --out "$work/small.log" 2>/dev/null
"$generator" --size 8M --seed 7 --share 1 --out "$work/mixed.log" 2>/dev/null
"$generator" --size 8M --seed 7 --kind noise --out "$work/noise.log" 2>/dev/null

# Instructions of a scan on one thread; a report with findings ends with 0 or 1.
count() {
  local status=0
  valgrind --tool=callgrind --callgrind-out-file="$work/callgrind" "$program" --no-config -j 1 --format json "$work/$1.log" \
    >"$work/report" 2>"$work/messages" || status=$?
  if [ "$status" -gt 1 ]; then
    echo "instructions.sh: the scan of $1 ended with $status: $(tail -n 3 "$work/messages")" >&2
    return 1
  fi
  sed -n 's/^\(summary\|totals\): \([0-9]*\).*/\2/p' "$work/callgrind" | tail -n 1
}

new=$work/new
vector=without
grep -qw avx2 /proc/cpuinfo && vector=with
printf '# Instructions of a scan on one thread, by log (benches/instructions.sh). Made with %s, %s avx2.\n' "$(rustc --version)" "$vector" >"$new"
for log in small mixed noise; do
  counted=$(count "$log")
  [ -n "$counted" ] || { echo "instructions.sh: no count for $log" >&2; exit 1; }
  printf '%s %s\n' "$log" "$counted" >>"$new"
done

if [ "${UPDATE:-}" = 1 ]; then
  cp "$new" "$baseline"
  cat "$baseline"
  exit 0
fi
if [ ! -f "$baseline" ]; then
  echo "instructions.sh: $baseline is missing; UPDATE=1 writes it" >&2
  exit 1
fi
if [ "$(head -n 1 "$new")" != "$(head -n 1 "$baseline")" ]; then
  echo "skipped: the baseline was made otherwise ($(head -n 1 "$baseline" | sed 's/.*Made //'))"
  exit 0
fi
awk -v tolerance="$tolerance" '
  /^#/ { next }
  NR == FNR { before[$1] = $2; next }
  !($1 in before) { printf "%s: %.0f instructions, not in the baseline\n", $1, $2; bad = 1; next }
  {
    change = ($2 - before[$1]) / before[$1] * 100
    word = change > tolerance ? "too many" : change < -tolerance ? "fewer; UPDATE=1 keeps the gain" : "ok"
    printf "%s: %.0f instructions, baseline %.0f, %+.2f %%: %s\n", $1, $2, before[$1], change, word
    if (change > tolerance) bad = 1
  }
  END { exit bad }' "$baseline" "$new"
