import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiVmap

extension Driver {
  /// In every narrow inexact dtype derivatives exist and have the values that they have at the same point in `float64` or
  /// `complex128`, to half of the dtype's digits: a rule must not depend on one dtype.
  public static let narrowDerivatives = Driver("narrow derivatives") { check in
    guard case .differences = check.record.derivative else { return [] }
    let narrow = check.record.dtypes.filter { $0.isInexact && $0.wide != $0 && check.record.dtypes.contains($0.wide) }
    return narrow.flatMap { dtype in
      zip(check.record.cases(dtype), check.record.cases(dtype.wide)).flatMap { narrowCase, wideCase in
        let stream = "\(check.record.id)/\(dtype)/\(narrowCase)/narrow"
        return check.run {
          func derivatives(_ opCase: OpCase) throws -> [TensorValue] {
            var sampler = Sampler(SeededGenerator(seed: check.options.seed, stream: stream))
            guard let differentiable = DifferentiableCase(opCase, of: check.record, dtypes: inexact, &sampler) else {
              return []
            }
            return try differentiable.derivatives(&sampler)
          }
          return try roughDifferences(of: derivatives(narrowCase), from: derivatives(wideCase), dtype: dtype)
        }.map { check.failure($0, dtype: dtype, example: "\(narrowCase)") }
      }
    }
  }

  /// Derivatives that are compiled or batched are those that are not; so are derivatives of the compiled operation.
  public static let compositions = Driver("compositions") { check in
    guard check.record.derivative.hasValues else { return [] }
    let dtypes = check.record.dtypes.filter { $0.wide == $0 }
    return check.forEachCase(dtypes: dtypes) { opCase, sampler in
      guard
        let differentiable = DifferentiableCase(opCase, of: check.record, dtypes: [.float64, .complex128], &sampler)
      else {
        return []
      }
      let direction = sampler.directions(differentiable.point)
      let cotangents = try sampler.directions(differentiable.results())
      let compiled = JacobiJIT.jit(differentiable.function)
      let modes: [(String, (@escaping TensorFunction) -> TensorFunction)] = [
        ("jvp", { FirstDerivative.forward($0, along: direction) }),
        ("vjp", { FirstDerivative.reverse($0, cotangents) }),
      ]
      return try modes.flatMap { name, mode in
        let derivative = mode(differentiable.function)
        let point = differentiable.point.map { Tensor($0) }
        let expected = try concrete(derivative(point))
        var messages = try close(concrete(JacobiJIT.jit(derivative)(point)), expected).map { "jit(\(name)): \($0)" }
        let ofCompiled = mode { try compiled($0) }
        messages += try close(concrete(ofCompiled(point)), expected).map { "\(name)(jit): \($0)" }
        if check.record.isBatchable, !point.isEmpty {
          messages += try batched(derivative, differentiable, &sampler).map { "vmap(\(name)): \($0)" }
        }
        return messages
      }
    }
  }
}

/// A derivative at two points at once against the two points one by one.
private func batched(
  _ derivative: @escaping TensorFunction, _ differentiable: DifferentiableCase, _ sampler: inout Sampler
) throws -> [String] {
  let other = moved(differentiable.point, along: sampler.directions(differentiable.point), by: 1e-3)
  let examples = [differentiable.point, other]
  let expected = try examples.map { try concrete(derivative($0.map { Tensor($0) })) }
  let stacked = differentiable.point.indices.map { index in
    Tensor(TensorValue.stacked(examples.map { $0[index] }, axis: 0))
  }
  let actual = try concrete(JacobiVmap.vmap(derivative)(stacked))
  return close(actual, expected[0].indices.map { index in TensorValue.stacked(expected.map { $0[index] }, axis: 0) })
}

/// Derivatives are sums of products, whose order may differ.
private func close(_ actual: [TensorValue], _ expected: [TensorValue]) -> [String] {
  guard actual.map(\.type) == expected.map(\.type) else {
    return ["the types are \(actual.map(\.type)), expected \(expected.map(\.type))"]
  }
  return differences(of: actual, from: expected, tolerance: 1e-12)
}

private func roughDifferences(
  of actual: [TensorValue], from expected: [TensorValue], dtype: DType
) -> [String] {
  let shapes = expected.map(\.shape)
  guard actual.map(\.shape) == shapes else { return ["the shapes are \(actual.map(\.shape)), expected \(shapes)"] }
  // An operation that converts may give a narrower dtype than it takes.
  let epsilons = ([dtype] + actual.map(\.dtype)).compactMap { $0.floatingLimits?.epsilon }
  return differences(of: actual, from: expected, tolerance: (epsilons.max() ?? 0).squareRoot())
}

private let inexact = DType.allCases.filter(\.isInexact)

private func differences(of actual: [TensorValue], from expected: [TensorValue], tolerance: Double) -> [String] {
  zip(actual, expected).enumerated().compactMap { index, pair in
    let (actual, expected) = (pair.0.coordinates, pair.1.coordinates)
    let scale = max(1, expected.map(abs).max() ?? 0)
    guard let wrong = actual.indices.first(where: { !(abs(actual[$0] - expected[$0]) <= tolerance * scale) }) else {
      return nil
    }
    return "number \(wrong) of derivative \(index) is \(actual[wrong]), expected \(expected[wrong])"
  }
}

extension DifferentiableCase {
  /// The tangents of the results and the cotangents of the operands, in directions that are drawn.
  fileprivate func derivatives(_ sampler: inout Sampler) throws -> [TensorValue] {
    let direction = sampler.directions(point)
    let cotangents = try sampler.directions(results())
    let point = point.map { Tensor($0) }
    return try concrete(FirstDerivative.forward(function, along: direction)(point))
      + concrete(FirstDerivative.reverse(function, cotangents)(point))
  }
}

extension DType {
  /// The widest dtype of its kind.
  fileprivate var wide: DType { isComplex ? .complex128 : isFloating ? .float64 : self }
}
