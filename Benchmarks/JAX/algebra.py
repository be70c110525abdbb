"""Linear algebra, Fourier transforms, convolutions and pooling."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from fills import positive_definite, sym
from suite import workload

for n in (64, 256, 1024, 2048):
    workload(f"la.matmul.{n}", lambda n=n: sym((n, n), 1), lambda n=n: sym((n, n), 2))(jnp.matmul)
workload("la.batched_matmul.64x128", lambda: sym((64, 128, 128), 1), lambda: sym((64, 128, 128), 2))(jnp.matmul)
workload("la.matvec.4096", lambda: sym((4096, 4096), 1), lambda: sym((4096,), 2))(jnp.matmul)
workload("la.attn_scores", *[lambda salt=salt: sym((8, 256, 8, 64), salt) for salt in (1, 2)])(
    lambda q, k: jnp.einsum("bqhd,bkhd->bhqk", q, k)
)


def shifted():
    return sym((512, 512), 1) + np.float32(32) * np.eye(512, dtype=np.float32)


def symmetric():
    a = sym((256, 256), 1)
    return (a + a.T) * np.float32(0.5)


workload("la.cholesky.512", lambda: positive_definite(512))(jnp.linalg.cholesky)
workload("la.solve.512", shifted, lambda: sym((512, 64), 2))(jnp.linalg.solve)
workload("la.svd.256", lambda: sym((256, 256), 1), compared=lambda parts: parts[1])(
    lambda a: jnp.linalg.svd(a, full_matrices=False)
)
workload("la.eigh.256", symmetric, compared=lambda parts: parts[0])(jnp.linalg.eigh)
workload("la.qr.512", lambda: sym((512, 512), 1), compared=lambda parts: np.abs(np.triu(parts[1])))(jnp.linalg.qr)
workload("fft.c2c.2^20", lambda: sym((1 << 20,), 1) + np.complex64(1j) * sym((1 << 20,), 2))(jnp.fft.fft)
workload("fft.rfft.512x4096", lambda: sym((512, 4096), 1))(jnp.fft.rfft)

LAYOUTS = {"nhwc": ("NHWC", "HWIO", "NHWC"), "nchw": ("NCHW", "OIHW", "NCHW")}


def convolved(x, kernel, layout="nhwc"):
    return lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=LAYOUTS[layout])


def max_pooled(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def declare_convolutions(layout):
    first = layout == "nchw"
    images = lambda salt: lambda: ordered(sym((32, 56, 56, 64), salt), (0, 3, 1, 2))
    ordered = lambda x, order: np.ascontiguousarray(x.transpose(order)) if first else x
    kernel = lambda: ordered(sym((3, 3, 64, 64), 2, 0.05), (3, 2, 0, 1))
    forward = lambda x, kernel: convolved(x, kernel, layout)

    def both(x, kernel, weights):
        value, pullback = jax.vjp(forward, x, kernel)
        return value, pullback(weights)

    workload(f"conv.{layout}_fwd", images(1), kernel)(forward)
    workload(f"conv.{layout}_fwdbwd", images(1), kernel, images(3))(both)


for layout in LAYOUTS:
    declare_convolutions(layout)
workload("nn.maxpool_fwd", lambda: sym((32, 56, 56, 64), 1))(max_pooled)
workload("nn.maxpool_fwdbwd", lambda: sym((32, 56, 56, 64), 1), lambda: sym((32, 28, 28, 64), 3))(
    lambda x, weights: jax.vjp(max_pooled, x)[1](weights)[0]
)
