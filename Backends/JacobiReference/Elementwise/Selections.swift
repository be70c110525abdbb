import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let selections = RuleTable { table in
    table[SelectN.self] = { _, inputs in inputs[1].dtype.visit(Selection()) }
    table[Clamp.self] = { _, inputs in inputs[1].dtype.visit(Limitation()) }
    table.add(ConvertElementType.self, unary: { $1.converted(to: $2) })
    // Both share the operand's memory.
    table.add(BitcastConvert.self, unary: { _, x, type in TensorValue(buffer: x.buffer, type: type) })
    table[Copy.self] = { _, _ in { operands, _ in operands } }
    table[StopGradient.self] = { _, _ in { operands, _ in operands } }
    table[Name.self] = { _, _ in { operands, _ in operands } }
    table[OptimizationBarrier.self] = { _, _ in { operands, _ in operands } }
    table[ValidWhere.self] = { _, _ in { operands, _ in [operands[1]] } }
  }
}

private struct Selection: ScalarVisitor {
  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in
      let result = TensorValue(uninitialized: outputs[0])
      // SAFETY: the cases have the result's type, and `operands` keeps them alive until the end of the call.
      let cases = operands.dropFirst().map { UnsafePointer($0.buffer.pointer.assumingMemoryBound(to: Scalar.self)) }
      defer { withExtendedLifetime(operands) {} }
      let selector = operands[0]
      // A scalar selector stands for all elements.
      let step = selector.shape.isEmpty ? 0 : 1
      result.withMutableElements(of: Scalar.self) { result in
        if selector.dtype == .bool {
          let (whenFalse, whenTrue) = (cases[0], cases[cases.count - 1])
          selector.withElements(of: Bool.self) { selector in
            for i in 0..<result.count { result[i] = selector[i * step] ? whenTrue[i] : whenFalse[i] }
          }
        } else {
          // A position that is out of range picks the nearest case.
          let positions = selector.dtype.visit(CasePositions(selector: selector, caseCount: cases.count))
          for i in 0..<result.count { result[i] = cases[positions[i * step]][i] }
        }
      }
      return [result]
    }
  }
}

private struct CasePositions: IntegerVisitor {
  var selector: TensorValue
  var caseCount: Int

  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> [Int] {
    selector.withElements(of: Scalar.self) { $0.map { min(max(Int(clamping: $0), 0), caseCount - 1) } }
  }
}

private struct Limitation: ScalarVisitor {
  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in
      let result = TensorValue(uninitialized: outputs[0])
      // Scalar bounds hold for all elements.
      let lowerStep = operands[0].shape.isEmpty ? 0 : 1
      let upperStep = operands[2].shape.isEmpty ? 0 : 1
      operands[0].withElements(of: Scalar.self) { lower in
        operands[1].withElements(of: Scalar.self) { x in
          operands[2].withElements(of: Scalar.self) { upper in
            result.withMutableElements(of: Scalar.self) { result in
              for i in 0..<result.count {
                result[i] = limited(x[i], lower[i * lowerStep], upper[i * upperStep])
              }
            }
          }
        }
      }
      return [result]
    }
  }

  private func limited<Scalar: ReferenceScalar>(_ x: Scalar, _ lower: Scalar, _ upper: Scalar) -> Scalar {
    if !Scalar.dtype.isComplex { return .smaller(.larger(x, lower), upper) }
    let raised = x.precedes(lower) ? lower : x
    return raised.precedes(upper) ? raised : upper
  }
}

extension TensorValue {
  func converted(to type: TensorType) -> TensorValue {
    dtype == type.dtype ? self : dtype.visit(Widening(operand: self, type: type))
  }
}

/// Converts by way of the widest type of the kind: from each dtype directly to each other one would be 225 loops.
private struct Widening: ScalarVisitor {
  var operand: TensorValue
  var type: TensorType

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> TensorValue {
    let widest = operand.type.with(dtype: Scalar.Widest.dtype)
    let widened =
      widest == operand.type ? operand : operand.map(to: widest) { (x: Scalar) in x.converted(to: Scalar.Widest.self) }
    return type.dtype.visit(Conversion<Scalar.Widest>(operand: widened, type: type))
  }
}

private struct Conversion<Source: TensorScalar>: ScalarVisitor {
  var operand: TensorValue
  var type: TensorType

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> TensorValue {
    operand.map(to: type) { (x: Source) in x.converted(to: Scalar.self) }
  }
}
