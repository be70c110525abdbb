#!/usr/bin/env bash
# Builds the benchmarks in release and runs them with the options given; see Benchmarks/README.md.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

options=(-c release --package-path Benchmarks)
swift build "${options[@]}" --product Suite
exec "$(swift build "${options[@]}" --show-bin-path)/Suite" "$@"
