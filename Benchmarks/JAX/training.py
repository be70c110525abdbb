"""Gradients, Hessians, Jacobians, training steps."""
import jax
import jax.numpy as jnp
import numpy as np

from algebra import convolved, max_pooled
from arrays import normalized
from fills import glorot, ints, sym, unit
from suite import by_hand, chained, device, workload


def zeros(*shape):
    return np.zeros(shape, np.float32)


def ones(*shape):
    return np.ones(shape, np.float32)


def cross_entropy(logits, labels):
    chosen = jnp.take_along_axis(jax.nn.log_softmax(logits), labels[..., None], -1)
    return -chosen.mean()


def descent(loss):
    def step(parameters, x, labels):
        value, gradient = jax.value_and_grad(loss)(parameters, x, labels)
        return jax.tree.map(lambda p, g: p - 0.01 * g, parameters, gradient), value

    return step


def trained(step, state, data, parameters=lambda state: state):
    """A training step whose first new parameters are compared."""
    whole = lambda pair, *data: step(pair[0], *data)
    return chained(whole, (state, np.float32(0)), *device(data), compared=lambda pair: parameters(pair[0]))


# A perceptron


def perceptron():
    parameters = {}
    for i, (before, after) in enumerate(((784, 512), (512, 512), (512, 10))):
        parameters[f"w{i}"] = glorot((before, after), 10 + i, before, after)
        parameters[f"b{i}"] = zeros(after)
    return parameters


def perceptron_loss(p, x, labels):
    for i in range(2):
        x = jax.nn.relu(x @ p[f"w{i}"] + p[f"b{i}"])
    return cross_entropy(x @ p["w2"] + p["b2"], labels)


def digits(batch):
    return unit((batch, 784), 1), ints((batch,), 2, 10)


perceptron_step = descent(perceptron_loss)
by_hand("ad.mlp_step")(lambda: trained(perceptron_step, perceptron(), digits(128)))


@workload("ad.mlp_perex_grads", perceptron, lambda: digits(64)[0], lambda: digits(64)[1])
def _(parameters, x, labels):
    single = lambda p, x, label: perceptron_loss(p, x[None], label[None])
    return jax.vmap(jax.grad(single), in_axes=(None, 0, 0))(parameters, x, labels)


def directions():
    return {name: sym(p.shape, 50 + k) for k, (name, p) in enumerate(sorted(perceptron().items()))}


@workload("ad.mlp_hvp", perceptron, directions, lambda: digits(128)[0], lambda: digits(128)[1])
def _(parameters, direction, x, labels):
    slope = lambda p: jax.grad(perceptron_loss)(p, x, labels)
    return jax.jvp(slope, (parameters,), (direction,))[1]


# Matrices of derivatives


@workload("ad.hessian_rosenbrock64", lambda: sym((64,), 1))
@jax.hessian
def _(x):
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


@workload("ad.hessian_mlp81", lambda: sym((81,), 3, 0.5), lambda: sym((32, 8), 1), lambda: sym((32,), 2))
@jax.hessian
def _(p, x, y):
    hidden = jnp.tanh(x @ p[:64].reshape(8, 8) + p[64:72])
    return ((hidden @ p[72:80] + p[80] - y) ** 2).mean()


def two_layers(x, first, second):
    return jnp.tanh(second @ jnp.tanh(first @ x))


matrices = [lambda: sym((256,), 3), lambda: sym((256, 256), 1, 0.1), lambda: sym((256, 256), 2, 0.1)]
workload("ad.jacfwd256", *matrices)(jax.jacfwd(two_layers))
workload("ad.jacrev256", *matrices)(jax.jacrev(two_layers))

# A convolutional network


def convolutional():
    return {
        "c1": glorot((3, 3, 1, 16), 20, 9, 144), "c2": glorot((3, 3, 16, 32), 21, 144, 288),
        "d1": glorot((1568, 128), 22, 1568, 128), "d2": glorot((128, 10), 23, 128, 10),
        "e1": zeros(16), "e2": zeros(32), "f1": zeros(128), "f2": zeros(10),
    }


def convolutional_loss(p, x, labels):
    for i in ("1", "2"):
        x = max_pooled(jax.nn.relu(convolved(x, p["c" + i]) + p["e" + i]))
    dense = jax.nn.relu(x.reshape(len(x), -1) @ p["d1"] + p["f1"])
    return cross_entropy(dense @ p["d2"] + p["f2"], labels)


@by_hand("ad.cnn_step")
def _():
    data = unit((64, 28, 28, 1), 1), ints((64,), 2, 10)
    return trained(descent(convolutional_loss), convolutional(), data)


# A transformer

WIDTH, HEADS, HIDDEN, LENGTH, BATCH, VOCABULARY = 256, 8, 1024, 128, 8, 1024


def block_parameters(salt):
    weights = lambda number, *shape: sym(shape, salt + number, 0.06)
    return {
        "ln1_g": ones(WIDTH), "ln1_b": zeros(WIDTH), "ln2_g": ones(WIDTH), "ln2_b": zeros(WIDTH),
        "wqkv": weights(1, WIDTH, 3 * WIDTH), "wo": weights(2, WIDTH, WIDTH),
        "w1": weights(3, WIDTH, HIDDEN), "b1": zeros(HIDDEN),
        "w2": weights(4, HIDDEN, WIDTH), "b2": zeros(WIDTH),
    }


def attention(p, x):
    by_head = lambda a: a.reshape(*x.shape[:2], HEADS, WIDTH // HEADS)
    q, k, v = map(by_head, jnp.split(x @ p["wqkv"], 3, axis=-1))
    scores = jnp.einsum("bqhd,bkhd->bhqk", q, k) * np.float32((WIDTH // HEADS) ** -0.5)
    past = jnp.tri(x.shape[1], dtype=bool)
    shares = jax.nn.softmax(jnp.where(past, scores, -jnp.inf))
    return jnp.einsum("bhqk,bkhd->bqhd", shares, v).reshape(x.shape) @ p["wo"]


def block(p, x):
    x = x + attention(p, normalized(x, p["ln1_g"], p["ln1_b"]))
    inner = normalized(x, p["ln2_g"], p["ln2_b"]) @ p["w1"] + p["b1"]
    return x + jax.nn.gelu(inner, approximate=True) @ p["w2"] + p["b2"]


positions = lambda salt: lambda: sym((BATCH, LENGTH, WIDTH), salt)


@workload("ad.block_fwdbwd", lambda: block_parameters(510), positions(1), positions(2))
def _(parameters, x, weights):
    return jax.grad(lambda p, x: (block(p, x) * weights).sum(), argnums=(0, 1))(parameters, x)


def transformer():
    return {
        "wte": sym((VOCABULARY, WIDTH), 500, 0.05), "wpe": sym((LENGTH, WIDTH), 501, 0.05),
        "head": sym((WIDTH, VOCABULARY), 502, 0.06), "lnf_g": ones(WIDTH), "lnf_b": zeros(WIDTH),
        "blocks": [block_parameters(510 + 10 * i) for i in range(4)],
    }


def transformer_loss(p, tokens, targets):
    x = p["wte"][tokens] + p["wpe"]
    for parameters in p["blocks"]:
        x = block(parameters, x)
    return cross_entropy(normalized(x, p["lnf_g"], p["lnf_b"]) @ p["head"], targets)


def adam_state(parameters):
    nothing = jax.tree.map(np.zeros_like, parameters)
    return {"parameters": parameters, "means": nothing, "squares": nothing, "time": np.float32(0)}


def transformer_step(state, tokens, targets):
    value, gradient = jax.value_and_grad(transformer_loss)(state["parameters"], tokens, targets)
    time = state["time"] + 1
    means = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, state["means"], gradient)
    squares = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, state["squares"], gradient)
    move = lambda m, v: 1e-3 * (m / (1 - 0.9**time)) / (jnp.sqrt(v / (1 - 0.999**time)) + 1e-8)
    parameters = jax.tree.map(lambda p, m, v: p - move(m, v), state["parameters"], means, squares)
    return {"parameters": parameters, "means": means, "squares": squares, "time": time}, value


def sentences():
    return ints((BATCH, LENGTH), 1, VOCABULARY), ints((BATCH, LENGTH), 2, VOCABULARY)


by_hand("ad.gpt_step")(
    lambda: trained(transformer_step, adam_state(transformer()), sentences(), lambda state: state["parameters"])
)
