import CNumericLibraries
import JacobiCodegen
import JacobiCore
import JacobiPrimitives

/// Eigenvalues and eigenvectors of any square matrices.
final class EigPlan: LibraryPlan {
  private let a: MatrixStack
  private let outputs: [TensorType]
  /// The positions of the results that hold vectors.
  private let left: Int?
  private let right: Int?

  init(_ a: MatrixStack, _ eig: Eig, _ outputs: [TensorType]) {
    (self.a, self.outputs) = (a, outputs)
    left = eig.computeLeftEigenvectors ? 1 : nil
    right = eig.computeRightEigenvectors ? outputs.count - 1 : nil
  }

  private var part: Int { (a.byteCount + 63) / 64 * 64 }
  /// The matrices, and the vectors as LAPACK gives them.
  var scratch: Int { 3 * part }

  func run(_ memory: CallMemory) throws {
    let matrices = memory.scratch!
    a.transpose(memory.operands[0], to: matrices)
    try a.forEachMatrix { index in
      let results = StackResults(outputs, memory.results, count: a.count, index)
      return results.unless(a, matrices + index * a.stride) { matrix in
        let vectors = [left, right].enumerated().map { position, result in
          result.map { _ in matrices + (position + 1) * part + index * a.stride }
        }
        let status = jacobi_eig(a.element.code, Int32(a.rows), matrix, results[0], vectors[0], vectors[1])
        if status == 0 {
          store(vectors[0], results, left)
          store(vectors[1], results, right)
        }
        return status
      }
    }
  }

  /// Writes vectors in row-major order.
  private func store(_ vectors: UnsafeMutableRawPointer?, _ results: StackResults, _ position: Int?) {
    guard let vectors, let position else { return }
    switch a.element {
    case .float, .double:
      jacobi_unpack_vectors(a.element == .double, Int32(a.rows), results[0], vectors, results[position])
    case .complexFloat, .complexDouble:
      copyPermuted(
        byteCount: a.element.byteCount, sizes: [a.rows, a.rows], strides: [1, a.rows], from: vectors,
        to: results[position])
    }
  }
}
