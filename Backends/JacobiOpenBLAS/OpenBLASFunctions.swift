import CNumericLibraries
import JacobiCodegen

/// Products of matrices by OpenBLAS.
struct OpenBLASFunctions: MatrixFunctions {
  var name: String { "openblas" }

  /// Each element is a sum in the order of the inner axis, which is cut into blocks by its size alone.
  var dividesFreely: Bool { true }

  func has(_ element: LibraryElement) -> Bool { true }

  func gemm(
    _ element: LibraryElement, _ transposedA: Bool, _ transposedB: Bool, _ m: Int32, _ n: Int32, _ k: Int32,
    _ a: UnsafeRawPointer, _ lda: Int32, _ b: UnsafeRawPointer, _ ldb: Int32, _ c: UnsafeMutableRawPointer,
    _ ldc: Int32
  ) {
    jacobi_gemm(element.code, transposedA, transposedB, m, n, k, a, lda, b, ldb, c, ldc)
  }

  func gemv(
    _ element: LibraryElement, _ transposed: Bool, _ m: Int32, _ n: Int32, _ a: UnsafeRawPointer, _ lda: Int32,
    _ x: UnsafeRawPointer, _ increment: Int32, _ y: UnsafeMutableRawPointer
  ) {
    jacobi_gemv(element.code, transposed, m, n, a, lda, x, increment, y)
  }

  func dot(
    _ element: LibraryElement, _ n: Int32, _ x: UnsafeRawPointer, _ xIncrement: Int32, _ y: UnsafeRawPointer,
    _ yIncrement: Int32, _ result: UnsafeMutableRawPointer
  ) {
    jacobi_dot(element.code, n, x, xIncrement, y, yIncrement, result)
  }
}
