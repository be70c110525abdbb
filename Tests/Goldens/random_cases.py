"""Golden cases of samplers and of random bits, computed by JAX: the primitives take the words of keys."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from exact import FLOATS, NUMPY

KEYS = [0, 2**31, 123456789012]
GENERATOR = np.random.default_rng(20240517)


def words(keys):
    return np.asarray(jax.random.key_data(keys))


def draw(sampler, keys, *parameters):
    """One draw, or one for each key of a batch, with the parameters of its index."""
    function = sampler if keys.ndim == 0 else jax.vmap(sampler)
    return np.asarray(function(keys, *parameters))


def key_batches(is_complete):
    key = jax.random.key(7)
    batches = [(jax.random.key(42), (7,)), (jax.random.split(key, 3), (3, 4))]
    if is_complete:
        batches += [(jax.random.key(seed), shape) for seed, shape in zip(KEYS, [(), (2, 3), (0,)])]
        batches.append((jax.random.split(key, 2), (2,)))
    return batches


def add_gamma(file):
    for dtype in FLOATS:
        for is_logarithmic, sampler in [(False, jax.random.gamma), (True, jax.random.loggamma)]:
            for keys, shape in key_batches(dtype == "f32"):
                # From 0.3 on, the powers that enlarge the range of small parameters are ordinary numbers.
                alpha = np.exp(GENERATOR.uniform(-1.2, 5, shape)).astype(NUMPY[dtype])
                result = draw(lambda k, a: sampler(k, a, dtype=NUMPY[dtype]), keys, alpha)
                file.add("random_gamma", {"isLogarithmic": is_logarithmic}, [words(keys), alpha], [result])
            # Infinities, NaN, and where there is no such distribution or hardly any.
            alpha = np.array([np.nan, np.inf, -1, 0, 1e-3, 1], NUMPY[dtype])
            result = sampler(jax.random.key(3), alpha, dtype=NUMPY[dtype])
            file.add("random_gamma", {"isLogarithmic": is_logarithmic}, [words(jax.random.key(3)), alpha], [result])


def add_poisson(file):
    for dtype in ["i8", "u8", "i32", "i64"]:
        for keys, shape in key_batches(dtype == "i32"):
            rate = np.exp(GENERATOR.uniform(-2, 4 if dtype[1:] == "8" else 10, shape)).astype(np.float32)
            result = draw(lambda k, r: jax.random.poisson(k, r, dtype=NUMPY[dtype]), keys, rate)
            file.add("random_poisson", {"dtype": dtype}, [words(keys), rate], [result])
    rate = np.array([np.nan, -1, 0, -0.0, 9.9999, 10, 1e9], np.float32)
    result = jax.random.poisson(jax.random.key(3), rate, dtype=np.int32)
    file.add("random_poisson", {"dtype": "i32"}, [words(jax.random.key(3)), rate], [result])


def add_binomial(file):
    for dtype in FLOATS:
        for keys, shape in key_batches(dtype == "f32"):
            trials = np.floor(np.exp(GENERATOR.uniform(0, 7, shape))).astype(NUMPY[dtype])
            chance = GENERATOR.uniform(0, 1, shape).astype(NUMPY[dtype])
            result = draw(lambda k, n, p: jax.random.binomial(k, n, p, dtype=NUMPY[dtype]), keys, trials, chance)
            file.add("random_binomial", {}, [words(keys), trials, chance], [result])
        trials = np.array([np.nan, -1, 0, 5, 5, 5, 5, 30, 30, np.inf, 2.5, 25.5], NUMPY[dtype])
        chance = np.array([0.5, 0.5, 0.5, np.nan, -0.1, 0, 1, 1.5, 1, 0.25, 0.5, 0.5], NUMPY[dtype])
        result = jax.random.binomial(jax.random.key(3), trials, chance, dtype=NUMPY[dtype])
        file.add("random_binomial", {}, [words(jax.random.key(3)), trials, chance], [result])


def add_bit_generator(file):
    algorithms = {"threefry": lax.RandomAlgorithm.RNG_THREE_FRY, "philox": lax.RandomAlgorithm.RNG_PHILOX}
    full = 2**32 - 1
    for name, algorithm in algorithms.items():
        for dtype in ["u8", "u16", "u32", "u64"]:
            shapes = [(5,), (2, 3)]
            if dtype == "u32":
                shapes += [(), (4,), (3, 4), (1, 3), (0,), (3, 5, 1)]
            for shape in shapes:
                state = np.array([1, 2, full, full] if len(shape) == 2 else [9, 8, 7, 6], np.uint32)
                add_bits(file, name, algorithm, dtype, shape, state)
                if dtype == "u32" and len(shape) == 1:
                    add_bits(file, name, algorithm, dtype, shape, state.view(np.uint64))


def add_bits(file, name, algorithm, dtype, shape, state):
    results = lax.rng_bit_generator(jnp.asarray(state), shape, NUMPY[dtype], algorithm)
    parameters = {"shape": list(shape), "dtype": dtype, "algorithm": name}
    file.add("rng_bit_generator", parameters, [state], results)
