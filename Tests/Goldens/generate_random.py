"""Writes random.json: numbers drawn by jax.random that JacobiRandom must reproduce.

The generator is the default one (threefry2x32) with the default `jax_threefry_partitionable=True`.
Every number is stored as its exact bit pattern (hexadecimal, as wide as the type), with a readable
value next to it. See README.md for how to run this and what each section holds.
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

JAX_VERSION = "0.10.2"

SEEDS = [0, 1, 42, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 123456789012, -1, -42, 2**63 - 1, -(2**63)]
DRAW_SEEDS = [0, 1, 42, 2**31 - 1, 123456789012, -7]
SHAPES = [(), (5,), (2, 3), (0,), (4, 1, 3)]
SPLITS = [2, 3, 10, (2, 3)]
FOLDS = [0, 1, 2**32 - 1]
UINTS = ["uint8", "uint16", "uint32", "uint64"]
FLOATS = ["float32", "float64", "float16", "bfloat16"]
BOUNDS = [(-1.0, 1.0), (-2.5, 3.0), (0.1, 0.3), (1000.0, 1001.0), (-3.0, -3.0)]
LONG = (129,)


def patterns(array):
    """The bit patterns of an array, in row-major order, as hexadecimal strings."""
    array = np.asarray(array)
    width = array.dtype.itemsize
    words = np.ascontiguousarray(array).reshape(-1).view(f"uint{8 * width}")
    return [f"{int(word):0{2 * width}x}" for word in words]


def readable(array):
    array = np.asarray(array)
    exact = array.dtype.name in ("float64", "float32")
    return [float(str(x)) if exact else float(x) for x in array.reshape(-1)]


def words(key):
    """The two 32-bit words of a key, or those of an array of keys in row-major order."""
    data = np.asarray(jax.random.key_data(key))
    flat = [[int(high), int(low)] for high, low in data.reshape(-1, 2)]
    return flat[0] if data.ndim == 1 else flat


def key_cases():
    cases = []
    for seed in SEEDS:
        # A Python integer is converted to the default integer type, so without 64-bit types JAX keeps only the low word.
        narrow = (seed + 2**31) % 2**32 - 2**31
        with jax.enable_x64(False):
            short = words(jax.random.key(np.int32(narrow)))
            assert short == words(jax.random.key(seed))
        cases.append({"seed": seed, "key": words(jax.random.key(seed)), "keyWithout64Bits": short})
    return cases


def split_cases():
    cases = []
    for seed in DRAW_SEEDS:
        for count in SPLITS:
            key = jax.random.key(seed)
            shape = [count] if isinstance(count, int) else list(count)
            cases.append({"key": words(key), "shape": shape, "keys": words(jax.random.split(key, count))})
    return cases


def fold_cases():
    cases = []
    for seed in DRAW_SEEDS:
        for data in FOLDS:
            key = jax.random.key(seed)
            cases.append({"key": words(key), "data": data, "result": words(jax.random.fold_in(key, data))})
    return cases


def draw_shapes(seed):
    return SHAPES + [LONG] if seed == 42 else SHAPES


def bit_cases():
    cases = []
    for seed in DRAW_SEEDS:
        for dtype in UINTS:
            for shape in draw_shapes(seed):
                key = jax.random.key(seed)
                drawn = jax.random.bits(key, shape, dtype)
                assert drawn.dtype == dtype and drawn.shape == shape
                cases.append({"key": words(key), "dtype": dtype, "shape": list(shape), "bits": patterns(drawn)})
    return cases


def float_case(key, drawn, dtype, shape, **more):
    assert drawn.dtype == dtype and drawn.shape == shape
    head = {"key": words(key), "dtype": dtype, "shape": list(shape)}
    return head | more | {"bits": patterns(drawn), "values": readable(drawn)}


def uniform_cases():
    cases = []
    for seed in DRAW_SEEDS:
        key = jax.random.key(seed)
        for dtype in FLOATS:
            for shape in draw_shapes(seed):
                cases.append(float_case(key, jax.random.uniform(key, shape, dtype), dtype, shape))
            if seed not in (42, 123456789012):
                continue
            for low, high in BOUNDS:
                # The bounds are rounded to the type here, so that their patterns say exactly what JAX was given.
                bounds = np.array([low, high], jnp.dtype(dtype))
                for shape in [(5,), (4, 1, 3)]:
                    drawn = jax.random.uniform(key, shape, dtype, bounds[0], bounds[1])
                    both = {"minval": patterns(bounds[0])[0], "maxval": patterns(bounds[1])[0]}
                    cases.append(float_case(key, drawn, dtype, shape, **both))
    return cases


def normal_cases():
    cases = []
    for seed in DRAW_SEEDS:
        key = jax.random.key(seed)
        for dtype in FLOATS:
            for shape in draw_shapes(seed):
                cases.append(float_case(key, jax.random.normal(key, shape, dtype), dtype, shape))
    return cases


def nested_cases():
    """The ways programs combine keys: chains of splits and folds, and draws mapped over many keys."""
    key = chain = jax.random.key(42)
    for _ in range(4):
        chain, _ = jax.random.split(chain)
    folded = jax.random.fold_in(jax.random.fold_in(key, 3), 7)
    keys = jax.random.split(key, 3)
    mapped = jax.vmap(lambda k: jax.random.normal(k, (4,), "float32"))(keys)
    steps = jax.vmap(lambda i: jax.random.uniform(jax.random.fold_in(key, i), (3,), "float32"))(jnp.arange(4))
    third = jax.random.split(jax.random.split(key, 3)[1], 2)[1]
    return [
        {"name": "first of split, four times", "key": words(key), "result": words(chain)},
        {"name": "fold in 3, then 7", "key": words(key), "result": words(folded)},
        {"name": "split 3, second, split 2, second", "key": words(key), "result": words(third)},
        {"name": "normal (4) for each key of split 3"} | float_case(key, mapped, "float32", (3, 4)),
        {"name": "uniform (3) for each of fold in 0, 1, 2, 3"} | float_case(key, steps, "float32", (4, 3)),
        {"name": "normal (4) of split 3, second, split 2, second"}
        | float_case(key, jax.random.normal(third, (4,), "float32"), "float32", (4,)),
    ]


def check_width_independence():
    """Draws of 32 bits and fewer must not depend on whether 64-bit types are enabled."""
    draws = [(jax.random.bits, UINTS[:3]), (jax.random.uniform, ["float32", "float16", "bfloat16"])]
    draws.append((jax.random.normal, ["float32", "float16", "bfloat16"]))
    for draw, dtypes in draws:
        for dtype in dtypes:
            wide = patterns(draw(jax.random.key(42), LONG, dtype))
            with jax.enable_x64(False):
                assert wide == patterns(draw(jax.random.key(42), LONG, dtype)), (draw, dtype)


def render(document):
    """JSON with one case per line, so that a changed number is a changed line."""
    lines = ["{"]
    sections = list(document.items())
    for index, (name, value) in enumerate(sections):
        comma = "," if index + 1 < len(sections) else ""
        if isinstance(value, list):
            lines.append(f'  "{name}": [')
            lines.append(",\n".join("    " + json.dumps(case, separators=(",", ":")) for case in value))
            lines.append(f"  ]{comma}")
        else:
            lines.append(f'  "{name}": {json.dumps(value)}{comma}')
    return "\n".join(lines + ["}", ""])


def main():
    assert jax.__version__ == JAX_VERSION, f"these goldens are for JAX {JAX_VERSION}, found {jax.__version__}"
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_enable_x64", True)
    assert jax.config.jax_threefry_partitionable and jax.config.jax_default_prng_impl == "threefry2x32"
    check_width_independence()
    document = {
        "generator": {"script": "Tests/Goldens/generate_random.py", "jax": jax.__version__, "numpy": np.__version__},
        "keys": key_cases(),
        "splits": split_cases(),
        "folds": fold_cases(),
        "bits": bit_cases(),
        "uniform": uniform_cases(),
        "normal": normal_cases(),
        "nested": nested_cases(),
    }
    path = pathlib.Path(__file__).with_name("random.json")
    path.write_text(render(document))
    print(f"wrote {path.name}: {path.stat().st_size} bytes, {sum(len(v) for v in document.values())} cases")


if __name__ == "__main__":
    main()
