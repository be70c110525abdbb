import JacobiCore
import JacobiPrimitives

// The batch of `vmap` joins an axis of the operands: as the outer part of the batch or of the features, where it makes
// groups of its own if both operands have it.

extension Batching {
  static let convolutionRules = RuleTable<Batching> { table in
    table.add(ConvGeneralDilated.self) { convolution, operands, size in
      // There are no groups of no size.
      if size.known == 0 {
        let types = try convolution.outputTypes(for: Operands(operands.map(\.type), of: ConvGeneralDilated.id))
        return [Batched(.zeros(types[0].with(shape: types[0].shape.inserting(0, at: 0))), axis: 0)]
      }
      let result =
        switch (operands[0].isBatched, operands[1].isBatched) {
        case (true, false): convolution.applied(toInputs: operands[0], operands[1].tensor, size)
        case (false, true): convolution.applied(operands[0].tensor, toKernels: operands[1], size)
        default: convolution.applied(toInputs: operands[0], andKernels: operands[1], size)
        }
      return [result]
    }
  }
}

extension ConvGeneralDilated {
  private var groupCount: Dimension { featureGroupCount == 1 ? batchGroupCount : featureGroupCount }

  /// Each input with its kernel: as many times more groups.
  fileprivate func applied(toInputs inputs: Batched, andKernels kernels: Batched, _ size: Dimension) -> Batched {
    var convolution = self
    let axis = batchGroupCount == 1 ? axes.input[1] : axes.input[0]
    if batchGroupCount == 1 {
      convolution.featureGroupCount = featureGroupCount * size
    } else {
      convolution.batchGroupCount = batchGroupCount * size
    }
    let result = convolution(
      inputs.placed(at: axis, size: size).merged(axis),
      kernels.placed(at: axes.kernel[0], size: size).merged(axes.kernel[0]))
    return Batched(result.split(axes.output[1], outer: size), axis: axes.output[1])
  }

  /// One kernel for all inputs: a larger batch. Its groups stay outermost.
  fileprivate func applied(toInputs inputs: Batched, _ kernel: Tensor, _ size: Dimension) -> Batched {
    let axis = axes.input[0]
    let stacked = inputs.placed(at: axis, size: size).withGroupsOutermost(batchGroupCount, axis)
    return Batched(self(stacked, kernel).split(axes.output[0], outer: size), axis: axes.output[0])
  }

  /// One input for all kernels: more output features. Their groups stay outermost.
  fileprivate func applied(_ input: Tensor, toKernels kernels: Batched, _ size: Dimension) -> Batched {
    let stacked = kernels.placed(at: axes.kernel[0], size: size).withGroupsOutermost(groupCount, axes.kernel[0])
    let axis = axes.output[1]
    let result = self(input, stacked)
    if groupCount == 1 { return Batched(result.split(axis, outer: size), axis: axis) }
    let split = result.split(axis, outer: groupCount).split(axis + 1, outer: size)
    return Batched(split.exchanged(axis).merged(axis + 1), axis: axis)
  }
}

extension Tensor {
  /// An axis and the one behind it as one.
  fileprivate func merged(_ axis: Int) -> Tensor {
    let size = shape[axis] * shape[axis + 1]
    return Reshape(to: shape.removing(axes: [axis]).replacing(axis: axis, with: size))(self)
  }

  /// An axis as two, of which the first has size `outer`.
  fileprivate func split(_ axis: Int, outer: Dimension) -> Tensor {
    let inner = shape[axis].floorDivided(by: outer)
    return Reshape(to: shape.replacing(axis: axis, with: inner).inserting(outer, at: axis))(self)
  }

  /// An axis exchanged with the one behind it.
  fileprivate func exchanged(_ axis: Int) -> Tensor {
    var order = Array(0..<rank)
    order.swapAt(axis, axis + 1)
    return Transpose(permutation: order)(self)
  }

  /// A batch axis merged with the axis behind it, whose groups remain its outer part.
  fileprivate func withGroupsOutermost(_ count: Dimension, _ axis: Int) -> Tensor {
    if count == 1 { return merged(axis) }
    return split(axis + 1, outer: count).exchanged(axis).merged(axis).merged(axis)
  }
}
