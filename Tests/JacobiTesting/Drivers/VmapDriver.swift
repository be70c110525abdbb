import JacobiCore
import JacobiVmap

extension Driver {
  /// `vmap` gives what the single examples give, stacked: for every choice of operands that are batched, with the batch
  /// axes in various places.
  public static let vmap = Driver("vmap") { check in
    guard check.record.isBatchable else { return [] }
    return check.forEachCase { opCase, sampler in
      guard !opCase.operands.isEmpty else { return [] }
      return try batchings(opCase).flatMap { axes in
        try batchingDifferences(check, opCase, axes: axes, sampler: &sampler).map {
          "batched along \(axesText(axes)): \($0)"
        }
      }
    }
  }
}

/// For each operand the position of its batch axis, `nil` without one: all operands in front, all behind, and each
/// choice of some of them.
private func batchings(_ opCase: OpCase) -> [[Int?]] {
  let ranks = opCase.operands.map(\.type.rank)
  let choices = 1..<(1 << ranks.count)
  let mixed = choices.map { choice in
    ranks.enumerated().map { index, rank in
      choice & (1 << index) == 0 ? nil : (choice + index) % (rank + 1)
    }
  }
  return [ranks.map { _ in 0 }, ranks.map { $0 }] + mixed
}

private func batchingDifferences(
  _ check: Check, _ opCase: OpCase, axes: [Int?], sampler: inout Sampler
) throws -> [String] {
  let primitive = opCase.primitive
  let shared = sampler.operands(opCase.operands, mixesSpecials: true)
  let examples = (0..<2).map { _ in
    zip(sampler.operands(opCase.operands, mixesSpecials: true), zip(shared, axes)).map { own, other in
      other.1 == nil ? other.0 : own
    }
  }
  let expected = try examples.map { try check.results(of: primitive, on: $0) }
  let batched = axes.enumerated().map { index, axis in
    axis.map { TensorValue.stacked(examples.map { $0[index] }, axis: $0) } ?? shared[index]
  }
  let mapped = JacobiVmap.vmap({ (operands: [Tensor]) in primitive.results(operands) }, in: .leaves(axes))
  let actual = try concrete(mapped(batched.map { Tensor($0) }))
  let stacked = expected[0].indices.map { result in
    TensorValue.stacked(expected.map { $0[result] }, axis: 0)
  }
  var comparison = Comparison(of: primitive, check.record)
  if comparison.tolerance.scale == .magnitudes {
    let magnitudes = try examples.map { try check.comparison(of: primitive, on: $0).magnitudes! }
    comparison.magnitudes = magnitudes[0].indices.map { result in
      TensorValue.stacked(magnitudes.map { $0[result] }, axis: 0)
    }
  }
  return comparison.differences(of: actual, from: stacked)
}

private func axesText(_ axes: [Int?]) -> String {
  "[\(axes.map { $0.map(String.init) ?? "nil" }.joined(separator: ", "))]"
}
