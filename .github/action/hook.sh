#!/usr/bin/env bash
# What the hooks of `.pre-commit-hooks.yaml` run: the program named by SKINFLINT_BIN, else the release that this
# revision pins, else the one on the PATH.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${SKINFLINT_BIN:-}
if [ -z "$bin" ]; then
    if grep -q '^version ' "$here/release.txt"; then
        bin=$(env -u GITHUB_OUTPUT bash "$here/install.sh")
    else
        bin=$(command -v skinflint) || {
            echo "skinflint: this revision pins no release, and no skinflint is on the PATH" >&2
            exit 2
        }
    fi
fi
exec "$bin" "$@"
