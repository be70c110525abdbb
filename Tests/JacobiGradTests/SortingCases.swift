import JacobiCore
import JacobiPrimitives

let sortingCases: [RuleCase] = [
  RuleCase(CumSum(axis: 1), [real(-1...1)]),
  RuleCase(CumSum(axis: 0, reverse: true), [real(-1...1)], "reverse"),
  RuleCase(CumProd(axis: 1), [real(-1...1, [2, 7])]),
  RuleCase(CumProd(axis: 0, reverse: true), [f64([2, 0, 3, 0, 5])], "two zeros"),
  RuleCase(CumMax(axis: 0), [f64([1, 4, 2, 5, 3, 6])]),
  RuleCase(CumMin(axis: 0, reverse: true), [f64([1, 4, 2, 5, 3, 6])]),
  RuleCase(CumLogSumExp(axis: 1), [real(-1...1, [2, 6])]),
  RuleCase(CumLogSumExp(axis: 0), [f64([-900, 2, 900, 3])], "far apart"),
  RuleCase(Sort(axis: 0), [f64([3, 1, 4, 1.5])]),
  RuleCase(TopK(2, axis: 0), [f64([3, 1, 4, 1.5])]),
  RuleCase(Reduce(product, axes: [1]), [real(-1...1), f64(2)], "product"),
  RuleCase(ElementwiseCall(product, name: "product", shape: [2, 3]), [real(-1...1), real(-1...1, seed: 2)]),
]

/// The product of two scalars.
private let product: Program = {
  let scalar = TensorType(.float64, [])
  var builder = ProgramBuilder()
  let (x, y) = (builder.input(scalar), builder.input(scalar))
  do {
    let z = try builder.append(Mul(), [.variable(x), .variable(y)])
    return builder.program(returning: z)
  } catch {
    preconditionFailure("\(error)")
  }
}()
