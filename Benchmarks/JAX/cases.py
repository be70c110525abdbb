"""Time to the first result with nothing compiled before, and peak memory: each in a process of its own."""
import functools
import time

import jax
import jax.numpy as jnp
import numpy as np

from arrays import ten_operations
from fills import sym
from loops import lstm_gradient, lstm_parameters, series
from memory import peak, resident
from suite import device
from training import adam_state, digits, perceptron, perceptron_step, sentences, transformer, transformer_step


def repeated(times):
    return lambda x: functools.reduce(lambda y, _: ten_operations(y), range(times), x)


def first_result(compute):
    base = resident()
    start = time.perf_counter()
    jax.block_until_ready(compute())
    return {"seconds": time.perf_counter() - start, "base": base, "peak": peak()}


def mlp_step():
    step, arguments = jax.jit(perceptron_step), device([perceptron(), *digits(128)])
    return first_result(lambda: step(*arguments))


def gpt_step():
    step, arguments = jax.jit(transformer_step), device([adam_state(transformer()), *sentences()])
    return first_result(lambda: step(*arguments))


def chain500():
    chain, x = jax.jit(repeated(50)), device(sym((10_000,), 1))
    return first_result(lambda: chain(x))


def lstm_grad():
    gradient, arguments = jax.jit(lstm_gradient), device([lstm_parameters(), series()])
    return first_result(lambda: gradient(*arguments))


def mlp_10_batches():
    step, parameters = jax.jit(perceptron_step), device(perceptron())
    batches = [device(digits(16 * k)) for k in range(1, 11)]
    return first_result(lambda: [step(parameters, *batch) for batch in batches])


def memory_gpt():
    step, data = jax.jit(transformer_step, donate_argnums=0), device(sentences())
    state = [device(adam_state(transformer()))]

    def steps():
        for _ in range(5):
            state[0] = step(state[0], *data)[0]
        return state[0]

    # Arrays that share memory cannot be given away.
    state[0] = jax.block_until_ready(jax.tree.map(lambda leaf: jnp.array(leaf, copy=True), state[0]))
    return first_result(steps)


def memory_chain(compiled):
    x = device(np.full(16_000_000, 0.3, np.float32))
    chain = jax.jit(repeated(10)) if compiled else repeated(10)
    return first_result(lambda: chain(x))


CASES = {
    "compile.mlp_step": mlp_step,
    "compile.gpt_step": gpt_step,
    "compile.chain500": chain500,
    "compile.lstm_grad": lstm_grad,
    "compile.mlp_10_batches": mlp_10_batches,
    "memory.gpt": memory_gpt,
    "memory.chain100": lambda: memory_chain(True),
    "memory.chain100_eager": lambda: memory_chain(False),
}
