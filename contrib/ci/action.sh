#!/usr/bin/env bash
# action.sh FOLDER: one scan as a step of a GitHub workflow, with the program in FOLDER.
#
# Inputs are INPUT_PATHS, INPUT_FAIL_ON, INPUT_BASELINE, INPUT_FORMAT, INPUT_REPORTS and INPUT_ARGS, as action.yml sets
# them. They are data: every line becomes one argument, whatever is in it.
set -euo pipefail

program=${1:?usage: action.sh FOLDER}/agora-logscan
report=${RUNNER_TEMP:?}/agora-logscan.json
arguments=()
paths=()

trimmed() {
  local text=$1
  text=${text#"${text%%[![:space:]]*}"}
  printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# each PREFIX TEXT: an argument for every line of TEXT that is not blank, with PREFIX in front.
each() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line=$(trimmed "$line")
    if [ -n "$line" ]; then arguments+=("$1$line"); fi
  done <<<"$2"
}

# A line of paths is a name or a pattern; a pattern that fits nothing stays as it is, and the program says so.
find_paths() {
  local line IFS=
  shopt -s globstar nullglob 2>/dev/null || shopt -s nullglob
  while read -r line || [ -n "$line" ]; do
    line=$(trimmed "$line")
    [ -n "$line" ] || continue
    # With an empty IFS nothing is split at blanks: only the pattern is filled in.
    # shellcheck disable=SC2206
    local found=($line)
    if [ -e "$line" ] || [ "${#found[@]}" -eq 0 ]; then found=("$line"); fi
    paths+=("${found[@]}")
  done <<<"${INPUT_PATHS:-}"
}

each --fail-on= "${INPUT_FAIL_ON:-}"
each --baseline= "${INPUT_BASELINE:-}"
each --format= "${INPUT_FORMAT:-}"
each --report= "${INPUT_REPORTS:-}"
each '' "${INPUT_ARGS:-}"
find_paths
if [ "${#paths[@]}" -eq 0 ]; then
  printf 'agora-logscan: nothing to scan\nhint: name files, folders or archives in the input paths, one a line\n' >&2
  exit 2
fi

code=0
"$program" "${arguments[@]+"${arguments[@]}"}" "--report=json=$report" -- "${paths[@]}" || code=$?

# total NAME: a sum of the report. It is a number, so it can be passed on as it is.
total() {
  if [ -f "$report" ]; then sed -n '/"totals": {/,/}/s/^ *"'"$1"'": \([0-9]*\).*/\1/p' "$report"; fi
}
{
  echo "exit-code=$code"
  echo "json=$report"
  echo "errors=$(total errors)"
  echo "warnings=$(total warnings)"
} >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
