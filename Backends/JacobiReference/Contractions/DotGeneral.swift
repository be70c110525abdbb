import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let contractions = RuleTable { table in
    table.add(DotGeneral.self) { dot, inputs in
      dot.resultDType(inputs[0].dtype, inputs[1].dtype).visit(Contraction(dot: dot))
    }
  }
}

/// Brings both operands into the form of a product of matrices, `[batch, row, inner]` and `[batch, inner, column]`, in the
/// accumulator of the dtype, where it multiplies and adds in the natural order of the inner axis.
private struct Contraction: ScalarVisitor {
  var dot: DotGeneral

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [dot] operands, outputs in
      let (left, right) = (operands[0], operands[1])
      let leftFree = dot.leftFree(rank: left.shape.rank)
      let rightFree = dot.rightFree(rank: right.shape.rank)
      let product = MatrixProduct(
        batch: left.shape.count(alongAxes: dot.leftBatch), rows: left.shape.count(alongAxes: leftFree),
        inner: left.shape.count(alongAxes: dot.leftContracting), columns: right.shape.count(alongAxes: rightFree))
      let elements: [Scalar.Accumulator] = product.evaluate(
        left.accumulators(for: scalar, axes: dot.leftBatch + leftFree + dot.leftContracting),
        right.accumulators(for: scalar, axes: dot.rightBatch + dot.rightContracting + rightFree))
      let result = TensorValue(uninitialized: outputs[0])
      result.withMutableElements(of: Scalar.self) { result in
        for i in 0..<result.count { result[i] = Scalar(accumulated: elements[i]) }
      }
      return [result]
    }
  }
}

/// The sizes of a batch of products of matrices.
private struct MatrixProduct {
  var batch: Int
  var rows: Int
  var inner: Int
  var columns: Int

  /// Row by row of the right operand, so that all memory is read and written in its order.
  func evaluate<Scalar: ReferenceScalar>(_ left: [Scalar], _ right: [Scalar]) -> [Scalar] {
    var result = [Scalar](repeating: .zero, count: batch * rows * columns)
    result.withUnsafeMutableBufferPointer { result in
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          for row in 0..<(result.isEmpty ? 0 : batch * rows) {
            let sums = UnsafeMutableBufferPointer(rebasing: result[row * columns..<(row + 1) * columns])
            for k in 0..<inner {
              let start = (row / rows * inner + k) * columns
              let factors = UnsafeBufferPointer(rebasing: right[start..<start + columns])
              add(left[row * inner + k], times: factors, to: sums)
            }
          }
        }
      }
    }
    return result
  }

  private func add<Scalar: ReferenceScalar>(
    _ factor: Scalar, times factors: UnsafeBufferPointer<Scalar>, to sums: UnsafeMutableBufferPointer<Scalar>
  ) {
    for column in 0..<columns { sums[column] = .sum(sums[column], .product(factor, factors[column])) }
  }
}

extension Shape {
  fileprivate func count(alongAxes axes: [Int]) -> Int {
    let sizes = self.sizes
    return axes.reduce(1) { $0 * sizes[$1] }
  }
}

extension TensorValue {
  /// The elements in the order of a permutation of the axes, as what adds up to a scalar of another type.
  fileprivate func accumulators<Result: ReferenceScalar>(for result: Result.Type, axes: [Int]) -> [Result.Accumulator] {
    dtype == Result.dtype
      ? permuted(axes, of: Result.self, \.accumulator) : dtype.visit(Accumulators<Result>(value: self, axes: axes))
  }

  fileprivate func permuted<Scalar: ReferenceScalar, Target>(
    _ axes: [Int], of scalar: Scalar.Type, _ convert: (Scalar) -> Target
  ) -> [Target] {
    let sizes = shape.sizes
    let strides = shape.strides
    let permuted = Shape(axes.map { sizes[$0] })
    let walk = StridedWalk(sizes: permuted.sizes, axes.map { strides[$0] }, permuted.strides)
    return withElements(of: Scalar.self) { source in
      [Target](unsafeUninitializedCapacity: source.count) { target, count in
        walk.forEachRow { first, second in
          for i in 0..<walk.rowCount {
            target[second + i * walk.secondStride] = convert(source[first + i * walk.firstStride])
          }
        }
        count = source.count
      }
    }
  }
}

/// The elements of an operand of another dtype than the result.
private struct Accumulators<Result: ReferenceScalar>: ScalarVisitor {
  var value: TensorValue
  var axes: [Int]

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> [Result.Accumulator] {
    value.permuted(axes, of: scalar) { $0.converted(to: Result.Accumulator.self) }
  }
}
