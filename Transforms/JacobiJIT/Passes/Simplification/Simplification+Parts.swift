import JacobiCore
import JacobiPrimitives

extension RuleTable<Simplification> {
  static let parts = RuleTable { table in
    table.add(Slice.self) { slice, rewrite in
      let shape = rewrite[0].type.shape
      let isWhole = shape.indices.allSatisfy {
        slice.starts[$0].known == 0 && slice.limits[$0] == shape[$0] && slice.strides[$0] == 1
      }
      if isWhole { return rewrite[0] }
      return try rewrite.sliceOfSlice(slice) ?? rewrite.sliceOfBroadcast(slice) ?? rewrite.sliceOfJoined(slice)
    }
    table.add(Concatenate.self) { concatenate, rewrite in
      if rewrite.operands.count == 1 { return rewrite[0] }
      let filled = rewrite.operands.filter { $0.type.shape[concatenate.axis].known != 0 }
      if !filled.isEmpty, filled.count < rewrite.operands.count {
        return try rewrite.results(of: concatenate, filled)[0]
      }
      return rewrite.joinedParts(concatenate)
    }
    table[Split.self] = { primitive, rewrite in
      let split: Split = primitive.asRow()
      if split.sizes.count == 1 { return [rewrite[0]] }
      guard let (inner, operands) = rewrite.operation(Concatenate.self, at: 0), inner.axis == split.axis,
        operands.map({ $0.type.shape[split.axis] }) == split.sizes
      else { return nil }
      return operands
    }
    table.add(Pad.self) { pad, rewrite in
      let shape = rewrite[0].type.shape
      let isNothing = zip(pad.widths, shape).allSatisfy { width, size in
        width.before.known == 0 && width.after.known == 0
          && (width.interior == 0 || size.known.map { $0 <= 1 } == true)
      }
      return isNothing ? rewrite[0] : nil
    }
  }

  static let positions = RuleTable { table in
    table.add(DynamicSlice.self) { slice, rewrite in
      let shape = rewrite[0].type.shape
      if Array(shape) == slice.sizes { return rewrite[0] }
      let numbers = rewrite.operands.dropFirst().map { rewrite.number($0)?.integer }
      var starts: [Dimension] = []
      for (axis, number) in numbers.enumerated() {
        guard let size = shape[axis].known, let part = slice.sizes[axis].known else { return nil }
        // Where there is no choice the start does not matter.
        guard let number = size == part ? 0 : number else { return nil }
        starts.append(Dimension(min(max(number, 0), size - part)))
      }
      let limits = zip(starts, slice.sizes).map { $0 + $1 }
      return try rewrite.apply(Slice(starts: starts, limits: limits), rewrite[0])
    }
    table.add(DynamicUpdateSlice.self) { _, rewrite in
      rewrite[0].type == rewrite[1].type ? rewrite[1] : nil
    }
  }
}

extension Rewrite {
  fileprivate func sliceOfSlice(_ slice: Slice) throws -> Atom? {
    guard let (inner, operands) = operation(Slice.self, at: 0) else { return nil }
    var joint = inner
    for axis in slice.starts.indices {
      let step = Dimension(inner.strides[axis])
      let size = (slice.limits[axis] - slice.starts[axis]).ceilDivided(by: Dimension(slice.strides[axis]))
      guard let count = size.known, !inner.strides[axis].multipliedReportingOverflow(by: slice.strides[axis]).overflow
      else { return nil }
      joint.strides[axis] = inner.strides[axis] * slice.strides[axis]
      joint.starts[axis] = inner.starts[axis] + slice.starts[axis] * step
      // Behind the last element, and not a step further, where there may be none.
      let last = Dimension(max(count - 1, 0)) * Dimension(joint.strides[axis])
      joint.limits[axis] = joint.starts[axis] + (count == 0 ? 0 : last + 1)
      if count == 0 { joint.starts[axis] = 0; joint.limits[axis] = 0 }
    }
    return try apply(joint, operands[0])
  }

  /// A part of what is the same all along the axes that are cut.
  fileprivate func sliceOfBroadcast(_ slice: Slice) throws -> Atom? {
    guard let (inner, operands) = operation(BroadcastInDim.self, at: 0) else { return nil }
    let source = operands[0].type.shape
    for (axis, place) in inner.dimensions.enumerated() where source[axis].known != 1 {
      guard slice.starts[place].known == 0, slice.limits[place] == inner.shape[place], slice.strides[place] == 1 else {
        return nil
      }
    }
    let sizes = slice.starts.indices.map {
      (slice.limits[$0] - slice.starts[$0]).ceilDivided(by: Dimension(slice.strides[$0]))
    }
    return try apply(BroadcastInDim(to: Shape(sizes), dimensions: inner.dimensions), operands[0])
  }

  /// A part that lies within one of several joined values.
  fileprivate func sliceOfJoined(_ slice: Slice) throws -> Atom? {
    guard let (inner, operands) = operation(Concatenate.self, at: 0) else { return nil }
    let axis = inner.axis
    guard let first = slice.starts[axis].known, let limit = slice.limits[axis].known, first < limit else { return nil }
    var start = 0
    for operand in operands {
      guard let size = operand.type.shape[axis].known else { return nil }
      if start <= first, limit <= start + size {
        var part = slice
        part.starts[axis] = Dimension(first - start)
        part.limits[axis] = Dimension(limit - start)
        return try apply(part, operand)
      }
      start += size
    }
    return nil
  }

  /// What was split into all the operands of a concatenation, in their order.
  fileprivate func joinedParts(_ concatenate: Concatenate) -> Atom? {
    guard let (split, operands) = operation(Split.self, at: 0), split.axis == concatenate.axis,
      split.sizes.count == self.operands.count
    else { return nil }
    for (position, atom) in self.operands.enumerated() {
      guard output(of: atom) == position, operation(Split.self, giving: atom)?.operands == operands,
        let first = self[0].variable, let variable = atom.variable, variable.index == first.index + position
      else { return nil }
    }
    return operands[0]
  }
}
