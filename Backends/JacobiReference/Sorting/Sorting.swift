import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let sorting = RuleTable { table in
    table.add(Sort.self) { sort, _ in
      { operands, outputs in
        let lanes = Lanes(of: operands[0].shape, axis: sort.axis)
        let order = positions(in: lanes) { lane in
          operands.prefix(sort.keyCount).map { $0.dtype.visit(KeyOrder(key: $0, lanes: lanes, lane: lane)) }
        }
        return operands.map { $0.rearranged(order) }
      }
    }
    table.add(TopK.self) { topK, inputs in inputs[0].dtype.visit(Largest(topK: topK)) }
  }
}

/// Whether the first of two elements of a line comes before the second, by their positions in the line.
private typealias Order = (Int, Int) -> Bool

/// For each line of elements its positions in the order of the keys, of which a later one decides where the earlier ones do
/// not. Equal elements stay in the order that they have.
///
/// - Parameters:
///   - lanes: the lines.
///   - keys: the orders by each key of the elements of a line.
/// - Returns: for each place in the result the place in the operand.
private func positions(in lanes: Lanes, _ keys: (_ lane: Int) -> [Order]) -> [Int] {
  var places = [Int](repeating: 0, count: lanes.count * lanes.size)
  if lanes.size == 0 { return places }
  for lane in 0..<lanes.count {
    let start = lanes.start(lane)
    let keys = keys(lane)
    let sorted = (0..<lanes.size).sorted { first, second in
      for comesBefore in keys {
        if comesBefore(first, second) { return true }
        if comesBefore(second, first) { return false }
      }
      return first < second
    }
    for (position, source) in sorted.enumerated() {
      places[start + position * lanes.stride] = start + source * lanes.stride
    }
  }
  return places
}

/// The order of the elements of a line by one key.
private struct KeyOrder: ScalarVisitor {
  var key: TensorValue
  var lanes: Lanes
  var lane: Int

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Order {
    let start = lanes.start(lane)
    let elements = key.withElements(of: Scalar.self) { all in (0..<lanes.size).map { all[start + $0 * lanes.stride] } }
    return { elements[$0].sortsBefore(elements[$1]) }
  }
}

extension TensorValue {
  /// - Parameter places: for each place in the result the place of its element in this value.
  fileprivate func rearranged(_ places: [Int]) -> TensorValue {
    dtype.visit(Rearrangement(value: self, places: places))
  }
}

private struct Rearrangement: ScalarVisitor {
  var value: TensorValue
  var places: [Int]

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> TensorValue {
    TensorValue(value.withElements(of: Scalar.self) { elements in places.map { elements[$0] } }, shape: value.shape)
  }
}

private struct Largest: ScalarVisitor {
  var topK: TopK

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [topK] operands, outputs in
      let (values, indices) = (TensorValue(uninitialized: outputs[0]), TensorValue(uninitialized: outputs[1]))
      let source = Lanes(of: operands[0].shape, axis: topK.axis)
      let target = Lanes(of: outputs[0].shape, axis: topK.axis)
      if target.size == 0 { return [values, indices] }
      operands[0].withElements(of: Scalar.self) { elements in
        for lane in 0..<target.count {
          let line = (0..<source.size).map { elements[source.start(lane) + $0 * source.stride] }
          let order = line.indices.sorted { first, second in
            if line[second].isBelow(line[first]) { return true }
            return !line[first].isBelow(line[second]) && first < second
          }
          for position in 0..<target.size {
            let place = target.start(lane) + position * target.stride
            values.withMutableElements(of: Scalar.self) { $0[place] = line[order[position]] }
            indices.withMutableElements(of: Int32.self) { $0[place] = Int32(order[position]) }
          }
        }
      }
      return [values, indices]
    }
  }
}

extension ReferenceScalar {
  /// Whether it is smaller than another in a total order: NaN is largest, and a negative zero smaller than a positive one.
  fileprivate func isBelow(_ other: Self) -> Bool {
    if sortsBefore(other) { return true }
    guard self == .zero, other == .zero else { return false }
    return doubleValue.sign == .minus && other.doubleValue.sign == .plus
  }
}
