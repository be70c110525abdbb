import JacobiCore
import JacobiPrimitives

/// An operation that brings elements to other places and leaves them what they are.
private enum AxisChange: Equatable {
  case reshape(Shape)
  case transpose([Int])
  case broadcast(Shape, [Int])

  init?(_ primitive: any Primitive) {
    switch primitive {
    case let reshape as Reshape: self = .reshape(reshape.shape)
    case let transpose as Transpose: self = .transpose(transpose.permutation)
    case let broadcast as BroadcastInDim: self = .broadcast(broadcast.shape, broadcast.dimensions)
    default: return nil
    }
  }

  var primitive: any Primitive {
    switch self {
    case .reshape(let shape): Reshape(to: shape)
    case .transpose(let permutation): Transpose(permutation: permutation)
    case .broadcast(let shape, let dimensions): BroadcastInDim(to: shape, dimensions: dimensions)
    }
  }
}

extension Rewrite {
  /// An operation on elements at the same places, whose operands all have their axes changed in the same way, on the
  /// operands before that: then the change comes last, where it may meet another one, and what is repeated is computed once.
  func movingAxesBehind(_ primitive: any Primitive) throws -> [Atom]? {
    guard let (change, source) = try commonChange(primitive) else { return nil }
    let moved = try operands.map { operand in
      // A selector or a bound may be a scalar for all elements.
      if operand.type.rank == 0 { return operand }
      if let scalar = scalar(operand) { return try filled(operand.type.with(shape: source), with: scalar) }
      return definition(of: operand)?.inputs[0] ?? operand
    }
    return try results(of: primitive, moved).map { try apply(change.primitive, $0) }
  }

  /// The change that all operands share, beside those that have the same number at all places, and the shape before it.
  private func commonChange(_ primitive: any Primitive) throws -> (change: AxisChange, source: Shape)? {
    var common: (change: AxisChange, source: Shape)?
    for operand in operands where operand.type.rank > 0 {
      if scalar(operand) != nil { continue }
      guard let equation = definition(of: operand), let change = AxisChange(equation.primitive) else { return nil }
      let source = equation.inputs[0].type.shape
      if let common, common.change != change || common.source != source { return nil }
      common = (change, source)
    }
    if let common { return common }
    // All are the same everywhere.
    guard let shape = operands.first(where: { $0.type.rank > 0 })?.type.shape else { return nil }
    return (.broadcast(shape, []), [])
  }

  /// The scalar that an operand repeats.
  private func scalar(_ atom: Atom) -> Atom? {
    if case .constant(let value) = atom { return value.uniform.map { .constant($0) } }
    guard let source = operation(BroadcastInDim.self, giving: atom)?.operands[0], source.type.rank == 0 else {
      return nil
    }
    return source
  }
}

extension Shape {
  /// The axes whose size is not known to be 1.
  var properAxes: [Int] { indices.filter { self[$0].known != 1 } }

  /// Whether shapes differ in axes of size 1 only.
  func isSame(butForOnesAs other: Shape) -> Bool {
    properAxes.map { self[$0] } == other.properAxes.map { other[$0] }
  }
}
