/// Products of matrices by a library. All matrices are in row-major order; the leading dimension is the distance between rows.
package protocol MatrixFunctions: Sendable {
  /// What messages and listings call the library.
  var name: String { get }

  /// Whether an element of a large product has the same bits whatever is computed beside it.
  var dividesFreely: Bool { get }

  /// Whether the library has products of this element.
  func has(_ element: LibraryElement) -> Bool

  /// C = A B, where `transposedA` says that the memory holds A transposed. `k` is at least 1.
  func gemm(
    _ element: LibraryElement, _ transposedA: Bool, _ transposedB: Bool, _ m: Int32, _ n: Int32, _ k: Int32,
    _ a: UnsafeRawPointer, _ lda: Int32, _ b: UnsafeRawPointer, _ ldb: Int32, _ c: UnsafeMutableRawPointer,
    _ ldc: Int32)

  /// y = A x for A of `m` rows and `n` columns, or y = Aᵀ x.
  func gemv(
    _ element: LibraryElement, _ transposed: Bool, _ m: Int32, _ n: Int32, _ a: UnsafeRawPointer, _ lda: Int32,
    _ x: UnsafeRawPointer, _ increment: Int32, _ y: UnsafeMutableRawPointer)

  /// The sum of products, without conjugation.
  func dot(
    _ element: LibraryElement, _ n: Int32, _ x: UnsafeRawPointer, _ xIncrement: Int32, _ y: UnsafeRawPointer,
    _ yIncrement: Int32, _ result: UnsafeMutableRawPointer)
}

// A vector is a matrix of one column.
extension MatrixFunctions {
  package func gemv(
    _ element: LibraryElement, _ transposed: Bool, _ m: Int32, _ n: Int32, _ a: UnsafeRawPointer, _ lda: Int32,
    _ x: UnsafeRawPointer, _ increment: Int32, _ y: UnsafeMutableRawPointer
  ) {
    let (rows, inner) = transposed ? (n, m) : (m, n)
    gemm(element, transposed, false, rows, 1, inner, a, lda, x, increment, y, 1)
  }

  package func dot(
    _ element: LibraryElement, _ n: Int32, _ x: UnsafeRawPointer, _ xIncrement: Int32, _ y: UnsafeRawPointer,
    _ yIncrement: Int32, _ result: UnsafeMutableRawPointer
  ) {
    gemm(element, true, false, 1, 1, n, x, xIncrement, y, yIncrement, result, 1)
  }
}
