import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// Which norm of vectors or matrices. A number is the exponent `p` of `(Σ |x|ᵖ)^(1/p)`.
///
///     Linalg.norm(Tensor([3.0, -4.0]), order: 1)            // 7.0
///     Linalg.norm(Tensor([3.0, -4.0]), order: .infinity)    // 4.0
public struct NormOrder: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  enum Kind: Hashable, Sendable {
    case power(Double)
    case frobenius
    case nuclear
  }

  let kind: Kind

  /// The norm with an exponent.
  ///
  ///     Linalg.norm(Tensor([3.0, -4.0]), order: NormOrder(1))    // 7.0
  public init(_ exponent: Double) { kind = .power(exponent) }
  /// The norm with an exponent.
  public init(integerLiteral exponent: Int) { self.init(Double(exponent)) }
  /// The norm with an exponent.
  public init(floatLiteral exponent: Double) { self.init(exponent) }
  private init(kind: Kind) { self.kind = kind }

  /// Of vectors the largest absolute value; of matrices the largest sum of absolute values of a row.
  public static let infinity = NormOrder(.infinity)
  /// Of vectors the smallest absolute value; of matrices the smallest sum of absolute values of a row.
  public static let negativeInfinity = NormOrder(-.infinity)
  /// Of matrices the root of the sum of the squares.
  public static let frobenius = NormOrder(kind: .frobenius)
  /// Of matrices the sum of the singular values.
  public static let nuclear = NormOrder(kind: .nuclear)
}

extension NormOrder: CustomStringConvertible {
  public var description: String {
    switch kind {
    case .power(let exponent): "\(exponent)"
    case .frobenius: "frobenius"
    case .nuclear: "nuclear"
    }
  }
}

extension Linalg {
  /// The norms of vectors or matrices.
  ///
  ///     let a = Tensor([[3.0, 0.0], [4.0, 0.0]])
  ///     Linalg.norm(a)               // 5.0
  ///     Linalg.norm(a, axes: [0])    // [5. 0.]
  ///     Linalg.norm(a, order: 1)     // 7.0
  ///
  /// - Parameters:
  ///   - x: a tensor; integers become floating.
  ///   - order: which norm; by default the root of the sum of the squares of all elements.
  ///   - axes: one for norms of vectors, two (rows and columns) for norms of matrices; without them all axes, of which there
  ///     are one or two if an order is given.
  ///   - keepDims: whether the axes stay, with size 1.
  public static func norm(
    _ x: Tensor, order: NormOrder? = nil, axes: [Int]? = nil, keepDims: Bool = false
  ) -> Tensor {
    if x.isInvalid { return x }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      let positions = try axes.map { (axes) throws(TensorError) in try x.positions(ofAxes: axes, named: "norm") }
      let all = positions ?? Array(x.shape.indices)
      if positions == nil, order == nil { return euclidean(LinearSystem.promoted(x)[0], all, keepDims: keepDims) }
      switch all.count {
      case 1: return vectorNorm(x, order: order ?? 2, axes: all, keepDims: keepDims)
      case 2: return try matrixNorm(x, order ?? .frobenius, rows: all[0], columns: all[1], keepDims: keepDims)
      default:
        throw .invalidArgument(
          name: "axes", expected: "one axis for a norm of vectors, two for one of matrices", actual: "\(all)",
          operation: Operation("norm", operands: [x.type]))
      }
    }
  }

  /// The norms of vectors.
  ///
  ///     Linalg.vectorNorm(Tensor([3.0, -4.0]))              // 5.0
  ///     Linalg.vectorNorm(Tensor([3.0, 0.0]), order: 0)     // 1.0
  ///
  /// - Parameters:
  ///   - x: a tensor; integers become floating.
  ///   - order: an exponent, with limits: the largest absolute value for infinity, the number of elements that are not 0
  ///     for 0.
  ///   - axes: those that are taken together as one vector; without them all.
  ///   - keepDims: whether the axes stay, with size 1.
  public static func vectorNorm(
    _ x: Tensor, order: NormOrder = 2, axes: [Int]? = nil, keepDims: Bool = false
  ) -> Tensor {
    if x.isInvalid { return x }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      guard case .power(let exponent) = order.kind else {
        throw .invalidArgument(
          name: "order", expected: "a number for a norm of vectors", actual: "\(order)",
          operation: Operation("vectorNorm", operands: [x.type]))
      }
      let positions = try x.positions(ofAxes: axes ?? Array(x.shape.indices), named: "vectorNorm")
      let x = LinearSystem.promoted(x)[0]
      switch exponent {
      case 2: return euclidean(x, positions, keepDims: keepDims)
      case .infinity: return largest(abs(x), positions, keepDims: keepDims)
      case -.infinity: return abs(x).min(axes: positions, keepDims: keepDims)
      case 0: return (x .!= 0).asType(x.dtype.realDType).sum(axes: positions, keepDims: keepDims)
      case 1: return abs(x).sum(axes: positions, keepDims: keepDims)
      default: return pow(pow(abs(x), exponent).sum(axes: positions, keepDims: keepDims), 1 / exponent)
      }
    }
  }

  /// The norms of matrices, the last two axes.
  ///
  ///     Linalg.matrixNorm(Tensor([[1.0, -2.0], [2.0, 4.0]]))                       // 5.0
  ///     Linalg.matrixNorm(Tensor([[1.0, -2.0], [2.0, 4.0]]), order: .infinity)     // 6.0
  ///     Linalg.matrixNorm(Tensor([[0.0, 3.0], [2.0, 0.0]]), order: 2)              // 3.0
  ///     Linalg.matrixNorm(Tensor([[0.0, 3.0], [2.0, 0.0]]), order: .nuclear)       // 5.0
  ///
  /// - Parameters:
  ///   - x: `[..., m, n]`; integers become floating.
  ///   - order: 1 and -1 for the largest and smallest sum of absolute values of a column, infinities for those of a row, 2 and
  ///     -2 for the largest and smallest singular value, or the sum of these, or the root of the sum of the squares.
  ///   - keepDims: whether the axes stay, with size 1.
  public static func matrixNorm(_ x: Tensor, order: NormOrder = .frobenius, keepDims: Bool = false) -> Tensor {
    if x.isInvalid { return x }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      try LinearSystem.requireMatrices(x, named: "matrixNorm")
      return try matrixNorm(x, order, rows: x.rank - 2, columns: x.rank - 1, keepDims: keepDims)
    }
  }

  private static func matrixNorm(
    _ x: Tensor, _ order: NormOrder, rows: Int, columns: Int, keepDims: Bool
  ) throws(TensorError) -> Tensor {
    let x = LinearSystem.promoted(x)[0]
    // Sums along one axis, then the extreme one; the axes disappear in the end.
    func extreme(_ axis: Int, _ other: Int, _ reduce: (Tensor, [Int]) -> Tensor) -> Tensor {
      let norm = reduce(abs(x).sum(axis: axis, keepDims: true), [other])
      return keepDims ? norm : norm.squeezed(axes: [axis, other])
    }
    let maximum = { largest($0, $1, keepDims: true) }
    let minimum = { (sums: Tensor, axes: [Int]) in sums.min(axes: axes, keepDims: true) }
    switch order.kind {
    case .frobenius: return euclidean(x, [rows, columns], keepDims: keepDims)
    case .power(1): return extreme(rows, columns, maximum)
    case .power(-1): return extreme(rows, columns, minimum)
    case .power(.infinity): return extreme(columns, rows, maximum)
    case .power(-.infinity): return extreme(columns, rows, minimum)
    case .power(2): return spectral(x, rows, columns, keepDims) { largest($0, [$0.rank - 1], keepDims: false) }
    case .power(-2): return spectral(x, rows, columns, keepDims) { $0.min(axis: -1) }
    case .nuclear: return spectral(x, rows, columns, keepDims) { $0.sum(axis: -1) }
    default:
      throw .invalidArgument(
        name: "order", expected: "1, -1, 2, -2, an infinity, .frobenius or .nuclear for a norm of matrices",
        actual: "\(order)",
        operation: Operation("matrixNorm", operands: [x.type]))
    }
  }

  /// A norm made of the singular values, which stand along the last axis.
  private static func spectral(
    _ x: Tensor, _ rows: Int, _ columns: Int, _ keepDims: Bool, _ reduce: (Tensor) -> Tensor
  ) -> Tensor {
    let norm = reduce(svdvals(x.movedAxes(from: [rows, columns], to: [-2, -1])))
    return keepDims ? norm.expandedDimensions(axes: [rows, columns]) : norm
  }

  /// The root of the sum of the squares of absolute values.
  private static func euclidean(_ x: Tensor, _ axes: [Int], keepDims: Bool) -> Tensor {
    let squares = x.dtype.isComplex ? Real()(Mul()(x, Conj()(x))) : x * x
    return sqrt(squares.sum(axes: axes, keepDims: keepDims))
  }

  /// The largest of numbers that are not negative; 0 of none.
  private static func largest(_ x: Tensor, _ axes: [Int], keepDims: Bool) -> Tensor {
    axes.contains { x.shape[$0].known == 0 }
      ? x.sum(axes: axes, keepDims: keepDims) : x.max(axes: axes, keepDims: keepDims)
  }
}
