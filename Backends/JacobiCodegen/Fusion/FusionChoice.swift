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
    let costs = FusionChoice.costs(table, candidates)
    var uses = FusionChoice.Uses(table)
    roles = candidates
    for (number, equation) in table.program.equations.enumerated().reversed() {
      if candidates[number] == .inlined, !equation.outputs.allSatisfy({ uses.mayInline($0, costs[number]) }) {
        roles[number] = .loops
      }
      if roles[number] == .inlined { for output in equation.outputs { isStored[output.index] = false } }
      uses.count(equation, roles[number])
    }
  }

  /// What a primitive allows: `inlined` for those that may also have loops of their own.
  private static func candidate(_ equation: Equation) -> Role {
    let primitive = equation.primitive
    if !primitive.effects.isEmpty { return .operation }
    let dtypes = equation.inputs.map(\.type.dtype)
    if NativeReduction.axes(of: primitive) != nil {
      return NativeReduction.accepts(primitive, dtypes[0]) ? .loops : .operation
    }
    if primitive is DynamicUpdateSlice { return .loops }
    if FusionRules.standard[type(of: primitive)] != nil { return .inlined }
    return ElementLowerings.accepts(primitive, dtypes) ? .inlined : .operation
  }

  /// What an element costs when everything that it depends on is computed for it, in additions.
  private static func costs(_ table: DefinitionTable, _ candidates: [Role]) -> [Double] {
    var costs: [Double] = []
    for (number, equation) in table.program.equations.enumerated() {
      guard candidates[number] == .inlined else {
        costs.append(0)
        continue
      }
      var cost = ElementCost.of(equation.primitive)
      for case .variable(let variable) in equation.inputs where variable.type.rank > 0 {
        guard let definition = table.definitions[variable.index], candidates[definition.equation] == .inlined else {
          cost += 1
          continue
        }
        cost += costs[definition.equation]
      }
      costs.append(min(cost, 1e6))
    }
    return costs
  }

  /// What is known of the use of values while equations are visited from the last one to the first.
  private struct Uses {
    /// How many elements of a value are asked for.
    private var evaluations: [Double]
    private var users: [Int]
    private var mustBeStored: [Bool]

    init(_ table: DefinitionTable) {
      evaluations = .init(repeating: 0, count: table.definitions.count)
      users = .init(repeating: 0, count: table.definitions.count)
      mustBeStored = .init(repeating: false, count: table.definitions.count)
      for case .variable(let variable) in table.program.outputs { mustBeStored[variable.index] = true }
    }

    mutating func count(_ equation: Equation, _ role: Role) {
      for (position, input) in equation.inputs.enumerated() {
        guard case .variable(let variable) = input else { continue }
        users[variable.index] += 1
        switch role {
        case .operation: mustBeStored[variable.index] = true
        case .loops:
          if equation.primitive is DynamicUpdateSlice, position == 0 { mustBeStored[variable.index] = true }
          let isReduction = NativeReduction.axes(of: equation.primitive) != nil
          evaluations[variable.index] += Double(
            isReduction ? variable.type.elementCount : equation.outputs[0].type.elementCount)
        case .inlined:
          for output in equation.outputs { evaluations[variable.index] += evaluations[output.index] }
        }
      }
    }

    /// Whether computing a value again for every use costs no more than keeping it.
    func mayInline(_ variable: Variable, _ cost: Double) -> Bool {
      // Numbers are kept in registers.
      if mustBeStored[variable.index] || variable.type.rank == 0 { return false }
      if cost > ElementCost.limit { return false }
      let excess = evaluations[variable.index] / Double(max(variable.type.elementCount, 1)) - 1
      return cost * excess <= 2 * Double(1 + users[variable.index])
    }
  }
}

/// What an operation on an element costs, in additions. Only proportions matter.
enum ElementCost {
  /// Expressions beyond are cut: they need more registers than there are, and their code grows.
  static let limit = 400.0

  static func of(_ primitive: any Primitive) -> Double {
    switch primitive {
    case is Reshape, is Transpose, is BroadcastInDim, is Iota, is Slice, is Split, is Rev, is Copy, is StopGradient,
      is Name, is OptimizationBarrier:
      0
    case is Div, is Sqrt, is Rem: 5
    case is Exp, is Log, is Rsqrt, is Exp2: 12
    case is Pow: 50
    case is Pad: 3
    case is Concatenate: 6
    case is Gather, is DynamicSlice: 3
    case is UnaryElementary: 18
    default: 1
    }
  }
}

/// The functions that polynomials approximate.
private protocol UnaryElementary {}
extension Expm1: UnaryElementary {}
extension Log1p: UnaryElementary {}
extension Logistic: UnaryElementary {}
extension Sin: UnaryElementary {}
extension Cos: UnaryElementary {}
extension Tan: UnaryElementary {}
extension Sinh: UnaryElementary {}
extension Cosh: UnaryElementary {}
extension Tanh: UnaryElementary {}
extension Erf: UnaryElementary {}
extension Erfc: UnaryElementary {}
