"""The table of workloads: id -> function that makes the inputs and returns (run, result).

`run` computes once and waits; `result` gives what the checksum is taken of.
"""
import jax
import jax.numpy as jnp
import numpy as np

WORKLOADS = {}


def device(tree):
    return jax.block_until_ready(jax.tree.map(jnp.asarray, tree))


def prepared(call, compared=lambda results: results):
    """From a function without arguments that starts a computation."""
    compute = lambda: jax.block_until_ready(call())
    return compute, lambda: compared(compute())


def workload(id, *arguments, compared=lambda results: results):
    """Declares the compiled form of a function; `arguments` are functions that make its arguments."""

    def declare(function):
        def prepare():
            values = device([argument() for argument in arguments])
            compiled = jax.jit(function)
            return prepared(lambda: compiled(*values), compared)

        WORKLOADS[id] = prepare
        return function

    return declare


def by_hand(id):
    """Declares a function that returns (run, result) itself."""

    def declare(prepare):
        WORKLOADS[id] = prepare
        return prepare

    return declare


def chained(step, state, *others, compared=lambda state: state):
    """A compiled step that is fed its last state, whose memory it may reuse. The first new state is compared."""
    compiled = jax.jit(step, donate_argnums=0)
    current = [jax.block_until_ready(jax.tree.map(lambda leaf: jnp.array(leaf, copy=True), state))]

    def advance():
        current[0] = jax.block_until_ready(compiled(current[0], *others))
        return current[0]

    return advance, lambda: jax.tree.map(np.asarray, compared(advance()))
