#!/usr/bin/env bash
# pack.sh TARGET FOLDER: packs the program built for TARGET with its manual page, completions and licences.
#
# FOLDER gets agora-logscan-VERSION-TARGET.tar.gz, as install.sh expects it, on every system alike.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
target=${1:?usage: pack.sh TARGET FOLDER}
folder=${2:?usage: pack.sh TARGET FOLDER}
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
suffix=
case $target in *windows*) suffix=.exe ;; esac
program="${CARGO_TARGET_DIR:-target}/$target/release/agora-logscan$suffix"
name="agora-logscan-$version-$target"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/$name/completions" "$scratch/$name/man" "$folder"
cp "$program" README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$scratch/$name/"
"$program" --generate man >"$scratch/$name/man/agora-logscan.1"
"$program" --generate complete-bash >"$scratch/$name/completions/agora-logscan.bash"
"$program" --generate complete-zsh >"$scratch/$name/completions/_agora-logscan"
"$program" --generate complete-fish >"$scratch/$name/completions/agora-logscan.fish"
"$program" --generate complete-powershell >"$scratch/$name/completions/_agora-logscan.ps1"
tar -czf "$folder/$name.tar.gz" -C "$scratch" "$name"
echo "$folder/$name.tar.gz"
