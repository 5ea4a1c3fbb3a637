#!/usr/bin/env bash
# The pre-commit hook: builds the plimsoll that this file belongs to, with the versions of its lock file, and runs it.
# pre-commit's own way of building Rust takes the newest versions instead.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
place=$source/target/hook
FOLDER=$place bash "$source/.github/action/build.sh" >&2
exec "$place/bin/plimsoll" "$@"
