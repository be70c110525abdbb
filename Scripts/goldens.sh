#!/usr/bin/env bash
# Runs the generators of Tests/Goldens with the exact versions of requirements.txt, in a virtual environment.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

venv=.build/goldens-venv
if ! command -v python3 >/dev/null 2>&1; then
  echo "goldens: there is no python3: apt-get install python3 python3-venv" >&2
  exit 1
fi
mkdir -p .build
if [ ! -x "$venv/bin/pip" ] && ! python3 -m venv "$venv"; then
  echo "goldens: python3 cannot make a virtual environment: apt-get install python3-venv" >&2
  exit 1
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check -r Tests/Goldens/requirements.txt
for generator in Tests/Goldens/generate_*.py; do
  echo "== $generator"
  "$venv/bin/python" "$generator"
done
