#!/usr/bin/env bash
# Builds the plimsoll that this action belongs to, from the source beside it: `build.sh where` says where it goes, and
# the key under which a cache keeps it; `build.sh` builds it into $FOLDER unless it is there and runs.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

if [ "${1:-}" = where ]; then
  # Whatever is compiled in decides what is built; where the source came from does not.
  digest=$(cd "$source" && find Cargo.toml Cargo.lock src -type f | LC_ALL=C sort |
    git hash-object --no-filters --stdin-paths | git hash-object --stdin)
  place=$RUNNER_TEMP/plimsoll-$digest
  {
    echo "folder=$place"
    echo "binary=$place/bin/plimsoll"
    echo "key=plimsoll-${RUNNER_OS:-}-${RUNNER_ARCH:-}-${ImageOS:-}-$digest"
  } >>"$GITHUB_OUTPUT"
  exit
fi

# What a cache holds may have been built for another system.
if "$FOLDER/bin/plimsoll" --version 2>/dev/null; then
  exit
fi
if ! command -v cargo >/dev/null; then
  echo "::error title=plimsoll::plimsoll is built from its source, and there is no cargo here. Install Rust in a step before, or give the input \`binary\`."
  exit 2
fi
cargo install --quiet --locked --force --root "$FOLDER" --path "$source"
