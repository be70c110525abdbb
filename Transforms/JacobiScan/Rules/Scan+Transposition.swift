import JacobiCore
import JacobiGrad
import JacobiPrimitives

extension Scan: Transposable {
  /// The cotangents of the carries go through the steps in the opposite order; those of constants are added up.
  ///
  /// The body must be linear in all carries, whose first values may be known all the same.
  public func transpose(operands: [Transposition.Operand], cotangents: [Tensor?]) throws -> [Tensor?] {
    let given = split(operands)
    let backward = try TransposedScan.of(
      self, linear: operands.map(\.isLinear), nonZero: cotangents.map { $0 != nil })
    let (carried, stacked) = (cotangents.prefix(carryCount), cotangents.dropFirst(carryCount))
    let sums = given.constants.filter(\.isLinear).map(\.type).selected(backward.constants).map { Tensor.zeros($0) }
    let first = zip(given.carries, carried).map { $1 ?? .zeros($0.type) }.selected(backward.carries)
    let results = backward.loop.results(
      given.constants.compactMap(\.known) + sums + first + given.elements.compactMap(\.known)
        + stacked.compactMap(\.self))
    var reader = ListReader(results)
    let constants = spread(reader.next(backward.constants.trueCount), where: backward.constants)
    let carries = spread(reader.next(backward.carries.trueCount), where: backward.carries)
    let elements = spread(Array(reader.rest), where: backward.elements)
    var linearConstants = ListReader(constants)
    var linearElements = ListReader(elements)
    return given.constants.map { $0.isLinear ? linearConstants.next() : nil }
      + zip(given.carries, carries).map { $0.isLinear ? $1 : nil }
      + given.elements.map { $0.isLinear ? linearElements.next() : nil }
  }
}

/// The backward pass of a scan as a loop.
private struct TransposedScan: Sendable {
  let loop: Scan
  /// Which linear constants have a cotangent.
  let constants: [Bool]
  /// Which carries have one.
  let carries: [Bool]
  /// Which linear elements have one.
  let elements: [Bool]

  private static let cache = ProgramCache<LoopKey<Scan, [[Bool]]>, TransposedScan>()

  static func of(_ scan: Scan, linear: [Bool], nonZero: [Bool]) throws -> TransposedScan {
    try cache.value(for: scan.body, LoopKey(scan, [linear, nonZero])) { try TransposedScan(scan, linear, nonZero) }
  }

  private init(_ scan: Scan, _ linear: [Bool], _ nonZero: [Bool]) throws {
    let isLinear = scan.split(linear)
    let linearInputs = isLinear.constants + scan.split(linear).carries.map { _ in true } + isLinear.elements
    let stacked = Array(nonZero.dropFirst(scan.carryCount))
    let constantCount = isLinear.constants.trueCount
    let (step, carries) = try closure(of: Array(nonZero.prefix(scan.carryCount))) { carries in
      let step = try scan.body.transposed(linearInputs: linearInputs, nonZero: carries + stacked)
      return (step, Array(step.nonZero.dropFirst(constantCount).prefix(scan.carryCount)))
    }
    let constants = Array(step.nonZero.prefix(constantCount))
    let elements = Array(step.nonZero.dropFirst(constantCount + scan.carryCount))

    let types = scan.split(scan.body.inputTypes)
    let known = (types.constants.unselected(isLinear.constants), types.elements.unselected(isLinear.elements))
    let sumTypes = types.constants.selected(isLinear.constants).selected(constants)
    let carryTypes = types.carries.selected(carries)
    let stackedTypes = scan.body.outputTypes.dropFirst(scan.carryCount)
    let body = try closedProgram(
      known.0 + sumTypes + carryTypes + known.1 + Array(stackedTypes).selected(stacked), name: "transpose"
    ) { inputs in
      var reader = ListReader(inputs)
      let knownConstants = reader.next(known.0.count)
      let sums = reader.next(sumTypes.count)
      let cotangents = reader.next(carryTypes.count)
      let knownElements = reader.next(known.1.count)
      let results = try step.program.evaluate(knownConstants + knownElements + cotangents + Array(reader.rest))
      var contributions = ListReader(spread(results, where: step.nonZero))
      let added = zip(sums, contributions.next(constantCount).compactMap(\.self)).map { Add()($0, $1) }
      let next = zip(types.carries, contributions.next(scan.carryCount)).map { $1 ?? .zeros($0) }
      return added + next.selected(carries) + contributions.rest.compactMap(\.self)
    }
    loop = scan.derived(
      body.addingInPlace(), constantCount: known.0.count, carryCount: sumTypes.count + carryTypes.count,
      isReversed: !scan.isReversed)
    (self.constants, self.carries, self.elements) = (constants, carries, elements)
  }
}
