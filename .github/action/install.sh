#!/usr/bin/env bash
# Puts a skinflint where the next steps find it, and prints where: a binary that is already there, or the
# release that `.github/action/release.txt` pins, checked against the sum that stands there. Whoever pins this
# action by its commit thereby pins the program. Never compiles anything.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
    echo "skinflint: $*" >&2
    exit 1
}

give() {
    [ -x "$1" ] || fail "\`$1\` is not a program that can be run"
    if [ -n "${GITHUB_OUTPUT:-}" ]; then
        # A path with a line end could plant other outputs.
        case $1 in *$'\n'* | *$'\r'*) fail "the binary's path has a line end in it" ;; esac
        printf 'binary=%s\n' "$1" >> "$GITHUB_OUTPUT"
    else
        printf '%s\n' "$1"
    fi
    exit 0
}

[ -z "${SKINFLINT_BINARY:-}" ] || give "$SKINFLINT_BINARY"

system=${RUNNER_OS:-$(uname -s)} machine=${RUNNER_ARCH:-$(uname -m)} exe=
case $system in
    Linux) system=unknown-linux-musl ;;
    macOS | Darwin) system=apple-darwin ;;
    Windows | MINGW* | MSYS*) system=pc-windows-msvc exe=.exe ;;
    *) fail "there is no released binary for $system; give one with the input \`binary\`" ;;
esac
case $machine in
    X64 | x86_64 | amd64) machine=x86_64 ;;
    ARM64 | arm64 | aarch64) machine=aarch64 ;;
    *) fail "there is no released binary for $machine; give one with the input \`binary\`" ;;
esac

pins=$here/release.txt
version=$(sed -n 's/^version //p' "$pins")
source=$(sed -n 's/^source //p' "$pins")
archive=skinflint-$machine-$system.tar.gz
sum=$(sed -n "s/^sha256 \([0-9a-f]\{64\}\) $archive\$/\1/p" "$pins")
if [ -z "$version" ] || [ -z "$source" ] || [ -z "$sum" ]; then
    fail "this revision pins no release for $machine-$system; use a released revision or the input \`binary\`"
fi

cache=${RUNNER_TEMP:-${XDG_CACHE_HOME:-$HOME/.cache}}/skinflint-$version-$sum
program=$cache/skinflint$exe
if [ ! -x "$program" ]; then
    mkdir -p "$cache"
    part=$(mktemp -d "$cache/part.XXXXXX")
    trap 'rm -rf "$part"' EXIT
    curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 3 \
        --output "$part/$archive" "$source/releases/download/v$version/$archive" ||
        fail "cannot download $archive of version $version"
    if command -v sha256sum > /dev/null; then
        actual=$(sha256sum "$part/$archive")
    else
        actual=$(shasum -a 256 "$part/$archive")
    fi
    [ "${actual%% *}" = "$sum" ] || fail "$archive is not the pinned one: its sum is ${actual%% *}, not $sum"
    tar -xzf "$part/$archive" -C "$part" "skinflint$exe"
    mv -f "$part/skinflint$exe" "$program"
fi
give "$program"
