import JacobiCore
import JacobiGrad
import JacobiPrimitives

extension Scan: Differentiable {
  public func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    let derivative = try ScanJVP.of(self, nonZero: tangents.map { $0 != nil })
    let (values, directions) = (split(primals), split(tangents))
    let carried = zip(values.carries, directions.carries).map { $1 ?? .zeros($0.type) }.selected(derivative.carries)
    var results = ListReader(
      derivative.loop.results(
        values.constants + directions.constants.compactMap(\.self) + values.carries + carried
          + values.elements + directions.elements.compactMap(\.self)))
    let carries = results.next(carryCount)
    let carryTangents = spread(results.next(derivative.carries.trueCount), where: derivative.carries)
    let stacked = results.next(outputCount - carryCount)
    return (carries + stacked, carryTangents + spread(Array(results.rest), where: derivative.stacked))
  }
}

/// The loop that computes the tangents of a scan along with its values.
///
/// Which carries have a tangent is found by trying: those whose first value has one, and those that get one in a step.
private struct ScanJVP: Sendable {
  let loop: Scan
  /// Which carries have a tangent.
  let carries: [Bool]
  /// Which of the stacked results have one.
  let stacked: [Bool]

  private static let cache = ProgramCache<LoopKey<Scan, [Bool]>, ScanJVP>()

  static func of(_ scan: Scan, nonZero: [Bool]) throws -> ScanJVP {
    try cache.value(for: scan.body, LoopKey(scan, nonZero)) { try ScanJVP(scan, nonZero) }
  }

  private init(_ scan: Scan, _ nonZero: [Bool]) throws {
    let given = scan.split(nonZero)
    let (derivative, carries) = try closure(of: given.carries) { carries in
      let derivative = try scan.body.jvp(nonZero: given.constants + carries + given.elements)
      return (derivative, Array(derivative.nonZero.prefix(scan.carryCount)))
    }
    let types = scan.split(scan.body.inputTypes)
    let inputTypes =
      types.constants + types.constants.selected(given.constants) + types.carries + types.carries.selected(carries)
      + types.elements + types.elements.selected(given.elements)
    let body = try closedProgram(inputTypes, name: "jvp") { inputs in
      var reader = ListReader(inputs)
      let constants = (reader.next(types.constants.count), reader.next(given.constants.trueCount))
      let carried = (reader.next(scan.carryCount), reader.next(carries.trueCount))
      let elements = (reader.next(types.elements.count), Array(reader.rest))
      var results = ListReader(
        try derivative.program.evaluate(
          constants.0 + carried.0 + elements.0 + constants.1 + carried.1 + elements.1))
      let next = results.next(scan.carryCount)
      let stacked = results.next(scan.outputCount - scan.carryCount)
      let tangents = spread(Array(results.rest), where: derivative.nonZero)
      let nextTangents = zip(next, tangents).map { $1 ?? .zeros($0.type) }.selected(carries)
      return next + nextTangents + stacked + tangents.dropFirst(scan.carryCount).compactMap(\.self)
    }
    loop = scan.derived(
      body, constantCount: types.constants.count + given.constants.trueCount,
      carryCount: scan.carryCount + carries.trueCount)
    self.carries = carries
    stacked = Array(derivative.nonZero.dropFirst(scan.carryCount))
  }
}
