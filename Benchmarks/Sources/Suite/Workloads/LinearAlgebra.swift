import Jacobi

/// Products of matrices and of batches of them.
let productWorkloads: [Workload] =
  [64, 256, 1024, 2048].map { n in
    let cube = Double(n * n * n)
    return linear("la.matmul.\(n)", "\(n)x\(n) by \(n)x\(n)", flops: 2 * cube, bytes: Double(12 * n * n)) {
      .compiled(sym([n, n], 1), sym([n, n], 2), matmul)
    }
  } + [
    linear("la.batched_matmul.64x128", "64 products of 128x128", flops: 64 * 2 * 128 * 128 * 128) {
      .compiled(sym([64, 128, 128], 1), sym([64, 128, 128], 2), matmul)
    },
    linear("la.matvec.4096", "4096x4096 by 4096", flops: 2 * 4096 * 4096, bytes: 4 * 4096 * 4096) {
      .compiled(sym([4096, 4096], 1), sym([4096], 2), matmul)
    },
    linear(
      "la.attn_scores", "einsum bqhd,bkhd->bhqk with b=8, q=k=256, h=8, d=64", flops: 2 * 8 * 8 * 256 * 256 * 64
    ) {
      .compiled(sym([8, 256, 8, 64], 1), sym([8, 256, 8, 64], 2)) { (q: Tensor, k: Tensor) in
        einsum("bqhd,bkhd->bhqk", q, k)
      }
    },
  ]

/// Decompositions, and Fourier transforms.
let decompositionWorkloads: [Workload] = [
  linear("la.cholesky.512", "lower factor of A Aᵀ + 512 I, A=sym(1)", flops: 512 * 512 * 512 / 3) {
    .compiled(Tensor(positiveDefinite(512), shape: [512, 512])) { Linalg.cholesky($0) }
  },
  linear(
    "la.solve.512", "x with (sym(1) + 32 I) x = sym(2), 64 right sides", flops: 512 * 512 * (2.0 / 3 * 512 + 128),
    tolerance: 1e-3
  ) {
    .compiled(sym([512, 512], 1) + 32 * Tensor.eye(512), sym([512, 64], 2)) { Linalg.solve($0, $1) }
  },
  linear("la.svd.256", "U, S, V of sym(1), 256x256; S is compared", tolerance: 1e-3) {
    let decompose = jit { (a: Tensor) in Linalg.svd(a, fullMatrices: false) }
    let a = sym([256, 256], 1)
    return PreparedWorkload({ try decompose(a) }, comparing: { [$0.s] })
  },
  linear("la.eigh.256", "eigenvalues and eigenvectors of (A + Aᵀ)/2; the former are compared", tolerance: 1e-3) {
    let decompose = jit { (a: Tensor) in Linalg.eigh(a) }
    let a = sym([256, 256], 1)
    let symmetric = (a + a.T) * 0.5
    return PreparedWorkload({ try decompose(symmetric) }, comparing: { [$0.eigenvalues] })
  },
  linear(
    "la.qr.512", "reduced Q, R of sym(1), 512x512; |R| is compared", flops: 8.0 / 3 * 512 * 512 * 512, tolerance: 1e-3
  ) {
    let decompose = jit { (a: Tensor) in Linalg.qr(a) }
    let a = sym([512, 512], 1)
    return PreparedWorkload({ try decompose(a) }, comparing: { [abs($0.r.triu())] })
  },
  linear("fft.c2c.2^20", "forward transform of sym(1) + i sym(2), n=2^20", flops: 5 * 20 * 0x1p20, tolerance: 1e-3) {
    .compiled(complex(sym([1 << 20], 1), sym([1 << 20], 2))) { FFT.fft($0) }
  },
  linear("fft.rfft.512x4096", "forward transform of real rows", flops: 2.5 * 512 * 4096 * 12, tolerance: 1e-3) {
    .compiled(sym([512, 4096], 1)) { FFT.rfft($0) }
  },
]

/// Convolutions and pooling of images, and their gradients.
let imageWorkloads: [Workload] =
  ImageOrder.allCases.flatMap { order in
    [
      linear("conv.\(order)_fwd", "3x3 convolution of 64 features, same padding", flops: order.flops, tolerance: 1e-3) {
        .compiled(order.images(1), order.kernel) { order.convolved($0, $1) }
      },
      linear(
        "conv.\(order)_fwdbwd", "its value, and gradients for both operands with weights sym(3)",
        flops: 3 * order.flops, tolerance: 1e-3
      ) {
        .compiled(order.images(1), order.kernel, order.images(3)) { (x: Tensor, kernel: Tensor, weights: Tensor) in
          let (value, pullback) = try vjp({ (x: Tensor, kernel: Tensor) in order.convolved(x, kernel) }, at: x, kernel)
          let (dx, dkernel) = try pullback(weights)
          return [value, dx, dkernel]
        }
      },
    ]
  } + [
    linear("nn.maxpool_fwd", "2x2 maximum of NHWC 32x56x56x64", bytes: 1.25 * ImageOrder.bytes) {
      .compiled(ImageOrder.nhwc.images(1)) { maxPooled($0) }
    },
    linear("nn.maxpool_fwdbwd", "its gradient with weights sym(3)", bytes: 2.25 * ImageOrder.bytes) {
      .compiled(ImageOrder.nhwc.images(1), sym([32, 28, 28, 64], 3)) { (x: Tensor, weights: Tensor) in
        try vjp({ (x: Tensor) in maxPooled(x) }, at: x).pullback(weights)
      }
    },
  ]

func maxPooled(_ x: Tensor) -> Tensor { maxPool(x, window: [2, 2], strides: [2, 2], layout: .featuresLast) }

/// The order of the axes of images and kernels; the numbers are those of the first order, in every one.
private enum ImageOrder: CaseIterable {
  case nhwc, nchw

  static let bytes = 4.0 * 32 * 56 * 56 * 64
  var flops: Double { 2 * 32 * 56 * 56 * 64 * 64 * 9 }

  func images(_ salt: Int) -> Tensor {
    let images = sym([32, 56, 56, 64], salt)
    return self == .nhwc ? images : images.transposed(0, 3, 1, 2)
  }

  var kernel: Tensor {
    let kernel = sym([3, 3, 64, 64], 2, scale: 0.05)
    return self == .nhwc ? kernel : kernel.transposed(3, 2, 0, 1)
  }

  func convolved(_ x: Tensor, _ kernel: Tensor) -> Tensor {
    convolution(x, kernel, padding: .same, layout: self == .nhwc ? .featuresLast : .featuresFirst)
  }
}

private func linear(
  _ id: String, _ definition: String, flops: Double? = nil, bytes: Double? = nil, tolerance: Double = 1e-4,
  _ prepare: @escaping @Sendable () throws -> PreparedWorkload
) -> Workload {
  Workload(
    id: id, group: .linearAlgebra, definition: definition, flops: flops, bytes: bytes, tolerance: tolerance,
    prepare: prepare)
}
