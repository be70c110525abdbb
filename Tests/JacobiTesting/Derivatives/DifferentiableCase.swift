import JacobiCore

extension Sampler {
  /// A direction for each value.
  mutating func directions(_ values: [TensorValue]) -> [TensorValue] {
    values.map { direction($0.type) }
  }
}

/// The differentiable part of a case.
struct DifferentiableCase {
  /// Takes the differentiable operands and gives the results of their dtypes' kind.
  var function: TensorFunction
  var point: [TensorValue]
  var positions: [Int]

  /// `nil` when no operand is differentiable.
  ///
  /// - Parameters:
  ///   - opCase: the primitive and its operands.
  ///   - record: the record of the primitive.
  ///   - dtypes: the dtypes of the operands and results that count.
  ///   - sampler: draws the operands.
  init?(_ opCase: OpCase, of record: OpRecord, dtypes: [DType], _ sampler: inout Sampler) {
    positions = opCase.operands.indices.filter {
      opCase.operands[$0].isDifferentiable && dtypes.contains(opCase.operands[$0].type.dtype)
    }
    if positions.isEmpty { return nil }
    let operands = sampler.operands(opCase.operands, mixesSpecials: false)
    point = positions.map { operands[$0] }
    function = { [positions, primitive = opCase.primitive, specs = opCase.operands] arguments in
      var tensors = operands.map { Tensor($0) }
      for (position, argument) in zip(positions, arguments) {
        tensors[position] = specs[position].domain.matrices.projected(argument)
      }
      return record.compared(primitive, primitive.results(tensors)).filter { dtypes.contains($0.dtype) }
    }
  }

  /// The results at the point.
  func results() throws -> [TensorValue] {
    try concrete(function(point.map { Tensor($0) }))
  }
}
