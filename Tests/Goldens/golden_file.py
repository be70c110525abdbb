"""Writing golden cases, one per line."""

import json
import pathlib

import numpy as np

from exact import NUMPY

FOLDER = pathlib.Path(__file__).parent.parent / "JacobiTesting" / "Goldens"
NAMES = {np.dtype(numpy): name for name, numpy in NUMPY.items()}


def encoded(array):
    """An array as its dtype, shape and bytes in little-endian order."""
    array = np.asarray(array)
    return {"dtype": NAMES[array.dtype], "shape": list(array.shape), "bits": array.tobytes().hex()}


class GoldenFile:
    """The cases of one file. Parameters have the names of the stored properties of the Swift types."""

    def __init__(self, name):
        self.name = name
        self.lines = []

    def add(self, primitive, parameters, operands, results):
        case = {
            "primitive": primitive,
            "parameters": parameters,
            "operands": [encoded(operand) for operand in operands],
            "results": [encoded(result) for result in results],
        }
        self.lines.append(json.dumps(case, separators=(",", ":")))

    def write(self):
        FOLDER.mkdir(parents=True, exist_ok=True)
        text = "[\n" + ",\n".join(self.lines) + "\n]\n"
        (FOLDER / f"{self.name}.json").write_text(text)
        print(f"{self.name}.json: {len(self.lines)} cases, {len(text)} bytes")


def dtype_parameter(numpy_dtype):
    return NAMES[np.dtype(numpy_dtype)]
