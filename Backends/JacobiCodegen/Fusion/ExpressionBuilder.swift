import JacobiCore
import JacobiPrimitives

/// Writes elements of values as expressions: through operations that are fused, down to values that lie in memory.
///
/// A class, so that rules add to its graph in place.
final class ExpressionBuilder {
  private struct Place: Hashable {
    var variable: Int
    var index: [Affine]
    var guards: [RangeTest]
  }

  let table: DefinitionTable
  /// Whether a value lies in memory when it is used.
  let isStored: (Int) -> Bool
  var graph = ExpressionGraph()
  private var known: [Place: NodeID] = [:]

  init(_ table: DefinitionTable, isStored: @escaping (Int) -> Bool) {
    self.table = table
    self.isStored = isStored
  }

  /// One for the same program, with an empty graph.
  func fresh() -> ExpressionBuilder { ExpressionBuilder(table, isStored: isStored) }

  /// The element of `atom` at `index`, one position per axis.
  func element(_ atom: Atom, at index: [Affine], guards: [RangeTest]) throws -> NodeID {
    switch atom {
    case .constant(let value):
      return constant(value) ?? load(atom, index.flattened(value.shape.sizes), guards)
    case .variable(let variable):
      if isStored(variable.index) { return load(atom, index.flattened(variable.type.shape.sizes), guards) }
      let place = Place(variable: variable.index, index: index, guards: guards)
      if let node = known[place] { return node }
      let node = try define(variable, at: index, guards: guards)
      known[place] = node
      return node
    }
  }

  /// The element of `atom` at a position in row-major order.
  func element(_ atom: Atom, atFlat position: Affine, guards: [RangeTest]) throws -> NodeID {
    if case .variable(let variable) = atom, !isStored(variable.index) {
      if let (equation, _) = table.definition(of: variable.index), equation.primitive is Reshape {
        return try element(equation.inputs[0], atFlat: position, guards: guards)
      }
      return try element(atom, at: position.unflattened(variable.type.shape.sizes), guards: guards)
    }
    if case .constant(let value) = atom, let node = constant(value) { return node }
    return load(atom, position, guards)
  }

  /// The number of a constant that has no other.
  private func constant(_ value: TensorValue) -> NodeID? {
    value.elementCount == 1 ? graph.add(.constant(value.reshaped([]))) : nil
  }

  private func load(_ atom: Atom, _ position: Affine, _ guards: [RangeTest]) -> NodeID {
    graph.add(.load(table.storage(of: atom), atom.type, position, guards: guards))
  }

  /// The element of `variable` as the operation that gives it computes it.
  func define(_ variable: Variable, at index: [Affine], guards: [RangeTest]) throws -> NodeID {
    guard let (equation, output) = table.definition(of: variable.index),
      let rule = FusionRules.rule(for: type(of: equation.primitive))
    else { preconditionFailure("internal error: %\(variable.index) is neither in memory nor fused") }
    var request = ElementRequest(equation: equation, output: output, index: index, guards: guards, builder: self)
    return try rule.element(equation.primitive, &request)
  }
}

/// One element of a result that a rule is to write as an expression of elements of the operands.
struct ElementRequest {
  let equation: Equation
  let output: Int
  /// Where in the result.
  let index: [Affine]
  let guards: [RangeTest]
  let builder: ExpressionBuilder

  func sizes(_ operand: Int) -> [Int] { equation.inputs[operand].type.shape.sizes }

  mutating func element(_ operand: Int, at index: [Affine], guards extra: [RangeTest] = []) throws -> NodeID {
    try builder.element(equation.inputs[operand], at: index, guards: guards + extra)
  }

  /// An integer operand of rank 0 as a position within `range`, moved into it.
  mutating func position(_ operand: Int, clampedTo range: ClosedRange<Int>) throws -> Affine {
    try clamp(element(operand, at: []), to: range)
  }

  /// An integer as a position within `range`, moved into it.
  mutating func clamp(_ number: NodeID, to range: ClosedRange<Int>) -> Affine {
    if range.lowerBound == range.upperBound { return Affine(range.lowerBound) }
    if case .constant(let value) = builder.graph[number], let number = Int(exactlyFrom: value) {
      return Affine(min(max(number, range.lowerBound), range.upperBound))
    }
    let integer = signed(number)
    let bounds = [range.lowerBound, range.upperBound].map {
      builder.graph.add(.constant(TensorValue(scalar: Int64($0))))
    }
    let clamped = builder.graph.add(
      .apply(AnyPrimitive(primitive: Clamp()), [bounds[0], integer, bounds[1]], result: .int64))
    return Affine(.computed(clamped))
  }

  /// An integer as `int64`; what is beyond becomes the largest one.
  mutating func signed(_ number: NodeID) -> NodeID {
    var number = number
    let dtype = builder.graph.dtype(of: number)
    if dtype == .uint64 {
      let largest = builder.graph.add(.constant(TensorValue(scalar: UInt64(Int64.max))))
      number = builder.graph.add(.apply(AnyPrimitive(primitive: Min()), [number, largest], result: .uint64))
    }
    if dtype == .int64 { return number }
    return builder.graph.add(
      .apply(AnyPrimitive(primitive: ConvertElementType(to: .int64)), [number], result: .int64))
  }
}

extension Int {
  /// The number in a value of rank 0 of an integer dtype.
  init?(exactlyFrom value: TensorValue) {
    switch value.dtype {
    case .int8: self.init(exactly: value.scalars(as: Int8.self)[0])
    case .int16: self.init(exactly: value.scalars(as: Int16.self)[0])
    case .int32: self.init(exactly: value.scalars(as: Int32.self)[0])
    case .int64: self.init(exactly: value.scalars(as: Int64.self)[0])
    case .uint8: self.init(exactly: value.scalars(as: UInt8.self)[0])
    case .uint16: self.init(exactly: value.scalars(as: UInt16.self)[0])
    case .uint32: self.init(exactly: value.scalars(as: UInt32.self)[0])
    case .uint64: self.init(exactly: value.scalars(as: UInt64.self)[0])
    default: return nil
    }
  }
}
