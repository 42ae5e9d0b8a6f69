#!/usr/bin/env bash
# make.sh: makes the screenshots of this folder anew: the report page of a fixture in light and dark, and the terminal.
#
# Needs a Chromium (CHROMIUM names it, else one of the usual names) and a built program (PROGRAM names it, else the one in
# target/release). pngquant makes the files smaller when it is there.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
program=${PROGRAM:-${CARGO_TARGET_DIR:-target}/release/agora-logscan}
browser=${CHROMIUM:-}
for name in chromium chromium-browser google-chrome; do
  if [ -z "$browser" ]; then browser=$(command -v "$name" || true); fi
done
if [ -z "$browser" ]; then
  printf 'make.sh: no Chromium\nhint: install one, or name it in CHROMIUM\n' >&2
  exit 2
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# shoot PAGE PICTURE SIZE SCHEME: SCHEME is 0 for dark and 1 for light.
shoot() {
  "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --force-device-scale-factor=1 \
    --user-data-dir="$scratch/profile" --window-size="$3" --blink-settings=preferredColorScheme="$4" \
    --screenshot="$scratch/shot.png" "file://$1" 2>/dev/null
  if command -v pngquant >/dev/null 2>&1; then pngquant --force --output "$scratch/shot.png" 128 "$scratch/shot.png"; fi
  cp "$scratch/shot.png" "$here/$2"
}

# A terminal's colours as a page; the program writes no other codes than these.
terminal() {
  echo '<!DOCTYPE html><meta charset="utf-8"><style>'
  echo 'body{margin:0;background:#14181f;color:#dde3ea}pre{margin:0;padding:18px 22px;font:14px/1.35 "DejaVu Sans Mono",Menlo,Consolas,monospace}'
  echo '.b{font-weight:700;color:#fff}.r{font-weight:700;color:#ff7b72}.y{color:#e3b341}.c{color:#76d9e6}.d{color:#8b949e}.p{color:#7ee787}</style><pre>'
  printf '<span class="p">$</span> %s\n\n' "agora-logscan $*"
  "$program" --no-config --quiet --color always --width 110 "$@" | sed \
    -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' \
    -e 's/\x1b\[1;31m/<span class="r">/g' -e 's/\x1b\[1m/<span class="b">/g' -e 's/\x1b\[33m/<span class="y">/g' \
    -e 's/\x1b\[36m/<span class="c">/g' -e 's/\x1b\[2m/<span class="d">/g' -e 's/\x1b\[0m/<\/span>/g'
  echo '</pre>'
}

# The logs are read under the names that a reader would have given them.
mkdir "$scratch/logs"
cp fixtures/sdk/agorasdk-4.2-android.log "$scratch/logs/agorasdk.log"
program=$(realpath "$program")
(cd "$scratch" && "$program" --no-config --quiet --format html logs/ >report.html)
shoot "$scratch/report.html" report-light.png 1200,1700 1
shoot "$scratch/report.html" report-dark.png 1200,1700 0
(cd "$scratch" && terminal logs/agorasdk.log >terminal.html)
shoot "$scratch/terminal.html" terminal.png 980,980 0
ls -l "$here"/*.png
