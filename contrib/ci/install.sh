#!/usr/bin/env bash
# install.sh FOLDER [VERSION]: puts the program into FOLDER.
#
# VERSION is a release such as 0.1.0, or `source`; left out, it is the version of the source that this script lies in. A
# release is downloaded for this machine and checked against its SHA256SUMS. Where there is none for this machine, and for
# `source`, the program is built with cargo. A download that does not fit its sum is never used.
#
# AGORA_LOGSCAN_DOWNLOADS is the address below which releases lie, when it is not the project's own.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
folder=${1:?usage: install.sh FOLDER [VERSION]}
version=${2:-}

fail() {
  printf 'install.sh: %s\nhint: %s\n' "$1" "$2" >&2
  exit 2
}

# A value of the [package] table of Cargo.toml, the one place where the project's name and address stand.
manifest() {
  sed -n "s/^$1 = \"\(.*\)\"\$/\1/p" "$root/Cargo.toml" | head -n 1
}

target() {
  case "$(uname -s) $(uname -m)" in
    'Linux x86_64') echo x86_64-unknown-linux-musl ;;
    'Linux aarch64') echo aarch64-unknown-linux-musl ;;
    'Darwin x86_64') echo x86_64-apple-darwin ;;
    'Darwin arm64') echo aarch64-apple-darwin ;;
    MINGW*x86_64 | MSYS*x86_64) echo x86_64-pc-windows-msvc ;;
    *) echo none ;;
  esac
}

sum() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

from_source() {
  command -v cargo >/dev/null 2>&1 || fail "$1" "install a Rust toolchain (https://rustup.rs) so that it can be built, or name a release"
  echo "install.sh: $1; building with cargo" >&2
  cargo build --release --locked --manifest-path "$root/Cargo.toml"
  mkdir -p "$folder"
  cp "${CARGO_TARGET_DIR:-$root/target}/release/agora-logscan$suffix" "$folder/"
}

from_release() {
  local archive address wanted
  archive="agora-logscan-$version-$target.tar.gz"
  address="${AGORA_LOGSCAN_DOWNLOADS:-$(manifest repository)/releases/download}/v$version"
  curl --fail --silent --show-error --location --retry 3 --output "$scratch/$archive" "$address/$archive" || return 1
  curl --fail --silent --show-error --location --retry 3 --output "$scratch/SHA256SUMS" "$address/SHA256SUMS" || return 1
  wanted=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1; exit }' "$scratch/SHA256SUMS")
  if [ -z "$wanted" ] || [ "$(sum "$scratch/$archive")" != "$wanted" ]; then
    fail "$archive does not fit its checksum" "do not use it; try again, and report it when it happens twice"
  fi
  tar -xzf "$scratch/$archive" -C "$scratch"
  mkdir -p "$folder"
  cp "$scratch/agora-logscan-$version-$target/agora-logscan$suffix" "$folder/"
}

version=${version#v}
version=${version:-$(manifest version)}
target=$(target)
suffix=
case $target in *windows*) suffix=.exe ;; esac
case $version in
  source) from_source 'asked to build from source' ;;
  *[!0-9A-Za-z.+-]*) fail "'$version' is no version" "write a release such as 0.1.0, or source" ;;
  *)
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    if [ "$target" = none ]; then
      from_source "no release for $(uname -s) $(uname -m)"
    elif ! from_release; then
      from_source "release $version cannot be downloaded"
    fi
    ;;
esac
"$folder/agora-logscan$suffix" --version
