#!/usr/bin/env bash
# format.sh lint: reports every deviation from .swift-format. format.sh format: rewrites the files.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  lint) command=(lint --strict) ;;
  format) command=(format --in-place) ;;
  *)
    echo "usage: format.sh lint | format" >&2
    exit 2
    ;;
esac
find . -name .build -prune -o -name '*.swift' -type f -print0 |
  xargs -0 --no-run-if-empty swift format "${command[@]}" --parallel --configuration .swift-format
