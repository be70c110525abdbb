import JacobiCore

extension Driver {
  /// The results are those of the reference backend, on ordinary and special values; on the reference backend itself, they
  /// have the inferred types.
  public static let forward = Driver("forward") { check in
    check.forEachCase { opCase, sampler in
      let operands = sampler.operands(opCase.operands, mixesSpecials: true)
      let actual = try check.results(of: opCase.primitive, on: operands)
      let types = try opCase.primitive.outputTypes(
        for: Operands(operands.map(\.type), of: check.record.id))
      guard actual.map(\.type) == types else {
        return ["the results have types \(actual.map(\.type)), the type rule says \(types)"]
      }
      if check.backend.name == "reference" { return [] }
      let expected = try check.results(of: opCase.primitive, on: operands, backend: Backends.named("reference"))
      return try check.comparison(of: opCase.primitive, on: operands).differences(of: actual, from: expected)
    }
  }

  /// The results are those of JAX, NumPy and mpmath in the committed golden files.
  public static let goldens = Driver("goldens") { check in
    let cases: [Goldens.Case]
    do {
      cases = try check.options.goldens.cases(of: check.record.primitive)
    } catch {
      return [check.failure("\(error)")]
    }
    if cases.isEmpty { return [check.failure("there are no golden values for it: add some to Tests/Goldens")] }
    let present = Set(cases.flatMap { ($0.operands + $0.results).map(\.dtype) })
    let missing = check.record.dtypes.filter { !present.contains($0) }.map {
      check.failure("there are no golden values for \($0): add some to Tests/Goldens", dtype: $0)
    }
    return missing
      + cases.flatMap { golden in
        check.run {
          let actual = try check.results(of: golden.primitive, on: golden.operands)
          return try check.comparison(of: golden.primitive, on: golden.operands).differences(
            of: actual, from: golden.results)
        }.map { check.failure($0, dtype: golden.dtype, example: golden.description) }
      }
  }

  /// Two runs give the same bits.
  public static let determinism = Driver("determinism") { check in
    check.forEachCase { opCase, sampler in
      let operands = sampler.operands(opCase.operands, mixesSpecials: true)
      let first = try check.results(of: opCase.primitive, on: operands)
      let second = try check.results(of: opCase.primitive, on: operands)
      return Comparison(tolerance: .exact).differences(of: second, from: first).map { "the second run: \($0)" }
    }
  }
}
