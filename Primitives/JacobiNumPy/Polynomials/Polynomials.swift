import JacobiCore
import JacobiPrimitives

// Polynomials as vectors of their coefficients, that of the highest power first, as those of `numpy.polyval` and the others.

/// The values of a polynomial, by Horner's rule.
///
///     let p = Tensor([1.0, 0, -2])  // x² - 2
///     polyval(p, Tensor([0.0, 3]))  // [-2. 7.]
///
/// Dtypes are promoted.
///
/// - Parameters:
///   - coefficients: of a known number, that of the highest power first; 0 for none. Those of several polynomials stand along
///     the other axes, which broadcast with `x`.
///   - x: where the polynomial is evaluated.
public func polyval(_ coefficients: Tensor, _ x: Tensor) -> Tensor {
  if coefficients.isInvalid || x.isInvalid { return .invalid }
  return reporting { () throws(TensorError) in
    let operation = { Operation("polyval", operands: [coefficients.type, x.type]) }
    guard coefficients.rank >= 1 else {
      throw .shapeMismatch(
        expected: "coefficients along the first axis", actual: "\(coefficients.type)", operation: operation())
    }
    guard let count = coefficients.shape[0].known else {
      throw .undecidableDimension(comparison: "the size of \(coefficients.shape)", operation: operation())
    }
    let dtype = DType.promoted(coefficients, x)
    let x = x.asType(dtype)
    let others = Tensor.zeros(coefficients.shape.removing(axes: [0]), dtype: dtype)
    let zeros = Tensor.zeros(like: x) + others
    let coefficients = coefficients.asType(dtype)
    return (0..<count).reduce(zeros) { $0 * x + coefficients[$1] }
  }
}

/// The sum of two polynomials.
///
///     polyadd(Tensor([1, 2, 3]), Tensor([5, 5]))  // [1 7 8]
///
/// - Parameters:
///   - p: coefficients, that of the highest power first.
///   - q: coefficients, of which there may be more or fewer.
public func polyadd(_ p: Tensor, _ q: Tensor) -> Tensor {
  combined(p, q, named: "polyadd") { $0 + $1 }
}

/// The difference of two polynomials.
///
///     polysub(Tensor([5, 5]), Tensor([1, 2, 3]))  // [-1 3 2]
///
/// - Parameters:
///   - p: coefficients, that of the highest power first.
///   - q: coefficients, of which there may be more or fewer.
public func polysub(_ p: Tensor, _ q: Tensor) -> Tensor {
  combined(p, q, named: "polysub") { $0 - $1 }
}

/// The product of two polynomials; integers give a floating result.
///
///     polymul(Tensor([1.0, 2]), Tensor([3.0, 0, 1]))  // [3. 6. 1. 2.]
///
/// - Parameters:
///   - p: coefficients, that of the highest power first; none are those of 0.
///   - q: coefficients.
public func polymul(_ p: Tensor, _ q: Tensor) -> Tensor {
  if p.isInvalid || q.isInvalid { return .invalid }
  return reporting { () throws(TensorError) in
    let (p, q) = try coefficients(p, q, named: "polymul")
    let factors = [p, q].map { $0.shape[0].known == 0 ? Tensor.zeros([1], dtype: $0.dtype) : $0 }
    return convolve(factors[0], factors[1])
  }
}

/// The quotient of two polynomials, and the remainder; integers give floating results.
///
///     let division = polydiv(Tensor([1.0, 5, 7]), Tensor([1.0, 2]))
///     division.quotient     // [1. 3.]
///     division.remainder    // [0. 0. 1.]
///
/// - Parameters:
///   - p: a known number of coefficients, that of the highest power first.
///   - q: a known number of coefficients, at least one; a first one of 0 gives infinities and NaN.
/// - Returns: the quotient, and a remainder with as many coefficients as `p`, whose first ones are 0.
public func polydiv(_ p: Tensor, _ q: Tensor) -> (quotient: Tensor, remainder: Tensor) {
  if p.isInvalid || q.isInvalid { return (.invalid, .invalid) }
  var remainder = Tensor.invalid
  let quotient = reporting { () throws(TensorError) in
    let (p, q) = try coefficients(p.inexact, q.inexact, named: "polydiv")
    let operation = { Operation("polydiv", operands: [p.type, q.type]) }
    guard let sizes = Shape([p.shape[0], q.shape[0]]).known else {
      throw .undecidableDimension(comparison: "\(p.shape[0]) >= \(q.shape[0])", operation: operation())
    }
    guard sizes[1] > 0 else {
      throw .shapeMismatch(expected: "a divisor with a coefficient", actual: "\(q.type)", operation: operation())
    }
    var rest = p
    var quotient: [Tensor] = []
    for first in 0..<max(sizes[0] - sizes[1] + 1, 0) {
      let factor = rest[first] / q[0]
      quotient.append(factor)
      rest = rest - (factor * q).padded([(first, sizes[0] - sizes[1] - first)])
    }
    remainder = rest
    return quotient.isEmpty ? Tensor.zeros([1], dtype: p.dtype) : stacked(quotient)
  }
  return (quotient, remainder)
}

/// The derivative of a polynomial; integers give a floating result.
///
///     polyder(Tensor([1.0, 0, -2, 5]))              // [ 3. 0. -2.]
///     polyder(Tensor([1.0, 0, -2, 5]), order: 2)    // [6. 0.]
///
/// - Parameters:
///   - p: a known number of coefficients, that of the highest power first.
///   - order: how often the derivative is taken.
public func polyder(_ p: Tensor, order: Int = 1) -> Tensor {
  if p.isInvalid { return p }
  return reporting { () throws(TensorError) in
    let count = try knownCount(of: p, order: order, named: "polyder")
    let p = p.inexact
    if order == 0 { return p }
    let kept = max(count - order, 0)
    // The power `n` becomes n (n - 1) ... (n - order + 1) times a lower one.
    let factors = (0..<kept).map { fallingFactorial(count - 1 - $0, order) }
    return p[..<kept] * Tensor(factors, shape: [Dimension(kept)]).asType(p.dtype)
  }
}

/// The integral of a polynomial; integers give a floating result.
///
///     polyint(Tensor([3.0, 0, 2]))                          // [1. 0. 2. 0.]
///     polyint(Tensor([6.0]), order: 2, constants: [1, 4])    // [3. 1. 4.]
///
/// - Parameters:
///   - p: a known number of coefficients, that of the highest power first.
///   - order: how often the integral is taken.
///   - constants: those of integration, in the order in which they arise; or a scalar, for all of them.
public func polyint(_ p: Tensor, order: Int = 1, constants: Tensor = 0) -> Tensor {
  if p.isInvalid || constants.isInvalid { return .invalid }
  return reporting { () throws(TensorError) in
    let count = try knownCount(of: p, order: order, named: "polyint")
    let isScalar = constants.rank == 0 || constants.shape == [1]
    guard isScalar || constants.shape == Shape([order]) else {
      throw .shapeMismatch(
        expected: "a scalar, or a vector of \(order) constants", actual: "\(constants.type)",
        operation: Operation("polyint", operands: [p.type, constants.type]))
    }
    let dtype = Promotion(of: [p, constants]).inexact.dtype
    if order == 0 { return p.asType(dtype) }
    let all = concatenated([p.asType(dtype), constants.asType(dtype).broadcast(to: Shape([order]))])
    let size = count + order
    // A constant is integrated as often as there are integrals after its own.
    let divisors = (0..<size).map { place in fallingFactorial(size - 1 - place, min(order, size - 1 - place)) }
    return all / Tensor(divisors, shape: [Dimension(size)]).asType(dtype)
  }
}

/// `n (n - 1) ...`, with as many factors as said.
private func fallingFactorial(_ n: Int, _ count: Int) -> Double {
  (0..<count).reduce(1.0) { $0 * Double(n - $1) }
}

/// Throws unless a tensor is a vector.
private func requireVector(_ p: Tensor, named name: String) throws(TensorError) {
  if p.rank == 1 { return }
  throw .shapeMismatch(
    expected: "a vector of coefficients", actual: "\(p.type)", operation: Operation(name, operands: [p.type]))
}

/// The number of coefficients of a polynomial that is to be differentiated or integrated some times.
private func knownCount(of p: Tensor, order: Int, named name: String) throws(TensorError) -> Int {
  try requireVector(p, named: name)
  let operation = { Operation(name, operands: [p.type]) }
  guard order >= 0 else {
    throw .invalidArgument(name: "order", expected: "not negative", actual: "\(order)", operation: operation())
  }
  guard let count = p.shape[0].known else {
    throw .undecidableDimension(comparison: "\(p.shape[0]) > \(order)", operation: operation())
  }
  return count
}

/// Two vectors of coefficients in one dtype.
private func coefficients(_ p: Tensor, _ q: Tensor, named name: String) throws(TensorError) -> (Tensor, Tensor) {
  try requireVector(p, named: name)
  try requireVector(q, named: name)
  let dtype = DType.promoted(p, q)
  return (p.asType(dtype), q.asType(dtype))
}

/// The result of an operation on the coefficients of equal powers.
private func combined(
  _ p: Tensor, _ q: Tensor, named name: String, _ combine: (Tensor, Tensor) -> Tensor
) -> Tensor {
  if p.isInvalid || q.isInvalid { return .invalid }
  return reporting { () throws(TensorError) in
    let (p, q) = try coefficients(p, q, named: name)
    let count = Dimension.maximum(p.shape[0], q.shape[0])
    let zero = Tensor.zeros([], dtype: p.dtype)
    let aligned = [p, q].map { Pad(widths: [Pad.Widths(before: count - $0.shape[0])])($0, zero) }
    return combine(aligned[0], aligned[1])
  }
}
