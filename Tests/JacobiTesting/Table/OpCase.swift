import JacobiCore

/// A primitive with certain parameters, and operands for it.
///
/// Where parameters hold sizes of the operands, give them through the argument of the closure; then the case can also be
/// tried with unknown and with other sizes:
///
///     OpCase([OperandSpec(.float32, [2, 3])]) { size in
///       Reshape(to: [size(2) * size(3)])
///     }
public struct OpCase: Sendable {
  /// The operands, with known sizes.
  public var operands: [OperandSpec]
  private let make: @Sendable (Sizes) -> any Primitive

  /// A case whose parameters hold no sizes, or none that may change.
  public init(_ primitive: some Primitive, _ operands: [OperandSpec]) {
    self.init(operands) { _ in primitive }
  }

  /// A case whose parameters hold sizes of the operands.
  public init(_ operands: [OperandSpec], _ primitive: @escaping @Sendable (_ size: Sizes) -> any Primitive) {
    self.operands = operands
    make = primitive
  }

  /// The primitive for the operands as they are.
  public var primitive: any Primitive { make(Sizes { Dimension($0) }) }

  /// The primitive for operands whose sizes were replaced.
  func primitive(sizes: Sizes) -> any Primitive { make(sizes) }

  /// What stands in the place of each size of the operands.
  public struct Sizes {
    let replacement: (Int) -> Dimension

    /// The size that stands in the place of `size`.
    public func callAsFunction(_ size: Int) -> Dimension { replacement(size) }
  }
}

extension OpCase: CustomStringConvertible {
  /// `ReduceSum(axes: [0]) on f32[2,3]`.
  public var description: String {
    "\(primitive) on \(operands.map(\.type.description).joined(separator: ", "))"
  }
}
