#!/usr/bin/env bash
# Type-checks expressions as users write them, in a file that imports Jacobi and Foundation, and fails when one of them takes
# longer than the limit (milliseconds, 1000 by default: those here take up to 150 on an idle machine, and a hopeless one takes seconds): an overload
# set that has grown too large shows here first. Functions on
# Swift numbers must stay those of the standard library and of Foundation. Uses the modules of the debug build.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

limit=${1:-1000}
file=Scripts/TypeChecking/Expressions.swift

swift build --target Jacobi
bin=$(swift build --show-bin-path)
flags=(-swift-version 6 -I "$bin/Modules")
for folder in */C*/include; do flags+=(-Xcc -I -Xcc "$folder"); done
for map in "$bin"/C*.build/module.modulemap; do
  [ ! -f "$map" ] || flags+=(-Xcc "-fmodule-map-file=$map")
done

start=$SECONDS
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! swiftc -typecheck "${flags[@]}" -Xfrontend "-warn-long-expression-type-checking=$limit" \
  -Xfrontend "-warn-long-function-bodies=$((5 * limit))" "$file" >"$log" 2>&1; then
  cat "$log" >&2
  echo "type-checking: $file does not compile" >&2
  exit 1
fi
if grep -E 'warning: .* took [0-9]+ms to type-check' "$log" >&2; then
  echo "type-checking: the limit is $limit ms; make the overload sets smaller, or explain a higher limit" >&2
  exit 1
fi
if grep -q 'warning:' "$log"; then
  cat "$log" >&2
  exit 1
fi
echo "type-checking: every expression of $file within $limit ms, all in $((SECONDS - start)) s"
