import JacobiCore
import JacobiPrimitives

/// What is put around the elements of a tensor.
public enum PaddingMode: Sendable {
  /// A scalar.
  case constant(Tensor)
  /// The outermost elements.
  case edge
  /// The elements mirrored at the outermost ones, which are not repeated.
  case reflect
  /// The elements mirrored at the edge, so that the outermost ones are repeated.
  case symmetric
  /// The elements from the other end.
  case wrap
  /// Evenly spaced numbers from the outermost element to a scalar.
  case linearRamp(to: Tensor)
  /// The largest element along the axis.
  case maximum
  /// The smallest element along the axis.
  case minimum
  /// The mean along the axis, for integers rounded.
  case mean
  /// Anything; here zeros.
  case empty
}

extension Tensor {
  /// The tensor with elements around it that depend on its own, one axis after the other.
  ///
  ///     let x = Tensor([1, 2, 3])
  ///     x.padded([(2, 1)], mode: .edge)  // [1 1 1 2 3 3]
  ///     x.padded([(2, 1)], mode: .reflect)  // [3 2 1 2 3 2]
  ///     x.padded([(2, 1)], mode: .symmetric)  // [2 1 1 2 3 3]
  ///     x.padded([(2, 1)], mode: .wrap)  // [2 3 1 2 3 1]
  ///     x.padded([(2, 1)], mode: .linearRamp(to: 0))  // [0 0 1 2 3 0]
  ///
  /// The modes are those of NumPy's `pad`. Sizes may be symbolic.
  ///
  /// - Parameters:
  ///   - widths: for each axis how many elements are added before and after; not negative, except for `constant`.
  ///   - mode: what is added.
  public func padded(_ widths: [(before: Int, after: Int)], mode: PaddingMode) -> Tensor {
    if isInvalid { return self }
    switch mode {
    case .constant(let value): return padded(widths, with: value)
    case .empty: return padded(widths)
    default: break
    }
    return reporting { () throws(TensorError) in
      guard widths.count == rank, widths.allSatisfy({ $0.before >= 0 && $0.after >= 0 }) else {
        throw .invalidArgument(
          name: "widths", expected: "two non-negative numbers for each of the \(rank) axes", actual: "\(widths)",
          operation: Operation("padded", operands: [type]))
      }
      var result = self
      for (axis, width) in widths.enumerated() where width != (0, 0) {
        guard Dimension.decide(shape.dimensions[axis], .greaterOrEqual, 1) != false else {
          throw .shapeMismatch(
            expected: "at least one element along axis \(axis)", actual: "\(shape)",
            operation: Operation("padded", operands: [type]))
        }
        result = result.padded(axis: axis, width.before, width.after, mode)
      }
      return result
    }
  }

  private func padded(axis: Int, _ before: Int, _ after: Int, _ mode: PaddingMode) -> Tensor {
    switch mode {
    case .maximum: surrounded(by: max(axis: axis, keepDims: true), axis, before, after)
    case .minimum: surrounded(by: min(axis: axis, keepDims: true), axis, before, after)
    case .mean: surrounded(by: mean(axis: axis, keepDims: true), axis, before, after)
    case .linearRamp(let end): ramped(to: end, axis, before, after)
    default: take(paddedPositions(axis: axis, before, after, mode), axis: axis, mode: .clip)
    }
  }

  /// For each place of the padded axis the position of the element that stands there.
  private func paddedPositions(axis: Int, _ before: Int, _ after: Int, _ mode: PaddingMode) -> Tensor {
    let size = shape.dimensions[axis]
    let positions = Tensor.arange(size + Dimension(before) + Dimension(after)) - Tensor(before)
    /// Positions on a path that goes to the last one and back again.
    func mirrored(period: Dimension) -> Tensor {
      let steps = positions % Tensor(period)
      return minimum(steps, Tensor(period) - (mode.repeatsEdge ? 1 : 0) - steps)
    }
    switch mode {
    case .wrap: return positions % Tensor(size)
    case .symmetric: return mirrored(period: 2 * size)
    case .reflect: return mirrored(period: .maximum(2 * size - 2, 1))
    // Positions beyond the edge are moved inside by taking them.
    default: return clip(positions, min: 0, max: Tensor(size) - 1)
    }
  }

  private func surrounded(by value: Tensor, _ axis: Int, _ before: Int, _ after: Int) -> Tensor {
    let value = (dtype.isInexact ? value : round(value)).asType(dtype)
    return concatenated([value.tiled(before, axis: axis), self, value.tiled(after, axis: axis)], axis: axis)
  }

  private func ramped(to end: Tensor, _ axis: Int, _ before: Int, _ after: Int) -> Tensor {
    let size = shape.dimensions[axis]
    func ramp(from edge: Tensor, _ count: Int) -> Tensor {
      let sizes = shape.indices.map { $0 == axis ? count : 1 }
      let fraction = Tensor.arange(count, dtype: dtype.inexactDType).reshaped(sizes) / Tensor(Swift.max(count, 1))
      let numbers = end + (edge - end) * fraction
      return (dtype.isInexact ? numbers : floor(numbers)).asType(dtype)
    }
    return concatenated(
      [
        ramp(from: sliced(axis: axis, from: 0, to: 1), before), self,
        ramp(from: sliced(axis: axis, from: size - 1, to: size), after).flipped(axis: axis),
      ], axis: axis)
  }

  /// The elements in row-major order under a shape of another number of elements: they are repeated, or the last ones left
  /// out.
  ///
  ///     Tensor([1, 2, 3]).resized(to: [2, 4])  // [[1 2 3 1] [2 3 1 2]]
  ///
  /// - Parameter shape: of known sizes; the result is zero if the tensor has no elements.
  public func resized(to shape: Shape) -> Tensor {
    if isInvalid { return self }
    guard let count = shape.elementCount.known, let own = self.shape.elementCount.known else {
      report(.invalidDimension(value: "\(shape)", operation: Operation("resized", operands: [type])))
      return .invalid
    }
    if own == 0 { return Tensor.zeros(shape, dtype: dtype) }
    let copies = raveled().tiled((count + own - 1) / own)
    return copies.sliced(axis: 0, from: 0, to: Dimension(count)).reshaped(shape)
  }
}

extension PaddingMode {
  fileprivate var repeatsEdge: Bool {
    if case .symmetric = self { true } else { false }
  }
}
