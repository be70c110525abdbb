/// The sizes and layouts of a product of matrices.
package struct ProductShape: Sendable {
  package let rows: Int
  package let columns: Int
  package let inner: Int
  package let isLeftTransposed: Bool
  package let isRightTransposed: Bool
  /// Whether both are matrices, and none a vector.
  package let isGemm: Bool

  /// Multiplications and additions.
  package var work: Int { rows * columns * inner }
}

/// One product of a stack: `rows`×`inner` times `inner`×`columns`, by the function of a library that fits.
struct MatrixProduct: Sendable {
  let element: LibraryElement
  private let functions: any MatrixFunctions
  let rows: Int
  let columns: Int
  let inner: Int
  /// The left matrix as rows×inner; the right one as columns×inner, which is the transpose of what is multiplied.
  private let left: (isTransposed: Bool, leading: Int)
  private let right: (isTransposed: Bool, leading: Int)
  /// The distance between rows of the result.
  private let leading: Int
  private let leftStride: (free: Int, contracted: Int)
  private let rightStride: (free: Int, contracted: Int)
  private let form: Form

  private enum Form: String { case gemm, gemv, vectorTimesMatrix = "gemv with a row", dot }

  init(_ element: LibraryElement, _ left: OperandView, _ right: OperandView, by functions: some MatrixFunctions) {
    self.element = element
    self.functions = functions
    (rows, columns, inner) = (left.free.size, right.free.size, left.contracted.size)
    (self.left, self.right) = (left.layout, right.layout)
    leading = right.outer.count * right.free.size
    leftStride = (left.free.stride, left.contracted.stride)
    rightStride = (right.free.stride, right.contracted.stride)
    form =
      rows == 1 && columns == 1 ? .dot : columns == 1 && leading == 1 ? .gemv : rows == 1 ? .vectorTimesMatrix : .gemm
  }

  /// What decides which library is faster.
  var shape: ProductShape {
    ProductShape(
      rows: rows, columns: columns, inner: inner, isLeftTransposed: left.isTransposed,
      isRightTransposed: !right.isTransposed, isGemm: form == .gemm)
  }

  var name: String { "\(functions.name) \(element.letter)\(form.rawValue)" }

  /// Whether libraries, which count in 32 bits, can carry it out.
  var isCountable: Bool {
    [rows, columns, inner, left.leading, right.leading, leading, leftStride.contracted, rightStride.contracted]
      .allSatisfy { $0 <= Int(Int32.max) }
  }

  /// Multiplications and additions of one product.
  private var work: Int { rows * columns * inner }

  /// All products of a stack, divided among the threads.
  func runStack(
    _ stack: ProductStack, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutableRawPointer
  ) {
    let pieces = pieces(stackCount: stack.count)
    let count = stack.count * pieces
    let size = element.byteCount
    // Few enough parts that taking one costs nothing, enough of them that no thread waits long for another.
    let grain = max(worthwhileWork / max(work / pieces, 1), count / (4 * threadCount))
    forEachPart(of: count, grain: grain) { part in
      for index in part {
        let offsets = stack.offsets(index / pieces)
        run(
          piece: index % pieces, of: pieces, a + offsets.left * size, b + offsets.right * size,
          c + offsets.result * size)
      }
    }
  }

  /// Multiplications that take several times as long as it takes to hand them to another thread. Each number of a matrix
  /// that meets a vector is used once, so that they take as long as it takes to read it.
  private var worthwhileWork: Int { form == .gemm ? 1 << 18 : 1 << 16 }

  /// Into how many pieces each product is divided, so that all threads have something to do.
  ///
  /// The bits of the result must not depend on the number of threads. With OpenBLAS each element of a product of matrices
  /// is a sum in the order of the inner axis, whatever is computed beside it, unless it takes its kernels for small
  /// matrices, which it does below a million multiplications. Products of other libraries, and products with a vector,
  /// are added up in an order that depends on the size, which therefore alone decides about the pieces of these.
  private func pieces(stackCount: Int) -> Int {
    let longest = max(rows, columns) / MatrixProduct.alignment
    switch form {
    case .dot: return 1
    case .gemv, .vectorTimesMatrix: return max(1, min(longest, work / (2 * worthwhileWork), 16))
    case .gemm where !functions.dividesFreely: return min(max(longest, 1), piecesBySize)
    case .gemm:
      let threads = threadCount
      if stackCount >= 2 * threads { return 1 }
      // The smallest piece has at least half of the average.
      let bySize = max(1, min(longest, work / (2 * MatrixProduct.smallWork)))
      return min(bySize, (threads + stackCount - 1) / stackCount)
    }
  }

  /// Few: each of them brings its part of both operands into another order first.
  private var piecesBySize: Int {
    switch work {
    case ..<(1 << 22): 1
    case ..<(1 << 24): 2
    case ..<(1 << 27): 4
    default: 8
    }
  }

  /// Products up to this may be computed in another way than larger ones.
  private static let smallWork = 1 << 20

  /// Pieces begin at multiples of this, which the kernels of libraries divide matrices by.
  private static let alignment = 32

  private func run(
    piece: Int, of pieces: Int, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutableRawPointer
  ) {
    let dividesRows = rows >= columns
    let part = range(piece, of: pieces, count: dividesRows ? rows : columns)
    let rowRange = dividesRows ? part : 0..<rows
    let columnRange = dividesRows ? 0..<columns : part
    let size = element.byteCount
    multiply(
      rowRange.count, columnRange.count, a + rowRange.lowerBound * leftStride.free * size,
      b + columnRange.lowerBound * rightStride.free * size,
      c + (rowRange.lowerBound * leading + columnRange.lowerBound) * size)
  }

  private func range(_ piece: Int, of pieces: Int, count: Int) -> Range<Int> {
    if pieces == 1 { return 0..<count }
    let blocks = (count + MatrixProduct.alignment - 1) / MatrixProduct.alignment
    let bounds = [piece, piece + 1].map { min(blocks * $0 / pieces * MatrixProduct.alignment, count) }
    return bounds[0]..<bounds[1]
  }

  private func multiply(
    _ m: Int, _ n: Int, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutableRawPointer
  ) {
    let k = Int32(inner)
    switch form {
    case .dot:
      functions.dot(
        element, k, a, increment(leftStride.contracted), b, increment(rightStride.contracted), c)
    case .gemv:
      multiplyVector(a, left, m, b, increment(rightStride.contracted), c)
    case .vectorTimesMatrix:
      multiplyVector(b, right, n, a, increment(leftStride.contracted), c)
    case .gemm:
      functions.gemm(
        element, left.isTransposed, !right.isTransposed, Int32(m), Int32(n), k, a, Int32(left.leading), b,
        Int32(right.leading), c, Int32(leading))
    }
  }

  /// The product of a matrix of `count` free rows with a vector.
  private func multiplyVector(
    _ matrix: UnsafeRawPointer, _ layout: (isTransposed: Bool, leading: Int), _ count: Int,
    _ vector: UnsafeRawPointer, _ increment: Int32, _ result: UnsafeMutableRawPointer
  ) {
    let (m, n) = layout.isTransposed ? (inner, count) : (count, inner)
    functions.gemv(
      element, layout.isTransposed, Int32(m), Int32(n), matrix, Int32(layout.leading), vector, increment, result)
  }

  /// A vector of one element has no distance between elements, but the library wants one.
  private func increment(_ stride: Int) -> Int32 { Int32(max(stride, 1)) }
}
