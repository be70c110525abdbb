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

  /// There is a derivative with respect to each operand, also where it is not compared with differences.
  public static let partialDerivatives = Driver("partial derivatives") { check in
    guard check.record.derivative != .none else { return [] }
    return check.forEachCase(dtypes: check.record.dtypes.filter(wideDTypes.contains)) { opCase, sampler in
      let operands = sampler.operands(opCase.operands, mixesSpecials: false)
      return try operands.indices.filter { operands[$0].dtype.isInexact }.compactMap { position -> String? in
        let direction = sampler.direction(operands[position].type)
        do {
          _ = try JacobiGrad.jvp(
            { (x: Tensor) in
              let tensors = operands.indices.map { $0 == position ? x : Tensor(operands[$0]) }
              return opCase.primitive.results(tensors).filter(\.dtype.isInexact)
            }, at: Tensor(operands[position]), along: Tensor(direction))
          return nil
        } catch let error as TensorError {
          return "with respect to operand \(position): \(error)"
        }
      }
    }
  }
}

/// The dtypes in which derivatives are compared with differences.
private let wideDTypes: [DType] = [.float64, .complex128]

extension Check {
  /// Calls `body` for the function of each case, and for its first derivatives where the record has second ones.
  ///
  /// The function takes the differentiable operands, in float64 or complex128, and gives the inexact results.
  fileprivate func forEachDerivative(
    _ body: (_ derivative: DerivativeCheck, _ sampler: inout Sampler) throws -> [String]
  ) -> [Failure] {
    guard record.derivative != .none else { return [] }
    let wide = record.dtypes.filter(wideDTypes.contains)
    if wide.isEmpty, record.dtypes.contains(where: \.isInexact) {
      return [failure("derivatives are checked in float64 or complex128, which the record does not have")]
    }
    return forEachCase(dtypes: wide) { opCase, sampler in
      guard let differentiable = DifferentiableCase(opCase, of: record, dtypes: wideDTypes, &sampler) else { return [] }
      let derivative = DerivativeCheck(
        function: differentiable.function, point: differentiable.point,
        names: differentiable.positions.map { "operand \($0)" }, tolerance: DerivativeCheck.defaultTolerance)
      let results = try differentiable.results()
      if results.isEmpty { return [] }
      guard case .differences(let order) = record.derivative else {
        return record.derivative == .defined
          ? try derivative.transposition(sampler.directions(results), along: sampler.directions(derivative.point))
          : try zeroDifferences(derivative, results, &sampler)
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
