import JacobiCore
import JacobiPrimitives

/// The quotient rounded down and its remainder: ``floorDivide(_:_:)`` and ``remainder(_:_:)``.
///
///     let (quotient, rest) = divmod(Tensor([-7, 7]), 3)
///     quotient  // [-3 2]
///     rest  // [2 1]
///
/// Shapes broadcast, dtypes are promoted; `bool` becomes `int32`; not of complex numbers.
public func divmod(_ x: Tensor, _ y: Tensor) -> (quotient: Tensor, remainder: Tensor) {
  (floorDivide(x, y), remainder(x, y))
}

/// The remainder with the sign of `x`, as in C; ``remainder(_:_:)`` has that of `y`.
///
///     fmod(Tensor([-7, 7]), 3)  // [-1 1]
///
/// Shapes broadcast, dtypes are promoted; `bool` becomes `int32`; not of complex numbers. By an integer zero it is 0.
public func fmod(_ x: Tensor, _ y: Tensor) -> Tensor {
  Rem().elementwise(x, y.replacingZeros(for: x), named: "fmod", in: .numeric)
}

/// The greatest common divisor of integers, not negative; of 0 and `y` it is `|y|`.
///
///     gcd(Tensor([12, -9, 0]), 6)  // [6 3 6]
///
/// Shapes broadcast, dtypes are promoted. Euclid's algorithm with as many steps as the worst numbers of the dtype need, which are
/// those of Fibonacci (Lamé): about 1.44 for each bit.
///
/// - Note: other dtypes than integers are a `TensorError.dtypeMismatch`.
public func gcd(_ x: Tensor, _ y: Tensor) -> Tensor {
  guard let (x, y) = alignedIntegers(x, y, named: "gcd") else { return .invalid }
  var (larger, smaller) = (abs(x), abs(y))
  for _ in 0..<(x.dtype.byteCount * 8 * 3 / 2) {
    let isDone = smaller .== 0
    let rest = which(isDone, 0, Rem()(larger, which(isDone, 1, smaller)))
    larger = which(isDone, larger, smaller)
    smaller = rest
  }
  return larger
}

/// The least common multiple of integers, not negative; 0 when one of them is 0. Wraps around.
///
///     lcm(Tensor([4, 0]), 6)  // [12 0]
///
/// Shapes broadcast, dtypes are promoted.
///
/// - Note: other dtypes than integers are a `TensorError.dtypeMismatch`.
public func lcm(_ x: Tensor, _ y: Tensor) -> Tensor {
  guard let (x, y) = alignedIntegers(x, y, named: "lcm") else { return .invalid }
  let divisor = gcd(x, y)
  let isZero = divisor .== 0
  return which(isZero, 0, abs(Div()(x, which(isZero, 1, divisor)) * y))
}

private func alignedIntegers(_ x: Tensor, _ y: Tensor, named name: String) -> (Tensor, Tensor)? {
  guard let (x, y) = alignedNumbers(x, y, named: name) else { return nil }
  if x.dtype.isInteger { return (x, y) }
  report(
    .dtypeMismatch(expected: "integers", actual: "\(x.type)", operation: Operation(name, operands: [x.type, y.type])))
  return nil
}
