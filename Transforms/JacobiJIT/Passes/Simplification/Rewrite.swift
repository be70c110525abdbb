import JacobiCore
import JacobiPrimitives

/// An operation that a rule of ``Simplification`` may replace, and the program that it is part of.
///
///     // sinh(-x) is -sinh(x).
///     let plugin = Plugin("example.sinh") { plugin in
///       plugin.add(Simplification.self, for: Sinh.self) { _, rewrite in
///         guard rewrite.isUsedOnce(0), let x = rewrite.operands(of: Neg.self, at: 0) else { return nil }
///         return try rewrite.results(of: Neg(), [rewrite.apply(Sinh(), x[0])])
///       }
///     }
///     let program = try makeProgram { (x: Tensor) in -sinh(-x) }(Tensor(1.0))
///     let changed = withPlugin(plugin) { program.simplifyingOperations(on: ReferenceBackend()) }
///     changed.removingDeadCode().program.equations.count  // 1
public struct Rewrite {
  /// The operands in the new program, in which everything before the operation has been simplified already.
  public let operands: [Atom]
  let simplifier: Simplifier
  let place: Simplifier.Place

  /// An operand.
  ///
  ///     // What a primitive of one's own may say of itself: nothing to do besides 0, nothing left of two equal operands.
  ///     let rule: Simplification.Rule = { _, rewrite in
  ///       if rewrite.isUniform(1, 0) { return [rewrite[0]] }
  ///       if rewrite[0] == rewrite[1] { return [try rewrite.filled(rewrite[0].type, with: 0)] }
  ///       guard let (reshape, operands) = rewrite.operation(Reshape.self, at: 0), rewrite.number(rewrite[1]) != nil,
  ///         rewrite.definition(of: operands[0])?.primitive is Neg
  ///       else { return nil }
  ///       return try rewrite.results(of: reshape, operands)
  ///     }
  ///     let plugin = Plugin("example.rule") { $0.add(Simplification.self, for: Rem.self, rule) }
  public subscript(position: Int) -> Atom { operands[position] }

  /// The dtype of the first operand.
  var dtype: DType { operands[0].type.dtype }

  /// The operation that gives a value, with its operands; `nil` for inputs and constants.
  public func definition(of atom: Atom) -> Equation? {
    atom.variable.flatMap { simplifier.definition(of: $0)?.equation }
  }

  /// The operands of the operation that gives an operand, if it is of this kind.
  public func operands<Kind: Primitive>(of kind: Kind.Type, at position: Int) -> [Atom]? {
    operation(kind, at: position)?.operands
  }

  /// The operation that gives an operand, if it is of this kind.
  public func operation<Kind: Primitive>(_ kind: Kind.Type, at position: Int) -> (primitive: Kind, operands: [Atom])? {
    operation(kind, giving: operands[position])
  }

  func operation<Kind: Primitive>(_ kind: Kind.Type, giving atom: Atom) -> (primitive: Kind, operands: [Atom])? {
    guard let equation = definition(of: atom), let primitive = equation.primitive as? Kind else { return nil }
    return (primitive, equation.inputs)
  }

  /// Which of the results of the operation that gives a value it is.
  func output(of atom: Atom) -> Int? { atom.variable.flatMap { simplifier.definition(of: $0)?.output } }

  /// The number that all elements of a value are, as a scalar, if that is known.
  public func number(_ atom: Atom) -> TensorValue? {
    switch atom {
    case .constant(let value): value.uniform
    case .variable: operation(BroadcastInDim.self, giving: atom)?.operands[0].constantValue?.uniform
    }
  }

  /// Whether all elements of an operand are known to be this number; -0 is not 0.
  public func isUniform(_ position: Int, _ number: Double) -> Bool {
    guard let value = self.number(operands[position]) else { return false }
    return value == ScalarLiteral.floating(number).value(as: value.dtype)
  }

  /// One of two operands if the other one is known to be this number.
  func operand(besides number: Double) -> Atom? {
    if isUniform(1, number) { return operands[0] }
    return isUniform(0, number) ? operands[1] : nil
  }

  /// Whether nothing but the operation reads an operand.
  public func isUsedOnce(_ position: Int) -> Bool {
    operands[position].variable.map { simplifier.useCount(of: $0) <= 1 } ?? false
  }

  /// Adds an operation, in its simplest form, and gives its results.
  ///
  /// - Throws: what the primitive's type rule finds wrong.
  public func results(of primitive: any Primitive, _ operands: [Atom]) throws -> [Atom] {
    try simplifier.append(primitive, operands, place.inner)
  }

  /// Adds an operation of one result.
  public func apply(_ primitive: any Primitive, _ operands: Atom...) throws -> Atom {
    try results(of: primitive, operands)[0]
  }

  /// A value all of whose elements are a number.
  public func filled(_ type: TensorType, with number: Double) throws -> Atom {
    try filled(type, with: .constant(ScalarLiteral.floating(number).value(as: type.dtype)))
  }

  /// A value all of whose elements are a scalar.
  func filled(_ type: TensorType, with scalar: Atom) throws -> Atom {
    type.rank == 0 ? scalar : try apply(BroadcastInDim(to: type.shape, dimensions: []), scalar)
  }
}

extension TensorValue {
  /// The element, as a scalar, that all elements are equal to, bit by bit; `nil` if there is none.
  var uniform: TensorValue? {
    guard let count = shape.elementCount.known, count > 0 else { return nil }
    if type.rank == 0 { return self }
    let size = dtype.byteCount
    guard repeats(every: size, byteCount: count * size) else { return nil }
    let element = TensorValue(uninitialized: type.with(shape: []))
    // SAFETY: the new buffer has room for an element; this one has at least one.
    element.buffer.pointer.copyMemory(from: buffer.pointer, byteCount: size)
    return element
  }

  /// Whether each byte is the one `period` bytes before.
  private func repeats(every period: Int, byteCount: Int) -> Bool {
    defer { withExtendedLifetime(buffer) {} }
    let bytes = UnsafeRawBufferPointer(rebasing: buffer.bytes.prefix(byteCount))
    var position = period
    while position + 8 <= byteCount {
      let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      if word != bytes.loadUnaligned(fromByteOffset: position - period, as: UInt64.self) { return false }
      position += 8
    }
    return (position..<max(position, byteCount)).allSatisfy { bytes[$0] == bytes[$0 - period] }
  }

  /// The integer of a scalar, or the nearest `Int`.
  var integer: Int {
    dtype == .uint64 ? Int(clamping: Tensor(self).item(UInt64.self)) : Int(Tensor(self).item(Int64.self))
  }
}
