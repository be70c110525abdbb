import JacobiCore
import JacobiGrad

extension Driver {
  /// Forward mode agrees with differences: of the values, and for second order of the first derivatives in either mode.
  public static let jvp = Driver("jvp") { check in
    check.forEachDerivative { derivative, sampler in
      try derivative.forward(along: sampler.directions(derivative.point))
    }
  }

  /// Reverse mode agrees with differences: of the values, and for second order of the first derivatives in either mode.
  public static let vjp = Driver("vjp") { check in
    check.forEachDerivative { derivative, sampler in
      let direction = sampler.directions(derivative.point)
      let cotangents = try sampler.directions(concrete(derivative.function(derivative.point.map { Tensor($0) })))
      return try derivative.reverse(cotangents, along: direction)
    }
  }

  /// Reverse mode is the transpose of forward mode.
  public static let transposition = Driver("transposition") { check in
    check.forEachDerivative { derivative, sampler in
      let direction = sampler.directions(derivative.point)
      let cotangents = try sampler.directions(concrete(derivative.function(derivative.point.map { Tensor($0) })))
      return try derivative.transposition(cotangents, along: direction)
    }
  }
}

extension Sampler {
  fileprivate mutating func directions(_ values: [TensorValue]) -> [TensorValue] {
    values.map { direction($0.type) }
  }
}

extension Check {
  /// Calls `body` for the function of each case, and for its first derivatives where the record has second ones.
  ///
  /// The function takes the differentiable operands, in float64 or complex128, and gives the inexact results.
  fileprivate func forEachDerivative(
    _ body: (_ derivative: DerivativeCheck, _ sampler: inout Sampler) throws -> [String]
  ) -> [Failure] {
    guard record.derivative != .none else { return [] }
    let wide = record.dtypes.filter { [.float64, .complex128].contains($0) }
    if wide.isEmpty, record.dtypes.contains(where: \.isInexact) {
      return [failure("derivatives are checked in float64 or complex128, which the record does not have")]
    }
    return forEachCase(dtypes: wide) { opCase, sampler in
      guard let derivative = derivative(of: opCase, &sampler) else { return [] }
      let results = try concrete(derivative.function(derivative.point.map { Tensor($0) }))
      if results.isEmpty { return [] }
      guard case .differences(let order) = record.derivative else {
        return try zeroDifferences(derivative, results, &sampler)
      }
      var messages = try body(derivative, &sampler)
      if order < 2 || !messages.isEmpty { return messages }
      let forward = FirstDerivative.forward(derivative.function, along: sampler.directions(derivative.point))
      let reverse = FirstDerivative.reverse(derivative.function, sampler.directions(results))
      for (name, first) in [("forward", forward), ("reverse", reverse)] {
        var second = derivative
        second.function = first
        messages += try body(second, &sampler).map { "of the first derivative in \(name) mode: \($0)" }
      }
      return messages
    }
  }

  private func derivative(of opCase: OpCase, _ sampler: inout Sampler) -> DerivativeCheck? {
    let positions = opCase.operands.indices.filter {
      opCase.operands[$0].isDifferentiable && [.float64, .complex128].contains(opCase.operands[$0].type.dtype)
    }
    if positions.isEmpty { return nil }
    let primitive = opCase.primitive
    let operands = sampler.operands(opCase.operands, mixesSpecials: false)
    let function: TensorFunction = { arguments in
      var tensors = operands.map { Tensor($0) }
      for (position, argument) in zip(positions, arguments) { tensors[position] = argument }
      return primitive.results(tensors).filter { [.float64, .complex128].contains($0.dtype) }
    }
    return DerivativeCheck(
      function: function, point: positions.map { operands[$0] }, names: positions.map { "operand \($0)" },
      tolerance: DerivativeCheck.defaultTolerance)
  }

  /// Derivatives that are zero by definition are zero in both modes.
  private func zeroDifferences(
    _ derivative: DerivativeCheck, _ results: [TensorValue], _ sampler: inout Sampler
  ) throws -> [String] {
    let direction = sampler.directions(derivative.point)
    let point = derivative.point.map { Tensor($0) }
    let tangents = try FirstDerivative.forward(derivative.function, along: direction)(point)
    let cotangents = try FirstDerivative.reverse(derivative.function, sampler.directions(results))(point)
    return try concrete(tangents + cotangents).allSatisfy { $0.coordinates.allSatisfy { $0 == 0 } }
      ? [] : ["the derivative is not zero"]
  }
}
