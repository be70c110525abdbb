"""Writes the checksums that the check of Jacobi compares with: python JAX/checksums.py (JAX 0.10.2)."""
import json
import pathlib

import jax

import algebra  # noqa: F401
import arrays  # noqa: F401
import loops  # noqa: F401
import training  # noqa: F401
from fills import checksum
from suite import WORKLOADS

checksums = {}
for id in sorted(WORKLOADS):
    _, result = WORKLOADS[id]()
    checksums[id] = checksum(result())
    jax.clear_caches()
    print(id, checksums[id])

lines = [f'  "{id}": {json.dumps(values)}' for id, values in checksums.items()]
file = pathlib.Path(__file__).parent.parent / "Sources" / "Suite" / "Resources" / "checksums.json"
file.write_text("{\n" + ",\n".join(lines) + "\n}\n")
