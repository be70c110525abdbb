import JacobiCore
import JacobiPrimitives
import JacobiVmap

extension Scan: Batchable {
  /// One loop whose steps are carried out on the whole batch.
  ///
  /// A carry is batched when its first value is, or when a step makes it so.
  public func batched(_ operands: [Batched], size: Dimension) throws -> [Batched] {
    let given = split(operands)
    let loop = try BatchedScan.of(self, axes: operands.map(\.axis), size: size)
    let carries = zip(given.carries, loop.carries).map { $1 ? $0.leading(size: size) : $0.tensor }
    // The steps stay along axis 0.
    let elements = given.elements.map { $0.isBatched ? $0.placed(at: 1, size: size) : $0.tensor }
    let results = loop.loop.results(given.constants.map(\.tensor) + carries + elements)
    return zip(results, loop.carries).map { Batched($0, axis: $1 ? 0 : nil) }
      + zip(results.dropFirst(carryCount), loop.stacked).map { Batched($0, axis: $1 ? 1 : nil) }
  }
}

private struct BatchedScan: Sendable {
  let loop: Scan
  /// Which carries are batched; along axis 0.
  let carries: [Bool]
  /// Which of the stacked results are batched; along axis 1.
  let stacked: [Bool]

  private static let cache = ProgramCache<LoopKey<Scan, BatchParameters>, BatchedScan>()

  static func of(_ scan: Scan, axes: [Int?], size: Dimension) throws -> BatchedScan {
    try cache.value(for: scan.body, LoopKey(scan, BatchParameters(axes: axes, size: size))) {
      try BatchedScan(scan, axes, size)
    }
  }

  private init(_ scan: Scan, _ axes: [Int?], _ size: Dimension) throws {
    let given = scan.split(axes)
    let elements = given.elements.map { $0 == nil ? nil : 0 }
    func inputAxes(_ carries: [Bool]) -> [Int?] { given.constants + carries.map { $0 ? 0 : nil } + elements }
    let (step, carries) = try closure(of: given.carries.map { $0 != nil }) { carries in
      let step = try BatchedProgram.of(scan.body, axes: inputAxes(carries), size: size)
      return (step, step.axes.prefix(scan.carryCount).map { $0 != nil })
    }
    let stacked = step.axes.dropFirst(scan.carryCount).map { $0 != nil }
    loop = scan.derived(
      try BatchedProgram.of(
        scan.body, axes: inputAxes(carries), size: size, batchedOutputs: carries + stacked
      ).program, constantCount: scan.constantCount, carryCount: scan.carryCount)
    (self.carries, self.stacked) = (carries, stacked)
  }
}
