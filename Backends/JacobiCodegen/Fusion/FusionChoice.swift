import JacobiCore
import JacobiPrimitives

/// How each equation of a program is carried out, and which values lie in memory.
struct FusionChoice {
  enum Role {
    /// Its results are computed where they are needed.
    case inlined
    /// Its result is computed by loops.
    case loops
    /// It is carried out by a library, a kernel or as a loop over a program.
    case operation
  }

  let table: DefinitionTable
  /// By the number of the equation.
  private(set) var roles: [Role] = []
  /// By the index of the variable.
  private(set) var isStored: [Bool]

  init(_ table: DefinitionTable) {
    self.table = table
    isStored = .init(repeating: true, count: table.definitions.count)
    let candidates = table.program.equations.map(FusionChoice.candidate)
    let efforts = FusionChoice.efforts(table, candidates)
    var uses = FusionChoice.Uses(table, FusionChoice.storedForOthers(table, candidates))
    roles = candidates
    for (number, equation) in table.program.equations.enumerated().reversed() {
      if candidates[number] == .inlined, !equation.outputs.allSatisfy({ uses.mayInline($0, efforts[number]) }) {
        roles[number] = .loops
      }
      let isWalked = roles[number] == .loops || equation.outputs.contains(where: uses.isWalked)
      if PermutedCopy.isBetter(equation, isWalked: isWalked) { roles[number] = .operation }
      if roles[number] == .inlined { for output in equation.outputs { isStored[output.index] = false } }
      uses.count(equation, roles[number])
    }
  }

  /// What a primitive allows: `inlined` for those that may also have loops of their own.
  private static func candidate(_ equation: Equation) -> Role {
    let primitive = equation.primitive
    if !primitive.effects.isEmpty { return .operation }
    let dtypes = equation.inputs.map(\.type.dtype)
    if NativeReduction.axes(of: primitive) != nil, NativeReduction.termCount(of: equation) == nil {
      return NativeReduction.accepts(primitive, dtypes[0]) ? .loops : .operation
    }
    if primitive is DynamicUpdateSlice || GeneratedContraction(equation) != nil { return .loops }
    if let scatter = primitive as? any ScatterPrimitive {
      return Scattering.accepts(scatter, equation.inputs.map(\.type)) ? .loops : .operation
    }
    if NativeReduction.termCount(of: equation) != nil || FusionRules.standard[type(of: primitive)] != nil {
      return .inlined
    }
    return ElementLowerings.accepts(primitive, dtypes) ? .inlined : .operation
  }

  /// What computing an element takes when everything that it depends on is computed for it.
  private struct Effort {
    /// In additions.
    var cost = 0.0
    /// Of the expression.
    var depth = 0
    /// How many times positions are divided, one after the other: each time they may become several times as long.
    var divisions = 0

    /// Expressions beyond are cut: they need more registers than there are, and their code grows.
    var isTooMuch: Bool { cost > 400 || depth > 64 || divisions > 3 }
  }

  /// The effort for the result of each equation, by way of values that need not be kept for another reason.
  private static func efforts(_ table: DefinitionTable, _ candidates: [Role]) -> [Effort] {
    let mustBeStored = FusionChoice.storedForOthers(table, candidates)
    var efforts: [Effort] = []
    for (number, equation) in table.program.equations.enumerated() {
      guard candidates[number] == .inlined, let rule = FusionRules.rule(for: type(of: equation.primitive)) else {
        efforts.append(Effort())
        continue
      }
      let divides = rule.divides(equation)
      let terms = NativeReduction.termCount(of: equation) ?? 1
      var effort = Effort(cost: rule.cost * Double(terms), depth: terms, divisions: divides ? 1 : 0)
      for index in Set(equation.inputs.compactMap { $0.variable?.index }) {
        guard let definition = table.definitions[index], candidates[definition.equation] == .inlined,
          !mustBeStored[index], !efforts[definition.equation].isTooMuch
        else {
          effort.cost += Double(terms)
          continue
        }
        let operand = efforts[definition.equation]
        let operation = table.program.equations[definition.equation]
        // One reshape after the other is one reshape.
        let isJoined = equation.primitive is Reshape && operation.primitive is Reshape
        effort.cost += operand.cost * Double(terms)
        effort.depth = max(effort.depth, operand.depth + terms)
        effort.divisions = max(effort.divisions, operand.divisions + (divides && !isJoined ? 1 : 0))
      }
      efforts.append(effort)
    }
    return efforts
  }

  /// The values that lie in memory, or in registers, whatever it costs to compute them: by the index of the variable.
  private static func storedForOthers(_ table: DefinitionTable, _ candidates: [Role]) -> [Bool] {
    var result = [Bool](repeating: false, count: table.definitions.count)
    for (number, equation) in table.program.equations.enumerated() {
      for (position, input) in equation.inputs.enumerated() {
        guard case .variable(let variable) = input else { continue }
        if candidates[number] == .operation || FusionChoice.isOverwritten(position, by: equation.primitive) {
          result[variable.index] = true
        }
      }
      // Numbers are kept in registers.
      for output in equation.outputs where output.type.rank == 0 { result[output.index] = true }
    }
    for case .variable(let variable) in table.program.outputs { result[variable.index] = true }
    return result
  }

  private static func isOverwritten(_ operand: Int, by primitive: any Primitive) -> Bool {
    operand == 0 && (primitive is DynamicUpdateSlice || primitive is any ScatterPrimitive)
  }

  /// What is known of the use of values while equations are visited from the last one to the first.
  private struct Uses {
    /// How many elements of a value are asked for.
    private var evaluations: [Double]
    private var users: [Int]
    private var mustBeStored: [Bool]
    /// Whether elements of a value are asked for in the order of loops over another one.
    private var isWalked: [Bool]

    init(_ table: DefinitionTable, _ mustBeStored: [Bool]) {
      self.mustBeStored = mustBeStored
      evaluations = .init(repeating: 0, count: table.definitions.count)
      users = .init(repeating: 0, count: table.definitions.count)
      isWalked = .init(repeating: false, count: table.definitions.count)
    }

    /// Whether most elements are asked for in the order of loops over another value.
    func isWalked(_ variable: Variable) -> Bool {
      isWalked[variable.index] && 2 * evaluations[variable.index] >= Double(variable.type.elementCount)
    }

    mutating func count(_ equation: Equation, _ role: Role) {
      for case .variable(let variable) in equation.inputs {
        users[variable.index] += 1
        switch role {
        case .operation: mustBeStored[variable.index] = true
        case .loops:
          let isReduction = NativeReduction.axes(of: equation.primitive) != nil
          let contraction = GeneratedContraction(equation)
          if !isReduction, contraction == nil { isWalked[variable.index] = true }
          evaluations[variable.index] +=
            contraction?.stepCount
            ?? Double(
              isReduction || primitiveUpdates(equation)
                ? variable.type.elementCount : equation.outputs[0].type.elementCount)
        case .inlined:
          let terms = Double(NativeReduction.termCount(of: equation) ?? 1)
          for output in equation.outputs {
            evaluations[variable.index] += evaluations[output.index] * terms
            if isWalked[output.index] { isWalked[variable.index] = true }
          }
        }
      }
    }

    /// Updates ask for their own elements only, and for indices as often as those are used.
    private func primitiveUpdates(_ equation: Equation) -> Bool {
      FusionChoice.isOverwritten(0, by: equation.primitive)
    }

    /// Whether computing a value again for every use costs no more than keeping it.
    func mayInline(_ variable: Variable, _ effort: Effort) -> Bool {
      if mustBeStored[variable.index] || effort.isTooMuch { return false }
      let excess = evaluations[variable.index] / Double(max(variable.type.elementCount, 1)) - 1
      return effort.cost * excess <= 2 * Double(1 + users[variable.index])
    }
  }
}
