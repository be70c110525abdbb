import JacobiCore
import JacobiPrimitives

extension Program {
  /// The program in which constants whose elements are all the same are a scalar, repeated where it is used: no memory is read
  /// for them. Operations that need the memory keep it.
  ///
  ///     let zeros = Tensor([0.0, 0.0, 0.0])
  ///     let program = try makeProgram { (x: Tensor) in maximum(x, zeros) }(Tensor([1.0, 2, 3]))
  ///     program.repeatingConstants().equations.count  // 2
  public func repeatingConstants() -> Program {
    let scalars = UniformConstants()
    let hasConstants = equations.contains { equation in
      equation.primitive.readsSingleElements && equation.inputs.contains(where: scalars.repeats)
    }
    if !hasConstants { return self }
    var known: [RepeatedConstant: Atom] = [:]
    return rewritten { (equation, operands, rewriter) throws(TensorError) in
      guard equation.primitive.readsSingleElements else { return nil }
      var changed = operands
      for (position, atom) in operands.enumerated() {
        guard atom.type.rank > 0, let value = atom.constantValue, let scalar = scalars.scalar(of: value) else {
          continue
        }
        let constant = RepeatedConstant(scalar: scalar, shape: value.shape)
        if let atom = known[constant] {
          changed[position] = atom
        } else {
          changed[position] = try rewriter.append(constant, in: equation)
          known[constant] = changed[position]
        }
      }
      return try rewriter.append(equation, changed)
    }
  }
}

/// A scalar and the shape in which it is repeated.
struct RepeatedConstant: Hashable {
  var scalar: TensorValue
  var shape: Shape
}

extension Rewriter {
  /// Adds what repeats a constant.
  mutating func append(_ constant: RepeatedConstant, in equation: Equation?) throws(TensorError) -> Atom {
    if constant.shape.rank == 0 { return .constant(constant.scalar) }
    return try append(BroadcastInDim(to: constant.shape, dimensions: []), [.constant(constant.scalar)], in: equation)[0]
  }
}

/// Which constants repeat a scalar; each is looked at once.
final class UniformConstants {
  private var known: [ObjectIdentifier: TensorValue?] = [:]

  func scalar(of value: TensorValue) -> TensorValue? {
    let identity = ObjectIdentifier(value.buffer)
    if let scalar = known[identity] { return scalar }
    let scalar = value.uniform
    known[identity] = .some(scalar)
    return scalar
  }

  /// Whether an operand is an array that repeats a scalar.
  func repeats(_ atom: Atom) -> Bool {
    guard case .constant(let value) = atom, value.type.rank > 0 else { return false }
    return scalar(of: value) != nil
  }
}
