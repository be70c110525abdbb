"""Writes samplers.json: draws of jax.random from distributions, which JacobiRandom must reproduce.

As generate_random.py, with exact bit patterns; see README.md. A case names the Swift method and its arguments in order.
"""

import json
import pathlib

import jax
import numpy as np
from generate_random import JAX_VERSION, patterns, readable, words
from jax import random

FLOATS = ["float32", "float64", "float16", "bfloat16"]
WIDE = FLOATS[:2]
SINGLE = FLOATS[:1]
COVARIANCE = [[2.0, 0.5, 0.0], [0.5, 1.0, -0.25], [0.0, -0.25, 0.5]]


# Of each method: the sampler, its parameters, the shape, and the dtypes.
SAMPLERS = {
    "exponential": (random.exponential, [], (6,), FLOATS),
    "cauchy": (random.cauchy, [], (6,), WIDE),
    "laplace": (random.laplace, [], (2, 3), WIDE),
    "logistic": (random.logistic, [], (6,), WIDE),
    "gumbel": (random.gumbel, [], (6,), FLOATS),
    "gumbel high": (lambda k, s, d: random.gumbel(k, s, d, mode="high"), [], (6,), WIDE),
    "normal": (random.normal, [], (4,), ["complex64", "complex128"]),
    "truncatedNormal": (random.truncated_normal, [[-1.0, 0.5, -8.0], [2.0, 1.0, 8.0]], (4, 3), FLOATS),
    "lognormal": (random.lognormal, [[0.5, 1.0, 2.0]], (2, 3), WIDE),
    "maxwell": (random.maxwell, [], (5,), WIDE),
    "doubleSidedMaxwell": (random.double_sided_maxwell, [1.0, 2.0], (5,), SINGLE),
    "rayleigh": (random.rayleigh, [[0.5, 2.0]], (3, 2), WIDE),
    "wald": (random.wald, [[0.5, 1.0, 4.0]], (2, 3), SINGLE),
    "gamma": (random.gamma, [[0.5, 1.0, 3.0, 25.0]], (2, 4), FLOATS),
    "loggamma": (random.loggamma, [[0.01, 0.5, 3.0, 25.0]], (2, 4), FLOATS),
    "beta": (random.beta, [[0.5, 2.0, 8.0], [0.5, 3.0, 1.0]], (2, 3), WIDE),
    "dirichlet": (random.dirichlet, [[0.5, 2.0, 4.0]], (3,), SINGLE),
    "chisquare": (random.chisquare, [[1.0, 4.0]], (3, 2), SINGLE),
    "t": (random.t, [[1.0, 4.0]], (3, 2), SINGLE),
    "f": (random.f, [[2.0, 5.0], [3.0, 8.0]], (2,), SINGLE),
    "generalizedNormal": (random.generalized_normal, [1.5], (5,), ["float32"]),
    "ball": (lambda k, p, s, d: random.ball(k, 3, p, s, d), [2.0], (2,), ["float32"]),
    "pareto": (random.pareto, [[1.0, 3.0]], (3, 2), WIDE),
    "weibullMin": (random.weibull_min, [2.0, 1.5], (5,), SINGLE),
    "triangular": (random.triangular, [[0.0, -1.0], [1.0, -1.0], [3.0, 2.0]], (3, 2), WIDE),
    "multivariateNormal": (random.multivariate_normal, [[1.0, -1.0, 0.0], COVARIANCE], (2,), WIDE),
    "orthogonal": (lambda k, s, d: random.orthogonal(k, 3, s, d), [], (2,), WIDE),
    "rademacher": (random.rademacher, [], (8,), ["int8", "int32"]),
    "poisson": (random.poisson, [[0.5, 4.0, 20.0, 500.0]], (3, 4), ["int32", "int64"]),
    "binomial": (random.binomial, [[5.0, 40.0, 1000.0], [0.5, 0.9, 0.3]], (3, 3), WIDE),
    "multinomial": (
        lambda k, n, p, s, d: random.multinomial(k, n, p, shape=s, dtype=d), [20.0, [0.2, 0.3, 0.5]], (4, 3), WIDE,
    ),
}  # fmt: skip


SIGNED = ["rademacher", "doubleSidedMaxwell", "generalizedNormal", "ball"]


def draw_cases():
    cases = []
    for name, (sampler, parameters, shape, dtypes) in SAMPLERS.items():
        for position, dtype in enumerate(dtypes):
            # Signs are drawn in the default dtype, which is `float32` without 64-bit types, as in JacobiRandom.
            jax.config.update("jax_enable_x64", name not in SIGNED)
            key = random.key([7, 42, 123456789012, 3][position])
            arguments = [np.asarray(p, dtype if name not in ("poisson",) else "float32") for p in parameters]
            result = sampler(key, *arguments, shape, dtype)
            part = np.asarray(result)
            if part.dtype.kind == "c":
                part = part.view(part.real.dtype)
            cases.append({
                "sampler": name, "key": words(key), "dtype": dtype, "shape": list(shape), "parameters": parameters,
                "resultShape": list(result.shape), "bits": patterns(part), "values": readable(part),
            })  # fmt: skip
    jax.config.update("jax_enable_x64", True)
    return cases


def integer_case(name, key, result, **arguments):
    return {"sampler": name, "key": words(key), "values": np.asarray(result).reshape(-1).tolist()} | arguments


def choice_cases():
    """Positions and permutations, which are exact."""
    key = random.key(42)
    logits = np.array([[0.5, -1.0, 2.0, 0.0], [3.0, 1.0, -2.0, 1.0]], np.float32)
    weights = np.array([0.1, 0.4, 0.0, 0.3, 0.2], np.float32)
    table = np.arange(12, dtype=np.int32).reshape(3, 4)
    flat = logits.reshape(-1).tolist()
    with jax.enable_x64(False):
        return [
            *(integer_case("permutation", key, random.permutation(key, n), count=n) for n in [0, 1, 2, 7, 2000]),
            integer_case("rows", key, random.permutation(key, table)),
            integer_case("columns", key, random.permutation(key, table, axis=1)),
            integer_case("independent rows", key, random.permutation(key, table, independent=True)),
            integer_case("independent columns", key, random.permutation(key, table, axis=1, independent=True)),
            integer_case("choice", key, random.choice(key, 10, (6,))),
            integer_case("choice without replacement", key, random.choice(key, 10, (6,), replace=False)),
            integer_case("weighted choice", key, random.choice(key, 5, (3, 3), p=weights)),
            integer_case("weighted choice without replacement", key, random.choice(key, 5, (4,), False, weights)),
            integer_case("choice of columns", key, random.choice(key, table, (5,), axis=1)),
            integer_case("choice of rows without replacement", key, random.choice(key, table, (2,), False)),
            integer_case("categorical", key, random.categorical(key, logits, shape=(5, 2)), logits=flat),
            integer_case("categorical along axis 0", key, random.categorical(key, logits, axis=0), logits=flat),
            integer_case(
                "categorical without replacement", key,
                random.categorical(key, logits, shape=(3, 2), replace=False), logits=flat,
            ),
            integer_case(
                "categorical high", key, random.categorical(key, logits, shape=(5, 2), mode="high"), logits=flat
            ),
            integer_case("geometric", key, random.geometric(key, np.float32(0.2), (8,))),
            integer_case("bernoulli high", key, random.bernoulli(key, np.float32(0.3), (8,), mode="high")),
            integer_case(
                "integers", key,
                random.randint(key, (2, 3), np.array([0, -5, 10]), np.array([[3], [200]]), np.int32),
            ),
        ]  # fmt: skip


def gradient_cases():
    """Derivatives of sums of draws with respect to the parameters, at the same draws."""
    key, cases = random.key(42), []
    functions = {
        "gamma": lambda a: random.gamma(key, a, dtype="float64"),
        "loggamma": lambda a: random.loggamma(key, a, dtype="float64"),
        "beta": lambda a: random.beta(key, a, a + 1, dtype="float64"),
        "dirichlet": lambda a: random.dirichlet(key, a, dtype="float64") * np.arange(3.0),
        "t": lambda a: random.t(key, a, dtype="float64"),
        "chisquare": lambda a: random.chisquare(key, a, dtype="float64"),
        "lognormal": lambda a: random.lognormal(key, a, dtype="float64"),
        "truncatedNormal": lambda a: random.truncated_normal(key, -a, a, dtype="float64"),
        "weibullMin": lambda a: random.weibull_min(key, a, a, (3,), dtype="float64"),
    }
    for name, function in functions.items():
        gradient = jax.grad(lambda a: function(a).sum())(np.array([0.5, 2.0, 7.0]))
        cases.append({"sampler": name, "key": words(key), "values": np.asarray(gradient).tolist()})
    return cases


def main():
    assert jax.__version__ == JAX_VERSION, f"these goldens are for JAX {JAX_VERSION}, found {jax.__version__}"
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_enable_x64", True)
    sections = {"draws": draw_cases(), "choices": choice_cases(), "gradients": gradient_cases()}
    lines = [
        f'  "{name}": [\n' + ",\n".join("    " + json.dumps(case, separators=(",", ":")) for case in cases) + "\n  ]"
        for name, cases in sections.items()
    ]
    path = pathlib.Path(__file__).with_name("samplers.json")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"wrote {path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
