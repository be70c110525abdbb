import CNumericLibraries
import JacobiCodegen
import JacobiCore
import JacobiPrimitives

extension OpenBLASLibrary {
  static let factorizations: [Row] = [
    row { (_: Cholesky, inputs, _) in
      guard let a = MatrixStack(inputs[0]) else { return nil }
      return LibraryCall(lapack: "potrf") { memory in
        try a.forEachMatrix {
          let factor = memory.results[0] + $0 * a.stride
          // SAFETY: both are memory of stacks like this one.
          factor.copyMemory(from: memory.operands[0] + $0 * a.stride, byteCount: a.stride)
          return min(0, jacobi_cholesky(a.element.code, Int32(a.rows), factor))
        }
      }
    },
    row { (_: LU, inputs, _) in
      guard let a = MatrixStack(inputs[0]) else { return nil }
      return LibraryCall(lapack: "getrf", scratch: a.byteCount) { memory in
        // SAFETY: results of this type.
        let pivots = memory.results[1].assumingMemoryBound(to: Int32.self)
        let permutations = memory.results[2].assumingMemoryBound(to: Int32.self)
        let pivotCount = min(a.rows, a.columns)
        a.transpose(memory.operands[0], to: memory.scratch!)
        try a.forEachMatrix {
          jacobi_lu(
            a.element.code, Int32(a.rows), Int32(a.columns), memory.scratch! + $0 * a.stride,
            pivots + $0 * pivotCount, permutations + $0 * a.rows)
        }
        a.restore(memory.scratch!, to: memory.results[0])
      }
    },
    row { (_: HouseholderFactorization, inputs, _) in
      guard let a = MatrixStack(inputs[0]) else { return nil }
      return LibraryCall(lapack: "geqrf", scratch: a.byteCount) { memory in
        let tauStride = min(a.rows, a.columns) * a.element.byteCount
        a.transpose(memory.operands[0], to: memory.scratch!)
        try a.forEachMatrix {
          jacobi_reflections(
            a.element.code, Int32(a.rows), Int32(a.columns), memory.scratch! + $0 * a.stride,
            memory.results[1] + $0 * tauStride)
        }
        a.restore(memory.scratch!, to: memory.results[0])
      }
    },
    row { (_: HouseholderProduct, inputs, _) in
      guard let a = MatrixStack(inputs[0]), let factorCount = inputs[1].shape.sizes.last else { return nil }
      return LibraryCall(lapack: "orgqr", scratch: a.byteCount) { memory in
        a.transpose(memory.operands[0], to: memory.scratch!)
        try a.forEachMatrix {
          jacobi_reflection_product(
            a.element.code, Int32(a.rows), Int32(a.columns), Int32(factorCount), memory.scratch! + $0 * a.stride,
            memory.operands[1] + $0 * factorCount * a.element.byteCount)
        }
        a.restore(memory.scratch!, to: memory.results[0])
      }
    },
    row { (qr: QR, inputs, outputs) in
      guard let a = MatrixStack(inputs[0]), let q = MatrixStack(outputs[0]) else { return nil }
      let plan = QRPlan(a: a, q: q, pivoting: qr.pivoting)
      return LibraryCall(qr.pivoting ? "lapack geqp3" : "lapack geqrf", plan: plan, scratchByteCount: plan.scratch)
    },
    row { (solve: TriangularSolve, inputs, _) in
      guard let a = MatrixStack(inputs[0]), let b = MatrixStack(inputs[1]) else { return nil }
      let plan = TriangularPlan(solve, a, b)
      return LibraryCall("lapack trsm", plan: plan)
    },
  ]
}

/// Orthonormal columns and the triangle, with columns exchanged or not.
private final class QRPlan: LibraryPlan {
  private let a: MatrixStack
  private let q: MatrixStack
  private let pivoting: Bool

  init(a: MatrixStack, q: MatrixStack, pivoting: Bool) {
    (self.a, self.q, self.pivoting) = (a, q, pivoting)
  }

  private var inner: Int { q.columns }
  private var factorCount: Int { min(a.rows, a.columns) }
  /// The matrices, those of the orthonormal columns, and the factors of the reflections.
  var scratch: Int { rounded(a.byteCount) + rounded(q.byteCount) + a.count * factorCount * a.element.byteCount }
  private func rounded(_ byteCount: Int) -> Int { (byteCount + 63) / 64 * 64 }

  func run(_ memory: CallMemory) throws {
    let factors = memory.scratch!
    let bases = factors + rounded(a.byteCount)
    let scales = bases + rounded(q.byteCount)
    a.transpose(memory.operands[0], to: factors)
    try a.forEachMatrix { index in
      let (factor, basis) = (factors + index * a.stride, bases + index * q.stride)
      let scale = scales + index * factorCount * a.element.byteCount
      let status = reflections(factor, scale, index, memory)
      if status < 0 { return status }
      // Columns of both are as long.
      // SAFETY: both are in scratch memory, one behind the other, as `scratch` counts it.
      basis.copyMemory(from: factor, byteCount: factorCount * a.rows * a.element.byteCount)
      storeTriangle(factor, memory.results[1] + index * inner * a.columns * a.element.byteCount)
      return jacobi_reflection_product(
        a.element.code, Int32(a.rows), Int32(inner), Int32(factorCount), basis, scale)
    }
    q.restore(bases, to: memory.results[0])
  }

  private func reflections(
    _ factor: UnsafeMutableRawPointer, _ scale: UnsafeMutableRawPointer, _ index: Int, _ memory: CallMemory
  ) -> Int32 {
    let (code, rows, columns) = (a.element.code, Int32(a.rows), Int32(a.columns))
    if !pivoting { return jacobi_reflections(code, rows, columns, factor, scale) }
    // SAFETY: a result of this type.
    let permutation = memory.results[2].assumingMemoryBound(to: Int32.self) + index * a.columns
    return jacobi_pivoted_reflections(code, rows, columns, factor, permutation, scale)
  }

  /// Copies the upper triangle to row-major order, zeros below it.
  private func storeTriangle(_ factor: UnsafeMutableRawPointer, _ result: UnsafeMutableRawPointer) {
    let size = a.element.byteCount
    copyPermuted(
      byteCount: size, sizes: [inner, a.columns], strides: [1, a.rows], from: factor, to: result)
    for row in 1..<max(inner, 1) {
      // SAFETY: a row of the result.
      (result + row * a.columns * size).initializeMemory(
        as: UInt8.self, repeating: 0, count: min(row, a.columns) * size)
    }
  }
}
