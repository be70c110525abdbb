import JacobiCore
import JacobiPrimitives

extension Program {
  /// The program in which loops compute again what an earlier loop would keep for them of every step, where it follows with
  /// little work from other values that they read: memory is read and written more slowly than that.
  ///
  /// So a backward pass reads `s` of a logistic function and not `s * (1 - s)` as well. What is not read any more stays a
  /// result, which ``optimized(for:)`` removes.
  ///
  ///     let f = { (x: Tensor) in
  ///       scan(over: x, from: Tensor(0.0)) { (h: Tensor, x: Tensor) in
  ///         let next = tanh(h + x)
  ///         return (next, next)
  ///       }.1.sum()
  ///     }
  ///     let program = try makeProgram(valueAndGrad(f))(Tensor.ones([100])).optimized(for: ReferenceBackend())
  ///     // The last state, and the states: the derivative of tanh is 1 - tanh² and need not be kept.
  ///     program.equations.first { $0.primitive is Scan }?.outputs.count ?? 0  // 2
  public func recomputingLoopResults() -> Program {
    guard equations.contains(where: { !$0.primitive.bodies.isEmpty }) else { return self }
    var sources: [Int: StackedResult] = [:]
    return rewritten { (equation, operands, rewriter) throws(TensorError) in
      guard let holder = equation.primitive as? any ProgramHolder else { return nil }
      let primitive = holder.mapBodies { $0.recomputingLoopResults() } as any Primitive
      guard let scan = primitive as? Scan else { return try rewriter.append(primitive, operands, in: equation) }
      let (loop, given) = scan.recomputing(operands, sources)
      let results = try rewriter.append(loop as any Primitive, given, in: equation)
      let source = LoopSource(scan: loop, operands: given, results: results)
      for position in loop.carryCount..<loop.outputCount {
        guard let variable = results[position].variable else { continue }
        sources[variable.index] = StackedResult(loop: source, position: position)
      }
      return results
    }
  }
}

/// A loop of the program. A class, for it is kept with each of its results.
private final class LoopSource {
  let scan: Scan
  let operands: [Atom]
  let results: [Atom]
  /// The operations of the body, by the index of each result.
  lazy var definitions: [Int: Equation] = {
    var definitions: [Int: Equation] = [:]
    for equation in scan.body.equations {
      for output in equation.outputs { definitions[output.index] = equation }
    }
    return definitions
  }()
  /// The values of all steps by the variable of the body.
  lazy var stacked: [Int: Atom] = {
    var stacked: [Int: Atom] = [:]
    for position in scan.constantCount + scan.carryCount..<operands.count { stacked[position] = operands[position] }
    for position in scan.carryCount..<scan.outputCount {
      if let variable = scan.body.outputs[position].variable { stacked[variable.index] = results[position] }
    }
    return stacked
  }()

  init(scan: Scan, operands: [Atom], results: [Atom]) {
    self.scan = scan
    self.operands = operands
    self.results = results
  }
}

/// What a loop gives of each step.
private struct StackedResult {
  var loop: LoopSource
  var position: Int
}

/// How a result of a step follows from others.
private struct Recipe {
  /// In order.
  private(set) var equations: [Equation] = []
  /// What is read: the values of all steps, by the variable of the loop that gave them.
  private(set) var leaves: [Int: Atom] = [:]
  private var known: Set<Int> = []

  /// More operations take longer than reading the result.
  private static let greatestCount = 4

  /// - Parameter isReadable: whether values of all steps may be read.
  init?(_ result: StackedResult, isReadable: (Atom) -> Bool) {
    guard let variable = result.loop.scan.body.outputs[result.position].variable,
      let equation = result.loop.definitions[variable.index], add(equation, of: result.loop, isReadable),
      !leaves.isEmpty
    else { return nil }
  }

  private mutating func add(_ equation: Equation, of loop: LoopSource, _ isReadable: (Atom) -> Bool) -> Bool {
    guard equation.primitive.isCheap, equations.count < Recipe.greatestCount else { return false }
    if equation.primitive is BroadcastInDim, equation.inputs[0].constantValue == nil { return false }
    for case .variable(let variable) in equation.inputs where !known.contains(variable.index) {
      if let stacked = loop.stacked[variable.index], isReadable(stacked) {
        leaves[variable.index] = stacked
      } else {
        guard let definition = loop.definitions[variable.index], add(definition, of: loop, isReadable) else {
          return false
        }
      }
      known.insert(variable.index)
    }
    equations.append(equation)
    return equations.count <= Recipe.greatestCount
  }
}

extension Primitive {
  /// Whether computing an element takes about as long as reading one.
  fileprivate var isCheap: Bool {
    switch self {
    case is Add, is Sub, is Mul, is Neg, is Square, is Abs, is Max, is Min, is SelectN, is ConvertElementType: true
    case is Not, is And, is Or, is BroadcastInDim, is any ComparisonPrimitive: true
    default: false
    }
  }
}

extension Scan {
  /// The loop with elements that follow from others computed in it, and its other operands.
  fileprivate func recomputing(_ operands: [Atom], _ sources: [Int: StackedResult]) -> (loop: Scan, operands: [Atom]) {
    let first = constantCount + carryCount
    var given = operands
    var read = Set(operands[first...])
    var recipes: [Int: Recipe] = [:]
    var (removed, needed) = (Set<Atom>(), Set<Atom>())
    for position in first..<operands.count where !needed.contains(operands[position]) {
      let atom = operands[position]
      guard let variable = atom.variable, let source = sources[variable.index], source.loop.scan.length == length,
        let recipe = Recipe(source, isReadable: { $0 != atom && !removed.contains($0) })
      else { continue }
      let leaves = Set(recipe.leaves.values)
      // No more is read than before.
      guard leaves.subtracting(read).count <= 1 else { continue }
      given += leaves.subtracting(read).sorted { ($0.variable?.index ?? 0) < ($1.variable?.index ?? 0) }
      read.formUnion(leaves)
      needed.formUnion(leaves)
      removed.insert(atom)
      recipes[position] = recipe
    }
    if recipes.isEmpty { return (self, operands) }
    var loop = self
    loop.body = body.computing(recipes, from: given, first)
    return (loop, given.indices.filter { recipes[$0] == nil }.map { given[$0] })
  }
}

extension Program {
  /// The program without some inputs, which it computes from others.
  ///
  /// - Parameters:
  ///   - given: the operands of a loop of which the program is the body; those behind the inputs are new.
  ///   - first: where among them the values of all steps begin.
  fileprivate func computing(_ recipes: [Int: Recipe], from given: [Atom], _ first: Int) -> Program {
    var rewriter = Rewriter()
    var arguments: [Atom?] = []
    var places: [Atom: Int] = [:]
    for (position, atom) in given.enumerated() {
      let type =
        position < inputs.count ? inputs[position].type : atom.type.with(shape: Shape(atom.type.shape.dropFirst()))
      arguments.append(recipes[position] == nil ? rewriter.input(type) : nil)
      if position >= first, recipes[position] == nil, places[atom] == nil { places[atom] = position }
    }
    do throws(TensorError) {
      for (position, recipe) in recipes.sorted(by: { $0.key < $1.key }) {
        var atoms = recipe.leaves.compactMapValues { leaf in places[leaf].flatMap { arguments[$0] } }
        for equation in recipe.equations {
          let operands = equation.inputs.map { atom in atom.variable.map { atoms[$0.index]! } ?? atom }
          let results = try rewriter.append(equation, operands)
          for (output, result) in zip(equation.outputs, results) { atoms[output.index] = result }
          arguments[position] = results[0]
        }
      }
      let outputs = try rewriter.append(self, arguments.prefix(inputs.count).map { $0! })
      return rewriter.program(returning: outputs)
    } catch {
      preconditionFailure("internal error: results computed again made an ill-typed program: \(error)")
    }
  }
}
