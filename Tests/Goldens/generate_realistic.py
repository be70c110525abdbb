"""Writes realistic.json: values and derivatives of the functions of realistic_functions.py in float64, from JAX."""

import json
import pathlib

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402

from realistic_functions import FUNCTIONS, wave  # noqa: E402


def derivatives(f, x, reverse):
    """Value, tangent, gradient and Hessian product of f at x, the gradient being that of a weighted sum of the results."""
    y = f(x)
    weights, direction = wave(y.size, shift=0.25), wave(x.size, shift=0.75)

    def total(x):
        return (weights * f(x)).sum()

    gradient = (jax.grad if reverse else jax.jacfwd)(total)
    return {
        "value": y,
        "tangent": jax.jvp(f, (x,), (direction,))[1],
        "gradient": gradient(x),
        "hessianProduct": jax.jvp(gradient, (x,), (direction,))[1],
    }


def case(name, f, x, reverse):
    points = x + jnp.array([0.0, 0.05, -0.1])[:, None]
    results = derivatives(f, x, reverse)
    batched = jax.jit(jax.vmap(lambda x: derivatives(f, x, reverse)))(points)
    results |= {f"batched{key[0].upper()}{key[1:]}": value for key, value in batched.items()}
    return {"function": name, "point": x.tolist()} | {key: value.tolist() for key, value in results.items()}


cases = [case(name, *row) for name, row in FUNCTIONS.items()]
path = pathlib.Path(__file__).parent / "realistic.json"
text = "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n"
path.write_text(text)
print(f"{path.name}: {len(cases)} functions, {len(text)} bytes")
