import CJacobiReference
import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let cumulative = RuleTable { table in
    table.addCumulative(CumSum.self, of: ReduceSum.self)
    table.addCumulative(CumProd.self, of: ReduceProd.self)
    table.addCumulative(CumMax.self, of: ReduceMax.self)
    table.addCumulative(CumMin.self, of: ReduceMin.self)
    table.add(CumLogSumExp.self) { operation, inputs in
      inputs[0].dtype.isComplex
        ? inputs[0].dtype.visit(ComplexCumLogSumExp(operation: operation))
        : inputs[0].dtype.visit(FloatingCumLogSumExp(operation: operation))
    }
  }

  private mutating func addCumulative<Row: CumulativePrimitive, Total: ReductionKernel>(
    _ primitive: Row.Type, of total: Total.Type
  ) {
    add(primitive) { row, inputs in
      inputs[0].dtype.visit(CumulativeRow<Total>(axis: row.axis, reverse: row.reverse))
    }
  }
}

/// The partial results of a reduction, each rounded to the dtype but carried on in the accumulator.
private struct CumulativeRow<Total: ReductionKernel>: NumericVisitor {
  var axis: Int
  var reverse: Bool

  func visit<Scalar: NumericScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [axis, reverse] operands, outputs in
      [
        operands[0].scanned(axis: axis, reverse: reverse, from: Total.identity(Scalar.Accumulator.self)) {
          (total: inout Scalar.Accumulator, x: Scalar) in
          total = Total.combine(total, x.accumulator)
          return Scalar(accumulated: total)
        }
      ]
    }
  }
}

private struct FloatingCumLogSumExp: FloatingVisitor {
  var operation: CumLogSumExp

  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [operation] operands, _ in
      [
        operands[0].scanned(axis: operation.axis, reverse: operation.reverse, from: LogSumExp()) {
          (sum: inout LogSumExp, x: Scalar) in
          sum.add(x.accumulator)
          return Scalar(accumulated: sum.value)
        }
      ]
    }
  }
}

private struct ComplexCumLogSumExp: ComplexVisitor {
  var operation: CumLogSumExp

  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> Kernel {
    { [operation] operands, _ in
      [
        operands[0].scanned(axis: operation.axis, reverse: operation.reverse, from: ComplexLogSumExp()) {
          (sum: inout ComplexLogSumExp, z: ComplexNumber<Part>) in
          sum.add(z.accumulator)
          return ComplexNumber<Part>(accumulated: sum.value)
        }
      ]
    }
  }
}

/// The logarithm of a sum of exponentials that grows: the largest exponent, and the sum of all terms but that one, divided
/// by it.
private struct LogSumExp {
  private var largest = -Double.infinity
  private var others = 0.0

  mutating func add(_ x: Double) {
    if largest.isNaN || largest == .infinity && !x.isNaN || x == -.infinity { return }
    if x > largest || x.isNaN {
      others = largest == -.infinity ? 0 : (1 + others) * exp(largest - x)
      largest = x
    } else {
      others += exp(x - largest)
    }
  }

  var value: Double { largest.isFinite ? largest + log1p(others) : largest }
}

/// The same for complex numbers: the largest real part, and the sum of all terms divided by its exponential.
private struct ComplexLogSumExp {
  private var largest = -Double.infinity
  private var sum: Complex128 = 0

  mutating func add(_ z: Complex128) {
    if largest.isNaN || z.real == -.infinity { return }
    if z.real > largest || z.real.isNaN {
      if largest != -.infinity { sum = sum * Complex128(exp(largest - z.real), 0) }
      largest = z.real
    }
    // Infinite parts that are equal cancel.
    let exponent = z.real == largest ? 0 : z.real - largest
    sum = sum + .exp(Complex128(exponent, z.imaginary))
  }

  var value: Complex128 {
    guard largest.isFinite else { return Complex128(largest, largest.isNaN ? .nan : 0) }
    let logarithm = Complex128.log(sum)
    return Complex128(largest + logarithm.real, logarithm.imaginary)
  }
}

extension TensorValue {
  /// The results of a step for each element along an axis in turn, each of which may use what those before have left.
  fileprivate func scanned<Scalar: TensorScalar, State>(
    axis: Int, reverse: Bool, from initial: State, _ step: (inout State, Scalar) -> Scalar
  ) -> TensorValue {
    let result = TensorValue(uninitialized: type)
    let lanes = Lanes(of: shape, axis: axis)
    if lanes.size == 0 { return result }
    withElements(of: Scalar.self) { elements in
      result.withMutableElements(of: Scalar.self) { result in
        for lane in 0..<lanes.count {
          var state = initial
          for i in 0..<lanes.size {
            let place = lanes.start(lane) + (reverse ? lanes.size - 1 - i : i) * lanes.stride
            result[place] = step(&state, elements[place])
          }
        }
      }
    }
    return result
  }
}
