import JacobiCore

extension Driver {
  /// With names in the place of the sizes of the operands, the inferred types are those of the known sizes once the names
  /// have values: the sizes of the case, and others.
  ///
  /// Equal sizes get one name; sizes 0 and 1 stay. A case whose parameters do not allow unknown sizes throws
  /// `TensorError.undecidableDimension` and is passed over, but each primitive with operands of rank 1 or
  /// more must have a case that is not.
  public static let symbolicSizes = Driver("symbolic sizes") { check in
    guard let dtype = check.record.dtypes.first else { return [] }
    var decidedCount = 0
    var symbolicCount = 0
    let failures = check.forEachCase(dtypes: [dtype]) { opCase, _ in
      let sizes = Set(opCase.operands.flatMap(\.type.shape.sizes)).filter { $0 > 1 }
      if sizes.isEmpty { return [] }
      symbolicCount += 1
      do {
        let differences = try symbolicDifferences(opCase, sizes: sizes)
        decidedCount += 1
        return differences
      } catch TensorError.undecidableDimension {
        return []
      }
    }
    if symbolicCount > 0, decidedCount == 0 {
      return failures + [check.failure("none of its \(symbolicCount) cases can be decided with unknown sizes")]
    }
    return failures
  }
}

private func symbolicDifferences(_ opCase: OpCase, sizes: Set<Int>) throws -> [String] {
  let name = { (size: Int) in "n\(size)" }
  let symbolic = try inferredTypes(opCase) { sizes.contains($0) ? .symbol(name($0)) : Dimension($0) }
  return try [{ $0 }, { 3 * $0 + 1 }].flatMap { (other: @escaping (Int) -> Int) in
    let values = Dictionary(uniqueKeysWithValues: sizes.map { (name($0), other($0)) })
    let expected = try inferredTypes(opCase) { Dimension(sizes.contains($0) ? other($0) : $0) }
    let actual = symbolic.map { type in
      type.with(shape: Shape(type.shape.dimensions.map { $0.evaluated(values).map { Dimension($0) } ?? .overflow }))
    }
    return actual == expected ? [] : ["\(symbolic) with \(values) is \(actual), expected \(expected)"]
  }
}

private func inferredTypes(_ opCase: OpCase, size: @escaping (Int) -> Dimension) throws -> [TensorType] {
  let primitive = opCase.primitive(sizes: OpCase.Sizes(replacement: size))
  let operands = opCase.operands.map { $0.type.with(shape: Shape($0.type.shape.sizes.map(size))) }
  return try primitive.outputTypes(for: Operands(operands, of: type(of: primitive).id))
}
