import CNumericLibraries
import JacobiCodegen
import JacobiCore
import JacobiPrimitives

extension OpenBLASLibrary {
  static let spectra: [Row] = [
    row { (svd: SVD, inputs, outputs) in
      guard let a = MatrixStack(inputs[0]) else { return nil }
      return LibraryCall(lapack: "gesdd", scratch: a.byteCount) { memory in
        a.copy(memory.operands[0], to: memory.scratch!)
        try a.forEachMatrix { index in
          let results = StackResults(outputs, memory.results, count: a.count, index)
          // Aᵀ, which the memory holds in column-major order, has conjugate vectors and sides exchanged: Vᴴ and U of A in
          // row-major order are what comes of it.
          return results.unless(a, memory.scratch! + index * a.stride) { matrix in
            jacobi_svd(
              a.element.code, svd.fullMatrices, Int32(a.columns), Int32(a.rows), matrix, results[0],
              svd.computeUV ? results[2] : nil, svd.computeUV ? results[1] : nil)
          }
        }
      }
    },
    row { (eigh: Eigh, inputs, outputs) in
      guard let a = MatrixStack(inputs[0]) else { return nil }
      return LibraryCall(lapack: "syevd", scratch: a.byteCount) { memory in
        a.transpose(memory.operands[0], to: memory.scratch!)
        clearTriangles(a, memory.scratch!, upper: eigh.lower)
        try a.forEachMatrix { index in
          let results = StackResults(outputs, memory.results, count: a.count, index)
          let matrix = memory.scratch! + index * a.stride
          return results.unless(a, matrix, missing: matrix) { matrix in
            jacobi_eigh(a.element.code, eigh.lower, Int32(a.rows), matrix, results[1])
          }
        }
        a.restore(memory.scratch!, to: memory.results[0])
      }
    },
    row { (schur: Schur, inputs, outputs) in
      guard let a = MatrixStack(inputs[0]) else { return nil }
      let half = (a.byteCount + 63) / 64 * 64
      return LibraryCall(lapack: "gees", scratch: half + (schur.computeSchurVectors ? a.byteCount : 0)) { memory in
        let (forms, bases) = (memory.scratch!, memory.scratch! + half)
        a.transpose(memory.operands[0], to: forms)
        try a.forEachMatrix { index in
          let (form, basis) = (forms + index * a.stride, schur.computeSchurVectors ? bases + index * a.stride : nil)
          let isFinite = jacobi_is_finite(a.element.code, Int64(a.elementCount), form)
          let status = isFinite ? jacobi_schur(a.element.code, Int32(a.rows), form, basis) : 1
          if status > 0 {
            jacobi_fill_missing(a.element.code, Int64(a.elementCount), form)
            if let basis { jacobi_fill_missing(a.element.code, Int64(a.elementCount), basis) }
          }
          return min(status, 0)
        }
        a.restore(forms, to: memory.results[0])
        if schur.computeSchurVectors { a.restore(bases, to: memory.results[1]) }
      }
    },
    row { (eig: Eig, inputs, outputs) in
      MatrixStack(inputs[0]).map { a in
        let plan = EigPlan(a, eig, outputs)
        return LibraryCall("lapack geev", plan: plan, scratchByteCount: plan.scratch)
      }
    },
    row { (_: Hessenberg, inputs, outputs) in
      guard let a = MatrixStack(inputs[0]) else { return nil }
      let factorCount = outputs[1].shape.sizes[outputs[1].rank - 1]
      return LibraryCall(lapack: "gehrd", scratch: a.byteCount) { memory in
        a.transpose(memory.operands[0], to: memory.scratch!)
        try a.forEachMatrix {
          jacobi_hessenberg(
            a.element.code, Int32(a.rows), memory.scratch! + $0 * a.stride,
            memory.results[1] + $0 * factorCount * a.element.byteCount)
        }
        a.restore(memory.scratch!, to: memory.results[0])
      }
    },
  ]
}

/// Sets the elements above (or below) the diagonals of matrices in column-major order to zero: they are not to be looked at.
private func clearTriangles(_ stack: MatrixStack, _ matrices: UnsafeMutableRawPointer, upper: Bool) {
  let size = stack.element.byteCount
  for index in 0..<stack.count {
    for column in 0..<stack.columns {
      let start = matrices + index * stack.stride + column * stack.rows * size
      let rows = upper ? 0..<column : column + 1..<stack.rows
      // SAFETY: rows of the result, which is this large.
      (start + rows.lowerBound * size).initializeMemory(as: UInt8.self, repeating: 0, count: rows.count * size)
    }
  }
}

/// What the results of an operation have for one matrix of a stack.
struct StackResults {
  private let types: [TensorType]
  private let results: UnsafePointer<UnsafeMutableRawPointer>
  private let count: Int
  private let index: Int

  init(_ types: [TensorType], _ results: UnsafePointer<UnsafeMutableRawPointer>, count: Int, _ index: Int) {
    (self.types, self.results, self.count, self.index) = (types, results, count, index)
  }

  subscript(_ position: Int) -> UnsafeMutableRawPointer {
    results[position] + index * (types[position].byteCount / count)
  }

  /// Runs `body` on a matrix unless it has an element that is not finite. All results are NaN if it has, or if there are none.
  ///
  /// - Parameter missing: what stands for the first result until it is brought to row-major order.
  func unless(
    _ stack: MatrixStack, _ matrix: UnsafeMutableRawPointer, missing: UnsafeMutableRawPointer? = nil,
    _ body: (UnsafeMutableRawPointer) -> Int32
  ) -> Int32 {
    let isFinite = jacobi_is_finite(stack.element.code, Int64(stack.elementCount), matrix)
    let status = isFinite ? body(matrix) : 1
    if status > 0 {
      for (position, type) in types.enumerated() {
        guard let element = LibraryElement(type.dtype) else { continue }
        let target = position == 0 ? missing ?? self[0] : self[position]
        jacobi_fill_missing(element.code, Int64(type.elementCount / count), target)
      }
    }
    return min(status, 0)
  }
}
