import JacobiCore
import JacobiPrimitives

extension Program {
  /// The program in which contractions that loops only add up are one contraction after the loop, and those of the elements of
  /// steps with what is the same in all of them are one before it.
  ///
  /// So the gradient of the weights of a recurrent network is one product of large matrices instead of many small ones, and the
  /// weights are read once instead of at each step. Terms of sums are added in another order, as within each contraction.
  /// Loops over matrices that are too small for it to be worth it stay, as do those with checkpoints.
  ///
  ///     let f = { (w: Tensor) in
  ///       scan(over: Tensor.ones([10, 8, 64]), from: Tensor.zeros([8, 64])) { (h: Tensor, x: Tensor) in
  ///         let next = tanh(matmul(x, w) + h)
  ///         return (next, next)
  ///       }.1.sum()
  ///     }
  ///     let program = try makeProgram(f)(Tensor.ones([64, 64]))
  ///     let loop = program.gatheringContractions().equations.first { $0.primitive is Scan }?.primitive as? Scan
  ///     loop?.body.equations.contains { $0.primitive is DotGeneral } ?? true  // false
  public func gatheringContractions() -> Program {
    guard equations.contains(where: { !$0.primitive.bodies.isEmpty }) else { return self }
    return rewritten { (equation, operands, rewriter) throws(TensorError) in
      guard let holder = equation.primitive as? any ProgramHolder else { return nil }
      let primitive = holder.mapBodies { $0.gatheringContractions() } as any Primitive
      guard let scan = primitive as? Scan, scan.checkpoints == nil, scan.length.known.map({ $0 > 1 }) ?? true,
        scan.effects.isEmpty
      else { return try rewriter.append(primitive, operands, in: equation) }
      let (loop, given) = try rewriter.contractingBefore(scan, operands, in: equation)
      return try rewriter.contractingAfter(loop, given, in: equation)
    }
  }
}

/// The smallest number of elements of a matrix that is worth it: smaller products are part of the loop's own code.
private let worthwhileCount = 4096

extension Rewriter {
  /// A loop whose elements are products with constants instead of the factors.
  fileprivate mutating func contractingBefore(
    _ scan: Scan, _ operands: [Atom], in equation: Equation
  ) throws(TensorError) -> (loop: Scan, operands: [Atom]) {
    let firstElement = scan.constantCount + scan.carryCount
    var products: [Int: Atom] = [:]
    var given = operands
    for (number, step) in scan.body.equations.enumerated() {
      guard let dot = step.primitive as? DotGeneral, dot.leftBatch.isEmpty,
        let element = step.inputs[0].variable?.index, (firstElement..<operands.count).contains(element),
        let weight = step.inputs[1].variable?.index, weight < scan.constantCount,
        let count = step.inputs[1].type.shape.elementCount.known, count >= worthwhileCount,
        let results = step.outputs[0].type.shape.elementCount.known, results <= count
      else { continue }
      let stacked = DotGeneral(
        contracting: (dot.leftContracting.map { $0 + 1 }, dot.rightContracting),
        preferredElementType: dot.preferredElementType)
      products[number] = try append(stacked, [operands[element], operands[weight]], in: step)[0]
    }
    if products.isEmpty { return (scan, operands) }
    let numbers = products.keys.sorted()
    given += numbers.map { products[$0]! }
    var loop = scan
    loop.body = scan.body.taking(resultsOf: numbers)
    return (loop, given)
  }

  /// A loop that gives the factors of the contractions that it would have added up.
  fileprivate mutating func contractingAfter(
    _ scan: Scan, _ operands: [Atom], in equation: Equation
  ) throws(TensorError) -> [Atom] {
    let sums = GatheredSums(scan)
    if sums.terms.isEmpty { return try append(scan as any Primitive, operands, in: equation) }
    var given = operands
    for carry in sums.terms.keys.sorted(by: >) { given.remove(at: scan.constantCount + carry) }
    let results = try append(sums.loop as any Primitive, given, in: equation)
    var carries: [Atom] = []
    var next = 0
    for carry in 0..<scan.carryCount {
      guard let term = sums.terms[carry] else {
        carries.append(results[next])
        next += 1
        continue
      }
      let factors = sums.factors(of: term, operands, results)
      let total = try append(term.stacked, factors, in: equation)
      carries.append(try append(Add(), [operands[scan.constantCount + carry], total[0]], in: equation)[0])
    }
    return carries + results[sums.loop.carryCount...].prefix(scan.outputCount - scan.carryCount)
  }
}

extension DotGeneral {
  /// The sum over all steps of the contractions of operands that are stacked.
  fileprivate var summedOverSteps: DotGeneral {
    DotGeneral(
      contracting: ([0] + leftContracting.map { $0 + 1 }, [0] + rightContracting.map { $0 + 1 }),
      batch: (leftBatch.map { $0 + 1 }, rightBatch.map { $0 + 1 }), preferredElementType: preferredElementType)
  }
}

/// The carries of a loop to which steps add terms that do not depend on them, and the loop without these.
private struct GatheredSums {
  struct Term {
    /// The sum of all terms.
    var stacked: any Primitive
    /// What steps compute it from: variables of the body.
    var factors: [Variable]
  }

  /// By the number of the carry.
  private(set) var terms: [Int: Term] = [:]
  private(set) var loop: Scan
  private let scan: Scan
  /// The variables of the body that the loop gives as further results.
  private var added: [Variable] = []

  init(_ scan: Scan) {
    self.scan = scan
    loop = scan
    let uses = scan.body.useCounts
    let definitions = scan.body.definitions
    for carry in 0..<scan.carryCount {
      guard let term = GatheredSums.term(of: carry, scan, uses, definitions) else { continue }
      let missing = term.factors.filter { place(of: $0) == nil }
      // As much is written as a factor as is read of the sum otherwise, or less.
      let size = scan.body.outputs[carry].type.shape.elementCount.known ?? 0
      guard missing.allSatisfy({ ($0.type.shape.elementCount.known ?? .max) <= size }) else { continue }
      for variable in missing where !added.contains(variable) { added.append(variable) }
      terms[carry] = term
    }
    if !terms.isEmpty { loop = withoutSums() }
  }

  /// The term that steps add to a carry, which is used for nothing else.
  private static func term(of carry: Int, _ scan: Scan, _ uses: [Int], _ definitions: [Int: Equation]) -> Term? {
    func definition(_ atom: Atom) -> Equation? { atom.variable.flatMap { definitions[$0.index] } }
    let sum = scan.constantCount + carry
    guard uses[sum] == 1, let addition = definition(scan.body.outputs[carry]), addition.primitive is Add,
      addition.outputs[0].type.dtype.isInexact, uses[addition.outputs[0].index] == 1
    else { return nil }
    let others = addition.inputs.filter { $0.variable?.index != sum }
    guard others.count == 1, let dot = definition(others[0]), let primitive = dot.primitive as? DotGeneral,
      uses[dot.outputs[0].index] == 1, (dot.outputs[0].type.shape.elementCount.known ?? 0) >= worthwhileCount
    else { return nil }
    let factors = dot.inputs.compactMap(\.variable).filter { $0.index >= scan.constantCount }
    return factors.count == 2 ? Term(stacked: primitive.summedOverSteps, factors: factors) : nil
  }

  private enum Place {
    /// An operand of the loop, by position.
    case element(Int)
    /// A result of the loop among those that are stacked.
    case result(Int)
  }

  /// Where the values of all steps are: among the operands or the results.
  private func place(of variable: Variable) -> Place? {
    let firstElement = scan.constantCount + scan.carryCount
    if variable.index < scan.body.inputs.count {
      return variable.index >= firstElement ? .element(variable.index) : position(of: variable).map { .result($0) }
    }
    return position(of: variable).map { .result($0) }
  }

  private func position(of variable: Variable) -> Int? {
    let stacked = scan.body.outputs[scan.carryCount...] + added.map { .variable($0) }
    return stacked.firstIndex(of: .variable(variable)).map { $0 - scan.carryCount }
  }

  func factors(of term: Term, _ operands: [Atom], _ results: [Atom]) -> [Atom] {
    term.factors.map { factor in
      switch place(of: factor) {
      case .element(let position): operands[position]
      case .result(let position): results[loop.carryCount + position]
      case nil: preconditionFailure("internal error: a factor of a gathered sum is not stacked")
      }
    }
  }

  private func withoutSums() -> Scan {
    let body = scan.body
    let dropped = Set(terms.keys.map { scan.constantCount + $0 })
    let additions = Set(terms.keys.compactMap { body.outputs[$0].variable?.index })
    let carries = (0..<scan.carryCount).filter { terms[$0] == nil }.map { body.outputs[$0] }
    var loop = scan
    loop.carryCount = carries.count
    loop.body =
      body.renumbered(
        inputs: body.inputs.filter { !dropped.contains($0.index) },
        equations: body.equations.filter { !additions.contains($0.outputs.first?.index ?? -1) },
        outputs: carries + body.outputs[scan.carryCount...] + added.map { .variable($0) }
      ).removingDeadCode().program
    return loop
  }
}

extension Program {
  /// The operations by the index of their first result.
  fileprivate var definitions: [Int: Equation] {
    var definitions: [Int: Equation] = [:]
    for equation in equations { if let result = equation.outputs.first { definitions[result.index] = equation } }
    return definitions
  }

  /// The program with the results of some operations as inputs, behind the others.
  fileprivate func taking(resultsOf numbers: [Int]) -> Program {
    let taken = Set(numbers)
    return renumbered(
      inputs: inputs + numbers.map { equations[$0].outputs[0] },
      equations: equations.enumerated().filter { !taken.contains($0.offset) }.map(\.element), outputs: outputs)
  }
}
