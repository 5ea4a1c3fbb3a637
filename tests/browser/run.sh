#!/usr/bin/env bash
# Renders the placement map and opens it in headless Chromium. Needs Chromium (CHROMIUM names it), Node.js 20 and npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$CHROMIUM" ] || { echo "tests/browser: no Chromium found; CHROMIUM=/path/to/it names one" >&2; exit 1; }
export CHROMIUM

shots=${1:-target/browser}
mkdir -p "$shots"
for page in shop hostile; do
  cargo run --quiet --locked -- fit "fixtures/fit/$page" --format html --today 2026-11-01 --output "$shots/$page.html"
done
for try in 1 2 3; do
  npm --prefix tests/browser ci --no-audit --no-fund --loglevel=error && break
  [ "$try" -lt 3 ] || exit 1
  sleep $((try * 5))
done
node tests/browser/page.test.js "$shots/shop.html" "$shots/hostile.html" "$shots"
