#!/usr/bin/env bash
# Measures images in a real registry, which the tests start on a free port of this machine and fill. Needs Debian's
# `docker-registry` and `openssl`.
set -euo pipefail
cd "$(dirname "$0")/../.."
for program in docker-registry openssl; do
  command -v "$program" >/dev/null || { echo "tests/registry: $program is missing" >&2; exit 1; }
done
cargo test --locked --test suite registry -- --ignored
