import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let programs = RuleTable { table in
    table.add(Reduce.self) { reduce, _ in
      let body = try CompiledBodies.executable(for: reduce.body, backend: nil)
      return { operands, outputs in try reduced(operands, along: reduce.axes, by: body, to: outputs) }
    }
    table.add(ElementwiseCall.self) { call, _ in
      let body = try CompiledBodies.executable(for: call.program, backend: nil)
      return { operands, outputs in
        let results = outputs.map { TensorValue(uninitialized: $0) }
        for index in 0..<(outputs.first?.elementCount ?? 0) {
          let scalars = try body.run(operands.map { $0.element(index) })
          for (result, scalar) in zip(results, scalars) { result.setElement(index, to: scalar) }
        }
        return results
      }
    }
  }
}

/// Combines the elements along some axes in row-major order, after the initial values.
private func reduced(
  _ operands: [TensorValue], along axes: [Int], by body: any Executable, to outputs: [TensorType]
) throws -> [TensorValue] {
  let tensors = operands.prefix(outputs.count)
  let initial = operands.dropFirst(outputs.count)
  let resultCount = outputs[0].elementCount
  var totals = (0..<resultCount).map { index in initial.map { $0.element($0.shape.isEmpty ? 0 : index) } }
  // The position in the result does not move along the axes that disappear.
  var resultStrides = outputs[0].shape.strides
  for axis in axes.sorted() { resultStrides.insert(0, at: axis) }
  let walk = StridedWalk(sizes: operands[0].shape.sizes, operands[0].shape.strides, resultStrides)
  var places: [(element: Int, result: Int)] = []
  walk.forEachRow { first, second in
    for i in 0..<walk.rowCount { places.append((first + i * walk.firstStride, second + i * walk.secondStride)) }
  }
  for place in places {
    totals[place.result] = try body.run(totals[place.result] + tensors.map { $0.element(place.element) })
  }
  return outputs.indices.map { output in
    let result = TensorValue(uninitialized: outputs[output])
    for index in 0..<resultCount { result.setElement(index, to: totals[index][output]) }
    return result
  }
}

extension TensorValue {
  /// An element as a value of rank 0.
  fileprivate func element(_ index: Int) -> TensorValue {
    gathered(type.with(shape: []), offset: index, strides: [])
  }

  /// Writes a value of rank 0 in the place of an element, which nobody else has seen yet.
  fileprivate func setElement(_ index: Int, to scalar: TensorValue) {
    ElementMove(source: scalar, target: self, targetOffset: index, walk: StridedWalk(sizes: [], [], []))()
  }
}
