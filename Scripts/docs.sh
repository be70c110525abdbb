#!/usr/bin/env bash
# Builds the documentation of every library product. Warnings (broken links, wrong parameter names) are errors.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

products=$(bash Scripts/library-products.sh)
targets=()
while read -r _ names; do
  for name in $names; do
    targets+=(--target "$name")
  done
done <<<"$products"
swift package generate-documentation "${targets[@]}" --warnings-as-errors
