"""Sequential computations, and batches of small ones."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from fills import positive_definite, sym, unit
from suite import by_hand, device, prepared, workload

# Loops

STEPS, BATCH, HIDDEN = 256, 32, 128


def lstm_parameters():
    scale = HIDDEN**-0.5
    return {
        "b": np.zeros(4 * HIDDEN, np.float32), "w_hh": sym((4 * HIDDEN, HIDDEN), 3, scale),
        "w_ih": sym((4 * HIDDEN, HIDDEN), 2, scale),
    }


def lstm(p, x):
    def step(state, inputs):
        output, memory = state
        i, f, g, o = jnp.split(inputs + output @ p["w_hh"].T, 4, axis=-1)
        memory = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g)
        output = jax.nn.sigmoid(o) * jnp.tanh(memory)
        return (output, memory), output

    start = jnp.zeros((x.shape[1], HIDDEN), jnp.float32)
    return lax.scan(step, (start, start), x @ p["w_ih"].T + p["b"])[1]


def lstm_gradient(parameters, x):
    return jax.grad(lambda p: (lstm(p, x) ** 2).mean())(parameters)


series = lambda: sym((STEPS, BATCH, HIDDEN), 1)
workload("seq.lstm_fwd", lstm_parameters, series)(lstm)
workload("seq.lstm_grad", lstm_parameters, series)(lstm_gradient)


def running(update):
    """All values of c <- update(c, x)."""

    def step(c, x):
        c = update(c, x)
        return c, c

    return lambda x: lax.scan(step, jnp.float32(0), x)[1]


workload("seq.scalar_scan.1e5", lambda: sym((100_000,), 1))(running(lambda c, x: 0.999 * c + x))
workload("seq.vmap_scan.256x1000", lambda: sym((256, 1000), 1))(
    jax.vmap(running(lambda c, x: jnp.tanh(0.9 * c + x)))
)


def runge_kutta(f, s, dt):
    k1 = f(s)
    k2 = f(s + dt / 2 * k1)
    k3 = f(s + dt / 2 * k2)
    return s + dt / 6 * (k1 + 2 * k2 + 2 * k3 + f(s + dt * k3))


def lorenz(s):
    x, y, z = s
    return jnp.stack([10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z])


@workload("seq.lorenz_rk4.1e5", lambda: np.ones(3, np.float32))
def _(start):
    return lax.scan(lambda s, _: (runge_kutta(lorenz, s, 1e-5), None), start, length=100_000)[0]


def van_der_pol(s):
    x, y = s
    return jnp.stack([y, (1 - x**2) * y - x])


@workload("ad.vmap_ode", lambda: sym((1000, 2), 1, 2))
@jax.vmap
def _(start):
    return lax.fori_loop(0, 100, lambda _, s: runge_kutta(van_der_pol, s, 0.01), start)


@workload("seq.mandelbrot.512x512x200")
def _():
    axis = jnp.arange(512, dtype=jnp.float32) * (2.5 / 512)
    real, imaginary = jnp.broadcast_arrays(axis - 2, (axis - 1.25)[:, None])

    def step(state):
        k, x, y, count, inside = state
        moved = x * x - y * y + real, 2 * x * y + imaginary
        x, y = jnp.where(inside, moved[0], x), jnp.where(inside, moved[1], y)
        return k + 1, x, y, count + inside, inside & (x * x + y * y <= 4)

    start = jnp.zeros((512, 512), jnp.float32)
    state = 0, start, start, start.astype(jnp.int32), start == 0
    return lax.while_loop(lambda state: (state[0] < 200) & state[4].any(), step, state)[3]


@workload("seq.nbody.256x100", lambda: sym((256, 3), 1), lambda: unit((256,), 2, 1 / 256))
def _(start, masses):
    def step(_, state):
        r, v = state
        d = r[None] - r[:, None]
        pull = masses / ((d * d).sum(-1) + 0.01) ** 1.5
        v = v + 1e-3 * (pull[..., None] * d).sum(1)
        return r + 1e-3 * v, v

    return lax.fori_loop(0, 100, step, (start, jnp.zeros_like(start)))


@workload("seq.assoc_scan.1e5", lambda: unit((100_000,), 1), lambda: sym((100_000,), 2))
def _(a, b):
    after = lambda p, q: (p[0] * q[0], q[0] * p[1] + q[1])
    return lax.associative_scan(after, (a, b))[1]


@workload("seq.scan_matmul64", lambda: sym((64, 64), 1), lambda: sym((64, 64), 2, 0.2))
def _(h, w):
    return lax.scan(lambda h, _: (jnp.tanh(h @ w), None), h, length=64)[0]


# Batches

left, right = lambda: sym((1000, 256), 1), lambda: sym((1000, 256), 2)
workload("vmap.dot_vmap", left, right)(jax.vmap(jnp.dot))
workload("vmap.dot_map", left, right)(lambda a, b: lax.map(lambda rows: jnp.dot(*rows), (a, b)))
workload("vmap.dot_batched", left, right)(lambda a, b: (a * b).sum(1))


@by_hand("vmap.dot_loop")
def _():
    pairs, product = list(zip(device(left()), device(right()))), jax.jit(jnp.dot)
    return prepared(lambda: [product(a, b) for a, b in pairs], np.array)


@workload("vmap.cholsolve_1000x16", lambda: positive_definite(16, (1000,)), lambda: sym((1000, 16), 2))
@jax.vmap
def _(a, b):
    return jax.scipy.linalg.cho_solve(jax.scipy.linalg.cho_factor(a), b)


weights, vectors = lambda: sym((512, 512), 1, 0.1), lambda: sym((256, 512), 2)


def layer(w, x):
    return jnp.tanh(w @ x)


workload("vmap.matvec_vmap", weights, vectors)(jax.vmap(layer, in_axes=(None, 0)))


@by_hand("vmap.matvec_loop")
def _():
    w, rows, compiled = device(weights()), list(device(vectors())), jax.jit(layer)
    return prepared(lambda: [compiled(w, x) for x in rows], np.array)
