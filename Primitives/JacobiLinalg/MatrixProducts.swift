import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension Linalg {
  /// Square matrices to an integer power.
  ///
  ///     Linalg.matrixPower(Tensor([[1, 1], [0, 1]]), 5)    // [[1 5] [0 1]]
  ///
  /// - Parameters:
  ///   - a: `[..., n, n]`
  ///   - exponent: for a negative one the inverses are multiplied, which are floating.
  public static func matrixPower(_ a: Tensor, _ exponent: Int) -> Tensor {
    if a.isInvalid { return a }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      try LinearSystem.requireMatrices(a, isSquare: true, named: "matrixPower")
      if exponent == 0 { return .identity(a.type) }
      // Squares for the bits of the exponent.
      var square = exponent < 0 ? inv(a) : a
      var rest = exponent.magnitude
      var power: Tensor?
      while true {
        if rest & 1 == 1 { power = power.map { $0.matrixProduct(square) } ?? square }
        rest >>= 1
        if rest == 0 { return power ?? square }
        square = square.matrixProduct(square)
      }
    }
  }

  /// The product of several matrices in the order that takes the fewest multiplications.
  ///
  ///     Linalg.multiDot([Tensor([[1, 2]]), Tensor([[0, 1], [1, 0]]), Tensor([1, 10])])    // [12]
  ///
  /// - Parameter tensors: at least two; all are matrices, but the first and the last may be vectors, which are a row and a
  ///   column.
  public static func multiDot(_ tensors: [Tensor]) -> Tensor {
    if tensors.contains(where: \.isInvalid) { return .invalid }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      let operation = { Operation("multiDot", operands: tensors.map(\.type)) }
      guard tensors.count >= 2 else {
        throw .invalidArgument(
          name: "tensors", expected: "at least two", actual: "\(tensors.count)", operation: operation())
      }
      let ends = [tensors[0].rank, tensors[tensors.count - 1].rank]
      guard ends.allSatisfy({ $0 == 1 || $0 == 2 }), tensors.dropFirst().dropLast().allSatisfy({ $0.rank == 2 }) else {
        throw .shapeMismatch(
          expected: "matrices, and at the ends matrices or vectors",
          actual: tensors.map { $0.shape.description }.joined(separator: ", "), operation: operation())
      }
      return Products.chain(tensors[...], order: Products.order(tensors))
    }
  }

  /// The cross products of vectors of three elements.
  ///
  ///     Linalg.cross(Tensor([1.0, 0.0, 0.0]), Tensor([0.0, 1.0, 0.0]))    // [0. 0. 1.]
  ///
  /// - Parameters:
  ///   - x: of size 3 along the axis.
  ///   - y: the same; other axes broadcast.
  ///   - axis: that of the vectors; a negative one counts from the back.
  public static func cross(_ x: Tensor, _ y: Tensor, axis: Int = -1) -> Tensor {
    if x.isInvalid || y.isInvalid { return .invalid }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      for operand in [x, y] {
        let position = try operand.position(ofAxis: axis, named: "cross")
        guard operand.shape[position].known == 3 else {
          throw .shapeMismatch(
            expected: "size 3 along the axis of the vectors", actual: "\(x.shape) and \(y.shape)",
            operation: Operation("cross", operands: [x.type, y.type]))
        }
      }
      return JacobiNumPy.cross(x, y, axis: axis)
    }
  }

  /// The products of each element of one vector with each of another.
  ///
  ///     Linalg.outer(Tensor([1, 2]), Tensor([1, 10]))    // [[ 1 10] [ 2 20]]
  public static func outer(_ x: Tensor, _ y: Tensor) -> Tensor {
    if x.isInvalid || y.isInvalid { return .invalid }
    guard x.rank == 1, y.rank == 1 else {
      report(
        .shapeMismatch(
          expected: "two vectors", actual: "\(x.shape) and \(y.shape)",
          operation: Operation("outer", operands: [x.type, y.type])))
      return .invalid
    }
    return JacobiNumPy.outer(x, y)
  }

  /// The inner products of vectors, `Σ conj(x) y`.
  ///
  ///     Linalg.vecdot(Tensor([[1, 2], [3, 4]]), Tensor([1, 10]))    // [21 43]
  ///
  /// - Parameters:
  ///   - x: the left factors, which are conjugated.
  ///   - y: the right factors; other axes broadcast.
  ///   - axis: that of the vectors; a negative one counts from the back.
  public static func vecdot(_ x: Tensor, _ y: Tensor, axis: Int = -1) -> Tensor {
    JacobiNumPy.vecdot(x, y, axis: axis)
  }

  /// The diagonals of matrices, the last two axes.
  ///
  ///     Linalg.diagonal(Tensor([[1, 2], [3, 4]]))               // [1 4]
  ///     Linalg.diagonal(Tensor([[1, 2], [3, 4]]), offset: 1)    // [2]
  ///
  /// - Parameters:
  ///   - a: `[..., m, n]`
  ///   - offset: how far above the main diagonal; below it if negative.
  public static func diagonal(_ a: Tensor, offset: Int = 0) -> Tensor {
    if a.isInvalid { return a }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      try LinearSystem.requireMatrices(a, named: "diagonal")
      // Without the rows above and the columns before the diagonal it is the main one.
      func start(_ count: Int, _ size: Dimension) -> Dimension {
        Dimension.decide(Dimension(count), .lessOrEqual, size) == false ? size : Dimension(Swift.max(count, 0))
      }
      let (rows, columns) = (a.shape[-2], a.shape[-1])
      let below = offset == .min ? Int.max : -offset
      return a.rows(start(below, rows), rows).columns(start(offset, columns), columns).matrixDiagonal
    }
  }

  /// The sums of the diagonals of matrices, the last two axes.
  ///
  ///     Linalg.trace(Tensor([[1, 2], [3, 4]]))    // 5
  ///
  /// - Parameters:
  ///   - a: `[..., m, n]`
  ///   - offset: how far above the main diagonal; below it if negative.
  public static func trace(_ a: Tensor, offset: Int = 0) -> Tensor {
    let diagonal = diagonal(a, offset: offset)
    return diagonal.isInvalid ? diagonal : diagonal.sum(axis: -1)
  }
}

/// The order of the products of a chain of matrices.
enum Products {
  /// For each first and last matrix of a part of the chain the last matrix of the left factor; `nil` where sizes are not
  /// known, which multiplies from left to right. (T. H. Cormen et al.: "Introduction to Algorithms", 15.2)
  static func order(_ tensors: [Tensor]) -> [[Int]]? {
    // A vector in front is a row, one at the end a column.
    let columns = tensors.enumerated().map { index, tensor in
      tensor.rank == 2 ? tensor.shape[1].known : index == 0 ? tensor.shape[0].known : 1
    }
    let sizes = [tensors[0].rank == 2 ? tensors[0].shape[0].known : 1] + columns
    let bounds = sizes.compactMap { $0.map(Double.init) }
    let count = tensors.count
    guard bounds.count == count + 1 else { return nil }
    var costs = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var splits = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    for length in 1..<count {
      for first in 0..<count - length {
        let last = first + length
        costs[first][last] = .infinity
        for split in first..<last {
          let outer = bounds[first] * bounds[split + 1] * bounds[last + 1]
          let cost = costs[first][split] + costs[split + 1][last] + outer
          if cost < costs[first][last] { (costs[first][last], splits[first][last]) = (cost, split) }
        }
      }
    }
    return splits
  }

  /// The product of a part of the chain.
  static func chain(_ tensors: ArraySlice<Tensor>, order: [[Int]]?) -> Tensor {
    guard tensors.count > 1 else { return tensors[tensors.startIndex] }
    let (first, last) = (tensors.startIndex, tensors.endIndex - 1)
    let split = order?[first][last] ?? last - 1
    return matmul(chain(tensors[first...split], order: order), chain(tensors[(split + 1)...], order: order))
  }
}
