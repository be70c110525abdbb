import JacobiCore
import JacobiPrimitives

extension RuleCase {
  static let sorting: [RuleCase] = [
    RuleCase(CumSum(axis: 1), Operand([2, 3])), RuleCase(CumProd(axis: 0, reverse: true), Operand([2, 3])),
    RuleCase(CumMax(axis: 0), Operand([4])), RuleCase(CumMin(axis: 1), Operand([2, 3])),
    RuleCase(CumLogSumExp(axis: 1), Operand([2, 3])),
    RuleCase(Sort(axis: 1), Operand([2, 3])),
    RuleCase(Sort(axis: 0, keyCount: 2, operandCount: 2), Operand(.int32, [4], in: 0...1), Operand([4])),
    RuleCase(TopK(2, axis: 0), Operand([3, 2])),
    RuleCase(Reduce(product, axes: [1]), Operand([2, 3]), Operand([])),
    RuleCase(Reduce(product, axes: [0]), Operand([2, 3]), Operand([3])),
    RuleCase(Reduce(product, axes: [0]), Operand([3]), Operand([])),
    RuleCase(ElementwiseCall(product, name: "product", shape: [2, 3]), Operand([2, 3]), Operand([2, 3])),
  ]

  private static let product: Program = {
    let scalar = TensorType(.float32, [])
    do {
      return try traceProgram([scalar, scalar]) { [Mul()($0[0], $0[1])] }.program
    } catch {
      preconditionFailure("\(error)")
    }
  }()
}
