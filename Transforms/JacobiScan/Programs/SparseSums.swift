import JacobiCore
import JacobiPrimitives

extension Program {
  /// The program in which a part that was put into zeros and then added to an array is added to that part of the array.
  ///
  /// What reading one element of an array in each step of a loop becomes in the backward pass: without this, each step
  /// would go through the whole array.
  func addingInPlace() -> Program {
    var rewriting = SparseSums(self)
    do throws(TensorError) {
      return try rewriting.rewritten(self).removingDeadResults()
    } catch {
      preconditionFailure("internal error: a pass made an ill-typed program: \(error)")
    }
  }
}

private struct SparseSums {
  private var definitions: [Int: Equation] = [:]
  private var useCounts: [Int: Int] = [:]
  private var builder = ProgramBuilder()
  /// What the variables of the program are in the new one.
  private var atoms: [Atom] = []

  init(_ program: Program) {
    for equation in program.equations {
      for output in equation.outputs { definitions[output.index] = equation }
    }
    for case .variable(let variable) in program.equations.flatMap(\.inputs) + program.outputs {
      useCounts[variable.index, default: 0] += 1
    }
  }

  mutating func rewritten(_ program: Program) throws(TensorError) -> Program {
    for type in program.inputTypes { atoms.append(.variable(builder.input(type))) }
    for equation in program.equations {
      if equation.primitive is Add, let sum = try sum(equation.inputs[0], equation.inputs[1]) {
        atoms.append(sum)
      } else if let holder = equation.primitive as? any ProgramHolder {
        atoms += try builder.append(
          holder.mapBodies { $0.addingInPlace() }, equation.inputs.map(read), site: equation.site,
          nameScope: equation.nameScope)
      } else {
        atoms += try builder.append(equation, operands: equation.inputs.map(read))
      }
    }
    return builder.program(returning: program.outputs.map(read))
  }

  private func read(_ atom: Atom) -> Atom { atom.variable.map { atoms[$0.index] } ?? atom }

  /// The equation that makes a value, if it is a part in zeros, or a sum with one, and nothing else reads it.
  private func sparse(_ atom: Atom) -> Equation? {
    guard let variable = atom.variable, useCounts[variable.index] == 1, let equation = definitions[variable.index]
    else {
      return nil
    }
    switch equation.primitive {
    case is ScatterAdd, is DynamicUpdateSlice: return isZero(equation.inputs[0]) ? equation : nil
    case let pad as Pad: return isZero(equation.inputs[1]) && pad.starts != nil ? equation : nil
    case is Add: return equation.inputs.contains { sparse($0) != nil } ? equation : nil
    default: return nil
    }
  }

  private func isZero(_ atom: Atom) -> Bool {
    switch atom {
    case .constant(let value): value.buffer.bytes.prefix(value.type.byteCount).allSatisfy { $0 == 0 }
    case .variable(let variable):
      definitions[variable.index].map { $0.primitive is BroadcastInDim && isZero($0.inputs[0]) } ?? false
    }
  }

  private mutating func sum(_ first: Atom, _ second: Atom) throws(TensorError) -> Atom? {
    if let part = sparse(second) { return try adding(part, to: read(first)) }
    if let part = sparse(first) { return try adding(part, to: read(second)) }
    return nil
  }

  private mutating func adding(_ part: Equation, to array: Atom) throws(TensorError) -> Atom {
    let operands = part.inputs.map(read)
    switch part.primitive {
    case is DynamicUpdateSlice:
      return try adding(operands[1], to: array, at: Array(operands.dropFirst(2)))
    case let pad as Pad:
      return try adding(operands[0], to: array, at: pad.starts ?? [])
    case is Add:
      var sum = array
      for (summand, operand) in zip(part.inputs, operands) {
        if let part = sparse(summand) {
          sum = try adding(part, to: sum)
        } else {
          sum = try builder.append(Add(), [sum, operand])[0]
        }
      }
      return sum
    default:
      return try builder.append(part.primitive, [array] + operands.dropFirst())[0]
    }
  }

  private mutating func adding(_ part: Atom, to array: Atom, at starts: [Atom]) throws(TensorError) -> Atom {
    let slice = DynamicSlice(sizes: part.type.shape.dimensions)
    let old = try builder.append(slice, [array] + starts)
    let new = try builder.append(Add(), old + [part])
    return try builder.append(DynamicUpdateSlice(), [array] + new + starts)[0]
  }
}

extension Pad {
  /// Where the operand lies in the result, if it is there as a whole and in one piece.
  fileprivate var starts: [Atom]? {
    var starts: [Atom] = []
    for width in widths {
      guard width.interior == 0, let before = width.before.known, before >= 0,
        Dimension.decide(width.after, .greaterOrEqual, 0) == true
      else { return nil }
      starts.append(.constant(TensorValue(scalar: Int64(before))))
    }
    return starts
  }
}
