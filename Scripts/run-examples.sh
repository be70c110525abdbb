#!/usr/bin/env bash
# Builds and runs examples, in release: those named, or every folder of Examples/. A folder is an executable product of
# this package, or a package of its own with an executable of the same name.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

run() {
  local name=$1 options=(-c release)
  if [ -f "Examples/$name/Package.swift" ]; then
    options+=(--package-path "Examples/$name")
  fi
  echo "== example $name"
  swift build "${options[@]}" --product "$name"
  "$(swift build "${options[@]}" --show-bin-path)/$name" </dev/null
}

current=""
trap '[ -z "$current" ] || echo "examples: $current failed" >&2' EXIT

names=("$@")
if [ "${#names[@]}" -eq 0 ]; then
  for folder in Examples/*/; do
    names+=("$(basename "$folder")")
  done
fi
for name in "${names[@]}"; do
  if [ ! -d "Examples/$name" ]; then
    echo "examples: there is no Examples/$name; there are: $(ls Examples | tr '\n' ' ')" >&2
    exit 1
  fi
  current=$name
  run "$name"
done
current=""
