"""Small but realistic functions with loops, for goldens of compositions. Each takes one vector and gives one vector.

Tests/CompositionTests/Realistic has the same functions in Swift, with the same numbers in them.
"""

import jax
import jax.numpy as jnp
from jax import lax


def wave(*shape, shift=0.0, scale=1.0):
    """Numbers that need no file: sin(shift + 0), sin(shift + 1), ... in row-major order, times a scale."""
    count = 1
    for size in shape:
        count *= size
    return (scale * jnp.sin(shift + jnp.arange(count, dtype=jnp.float64))).reshape(shape)


def mlp(x):
    hidden = jnp.tanh(wave(5, 4) @ x + wave(5, shift=0.5))
    hidden = jax.nn.softplus(wave(5, 5, shift=1.0) @ hidden)
    return jax.nn.log_softmax(wave(3, 5, shift=2.0) @ hidden)


def cnn(x):
    image = x.reshape(1, 1, 6, 6)
    kernel = wave(2, 1, 3, 3)
    maps = jax.nn.gelu(lax.conv_general_dilated(image, kernel, (1, 1), "SAME"), approximate=False)
    pooled = lax.reduce_window(maps, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
    return jnp.tanh(pooled.reshape(-1) @ wave(18, 4, shift=0.3, scale=0.5))


def lstm(x):
    size = 3
    inputs = x.reshape(4, 2)
    to_gates, recurrent, bias = wave(2, 4 * size), wave(size, 4 * size, shift=0.7), wave(4 * size, shift=0.2, scale=0.1)

    def step(carry, inputs):
        cell, hidden = carry
        i, f, g, o = jnp.split(inputs @ to_gates + hidden @ recurrent + bias, 4)
        cell = jax.nn.sigmoid(f) * cell + jax.nn.sigmoid(i) * jnp.tanh(g)
        hidden = jax.nn.sigmoid(o) * jnp.tanh(cell)
        return (cell, hidden), hidden

    (cell, _), outputs = lax.scan(step, (jnp.zeros(size), jnp.zeros(size)), inputs)
    return jnp.concatenate([cell, outputs.reshape(-1)])


def attention(x):
    tokens = x.reshape(4, 3)
    query, key, value = (tokens @ wave(3, 3, shift=shift) for shift in (0.0, 1.0, 2.0))
    scores = query @ key.T / jnp.sqrt(3.0)
    scores = jnp.where(jnp.tril(jnp.ones((4, 4), bool)), scores, -1e9)
    mixed = jax.nn.softmax(scores, axis=-1) @ value + tokens
    centred = mixed - mixed.mean(axis=-1, keepdims=True)
    return (centred / jnp.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5)).reshape(-1)


def ode(x):
    """Runge and Kutta's method for predators and prey, whose rates are x."""
    a, b, c, d = x

    def velocity(state):
        prey, predators = state
        return jnp.stack([a * prey - b * prey * predators, c * prey * predators - d * predators])

    def step(state, _):
        h = 0.1
        k1 = velocity(state)
        k2 = velocity(state + h / 2 * k1)
        k3 = velocity(state + h / 2 * k2)
        k4 = velocity(state + h * k3)
        state = state + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        return state, state[0]

    state, prey = lax.scan(step, jnp.array([1.0, 0.5]), None, length=8)
    return jnp.concatenate([state, prey])


def kalman(x):
    """The filtered means and the log-likelihood of observations x of a particle in one dimension."""
    motion = jnp.array([[1.0, 0.5], [0.0, 0.9]])
    noise = jnp.array([[0.1, 0.02], [0.02, 0.2]])
    observe = jnp.array([[1.0, 0.0]])

    def step(carry, observation):
        mean, covariance, total = carry
        mean, covariance = motion @ mean, motion @ covariance @ motion.T + noise
        innovation = observation - observe @ mean
        spread = observe @ covariance @ observe.T + 0.3
        gain = jnp.linalg.solve(spread, observe @ covariance).T
        mean = mean + gain @ innovation
        covariance = covariance - gain @ observe @ covariance
        total = total - 0.5 * (innovation @ jnp.linalg.solve(spread, innovation) + jnp.log(jnp.linalg.det(spread)))
        return (mean, covariance, total), mean

    (mean, _, total), means = lax.scan(step, (jnp.zeros(2), jnp.eye(2), 0.0), x)
    return jnp.concatenate([total[None], mean, means[:, 1]])


def newton(x):
    """The roots y of y**3 + y = x, iterated until the largest residual is small."""

    def residual(y):
        return y**3 + y - x

    return lax.while_loop(
        lambda y: jnp.max(jnp.abs(residual(y))) > 1e-10, lambda y: y - residual(y) / (3 * y**2 + 1), x)


def mandelbrot(x):
    """The orbit of x[0] + i x[1], until it escapes or for 20 steps, and the number of steps."""

    def going(state):
        re, im, count = state
        return (re**2 + im**2 < 4.0) & (count < 20)

    def step(state):
        re, im, count = state
        return re**2 - im**2 + x[0], 2 * re * im + x[1], count + 1

    re, im, count = lax.while_loop(going, step, (0.0 * x[0], 0.0 * x[1], 0))
    return jnp.stack([re, im, count.astype(x.dtype)])


def nbody(x):
    """Three bodies in the plane, five leapfrog steps."""
    masses = jnp.array([1.0, 0.5, 0.25])

    def acceleration(positions):
        offsets = positions[None, :, :] - positions[:, None, :]
        distances = jnp.sqrt((offsets**2).sum(-1) + 0.1)
        return ((masses / distances**3)[:, :, None] * offsets).sum(1)

    def step(_, state):
        positions, velocities = state
        velocities = velocities + 0.05 * acceleration(positions)
        positions = positions + 0.1 * velocities
        return positions, velocities + 0.05 * acceleration(positions)

    positions, velocities = lax.fori_loop(0, 5, step, (x[:6].reshape(3, 2), x[6:].reshape(3, 2)))
    return jnp.concatenate([positions.reshape(-1), velocities.reshape(-1)])


def sorting(x):
    ordered = jnp.sort(x)
    best, _ = lax.top_k(x * jnp.arange(1.0, 7.0), 3)
    ranks = jnp.argsort(jnp.argsort(x)).astype(x.dtype)
    return jnp.concatenate([jnp.cumsum(ordered * wave(6)), best**2, (x * ranks).sum()[None]])


def solve(x):
    matrix = x.reshape(3, 3) + 4 * jnp.eye(3)
    solution = jnp.linalg.solve(matrix, wave(3))
    return jnp.concatenate([solution, jnp.linalg.slogdet(matrix)[1][None]])


def truncated(x):
    """The log-likelihood of data under a normal distribution between -1 and 2, x being its mean and log deviation."""
    mean, deviation = x[0], jnp.exp(x[1])
    data = wave(5)
    low, high = (-1.0 - mean) / deviation, (2.0 - mean) / deviation
    mass = jax.scipy.special.ndtr(high) - jax.scipy.special.ndtr(low)
    z = (data - mean) / deviation
    return -0.5 * z**2 - jnp.log(deviation) - 0.5 * jnp.log(2 * jnp.pi) - jnp.log(mass)


def branches(x):
    """Depending on the sum and on the place of the largest number, one of several formulas."""
    y = lax.cond(x.sum() > 0, lambda x: jnp.sin(x) * x, lambda x: x**2 - 1, x)
    return lax.switch(jnp.argmax(x), [jnp.tanh, lambda y: y * y[0], lambda y: y / (1 + y**2)], y)


# Of each function: a point, and whether reverse mode of JAX can differentiate it.
FUNCTIONS = {
    "mlp": (mlp, wave(4, shift=3.0), True),
    "cnn": (cnn, wave(36, shift=0.1), True),
    "lstm": (lstm, wave(8, shift=0.4), True),
    "attention": (attention, wave(12, shift=0.6), True),
    "ode": (ode, jnp.array([1.1, 0.4, 0.3, 0.8]), True),
    "kalman": (kalman, wave(4, shift=0.2), True),
    "newton": (newton, jnp.array([2.0, -0.5, 7.0]), False),
    "mandelbrot": (mandelbrot, jnp.array([-0.4, 0.65]), False),
    "nbody": (nbody, wave(12, shift=0.9), True),
    "sorting": (sorting, wave(6, shift=5.0), True),
    "solve": (solve, wave(9, shift=1.5), True),
    "truncated": (truncated, jnp.array([0.3, -0.2]), True),
    "branches": (branches, jnp.array([0.3, -0.2, 0.9]), True),
}
