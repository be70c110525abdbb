import JacobiCore
import JacobiJIT

extension Driver {
  /// The compiled operation gives what the operation gives when it is carried out at once: the same bits on the reference
  /// backend, whose kernels do both, and elsewhere the same within the tolerance. It is compiled with all operands as
  /// arguments, and with the first as a constant.
  public static let jit = Driver("jit") { check in
    check.forEachCase { opCase, sampler in
      let operands = sampler.operands(opCase.operands, mixesSpecials: true)
      let expected = try check.results(of: opCase.primitive, on: operands)
      return try (0...min(1, operands.count)).flatMap { constantCount in
        let actual = try compiledResults(of: opCase.primitive, on: operands, constantCount: constantCount)
        let comparison =
          check.backend.name == "reference"
          ? Comparison(tolerance: .exact) : try check.comparison(of: opCase.primitive, on: operands)
        return comparison.differences(of: actual, from: expected).map {
          constantCount == 0 ? $0 : "with a constant operand: \($0)"
        }
      }
    }
  }
}

private func compiledResults(
  of primitive: any Primitive, on operands: [TensorValue], constantCount: Int
) throws -> [TensorValue] {
  let tensors = operands.map { Tensor($0) }
  let constants = Array(tensors.prefix(constantCount))
  let compiled = JacobiJIT.jit { (arguments: [Tensor]) in primitive.results(constants + arguments) }
  return try concrete(compiled(Array(tensors.dropFirst(constantCount))))
}
