import JacobiCore
import JacobiPrimitives

extension Batching {
  static let layoutRules = RuleTable<Batching> { table in
    table.add(Reshape.self) { reshape, operands, size in
      let shape = reshape.shape.inserting(size, at: 0)
      return [Batched(Reshape(to: shape)(operands[0].leading(size: size)), axis: 0)]
    }
    table.addUnary(Transpose.self) { transpose, x, axis in
      Batched(Transpose(permutation: [axis] + x.positions(of: transpose.permutation))(x.tensor), axis: 0)
    }
    table.add(BroadcastInDim.self) { broadcast, operands, size in
      let x = operands[0]
      let axis = operands.commonAxis
      // Axes keep their order, so the batch axis goes right behind the axis that it follows in the operand.
      let target = axis == 0 ? 0 : broadcast.dimensions[axis - 1] + 1
      var dimensions = broadcast.dimensions.shifted(byInsertionAt: target)
      dimensions.insert(target, at: axis)
      let shape = broadcast.shape.inserting(size, at: target)
      return [Batched(BroadcastInDim(to: shape, dimensions: dimensions)(x.tensor), axis: target)]
    }
    table.addUnary(Rev.self) { rev, x, axis in
      Batched(Rev(axes: x.positions(of: rev.axes))(x.tensor), axis: axis)
    }
    table.add(Slice.self) { slice, operands, size in
      let axis = operands.commonAxis
      var (starts, limits, strides) = (slice.starts, slice.limits, slice.strides)
      starts.insert(0, at: axis)
      limits.insert(size, at: axis)
      strides.insert(1, at: axis)
      return [Batched(Slice(starts: starts, limits: limits, strides: strides)(operands[0].tensor), axis: axis)]
    }
    // Without operands there is nothing that differs between examples.
    table.add(Iota.self) { iota, _, _ in [Batched(iota(), axis: nil)] }
  }
}
