import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The elements along an axis, with multiples of a period added so that no two neighbours differ by more than half of it:
  /// angles without jumps.
  ///
  ///     Tensor([0.0, 90, 270, 350, 10]).unwrapped(period: 360)  // [0. 90. 270. 350. 370.]
  ///
  /// NumPy's `unwrap`. Dtypes are promoted; not of complex numbers.
  ///
  /// - Parameters:
  ///   - discontinuity: the smallest difference of neighbours that is changed; by default, and at least, half the period.
  ///   - axis: a negative one counts from the back.
  ///   - period: what is added, or multiples of it: a full circle in radians by default.
  public func unwrapped(
    discontinuity: Tensor? = nil, axis: Int = -1, period: Tensor = Tensor(weak: 2 * Double.pi)
  ) -> Tensor {
    if isInvalid || period.isInvalid || discontinuity?.isInvalid == true { return .invalid }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "unwrapped")
      let dtype = DType.promoted(self, period)
      guard !dtype.isComplex else {
        throw .dtypeMismatch(
          expected: "numbers that have an order", actual: "\(dtype)",
          operation: Operation("unwrapped", operands: [type]))
      }
      let (elements, period) = (asType(dtype), period.asType(dtype))
      if shape.dimensions[position].known == 0 { return elements }
      let half = dtype.isInteger ? floorDivide(period, 2) : period / 2
      let steps = elements.diff(axis: position)
      var shortest = remainder(steps + half, period) - half
      shortest = which((shortest .== -half) .&& (steps .> 0), half, shortest)
      let isSmall = abs(steps) .< (discontinuity ?? period / 2)
      let changes = which(isSmall, Tensor.zeros(like: steps), shortest - steps).cumsum(axis: position)
      let first = elements.sliced(axis: position, from: 0, to: 1)
      let rest = elements.sliced(axis: position, from: 1, to: shape.dimensions[position])
      return concatenated([first, (rest + changes).asType(dtype)], axis: position)
    }
  }
}
