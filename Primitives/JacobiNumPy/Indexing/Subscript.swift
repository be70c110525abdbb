import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// A part of the tensor, by NumPy's rules.
  ///
  ///     let x = Tensor.arange(12).reshaped(3, 4)
  ///     x[0]  // [0 1 2 3]
  ///     x[1..., .ellipsis, 0]  // [4 8]
  ///     x[.newAxis, -1].shape  // [1,4]
  ///     x[Tensor([0, 2]), Tensor([1, 3])]  // [ 1 11]
  ///
  /// Axes without an index are taken whole. Ranges are limited to the axis. Several tensors are broadcast together;
  /// their axes stand where the first of them stood or, when something else stands between them, at the front.
  ///
  /// - Note: an integer beyond the axis is a `TensorError.indexOutOfRange`, more indices than
  ///   axes are a `TensorError.invalidArgument`.
  public subscript(indices: any TensorIndex...) -> Tensor {
    let components = indices.map(\.component.kind)
    if isInvalid || components.contains(where: \.isInvalid) { return .invalid }
    return reporting { () throws(TensorError) in
      try IndexPlan(components, for: type).applied(to: self)
    }
  }
}

/// What a list of indices does to a tensor, in the order in which it is carried out.
struct IndexPlan {
  private var reversed: [Int] = []
  private var starts: [Dimension] = []
  private var limits: [Dimension] = []
  private var strides: [Int] = []
  /// The shape after slicing, with new axes and without the axes of single elements.
  private var sizes: [Dimension] = []
  /// The tensors of positions, and the axes of `sizes` that they pick from.
  private var positions: [(axis: Int, tensor: Tensor)] = []
  /// For each index whether it counts as a tensor, as single elements do beside tensors, and how many axes that are not
  /// picked from by tensors come before it in the result.
  private var places: [(isTensor: Bool, axesBefore: Int)] = []
  private let type: TensorType

  init(_ indices: [IndexComponent.Kind], for type: TensorType) throws(TensorError) {
    self.type = type
    for index in try IndexPlan.completed(indices, for: type) {
      switch index {
      case .element(let element): try pick(element)
      case .slice(let bounds): try slice(bounds)
      case .positions(let tensor): gather(tensor)
      case .newAxis: keep(1)
      case .ellipsis: preconditionFailure("internal error: an ellipsis was not replaced")
      }
    }
  }

  func applied(to tensor: Tensor) throws(TensorError) -> Tensor {
    var result = reversed.isEmpty ? tensor : Rev(axes: reversed)(tensor)
    let isWhole = starts.allSatisfy { $0 == 0 } && limits == type.shape.dimensions && strides.allSatisfy { $0 == 1 }
    if !isWhole { result = Slice(starts: starts, limits: limits, strides: strides)(result) }
    result = result.reshaped(Shape(sizes))
    if positions.isEmpty { return result }
    return try result.gathered(positions, place: placeOfPositions, mode: .clip, named: "[]")
  }

  /// Where the axes of the tensors go in the result: in the place of those indices if they stand side by side.
  private var placeOfPositions: Int {
    let tensors = places.drop { !$0.isTensor }
    let behind = tensors.drop { $0.isTensor }
    return behind.contains { $0.isTensor } ? 0 : tensors.first?.axesBefore ?? 0
  }

  /// The indices with whole axes in place of the ellipsis, which is at the end if there is none.
  private static func completed(
    _ indices: [IndexComponent.Kind], for type: TensorType
  ) throws(TensorError) -> [IndexComponent.Kind] {
    var used = 0
    var ellipses: [Int] = []
    for (place, index) in indices.enumerated() {
      switch index {
      case .ellipsis: ellipses.append(place)
      case .newAxis: break
      case .element, .slice, .positions: used += 1
      }
    }
    guard ellipses.count <= 1, used <= type.rank else {
      throw .invalidArgument(
        name: "indices", expected: ellipses.count > 1 ? "at most one ellipsis" : "at most \(type.rank)",
        actual: ellipses.count > 1 ? "\(ellipses.count)" : "\(used)", operation: Operation("[]", operands: [type]))
    }
    let place = ellipses.first ?? indices.count
    let whole = [IndexComponent.Kind](repeating: .slice(SliceBounds()), count: type.rank - used)
    return indices[..<place] + whole + indices.dropFirst(place + 1)
  }

  /// The number of the axis of the operand that the next index is for, and its size.
  private var nextAxis: (number: Int, size: Dimension) { (starts.count, type.shape.dimensions[starts.count]) }

  private var axesBefore: Int { sizes.count - positions.count }

  private mutating func keep(_ size: Dimension) {
    places.append((false, axesBefore))
    sizes.append(size)
  }

  private mutating func advance(from start: Dimension, to limit: Dimension, by stride: Int = 1) {
    starts.append(start)
    limits.append(limit)
    strides.append(stride)
  }

  private mutating func pick(_ element: Int) throws(TensorError) {
    let (axis, size) = nextAxis
    let position = element < 0 ? size + Dimension(element) : Dimension(element)
    let isInside = element < 0 ? (position, .greaterOrEqual, 0) : (position, DimensionComparison.less, size)
    let operation = { [type] in Operation("[]", operands: [type]) }
    switch Dimension.decide(isInside.0, isInside.1, isInside.2) {
    case true: advance(from: position, to: position + 1)
    case false: throw .indexOutOfRange(index: element, size: size, axis: axis, operation: operation())
    case nil:
      throw .undecidableDimension(comparison: "\(isInside.0) \(isInside.1) \(isInside.2)", operation: operation())
    }
    places.append((true, axesBefore))
  }

  private mutating func slice(_ bounds: SliceBounds) throws(TensorError) {
    let (axis, size) = nextAxis
    guard bounds.stride != 0 else {
      throw .invalidArgument(
        name: "stride", expected: "not 0", actual: "0", operation: Operation("[]", operands: [type]))
    }
    if bounds.stride < 0 { reversed.append(axis) }
    let (lower, upper) = bounds.resolved(size: size)
    // A step beyond the end is as good as the longest one, and does not overflow.
    let longest = (upper - lower).known.map { Swift.max($0, 1) } ?? .max
    let stride = Swift.min(Int(clamping: bounds.stride.magnitude), longest)
    advance(from: lower, to: upper, by: stride)
    keep((upper - lower).ceilDivided(by: Dimension(stride)))
  }

  private mutating func gather(_ tensor: Tensor) {
    let (_, size) = nextAxis
    places.append((true, axesBefore))
    positions.append((sizes.count, tensor))
    advance(from: 0, to: size)
    sizes.append(size)
  }
}

extension IndexComponent.Kind {
  fileprivate var isInvalid: Bool {
    if case .positions(let tensor) = self { tensor.isInvalid } else { false }
  }
}
