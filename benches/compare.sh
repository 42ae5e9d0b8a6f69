#!/usr/bin/env bash
# Compares agora-logscan with cat, wc, ripgrep, grep and a pipeline written by hand, alternating in one run on the same
# files. Prints medians of wall and CPU seconds, their ratios to cat, and peak memory.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
  cat <<'TEXT'
usage: benches/compare.sh [-s SIZE] [-n ROUNDS] [-f FILES] [-t TABLES] [-b PROGRAM] [-g GENERATOR] [-r RG] [-d FOLDER] [-q]
  -s SIZE       bytes of a log, such as 64M; default 1G
  -n ROUNDS     runs of each command; default 5
  -f FILES      small files of 100 kB; default 5000
  -t TABLES     words among: mixed-001 mixed-1 mixed-10 noise small files packed; default all
  -b PROGRAM    agora-logscan to measure; default: built from this folder
  -g GENERATOR  the example `generate`; default: built from this folder
  -r RG         ripgrep to compare with; default: rg on the path, else the newest through `cargo install`
  -d FOLDER     keeps the logs there and takes those that are already there; default: a temporary folder
  -q            leaves out grep and the pipeline, which take most of the time
TEXT
}

size=1G rounds=5 files=5000 program='' generator='' rg='' folder='' quick=''
tables='mixed-001 mixed-1 mixed-10 noise small files packed'
while getopts 's:n:f:t:b:g:r:d:qh' option; do
  case $option in
    s) size=$OPTARG ;;
    n) rounds=$OPTARG ;;
    f) files=$OPTARG ;;
    t) tables=$OPTARG ;;
    b) program=$OPTARG ;;
    g) generator=$OPTARG ;;
    r) rg=$OPTARG ;;
    d) folder=$OPTARG ;;
    q) quick=1 ;;
    h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

[ -x /usr/bin/time ] || { echo "compare.sh: /usr/bin/time is missing (package \`time\`)" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
logs=${folder:-$work/logs}
mkdir -p "$logs"

build() {
  local target
  target=$(cd "$here/.." && cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
  if [ -z "$program" ]; then
    (cd "$here/.." && cargo build --release --locked --quiet)
    program=$target/release/agora-logscan
  fi
  if [ -z "$generator" ]; then
    (cd "$here/.." && cargo build --release --locked --quiet --example generate)
    generator=$target/release/examples/generate
  fi
  [ -n "$rg" ] || rg=$(command -v rg || true)
  if [ -z "$rg" ]; then
    cargo install --quiet ripgrep --root "$target/ripgrep"
    rg=$target/ripgrep/bin/rg
  fi
}

# What a user would look for by hand. Finds a part of what the tool finds, and other things.
pattern='[Oo]nError[^0-9]{0,20}[0-9]+|(ret|return|result|code)[^0-9A-Za-z]{1,4}-[0-9]+|AgoraRtcException\(-?[0-9]+|AgoraRTCError [A-Z_]+'

# measure NAME COMMAND...: one run, its output to `to` or else to a file (grep takes a short cut when it goes to /dev/null).
# What the run before wrote is removed first: to empty a large file takes longer than to read it.
measure() {
  local name=$1 status=0 start end
  shift
  rm -f "$work/output"
  start=$EPOCHREALTIME
  /usr/bin/time -q -o "$work/time" -f '%U %S %M' "$@" >"${to:-$work/output}" 2>"$work/messages" || status=$?
  end=$EPOCHREALTIME
  if [ "$status" -gt 1 ]; then
    echo "compare.sh: $name ended with $status: $(head -c 300 "$work/messages")" >&2
    exit 1
  fi
  read -r user system peak <"$work/time"
  awk -v n="$name" -v s="$start" -v e="$end" -v u="$user" -v y="$system" -v p="$peak" \
    'BEGIN { printf "%s\t%.6f\t%.4f\t%d\n", n, e - s, u + y, p }' >>"$work/runs"
}

# table TITLE BASE [DIVISOR]: medians of the runs so far, as ratios to BASE; runs of DIVISOR starts are shown for one.
table() {
  printf '\n%s\n\n' "$1"
  awk -F '\t' -v base="$2" -v divisor="${3:-1}" '
    function median(list, count,   i, j, held) {
      for (i = 2; i <= count; i++) {
        held = list[i]
        for (j = i - 1; j >= 1 && list[j] > held; j--) list[j + 1] = list[j]
        list[j + 1] = held
      }
      return count % 2 ? list[(count + 1) / 2] : (list[count / 2] + list[count / 2 + 1]) / 2
    }
    function of(name, column,   i, list) {
      for (i = 1; i <= runs[name]; i++) list[i] = value[name, i, column]
      return median(list, runs[name])
    }
    function ratio(a, b) { return b > 0 ? sprintf("%.2f", a / b) : "-" }
    {
      if (!($1 in runs)) names[++known] = $1
      i = ++runs[$1]
      for (column = 2; column <= 4; column++) value[$1, i, column] = $column
    }
    END {
      printf "| command | wall s | / %s | CPU s | / %s | peak MB |\n|---|---|---|---|---|---|\n", base, base
      for (i = 1; i <= known; i++) {
        name = names[i]
        wall = of(name, 2); cpu = of(name, 3)
        printf "| `%s` | %.4f | %s | %.4f | %s | %.1f |\n", name, wall / divisor, ratio(wall, of(base, 2)), \
          cpu / divisor, ratio(cpu, of(base, 3)), of(name, 4) / 1024
      }
    }' "$work/runs"
  rm -f "$work/runs"
}

# made NAME SIZE SHARE KIND: the log, made unless it is there.
made() {
  if [ ! -s "$logs/$1.log" ]; then
    "$generator" --size "$2" --seed 7 --share "$3" --kind "$4" --out "$logs/$1.new" 2>/dev/null
    mv "$logs/$1.new" "$logs/$1.log"
  fi
}

scan() { measure "agora-logscan -j$1" "$program" --no-config -j "$1" --format json "${@:2}"; }

one_file() {
  local log=$logs/$1.log round
  cat "$log" >/dev/null
  for ((round = 0; round < rounds; round++)); do
    to=/dev/null measure cat cat "$log"
    measure 'wc -l' wc -l "$log"
    scan 1 "$log"
    scan 2 "$log"
    measure 'rg -c' "$rg" -c --no-mmap -j2 "$pattern" "$log"
    if [ -z "$quick" ]; then
      measure 'grep -cE' grep -cE "$pattern" "$log"
      # shellcheck disable=SC2016 # the inner shell takes the words
      measure 'rg -o ; sort ; uniq -c' bash -c '"$1" -o --no-mmap -j2 "$2" "$3" | sort | uniq -c' pipeline "$rg" "$pattern" "$log"
    fi
  done
  table "$2" cat
}

# Starts are too short to be timed alone.
starts=50
many() {
  local name=$1
  shift
  # shellcheck disable=SC2016 # the inner shell takes the words
  measure "$name" bash -c 'for ((i = 0; i < '"$starts"'; i++)); do "$@" >"$0" || [ $? -eq 1 ] || exit 3; done' "$work/many" "$@"
}

small() {
  local log=$logs/small.log round
  made small 10000 1 mixed
  cat "$log" >/dev/null
  for ((round = 0; round < rounds; round++)); do
    many cat cat "$log"
    many 'agora-logscan' "$program" --no-config "$log"
    many 'agora-logscan -j1' "$program" --no-config -j 1 "$log"
    many 'rg -c' "$rg" -c --no-mmap "$pattern" "$log"
  done
  table "A log of 10 kB, from start to exit, each $starts times in a loop" cat "$starts"
}

many_files() {
  local round name=files-$files
  made "$name" $((files * 100000)) 1 mixed
  if [ ! -d "$logs/$name" ]; then
    mkdir -p "$logs/$name.new"
    split -C 100000 -a 5 -d --additional-suffix=.log "$logs/$name.log" "$logs/$name.new/part-"
    mv "$logs/$name.new" "$logs/$name"
  fi
  cat "$logs/$name.log" "$logs/$name"/* >/dev/null
  for ((round = 0; round < rounds; round++)); do
    to=/dev/null measure 'cat, one file' cat "$logs/$name.log"
    measure 'agora-logscan -j2, one file' "$program" --no-config -j 2 --format json "$logs/$name.log"
    measure "agora-logscan -j2, $files files" "$program" --no-config -j 2 --format json "$logs/$name"
    measure "rg -c, $files files" "$rg" -c --no-mmap -j2 "$pattern" "$logs/$name"
  done
  table "The same bytes as one file and as $files files" 'agora-logscan -j2, one file'
}

# packed TOOL ENDING TITLE: reading a packed log against unpacking it to nowhere.
packed() {
  local log=$logs/mixed-1.log$2 round
  if ! command -v "$1" >/dev/null; then
    printf '\n%s: skipped, %s is missing\n' "$3" "$1"
    return
  fi
  made mixed-1 "$size" 1 mixed
  if [ ! -s "$log" ]; then
    "$1" -c "$logs/mixed-1.log" >"$log.new" 2>/dev/null
    mv "$log.new" "$log"
  fi
  cat "$log" >/dev/null
  for ((round = 0; round < rounds; round++)); do
    to=/dev/null measure "$1 -dc" "$1" -dc "$log"
    scan 1 --max-filesize 64G "$log"
    scan 2 --max-filesize 64G "$log"
  done
  table "$3" "$1 -dc"
}

machine() {
  printf '%s, %s cores, %s\n' "$(date -u +%F)" "$(nproc)" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)"
  printf '%s; %s; logs of %s; medians of %s alternating runs\n' "$("$program" --version)" "$("$rg" --version | head -n 1)" "$size" "$rounds"
  printf 'load before the run: %s\n' "$(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || echo unknown)"
}

build
machine
for name in $tables; do
  case $name in
    mixed-001) made mixed-001 "$size" 0.01 mixed; one_file mixed-001 'Mixed log, 0.01 % of the lines with an event' ;;
    mixed-1) made mixed-1 "$size" 1 mixed; one_file mixed-1 'Mixed log, 1 % of the lines with an event' ;;
    mixed-10) made mixed-10 "$size" 10 mixed; one_file mixed-10 'Mixed log, 10 % of the lines with an event' ;;
    noise) made noise "$size" 0 noise; one_file noise 'Device log without the SDK' ;;
    small) small ;;
    files) many_files ;;
    packed) packed gzip .gz 'Mixed log, 1 %, packed with gzip'; packed zstd .zst 'Mixed log, 1 %, packed with zstd' ;;
    *) echo "compare.sh: \`$name\` is no table" >&2; exit 2 ;;
  esac
done
