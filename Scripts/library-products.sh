#!/usr/bin/env bash
# Prints the library products of the package, one per line: its name, then its targets.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The manifest as JSON, in the package manager's own layout: one key, bracket or string per line. Plain awk reads it, so
# that nothing but the toolchain is needed.
products=$(swift package dump-package | awk '
  /^  "products" : \[/ { inside = 1; next }
  /^  \]/ { inside = 0 }
  !inside { next }
  /^      "name" : / { split($0, part, "\""); name = part[4]; targets = ""; library = 0 }
  /^      "targets" : \[/ { listing = 1; next }
  /^      \]/ { listing = 0 }
  listing { split($0, part, "\""); targets = targets " " part[2] }
  /^        "library" : / { library = 1 }
  /^    }/ && library { print name targets }
')
if [ -z "$products" ]; then
  echo "library-products: found no library product in Package.swift" >&2
  exit 1
fi
echo "$products"
