import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let reductions = RuleTable { table in
    table.addReduction(ReduceSum.self)
    table.addReduction(ReduceProd.self)
    table.addReduction(ReduceMax.self)
    table.addReduction(ReduceMin.self)
    table.addBitReduction(ReduceAnd.self)
    table.addBitReduction(ReduceOr.self)
    table.addBitReduction(ReduceXor.self)
    table.add(ArgMax.self) { argMax, inputs in
      inputs[0].dtype.visit(ArgReduction(axis: argMax.axis, indexDType: argMax.indexDType, isMaximum: true))
    }
    table.add(ArgMin.self) { argMin, inputs in
      inputs[0].dtype.visit(ArgReduction(axis: argMin.axis, indexDType: argMin.indexDType, isMaximum: false))
    }
  }

  private mutating func addReduction<Row: ReductionKernel>(_ primitive: Row.Type) {
    add(primitive) { primitive, inputs in inputs[0].dtype.visit(ReductionRow<Row>(axes: primitive.axes)) }
  }

  private mutating func addBitReduction<Row: BitReductionKernel>(_ primitive: Row.Type) {
    add(primitive) { primitive, inputs in inputs[0].dtype.visit(BitReductionRow<Row>(axes: primitive.axes)) }
  }
}

/// A reduction is carried out in the accumulator of the dtype: floating numbers of every width in `Double`.
protocol ReductionKernel: ReductionPrimitive {
  static func identity<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Scalar
  static func combine<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Scalar
}

private protocol BitReductionKernel: ReductionPrimitive {
  static func identity<Scalar: BitScalar>(_ scalar: Scalar.Type) -> Scalar
  static func combine<Scalar: BitScalar>(_ x: Scalar, _ y: Scalar) -> Scalar
}

extension ReduceSum: ReductionKernel {
  static func identity<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Scalar { .zero }
  static func combine<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .sum(x, y) }
}

extension ReduceProd: ReductionKernel {
  static func identity<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Scalar { .one }
  static func combine<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .product(x, y) }
}

extension ReduceMax: ReductionKernel {
  static func identity<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Scalar { .lowest }
  static func combine<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .larger(x, y) }
}

extension ReduceMin: ReductionKernel {
  static func identity<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Scalar { .highest }
  static func combine<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .smaller(x, y) }
}

extension ReduceAnd: BitReductionKernel {
  static func identity<Scalar: BitScalar>(_ scalar: Scalar.Type) -> Scalar { .allBits }
  static func combine<Scalar: BitScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { x & y }
}

extension ReduceOr: BitReductionKernel {
  static func identity<Scalar: BitScalar>(_ scalar: Scalar.Type) -> Scalar { .zero }
  static func combine<Scalar: BitScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { x | y }
}

extension ReduceXor: BitReductionKernel {
  static func identity<Scalar: BitScalar>(_ scalar: Scalar.Type) -> Scalar { .zero }
  static func combine<Scalar: BitScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { x ^ y }
}

private struct ReductionRow<Row: ReductionKernel>: ScalarVisitor {
  var axes: [Int]

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [axes] operands, outputs in
      let identity = Row.identity(Scalar.Accumulator.self)
      return [
        operands[0].reduced(axes, to: outputs[0], identity) { (sum: Scalar.Accumulator, x: Scalar) in
          Row.combine(sum, x.accumulator)
        } rounding: {
          Scalar(accumulated: $0)
        }
      ]
    }
  }
}

private struct BitReductionRow<Row: BitReductionKernel>: BitVisitor {
  var axes: [Int]

  func visit<Scalar: BitScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [axes] operands, outputs in
      let identity = Row.identity(Scalar.self)
      return [
        operands[0].reduced(axes, to: outputs[0], identity) { (bits: Scalar, x: Scalar) in
          Row.combine(bits, x)
        } rounding: {
          $0
        }
      ]
    }
  }
}

extension TensorValue {
  /// Combines all elements along some axes, in row-major order.
  fileprivate func reduced<Scalar: TensorScalar, Accumulator>(
    _ axes: [Int], to type: TensorType, _ identity: Accumulator, _ combine: (Accumulator, Scalar) -> Accumulator,
    rounding: (Accumulator) -> Scalar
  ) -> TensorValue {
    // The position in the result does not move along the axes that disappear.
    var resultStrides = type.shape.strides
    for axis in axes.sorted() { resultStrides.insert(0, at: axis) }
    let walk = StridedWalk(sizes: shape.sizes, shape.strides, resultStrides)
    var accumulators = [Accumulator](repeating: identity, count: type.elementCount)
    withElements(of: Scalar.self) { elements in
      accumulators.withUnsafeMutableBufferPointer { accumulators in
        walk.forEachRow { first, second in
          if walk.secondStride == 0 {
            var accumulator = accumulators[second]
            for i in 0..<walk.rowCount { accumulator = combine(accumulator, elements[first + i * walk.firstStride]) }
            accumulators[second] = accumulator
          } else {
            for i in 0..<walk.rowCount {
              let place = second + i * walk.secondStride
              accumulators[place] = combine(accumulators[place], elements[first + i * walk.firstStride])
            }
          }
        }
      }
    }
    let result = TensorValue(uninitialized: type)
    result.withMutableElements(of: Scalar.self) { result in
      for i in 0..<result.count { result[i] = rounding(accumulators[i]) }
    }
    return result
  }
}
