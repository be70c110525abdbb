"""Writes loops.json: values and derivatives of loops and branches in float64, from JAX.

Each case is a function of a vector; Tests/JacobiScanTests/LoopGoldenTests.swift has the same functions by the same names.
"""

import json
import pathlib

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
from jax import lax  # noqa: E402


def step(c, x):
    c = jnp.sin(c * x + 0.5 * c[::-1])
    return c, c.sum() * x


def scan(reverse):
    def f(x):
        last, ys = lax.scan(step, jnp.array([0.3, -0.2]), x, reverse=reverse)
        return jnp.concatenate([last, ys])

    return f


def nested(x):
    def outer(c, x):
        d, ys = lax.scan(step, c * x, jnp.array([0.5, 1.5]))
        return d, ys * c

    last, ys = lax.scan(outer, x[:2], x[2:])
    return jnp.concatenate([last, ys.ravel()])


def sum_until(x):
    """The number of steps depends on the point."""
    return lax.while_loop(lambda s: s[0].sum() < 6, lambda s: (s[0] * 1.3 + 0.1, s[1] + jnp.cos(s[0])), (x, x))[1]


def counted(x):
    return lax.fori_loop(2, 7, lambda i, c: jnp.sin(c) * x + i * 0.1, x)


def condition(x):
    return lax.cond(x[0] * x[1] > 0.2, lambda x: jnp.sin(x) * x[0], lambda x: jnp.exp(x) + x[1], x)


def switch(x):
    branches = [lambda x: x * x, lambda x: jnp.cos(x) * x.sum(), lambda x: jnp.exp(-x), lambda x: jnp.ones_like(x)]
    return lax.switch((x[0] * 5).astype(jnp.int32) - 1, branches, x)


def associative(reverse):
    def f(x):
        pairs = (jnp.sin(x), x * 0.5)
        a, b = lax.associative_scan(lambda l, r: (l[0] * r[0], r[0] * l[1] + r[1]), pairs, reverse=reverse)
        return jnp.concatenate([a, b])

    return f


FUNCTIONS = {
    "scan": (scan(False), [0.4, -0.3, 0.8, 1.1, 0.2]),
    "reversedScan": (scan(True), [0.4, -0.3, 0.8, 1.1, 0.2]),
    "scanOfOne": (scan(False), [0.7]),
    "nestedScan": (nested, [0.4, 0.9, 0.8, 1.1, -0.2]),
    "whileLoop": (sum_until, [0.4, 0.9, 0.1]),
    "forLoop": (counted, [0.4, 0.9, 0.1]),
    "cond": (condition, [0.5, 0.45, 0.3]),
    "switchCase": (switch, [0.65, 0.9, 0.1]),
    "associativeScan": (associative(False), [0.4, 0.9, 0.1, -0.8, 0.3]),
    "reversedAssociativeScan": (associative(True), [0.4, 0.9, 0.1, -0.8, 0.3, 0.6]),
}


def weights(count):
    return 1 + 0.25 * jnp.arange(count)


def derivatives(f, x):
    """Value, tangent, gradient of a weighted sum of the results, and its product with the Hessian."""
    direction = 1 - 0.3 * jnp.arange(x.size)

    def total(x):
        y = f(x)
        return (weights(y.size) * y).sum()

    # In forward mode, which JAX has for loops of every kind.
    gradient = jax.jacfwd(total)
    value, tangent = jax.jvp(f, (x,), (direction,))
    return {
        "value": value,
        "tangent": tangent,
        "gradient": gradient(x),
        "hessianProduct": jax.jvp(gradient, (x,), (direction,))[1],
    }


def case(name, f, point):
    x = jnp.array(point)
    # Of the batch, some examples take other branches and other numbers of steps.
    points = x + jnp.array([0.0, 0.35, -0.25])[:, None]
    single, batched = derivatives(f, x), jax.vmap(lambda x: derivatives(f, x))(points)
    batched = {f"batched{key[0].upper()}{key[1:]}": value for key, value in batched.items()}
    return {"function": name, "point": point} | {key: value.tolist() for key, value in (single | batched).items()}


cases = [case(name, *row) for name, row in FUNCTIONS.items()]
path = pathlib.Path(__file__).parent / "loops.json"
text = "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n"
path.write_text(text)
print(f"{path.name}: {len(cases)} functions, {len(text)} bytes")
