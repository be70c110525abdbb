import JacobiCore

extension Tensor {
  /// A tensor of a type, all of whose elements are `value`: what rules use for the constants in their formulas.
  package static func filled(_ type: TensorType, with value: Double) -> Tensor {
    let scalar = ScalarLiteral.floating(value).value(as: type.dtype)
    if type.rank == 0 { return Tensor(scalar) }
    // To write a few numbers takes less time than to look for a kernel; a program is to contain the operation.
    if let count = type.shape.elementCount.known, count <= 256, !Trace.isRecording {
      return Tensor(scalar.repeated(in: type.shape))
    }
    return BroadcastInDim(to: type.shape, dimensions: [])(Tensor(scalar))
  }

  /// A tensor of a type, all of whose elements are zero, or false.
  package static func zeros(_ type: TensorType) -> Tensor { filled(type, with: 0) }

  /// A tensor of a type, all of whose elements are one, or true.
  package static func ones(_ type: TensorType) -> Tensor { filled(type, with: 1) }

  /// `value` in the dtype and shape of this tensor: `x.constant(2)`.
  package func constant(_ value: Double) -> Tensor { .filled(type, with: value) }

  /// This tensor times a number.
  package func scaled(by factor: Double) -> Tensor { Mul()(self, constant(factor)) }

  /// The sum over some axes, given as positions in any order.
  package func summed(over axes: [Int]) -> Tensor {
    axes.isEmpty ? self : ReduceSum(axes: axes.sorted())(self)
  }

  /// A tensor without some axes of `shape`, repeated along them: undoes the shape of a reduction over `axes`.
  package func broadcast(to shape: Shape, inserting axes: [Int]) -> Tensor {
    BroadcastInDim(to: shape, dimensions: shape.indices.filter { !axes.contains($0) })(self)
  }
}
