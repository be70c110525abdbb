import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The differences of neighbours along an axis: of Booleans, whether they differ.
  ///
  ///     Tensor([1, 4, 9, 16]).diff()  // [3 5 7]
  ///     Tensor([1, 4, 9, 16]).diff(order: 2)  // [2 2]
  ///
  /// - Parameters:
  ///   - order: how often differences are taken.
  ///   - axis: a negative one counts from the back.
  ///   - prepend: what is put before the elements first: a scalar, or a tensor of the same sizes along the other axes.
  ///   - append: what is put behind the elements first.
  public func diff(order: Int = 1, axis: Int = -1, prepend: Tensor? = nil, append: Tensor? = nil) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "diff")
      guard order >= 0 else {
        throw .invalidArgument(
          name: "order", expected: "not negative", actual: "\(order)", operation: Operation("diff", operands: [type]))
      }
      let ends = [prepend, append].map { end in
        end.map { $0.rank == 0 ? $0.broadcast(to: shape.replacing(axis: position, with: 1)) : $0 }
      }
      let parts = [ends[0], self, ends[1]].compactMap(\.self)
      var result = order == 0 || parts.count == 1 ? self : concatenated(parts, axis: position)
      for _ in 0..<order {
        if result.isInvalid { return result }
        let (left, right) = result.neighbours(axis: position)
        result = dtype.isBoolean ? right .!= left : right - left
      }
      return result
    }
  }

  /// The differences of neighbours among all elements in row-major order.
  ///
  ///     Tensor([1, 2, 4]).ediff1d(prepending: 0)  // [0 1 2]
  ///
  /// - Parameters:
  ///   - first: what is put before the differences.
  ///   - last: what is put behind the differences.
  public func ediff1d(prepending first: Tensor? = nil, appending last: Tensor? = nil) -> Tensor {
    let differences = raveled().diff()
    let parts = [first?.asType(dtype).raveled(), differences, last?.asType(dtype).raveled()].compactMap(\.self)
    return parts.count == 1 ? differences : concatenated(parts)
  }

  /// The derivative of a function that is known by its values along an axis: inside by differences of second order, at the two
  /// ends by those of first order.
  ///
  ///     Tensor([1, 4, 9, 16]).gradient()  // [3. 4. 6. 7.]
  ///     Tensor([0.0, 1, 9]).gradient(spacing: [0, 1, 3])  // [1. 2. 4.]
  ///
  /// There must be at least two values. Integers become floating numbers. The formula for unequal distances is that of B.
  /// Fornberg: "Generation of finite difference formulas on arbitrarily spaced grids", 1988.
  ///
  /// - Parameters:
  ///   - spacing: the distance of two neighbours, or the coordinates of all values along the axis as a vector.
  ///   - axis: a negative one counts from the back.
  public func gradient(spacing: Tensor = 1, axis: Int = -1) -> Tensor {
    if isInvalid || spacing.isInvalid { return .invalid }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "gradient")
      let size = shape.dimensions[position]
      guard Dimension.decide(size, .greaterOrEqual, 2) != false, spacing.rank <= 1 else {
        throw .shapeMismatch(
          expected: "at least two values along axis \(position), and a scalar or a vector as spacing",
          actual: "\(type) and \(spacing.type)", operation: Operation("gradient", operands: [type]))
      }
      let dtype = Promotion(of: [self, spacing]).inexact.dtype
      let widths = steps(spacing.asType(dtype), axis: position)
      let slopes = asType(dtype).diff(axis: position) / widths
      if slopes.isInvalid { return slopes }
      let first = slopes.sliced(axis: position, from: 0, to: 1)
      let last = slopes.sliced(axis: position, from: size - 2, to: size - 1)
      // The slopes on both sides, each weighted by the length of the other side.
      let (left, right) = slopes.neighbours(axis: position)
      guard spacing.rank == 1 else {
        return concatenated([first, (left + right) / 2, last], axis: position)
      }
      let (before, after) = widths.neighbours(axis: 0)
      let inside = (left * after + right * before) / (before + after)
      return concatenated([first, inside, last], axis: position)
    }
  }

  /// The integral of a function that is known by its values along an axis, by the trapezoidal rule.
  ///
  ///     Tensor([0, 1, 4]).trapezoid()  // 3.0
  ///     Tensor([0, 1, 4]).trapezoid(x: [0, 1, 3])  // 5.5
  ///
  /// Integers become floating numbers.
  ///
  /// - Parameters:
  ///   - x: where the values were taken: a vector along the axis, or a tensor of the same shape; by default at equal
  ///     distances.
  ///   - dx: the distance of two neighbours, without `x`.
  ///   - axis: a negative one counts from the back.
  public func trapezoid(x: Tensor? = nil, dx: Tensor = 1, axis: Int = -1) -> Tensor {
    if isInvalid || dx.isInvalid || x?.isInvalid == true { return .invalid }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "trapezoid")
      let dtype = Promotion(of: [self, x ?? dx]).inexact.dtype
      let (left, right) = asType(dtype).neighbours(axis: position)
      var widths = dx.asType(dtype)
      if let x { widths = x.rank == 1 ? steps(x.asType(dtype), axis: position) : x.asType(dtype).diff(axis: position) }
      return (widths * (left + right)).sum(axis: position) * 0.5
    }
  }

  /// The elements along an axis without the last one, and without the first one.
  private func neighbours(axis: Int) -> (left: Tensor, right: Tensor) {
    let size = shape.dimensions[axis]
    if size.known == 0 { return (self, self) }
    return (sliced(axis: axis, from: 0, to: size - 1), sliced(axis: axis, from: 1, to: size))
  }

  /// The distances of coordinates along an axis of this tensor, in a shape that broadcasts with it; a scalar stays.
  private func steps(_ coordinates: Tensor, axis: Int) -> Tensor {
    guard coordinates.rank == 1 else { return coordinates }
    let trailing = [Dimension](repeating: 1, count: rank - 1 - axis)
    let steps = coordinates.diff()
    return steps.reshaped(Shape(steps.shape.dimensions + trailing))
  }
}
