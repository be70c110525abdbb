import CNumericLibraries
import JacobiCodegen
import JacobiCore

/// A stack of matrices of one size: an operand or a result of linear algebra.
struct MatrixStack: Sendable {
  let count: Int
  let rows: Int
  let columns: Int
  let element: LibraryElement

  /// - Returns: `nil` for a dtype or a size that LAPACK does not have.
  init?(_ type: TensorType) {
    guard let element = LibraryElement(type.dtype) else { return nil }
    let sizes = type.shape.sizes
    self.element = element
    (rows, columns) = (sizes[sizes.count - 2], sizes[sizes.count - 1])
    // Not the product of the leading axes: what is empty may have axes whose product overflows.
    if rows == 0 || columns == 0 || max(rows, columns) > 1 << 24 { return nil }
    count = type.elementCount / (rows * columns)
  }

  var elementCount: Int { rows * columns }
  /// Bytes of one matrix.
  var stride: Int { rows * columns * element.byteCount }
  var byteCount: Int { count * stride }

  /// Copies the matrices from row-major to column-major order.
  func transpose(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
    copyPermuted(
      byteCount: element.byteCount, sizes: [count, columns, rows], strides: [rows * columns, 1, columns], from: source,
      to: target)
  }

  /// Copies the matrices from column-major to row-major order.
  func restore(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
    copyPermuted(
      byteCount: element.byteCount, sizes: [count, rows, columns], strides: [rows * columns, 1, rows], from: source,
      to: target)
  }

  func copy(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
    // SAFETY: both are memory of stacks like this one.
    target.copyMemory(from: source, byteCount: byteCount)
  }

  /// Runs `body` for each matrix of the stack, several at a time, and throws if one of them finds no memory.
  ///
  /// - Parameter body: gives what a function of the library returns: a negative number when there is no memory.
  func forEachMatrix(_ body: (Int) -> Int32) throws {
    if count == 0 { return }
    // Enough of them that handing them to another thread is worth it, were each computed in the cube of its size.
    let work = Double(rows * columns) * Double(min(rows, columns))
    let failure = Failure()
    forEachPart(of: count, grain: max(1, Int(65_536 / work))) { part in
      for index in part where body(index) < 0 { failure.happened() }
    }
    if failure.hasHappened { throw LibraryFailure.noMemory }
  }
}
