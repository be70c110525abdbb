#!/usr/bin/env bash
# Shows that every library product can be built without the others, and that a package outside this one can depend
# on three of them, build nothing else, and run.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD

# One scratch folder serves all products, to compile shared targets once. What an earlier product left behind could
# satisfy an import that a later one does not declare, so undeclared imports are errors here.
build_products() {
  local scratch=.build/standalone products name targets target
  products=$(bash Scripts/library-products.sh)
  rm -rf "$scratch"
  while read -r name targets; do
    echo "== product $name"
    for target in $targets; do
      swift build --target "$target" --scratch-path "$scratch" \
        --explicit-target-dependency-import-check error </dev/null
    done
  done <<<"$products"
}

# The targets of Jacobi that a build in the given folder compiled. A target has a folder as soon as the build is
# planned, compiled or not: what counts is object code.
compiled_targets() {
  find "$1"/*/debug -path '*Jacobi*.build/*' -name '*.o' | sed 's|.*/debug/\([^/]*\)\.build/.*|\1|' | sort -u
}

run_client() {
  local folder scratch output backend
  folder=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder is known now and not when the script ends
  trap "rm -rf '$folder'" EXIT
  cp -R Scripts/StandaloneClient/. "$folder"
  scratch=$folder/.build
  echo "== a client of JacobiCore, JacobiGrad and JacobiReference"
  JACOBI_PATH=$root swift build --package-path "$folder" --scratch-path "$scratch"
  output=$("$scratch/debug/Client")
  if [ "$output" != "$(cat "$folder/expected.txt")" ]; then
    printf 'products: the client printed\n%s\nbut Scripts/StandaloneClient/expected.txt says\n%s\n' \
      "$output" "$(cat "$folder/expected.txt")" >&2
    return 1
  fi
  echo "$output"
  for backend in Backends/Jacobi*/; do
    backend=$(basename "$backend")
    if [ "$backend" != JacobiReference ] && compiled_targets "$scratch" | grep -qx "$backend"; then
      echo "products: the client depends on JacobiReference alone, yet $backend was built" >&2
      return 1
    fi
  done
  echo "products: built alone: $(compiled_targets "$scratch" | tr '\n' ' ')"
}

build_products
run_client
