// A primitive from outside the package, with all its rules, in one file: softplus(x) = log(1 + exp(x)).

import Foundation
import Jacobi
import JacobiTesting

/// `log(1 + exp(x))`, a smooth form of `max(x, 0)`, without overflow for large `x`.
struct Softplus: Primitive {
  static let id = "example.softplus"

  /// One operand of a floating dtype; the result has its type.
  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.require(0, "a floating dtype") { $0.isFloating }
    return [operands[0]]
  }
}

/// d/dx log(1 + exp(x)) = exp(x) / (1 + exp(x)), the logistic function. Reverse mode and higher orders follow from it.
extension Softplus: Differentiable {
  func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    let x = primals[0]
    return ([self(x)], [tangents[0].map { dx in dx * logistic(x) }])
  }
}

/// It acts on each element by itself, so a batch axis makes no difference.
extension Softplus: ElementwiseBatchable {}

/// max(x, 0) + log(1 + exp(-|x|)) does not overflow.
extension Softplus: ReferenceKernel {
  func evaluate(_ operands: [TensorValue], outputs: [TensorType]) throws -> [TensorValue] {
    try mapElements(operands, outputs: outputs) { x in max(x, 0) + log1p(exp(-abs(x))) }
  }
}

/// The spelling for users.
func softplus(_ x: Tensor) -> Tensor { Softplus()(x) }

// Its derivative of any order, its batched and compiled forms follow from the rules.
let x = Tensor([-1.0, 0, 2])
print("softplus    \(softplus(x))")
print("derivative  \(try vmap(grad(softplus))(x))")
print("second      \(try jit(vmap(grad(grad(softplus))))(x))")
print(try makeProgram { x in softplus(x).sum() }(x))

// The kit compares the rules with differences, with stacking, with eager evaluation, and the text with what it parses to.
try install(Plugin("example") { $0.add(Softplus.self) })
let failures = try checkPrimitive(Softplus(), operands: [OperandSpec(.float32, [2, 3])])
for failure in failures { print(failure) }
print(failures.isEmpty ? "all rules of \(Softplus.id) are proved" : "\(failures.count) failures")
exit(failures.isEmpty ? 0 : 1)
