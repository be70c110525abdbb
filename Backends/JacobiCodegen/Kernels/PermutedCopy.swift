import CJacobiCodegen
import JacobiCore
import JacobiPrimitives

/// How many axes ``copyPermuted(byteCount:sizes:strides:from:to:)`` can count.
package let maximumCopyRank = 64

/// Copies a tensor to row-major order on the threads of the pool.
///
/// - Parameters:
///   - byteCount: the size of an element.
///   - sizes: the sizes of the axes in the order of the target.
///   - strides: the strides of these axes in the source, in elements.
package func copyPermuted(
  byteCount: Int, sizes: [Int], strides: [Int], from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer
) {
  let isDone = jacobi_copy_permuted(
    Int32(byteCount), Int32(sizes.count), sizes.map(Int64.init), strides.map(Int64.init), source, target)
  precondition(isDone, "internal error: \(sizes.count) axes")
}

/// A transpose as a copy in blocks, which reads and writes whole lines of memory. Loops over the result would read a column of
/// the operand for each row.
enum PermutedCopy {
  /// Fewer elements are in the nearest cache, whatever their order.
  private static let worthwhileCount = 4096

  /// Whether an equation is better carried out in this way.
  ///
  /// - Parameter isWalked: whether the alternative is loops in the order of the result.
  static func isBetter(_ equation: Equation, isWalked: Bool) -> Bool {
    guard isWalked, let transpose = equation.primitive as? Transpose else { return false }
    let type = equation.outputs[0].type
    // Axes of one element have no order.
    let moved = transpose.permutation.filter { equation.inputs[0].type.shape.sizes[$0] != 1 }
    return type.elementCount >= worthwhileCount && type.rank <= maximumCopyRank && moved != moved.sorted()
      && moved.last != moved.max()
  }

  static func call(_ transpose: Transpose, _ input: TensorType) -> LibraryCall? {
    if input.rank > maximumCopyRank { return nil }
    let sizes = input.shape.sizes
    let strides = sizes.rowMajorStrides
    let order = transpose.permutation
    return LibraryCall(
      "transposed copy",
      plan: ClosurePlan { memory in
        copyPermuted(
          byteCount: input.dtype.byteCount, sizes: order.map { sizes[$0] }, strides: order.map { strides[$0] },
          from: memory.operands[0], to: memory.results[0])
      })
  }
}

extension KernelLibrary {
  static let copies: [Row] = [row { (transpose: Transpose, inputs, _) in PermutedCopy.call(transpose, inputs[0]) }]
}
