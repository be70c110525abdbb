import JacobiCore
import JacobiPrimitives

// Aside from space, a convolution is a product of matrices: [batch, in] · [in, out] = [batch, out]. So are its transposes,
// with the roles of the axes exchanged; in space they are convolutions over the positions of the kernel.

extension RuleTable<Transposition> {
  static let convolutions = RuleTable { table in
    table.bilinear(
      ConvGeneralDilated.self,
      left: { convolution, operand, ct, kernel in convolution.cotangentOfInput(operand, ct, kernel) },
      right: { convolution, operand, ct, input in convolution.cotangentOfKernel(operand, ct, input) })
  }
}

extension ConvGeneralDilated {
  fileprivate func cotangentOfInput(_ operand: TensorType, _ ct: Tensor, _ kernel: Tensor) -> Tensor {
    if operand.shape.elementCount.known == 0 || ct.shape.elementCount.known == 0 { return .zeros(operand) }
    let groups = featureGroupCount == 1 ? batchGroupCount : featureGroupCount
    var transpose = self
    transpose.axes = ConvolutionAxes(
      input: axes.output, kernel: exchanged(axes.kernel), output: axes.input)
    transpose.motion = motion.indices.map { number in
      motion[number].overPositions(
        size: operand.shape[axes.input[number + 2]], window: kernel.shape[axes.kernel[number + 2]],
        positions: ct.shape[axes.output[number + 2]])
    }
    transpose.featureGroupCount = groups
    transpose.batchGroupCount = 1
    let reversed = Rev(axes: axes.kernel.dropFirst(2).sorted())(converted(kernel, to: ct.dtype))
    // The output features of the transpose are all groups of input features.
    let grouped = reversed.movingGroups(groups, from: axes.kernel[0], to: axes.kernel[1])
    let result = converted(transpose(ct, grouped), to: operand.dtype)
    return result.movingGroups(batchGroupCount, from: axes.input[1], to: axes.input[0])
  }

  fileprivate func cotangentOfKernel(_ operand: TensorType, _ ct: Tensor, _ input: Tensor) -> Tensor {
    if operand.shape.elementCount.known == 0 || ct.shape.elementCount.known == 0 || input.shape.elementCount.known == 0
    {
      return .zeros(operand)
    }
    var transpose = self
    transpose.axes = ConvolutionAxes(
      input: exchanged(axes.input), kernel: exchanged(axes.output), output: exchanged(axes.kernel))
    transpose.motion = motion.indices.map { number in
      motion[number].ofPositions(
        size: input.shape[axes.input[number + 2]], window: operand.shape[axes.kernel[number + 2]],
        positions: ct.shape[axes.output[number + 2]])
    }
    transpose.featureGroupCount = batchGroupCount
    transpose.batchGroupCount = featureGroupCount
    return converted(transpose(converted(input, to: ct.dtype), ct), to: operand.dtype)
  }

  private func exchanged(_ axes: [Int]) -> [Int] { [axes[1], axes[0]] + axes.dropFirst(2) }

  private func converted(_ x: Tensor, to dtype: DType) -> Tensor {
    x.dtype == dtype ? x : ConvertElementType(to: dtype)(x)
  }
}

extension Tensor {
  /// Takes groups, the outer part of one axis, out of it and makes them the outer part of another axis.
  fileprivate func movingGroups(_ count: Dimension, from source: Int, to target: Int) -> Tensor {
    if count == 1 { return self }
    let inner = shape[source].floorDivided(by: count)
    let split = Reshape(to: shape.replacing(axis: source, with: inner).inserting(count, at: source))(self)
    // The groups leave their place, and the axes behind it move up.
    var order = Array(0..<rank + 1)
    order.remove(at: source)
    order.insert(source, at: target)
    let merged = shape.replacing(axis: source, with: inner).replacing(axis: target, with: shape[target] * count)
    return Reshape(to: merged)(Transpose(permutation: order)(split))
  }
}
