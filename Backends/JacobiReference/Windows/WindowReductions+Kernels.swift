import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let windows = RuleTable { table in
    table.addWindowReduction(ReduceWindowSum.self, of: ReduceSum.self)
    table.addWindowReduction(ReduceWindowMax.self, of: ReduceMax.self)
    table.addWindowReduction(ReduceWindowMin.self, of: ReduceMin.self)
    table.add(ReduceWindow.self) { reduction, _ in
      let body = try CompiledBodies.executable(for: reduction.body, backend: nil)
      return { operands, outputs in try reduction.combined(operands, outputs, by: body) }
    }
    table.add(SelectAndGatherAdd.self) { gather, inputs in
      let select = inputs[1].dtype.visit(SelectedElements(selection: gather.selection))
      return inputs[0].dtype.visit(SelectedGathering(gather: gather, select: select))
    }
    table.add(SelectAndScatterAdd.self) { scatter, inputs in
      let select = inputs[1].dtype.visit(SelectedElements(selection: scatter.selection))
      return inputs[0].dtype.visit(SelectedScattering(scatter: scatter, select: select))
    }
    table.add(SelectAndScatter.self) { scatter, _ in
      let select = try CompiledBodies.executable(for: scatter.select, backend: nil)
      let combine = try CompiledBodies.executable(for: scatter.scatter, backend: nil)
      return { operands, outputs in [try scatter.combined(operands, outputs[0], select: select, scatter: combine)] }
    }
  }

  private mutating func addWindowReduction<Row: WindowReductionPrimitive, Total: ReductionKernel>(
    _ primitive: Row.Type, of total: Total.Type
  ) {
    add(primitive) { row, inputs in
      inputs[0].dtype.visit(WindowReductionRow<Total>(sizes: row.sizes, motion: row.motion))
    }
  }
}

/// The reduction of each window, in the accumulator of the dtype.
private struct WindowReductionRow<Total: ReductionKernel>: ScalarVisitor {
  var sizes: [Dimension]
  var motion: [WindowMotion]

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [sizes, motion] operands, outputs in
      var windows = WindowTaps(over: operands[0].shape, sizes: sizes, motion: motion, positions: outputs[0].shape)
      let result = TensorValue(uninitialized: outputs[0])
      operands[0].withElements(of: Scalar.self) { elements in
        result.withMutableElements(of: Scalar.self) { result in
          var index = 0
          windows.forEachPosition { _, taps in
            var accumulator = Total.identity(Scalar.Accumulator.self)
            for tap in taps { accumulator = Total.combine(accumulator, elements[tap.element].accumulator) }
            result[index] = Scalar(accumulated: accumulator)
            index += 1
          }
        }
      }
      return [result]
    }
  }
}

extension ReduceWindow {
  fileprivate func combined(
    _ operands: [TensorValue], _ types: [TensorType], by body: any Executable
  ) throws -> [TensorValue] {
    let count = types.count
    var windows = WindowTaps(over: operands[0].shape, sizes: sizes, motion: motion, positions: types[0].shape)
    let results = types.map { TensorValue(uninitialized: $0) }
    var index = 0
    try windows.forEachPosition { _, taps in
      var scalars = Array(operands[count...])
      for tap in taps { scalars = try body.run(scalars + operands[..<count].map { $0.scalar(at: tap.element) }) }
      for (result, scalar) in zip(results, scalars) { result.setScalar(at: index, to: scalar) }
      index += 1
    }
    return results
  }
}

extension SelectAndScatter {
  fileprivate func combined(
    _ operands: [TensorValue], _ type: TensorType, select: any Executable, scatter: any Executable
  ) throws -> TensorValue {
    let (keys, source) = (operands[0], operands[1])
    var windows = WindowTaps(over: keys.shape, sizes: sizes, motion: motion, positions: source.shape)
    let result = TensorValue.filled(type, with: operands[2])
    var index = 0
    try windows.forEachPosition { _, taps in
      defer { index += 1 }
      guard var selected = taps.first?.element else { return }
      for tap in taps.dropFirst() {
        let stays = try select.run([keys.scalar(at: selected), keys.scalar(at: tap.element)])
        if !stays[0].scalars(as: Bool.self)[0] { selected = tap.element }
      }
      let combined = try scatter.run([result.scalar(at: selected), source.scalar(at: index)])
      result.setScalar(at: selected, to: combined[0])
    }
    return result
  }
}

extension TensorValue {
  /// A copy of one element, given by its number in row-major order.
  fileprivate func scalar(at index: Int) -> TensorValue {
    gathered(type.with(shape: []), offset: index, strides: [])
  }

  /// Replaces one element of a value that is not yet shared.
  fileprivate func setScalar(at index: Int, to scalar: TensorValue) {
    ElementMove(source: scalar, target: self, targetOffset: index, walk: StridedWalk(sizes: [], [], []))()
  }
}
