import JacobiCore

extension Scan {
  /// The whole loop as a program of its operands in which one iteration carries out several steps, one after the other.
  /// Steps that are left over come after the loop; if there is no more than one iteration, nothing but they.
  ///
  /// - Parameters:
  ///   - count: the number of steps in an iteration.
  ///   - equation: the one of the loop, to whose place and name scope belongs what brings elements and results to theirs.
  ///   - operands: the types of the operands.
  /// - Returns: the program; `nil` if the length is not known, or 0.
  package func repeatingSteps(_ count: Int, in equation: Equation, operands: [TensorType]) -> Program? {
    guard let length = length.known, length > 0, count > 0 else { return nil }
    let iterations = length > count ? length / count : 0
    do {
      return try traceProgram(operands, name: Scan.id) { operands in
        try equation.asUserOperation {
          try UnrolledScan(scan: self, stepCount: count, iterations: iterations, length: length).results(operands)
        }
      }.program
    } catch {
      preconditionFailure("internal error: a loop that is well-typed is not so with its steps repeated: \(error)")
    }
  }
}

/// A loop of which some steps make one iteration.
private struct UnrolledScan {
  var scan: Scan
  /// How many steps make an iteration.
  var stepCount: Int
  var iterations: Int
  var length: Int

  /// The steps carried out in iterations: the first ones, which of a reversed loop are the last elements.
  private var range: Range<Int> {
    let count = iterations * stepCount
    return scan.isReversed ? length - count..<length : 0..<count
  }

  private var remainder: Range<Int> { scan.isReversed ? 0..<range.lowerBound : range.upperBound..<length }

  func results(_ operands: [Tensor]) throws -> [Tensor] {
    let (constants, carries, elements) = scan.split(operands)
    let loop = try iterated(constants, carries, elements.map { $0.leading(range) })
    let rest = try written(constants, loop.carries, elements.map { $0.leading(remainder) }, count: remainder.count)
    if iterations == 0 { return rest.carries + rest.stacked }
    if remainder.isEmpty { return loop.carries + loop.stacked }
    return rest.carries
      + zip(loop.stacked, rest.stacked).map { first, second in
        Concatenate(axis: 0).results(scan.isReversed ? [second, first] : [first, second])[0]
      }
  }

  private typealias Results = (carries: [Tensor], stacked: [Tensor])

  private func iterated(_ constants: [Tensor], _ carries: [Tensor], _ elements: [Tensor]) throws -> Results {
    if iterations == 0 { return (carries, []) }
    var loop = scan
    let types = scan.split(scan.body.inputTypes)
    let groupTypes = types.elements.map { $0.with(shape: $0.shape.inserting(Dimension(stepCount), at: 0)) }
    loop.body = try traceProgram(types.constants + types.carries + groupTypes, name: Scan.id) { inputs in
      let (constants, carries, elements) = scan.split(inputs)
      let results = try written(constants, carries, elements, count: stepCount)
      return results.carries + results.stacked
    }.program
    (loop.length, loop.unroll) = (Dimension(iterations), 1)
    let results = loop.results(constants + carries + elements.map { $0.splittingLeadingAxis(iterations, stepCount) })
    return (
      Array(results.prefix(scan.carryCount)), results.dropFirst(scan.carryCount).map { $0.mergingLeadingAxes() }
    )
  }

  /// Some steps one after the other.
  private func written(
    _ constants: [Tensor], _ carries: [Tensor], _ elements: [Tensor], count: Int
  ) throws -> Results {
    var carries = carries
    var steps: [[Tensor]] = []
    for step in 0..<count {
      let index = scan.isReversed ? count - 1 - step : step
      let outputs = try scan.body.evaluate(constants + carries + elements.map { $0.element(index) })
      carries = Array(outputs.prefix(scan.carryCount))
      steps.append(outputs.dropFirst(scan.carryCount).map { Reshape(to: $0.shape.inserting(1, at: 0))($0) })
    }
    if scan.isReversed { steps.reverse() }
    guard let first = steps.first else { return (carries, []) }
    return (carries, first.indices.map { position in Concatenate(axis: 0).results(steps.map { $0[position] })[0] })
  }
}

extension Tensor {
  /// The elements of a range along the leading axis.
  fileprivate func leading(_ range: Range<Int>) -> Tensor {
    if shape.dimensions.first == Dimension(range.count) { return self }
    let rest = shape.dimensions.dropFirst()
    let starts = [Dimension(range.lowerBound)] + rest.map { _ in 0 }
    return Slice(starts: starts, limits: [Dimension(range.upperBound)] + rest)(self)
  }

  fileprivate func element(_ index: Int) -> Tensor {
    Reshape(to: shape.removing(axes: [0]))(leading(index..<index + 1))
  }

  fileprivate func splittingLeadingAxis(_ outer: Int, _ inner: Int) -> Tensor {
    Reshape(to: Shape([Dimension(outer), Dimension(inner)] + shape.dimensions.dropFirst()))(self)
  }

  fileprivate func mergingLeadingAxes() -> Tensor {
    let sizes = shape.dimensions
    return Reshape(to: Shape([sizes[0] * sizes[1]] + sizes.dropFirst(2)))(self)
  }
}
