import JacobiCore
import JacobiPrimitives

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
  /// How many masks there were, and for how many axes they stand.
  private var maskCount = 0
  private var maskedAxisCount = 0
  private let type: TensorType
  /// Whether an integer out of range is treated like a position in a tensor, and not a mistake.
  private let allowsElementsOutOfRange: Bool

  init(
    _ indices: [IndexComponent.Kind], for type: TensorType, allowsElementsOutOfRange: Bool = false
  ) throws(TensorError) {
    self.type = type
    self.allowsElementsOutOfRange = allowsElementsOutOfRange
    for index in try IndexPlan.completed(indices, for: type) {
      switch index {
      case .positions(let mask) where mask.dtype.isBoolean: try gather(mask: mask)
      case .element(let element): try pick(element)
      case .slice(let bounds): try slice(bounds)
      case .positions(let tensor): gather(tensor)
      case .newAxis: keep(1)
      case .ellipsis: preconditionFailure("internal error: an ellipsis was not replaced")
      }
    }
  }

  /// What the indices pick from a tensor.
  ///
  /// - Parameters:
  ///   - tensor: of the type that the plan was made for.
  ///   - mode: what is found at positions out of range.
  ///   - fill: what stands there in the mode `fillOrDrop`.
  func applied(
    to tensor: Tensor, mode: OutOfBoundsMode = .clip, fill: Gather.Fill = .missing
  ) throws(TensorError) -> Tensor {
    let region = region(of: tensor)
    if positions.isEmpty { return region }
    return try region.gathered(positions, place: placeOfPositions, mode: mode, fill: fill, named: "[]")
  }

  /// A tensor after the part that the indices pick was combined with a value, which is broadcast to it.
  func updated(
    _ tensor: Tensor, _ update: IndexUpdate, with value: Tensor, mode: OutOfBoundsMode
  ) throws(TensorError) -> Tensor {
    let region = region(of: tensor)
    if positions.isEmpty {
      return replacing(update.combined(region, value.fitted(to: region.shape)), in: tensor)
    }
    let windows = try PositionWindows(positions, in: region, place: placeOfPositions, named: "[]")
    let scatter = update.scatter(windows.dimensions, mode: mode, uniqueIndices: hasUniquePositions)
    let values = value.fitted(to: windows.shape)
    return replacing(scatter.results([region, windows.indices, values])[0], in: tensor)
  }

  /// What the indices other than tensors pick.
  private func region(of tensor: Tensor) -> Tensor {
    var result = reversed.isEmpty ? tensor : Rev(axes: reversed)(tensor)
    if !isWhole { result = Slice(starts: starts, limits: limits, strides: strides)(result) }
    return result.reshaped(Shape(sizes))
  }

  private var isWhole: Bool {
    starts.allSatisfy { $0 == 0 } && limits == type.shape.dimensions && strides.allSatisfy { $0 == 1 }
  }

  /// The tensor with another region.
  private func replacing(_ region: Tensor, in tensor: Tensor) -> Tensor {
    let counts = zip(zip(starts, limits), strides).map { ($0.1 - $0.0).ceilDivided(by: Dimension($1)) }
    if counts.contains(where: { $0.known == 0 }) { return region.isInvalid ? region : tensor }
    var part = region.reshaped(Shape(counts))
    if !reversed.isEmpty { part = Rev(axes: reversed)(part) }
    if isWhole { return part }
    let firsts = type.shape.indices.map { axis in
      reversed.contains(axis)
        ? limits(ofReversed: axis) - 1 - (counts[axis] - 1) * Dimension(strides[axis]) : starts[axis]
    }
    if strides.allSatisfy({ $0 == 1 }) {
      return DynamicUpdateSlice().results([tensor, part] + firsts.map { Tensor($0).asType(.int64) })[0]
    }
    return interleaved(part, firsts, counts, in: tensor)
  }

  /// Behind the element of an axis at which the region, counted from the end of the axis, begins.
  private func limits(ofReversed axis: Int) -> Dimension { type.shape.dimensions[axis] - starts[axis] }

  /// The tensor with a part whose elements do not lie side by side.
  private func interleaved(_ part: Tensor, _ firsts: [Dimension], _ counts: [Dimension], in tensor: Tensor) -> Tensor {
    let widths = type.shape.indices.map { axis in
      let spread = counts[axis] + (counts[axis] - 1) * Dimension(strides[axis] - 1)
      return Pad.Widths(
        before: firsts[axis], after: type.shape.dimensions[axis] - firsts[axis] - spread, interior: strides[axis] - 1)
    }
    let pad = Pad(widths: widths)
    let isPart = pad(Tensor.ones(part.shape, dtype: .bool), Tensor(false))
    return SelectN()(isPart, tensor, pad(part, Tensor.zeros([], dtype: part.dtype)))
  }

  /// Whether no element is picked twice.
  private var hasUniquePositions: Bool {
    maskCount <= 1 && positions.count == positions.count { $0.tensor.rank == 0 } + maskedAxisCount
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
      case .positions(let mask) where mask.dtype.isBoolean: used += mask.rank
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
    case false where allowsElementsOutOfRange: return gather(Tensor(TensorValue(scalar: Int64(element))))
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

  private mutating func gather(mask: Tensor) throws(TensorError) {
    try mask.requireMask(of: type, from: nextAxis.number)
    maskCount += 1
    maskedAxisCount += mask.rank
    for positions in try mask.truePositions(for: type) { gather(positions) }
  }
}
