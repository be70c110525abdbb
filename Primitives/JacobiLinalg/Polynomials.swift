import JacobiCore
import JacobiNumPy
import JacobiPrimitives

// Polynomials as vectors of their coefficients, that of the highest power first.

extension Linalg {
  /// The roots of a polynomial, which are complex: the eigenvalues of its companion matrix.
  ///
  ///     Linalg.roots(Tensor([1.0, 0, 4]))  // [-0.+2.j 0.-2.j]
  ///
  /// - Parameters:
  ///   - coefficients: a vector of known size, that of the highest power first.
  ///   - stripsZeros: whether there is one root less for each zero in front, and the number of roots hence depends on the
  ///     values, which must be known; otherwise there are NaN at the end in their place.
  public static func roots(_ coefficients: Tensor, stripsZeros: Bool = true) -> Tensor {
    if coefficients.isInvalid { return coefficients }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      let operation = { Operation("roots", operands: [coefficients.type]) }
      guard coefficients.rank == 1 else {
        throw .shapeMismatch(
          expected: "a vector of coefficients", actual: "\(coefficients.type)", operation: operation())
      }
      let p = Spectra.inLibraryPrecision(LinearSystem.promoted(coefficients)[0])
      if stripsZeros {
        guard (p .!= 0).value != nil else {
          throw .invalidArgument(
            name: "stripsZeros", expected: "false, where values are not known", actual: "true", operation: operation())
        }
        return eigenvaluesOfCompanion(p.trimmingZeros(back: false))
      }
      guard let count = p.shape[0].known else {
        throw .undecidableDimension(comparison: "the size of \(p.shape)", operation: operation())
      }
      return rootsKeepingCount(p, count)
    }
  }

  private static func eigenvaluesOfCompanion(_ p: Tensor) -> Tensor {
    guard let count = p.shape[0].known, count >= 2 else { return Tensor.zeros([0], dtype: p.dtype.complexDType) }
    let first = (-p[1...] / p[0]).expandedDimensions(axis: 0)
    let shift = Tensor.eye(count - 2, count - 1, dtype: p.dtype)
    return eigvals(concatenated([first, shift], axis: 0))
  }

  /// As many roots as there could be, with NaN for those that zeros in front leave out.
  private static func rootsKeepingCount(_ p: Tensor, _ count: Int) -> Tensor {
    if count < 2 { return eigenvaluesOfCompanion(p) }
    let isZero = p .== 0
    // A polynomial of zeros alone has no roots; ones in its place give finite numbers to work with.
    let leading = isZero.asType(.int32).cumprod().sum()
    let safe = which(leading .== count, Tensor.ones(like: p), p)
    let places = remainder(Tensor.arange(count) + leading, Tensor(weak: count))
    let roots = eigenvaluesOfCompanion(safe.take(places, axis: 0, mode: .clip))
    // The zeros that went to the back are roots of 0.
    let order = (roots .== 0).asType(.int32).argSorted()
    let sorted = roots.take(order, axis: 0, mode: .clip)
    let missing = Tensor.full(like: Real()(sorted), Tensor(weak: Double.nan))
    let nan = MakeComplex()(missing, missing)
    return which(Tensor.arange(count - 1) .< (count - 1 - leading), sorted, nan)
  }

  /// The coefficients of the polynomial with some roots, that of the highest power first, which is 1.
  ///
  ///     Linalg.poly(Tensor([1.0, 2, -3]))  // [1. 0. -7. 6.]
  ///
  /// - Parameter roots: a vector of known size; or a square matrix, whose eigenvalues are the roots, and then the result, its
  ///   characteristic polynomial, is complex.
  public static func poly(_ roots: Tensor) -> Tensor {
    if roots.isInvalid { return roots }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      let operation = { Operation("poly", operands: [roots.type]) }
      guard roots.rank == 1 || roots.rank == 2 else {
        throw .shapeMismatch(
          expected: "a vector or a square matrix", actual: "\(roots.type)", operation: operation())
      }
      let values = roots.rank == 2 ? eigvals(roots) : LinearSystem.promoted(roots)[0]
      if values.isInvalid { return values }
      guard let count = values.shape[0].known else {
        throw .undecidableDimension(comparison: "the size of \(values.shape)", operation: operation())
      }
      let one = Tensor.ones([1], dtype: values.dtype)
      return (0..<count).reduce(one) { convolve($0, concatenated([one, -values[$1].reshaped(1)])) }
    }
  }

  /// The coefficients of the polynomial of some degree that comes closest to given values: the sum of the squares of the
  /// differences is least.
  ///
  ///     let x = Tensor([0.0, 1, 2, 3])
  ///     round(Linalg.polyfit(x, 2 * x + 1, degree: 1), decimals: 4)  // [2. 1.]
  ///
  /// - Parameters:
  ///   - x: where the values were taken, a vector with at least one element.
  ///   - y: the values, a vector; or several of them in the columns of a matrix.
  ///   - degree: the largest power; not negative.
  ///   - relativeTolerance: singular values less than this times the largest one count as zero; by default the rounding of the
  ///     dtype times the number of values.
  ///   - weights: how much each difference counts before it is squared, a vector.
  /// - Returns: the coefficients, that of the highest power first; of several polynomials in columns.
  public static func polyfit(
    _ x: Tensor, _ y: Tensor, degree: Int, relativeTolerance: Double? = nil, weights: Tensor? = nil
  ) -> Tensor {
    if x.isInvalid || y.isInvalid || weights?.isInvalid == true { return .invalid }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      try requireFittable(x, y, weights, degree: degree)
      let promoted = LinearSystem.promoted(x, y).map(Spectra.inLibraryPrecision)
      var powers = promoted[0].vandermonde(columns: degree + 1)
      var values = promoted[1]
      if let weights = weights?.asType(values.dtype) {
        powers = powers * weights.expandedDimensions(axis: 1)
        values = values * (values.rank == 2 ? weights.expandedDimensions(axis: 1) : weights)
      }
      // Columns of length 1 make the problem well conditioned.
      let scales = sqrt(square(powers).sum(axis: 0))
      let tolerance = relativeTolerance ?? Double(x.shape[0].known ?? 1) * Spectra.epsilon(promoted[0].dtype)
      let solution = lstsq(powers / scales, values, relativeTolerance: tolerance).solution
      return solution / (values.rank == 2 ? scales.expandedDimensions(axis: 1) : scales)
    }
  }

  private static func requireFittable(
    _ x: Tensor, _ y: Tensor, _ weights: Tensor?, degree: Int
  ) throws(TensorError) {
    let operation = { Operation("polyfit", operands: [x.type, y.type] + (weights.map { [$0.type] } ?? [])) }
    guard degree >= 0 else {
      throw .invalidArgument(name: "degree", expected: "not negative", actual: "\(degree)", operation: operation())
    }
    guard x.rank == 1, x.shape[0].known != 0, y.rank == 1 || y.rank == 2 else {
      throw .shapeMismatch(
        expected: "a vector with an element, and a vector or matrix of values", actual: "\(x.shape) and \(y.shape)",
        operation: operation())
    }
    for other in [y] + (weights.map { [$0] } ?? []) {
      guard other.rank >= 1, Dimension.decide(x.shape[0], .equal, other.shape[0]) != false else {
        throw .shapeMismatch(
          expected: "as many values and weights as places", actual: "\(x.shape) and \(other.shape)",
          operation: operation())
      }
    }
    guard weights.map({ $0.rank == 1 }) ?? true else {
      throw .shapeMismatch(
        expected: "a vector of weights", actual: "\(weights?.shape ?? [])", operation: operation())
    }
  }
}
