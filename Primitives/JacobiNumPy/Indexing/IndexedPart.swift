import JacobiCore
import JacobiPrimitives

/// A part of a tensor, to be read or changed: `x.at[...]`.
///
/// The functions that change it give the whole tensor with the part changed. Values are broadcast to the part. The dtype of
/// the tensor stays, except for ``divide(by:mode:)``. Positions out of range, integers or in tensors, are left out; with the
/// mode `clip` they are moved inside. Ranges are the same as in a subscript.
public struct IndexedPart: Sendable {
  let tensor: Tensor
  let indices: [IndexComponent.Kind]
  /// Whether integers out of range are treated like positions in tensors; in a subscript they are mistakes.
  let isLenient: Bool

  init(tensor: Tensor, indices: [any TensorIndex], isLenient: Bool = true) {
    self.tensor = tensor
    self.indices = indices.map(\.component.kind)
    self.isLenient = isLenient
  }

  /// The elements of the part.
  ///
  ///     let x: Tensor = [1.0, 2.0, 3.0]
  ///     x.at[Tensor([0, 5])].get()  // [1. 3.]
  ///     x.at[Tensor([0, 5])].get(mode: .fillOrDrop)  // [ 1. nan]
  ///     x.at[Tensor([0, 5])].get(mode: .fillOrDrop, fillValue: 7)  // [1. 7.]
  ///
  /// - Parameters:
  ///   - mode: what is found at positions out of range; by default they are moved inside.
  ///   - fillValue: in the mode `fillOrDrop`, what stands there; by default NaN, for integers the smallest (unsigned:
  ///     largest) value, for Booleans true.
  public func get(mode: OutOfBoundsMode = .clip, fillValue: Double? = nil) -> Tensor {
    withPlan { (plan) throws(TensorError) in
      try plan.applied(to: tensor, mode: mode, fill: fillValue.map { .value($0) } ?? .missing)
    }
  }

  /// The tensor with other values in the part; of several values for one element the last one stays.
  ///
  ///     Tensor.zeros([3]).at[Tensor([0, 2])].set([5, 6])  // [5. 0. 6.]
  public func set(_ value: Tensor, mode: OutOfBoundsMode = .fillOrDrop) -> Tensor {
    updated(.set, with: value, mode: mode)
  }

  /// The tensor with values added to the part; several values for one element add up.
  ///
  ///     Tensor([1, 2, 3]).at[Tensor([0, 0, 9])].add(5)  // [11  2  3]
  public func add(_ value: Tensor, mode: OutOfBoundsMode = .fillOrDrop) -> Tensor {
    updated(.add, with: value, mode: mode)
  }

  /// The tensor with values subtracted from the part; several values for one element add up.
  ///
  ///     Tensor([1, 2, 3]).at[..<2].subtract(1)  // [0 1 3]
  public func subtract(_ value: Tensor, mode: OutOfBoundsMode = .fillOrDrop) -> Tensor {
    updated(.subtract, with: value, mode: mode)
  }

  /// The tensor with the part multiplied by values; several values for one element are multiplied.
  ///
  ///     Tensor([1, 2, 3]).at[Tensor([1, 1])].multiply(by: 3)  // [ 1 18  3]
  public func multiply(by value: Tensor, mode: OutOfBoundsMode = .fillOrDrop) -> Tensor {
    updated(.multiply, with: value, mode: mode)
  }

  /// The tensor with the part divided by values, in a floating dtype.
  ///
  ///     Tensor([1, 2, 3]).at[1].divide(by: 4)  // [1.  0.5 3. ]
  public func divide(by value: Tensor, mode: OutOfBoundsMode = .fillOrDrop) -> Tensor {
    tensor / factors(value, mode: mode)
  }

  /// The tensor with the part raised to powers.
  ///
  ///     Tensor([1, 2, 3]).at[1...].power(2)  // [1 4 9]
  public func power(_ exponent: Tensor, mode: OutOfBoundsMode = .fillOrDrop) -> Tensor {
    pow(tensor, factors(exponent, mode: mode)).asType(tensor.dtype)
  }

  /// The tensor with the smaller one of element and value in the part, NaN if one is NaN.
  ///
  ///     Tensor([1, 2, 3]).at[1...].min(2)  // [1 2 2]
  public func min(_ value: Tensor, mode: OutOfBoundsMode = .fillOrDrop) -> Tensor {
    updated(.minimum, with: value, mode: mode)
  }

  /// The tensor with the larger one of element and value in the part, NaN if one is NaN.
  ///
  ///     Tensor([1, 2, 3]).at[..<2].max(2)  // [2 2 3]
  public func max(_ value: Tensor, mode: OutOfBoundsMode = .fillOrDrop) -> Tensor {
    updated(.maximum, with: value, mode: mode)
  }

  /// The tensor with a function applied to the part.
  ///
  ///     Tensor([1, 4, 9]).at[1...].apply { -$0 }  // [ 1 -4 -9]
  ///
  /// - Parameters:
  ///   - function: of the elements of the part, in one tensor; of an element that is mentioned twice it is applied once.
  ///   - mode: what happens to positions out of range.
  public func apply(mode: OutOfBoundsMode = .fillOrDrop, _ function: (Tensor) -> Tensor) -> Tensor {
    set(function(get()), mode: mode)
  }

  /// Ones, with the products of the values at the positions of the part.
  private func factors(_ value: Tensor, mode: OutOfBoundsMode) -> Tensor {
    if tensor.isInvalid || value.isInvalid { return .invalid }
    let ones = Tensor.ones(like: tensor, dtype: Promotion(of: [tensor, value]).dtype)
    return IndexedPart(tensor: ones, kinds: indices).updated(.multiply, with: value, mode: mode)
  }

  private init(tensor: Tensor, kinds: [IndexComponent.Kind]) {
    self.tensor = tensor
    indices = kinds
    isLenient = true
  }

  private func updated(_ update: IndexUpdate, with value: Tensor, mode: OutOfBoundsMode) -> Tensor {
    if value.isInvalid { return .invalid }
    if let mask, mask.rank + value.rank <= tensor.rank { return masked(mask, update, with: value) }
    return withPlan { (plan) throws(TensorError) in
      let promotion = update == .set ? Promotion(tensor.dtype, isWeak: false) : Promotion(of: [tensor, value])
      let operand = tensor.converted(to: promotion)
      return try plan.updated(operand, update, with: value.converted(to: promotion), mode: mode)
        .converted(to: Promotion(of: tensor))
    }
  }

  private func withPlan(_ body: (IndexPlan) throws(TensorError) -> Tensor) -> Tensor {
    if tensor.isInvalid || indices.contains(where: \.isInvalid) { return .invalid }
    return reporting { () throws(TensorError) in
      try body(IndexPlan(indices, for: tensor.type, allowsElementsOutOfRange: isLenient))
    }
  }

  /// The mask, if it is the only index.
  private var mask: Tensor? {
    guard indices.count == 1, case .positions(let mask) = indices[0], mask.dtype.isBoolean else { return nil }
    return mask
  }

  /// The update where a mask is true, with values that are the same at all positions: the mask need not be known.
  private func masked(_ mask: Tensor, _ update: IndexUpdate, with value: Tensor) -> Tensor {
    if tensor.isInvalid || mask.isInvalid { return .invalid }
    return reporting { () throws(TensorError) in
      try mask.requireMask(of: tensor.type, from: 0)
      let trailing = mask.reshaped(
        Shape(mask.shape.dimensions + [Dimension](repeating: 1, count: tensor.rank - mask.rank)))
      let promotion = Promotion(of: [tensor, value])
      let updated = update.combined(
        tensor.converted(to: promotion), value.converted(to: promotion).fitted(to: tensor.shape))
      return which(trailing, updated.asType(tensor.dtype), tensor)
    }
  }
}

extension IndexComponent.Kind {
  var isInvalid: Bool {
    if case .positions(let tensor) = self { tensor.isInvalid } else { false }
  }
}
