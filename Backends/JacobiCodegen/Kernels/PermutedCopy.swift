import CJacobiCodegen

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
