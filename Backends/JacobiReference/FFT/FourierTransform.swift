import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let fourier = RuleTable { table in
    table.add(FourierTransform.self, unary: fourierTransform)
  }
}

/// One axis after the other; real numbers make the last axis the first one of a forward transform and the last one of an
/// inverse transform.
private func fourierTransform(_ transform: FourierTransform, _ x: TensorValue, _ type: TensorType) -> TensorValue {
  let plans = transform.lengths.compactMap(\.known).map(FourierPlan.init)
  let last = x.shape.rank - 1
  let others = zip(x.shape.rank - plans.count..<last, plans)
  var grid = ComplexGrid(x)
  if transform.kind == .fft || transform.kind == .rfft {
    grid.mapLines(along: last, count: type.shape.sizes[last]) { plans[plans.count - 1].forward($0) }
    for (axis, plan) in others { grid.mapLines(along: axis, count: plan.count) { plan.forward($0) } }
  } else {
    for (axis, plan) in others { grid.mapLines(along: axis, count: plan.count) { plan.inverse($0) } }
    let plan = plans[plans.count - 1]
    grid.mapLines(along: last, count: plan.count) {
      plan.inverse(transform.kind == .irfft ? hermitian($0, count: plan.count) : $0)
    }
  }
  return grid.value(type)
}

/// The elements of which `half` are the first ones, and the others conjugates of these in reverse.
private func hermitian(_ half: [Complex128], count: Int) -> [Complex128] {
  (0..<count).map { k in
    if k == 0 || 2 * k == count { return Complex128(half[k].real) }
    return 2 * k < count ? half[k] : half[count - k].conjugate
  }
}

/// The elements of a tensor, of which lines along one axis are replaced at a time.
private struct ComplexGrid {
  private var elements: [Complex128]
  private var sizes: [Int]

  init(_ value: TensorValue) {
    elements = value.converted(to: Complex128.self)
    sizes = value.shape.sizes
  }

  /// Replaces each line along an axis by the first `count` elements of what `transform` makes of it.
  mutating func mapLines(along axis: Int, count: Int, _ transform: ([Complex128]) -> [Complex128]) {
    let size = sizes[axis]
    let stride = sizes[(axis + 1)...].reduce(1, *)
    let blocks = sizes[..<axis].reduce(1, *)
    var result = [Complex128](repeating: 0, count: blocks * count * stride)
    // Lines of no elements need no memory, so there may be more of them than anyone can wait for.
    for block in 0..<(result.isEmpty ? 0 : blocks) {
      for offset in 0..<stride {
        let line = (0..<size).map { elements[(block * size + $0) * stride + offset] }
        for (k, element) in transform(line).prefix(count).enumerated() {
          result[(block * count + k) * stride + offset] = element
        }
      }
    }
    elements = result
    sizes[axis] = count
  }

  /// The elements in the dtype of `type`; of a real one, their real parts.
  func value(_ type: TensorType) -> TensorValue {
    TensorValue(converting: elements, to: type)
  }
}
