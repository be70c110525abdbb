import JacobiCore
import JacobiPrimitives

/// The body of a loop or branch, traced. What it uses besides its arguments are inputs in front of these.
struct TracedBody {
  var program: Program
  var captured: [Tensor]

  init(_ types: [TensorType], name: String, _ body: ([Tensor]) throws -> [Tensor]) throws {
    let traced = try traceProgram(types, name: name, body)
    let hoisted = traced.program.removingDeadResults().hoistingConstants()
    program = hoisted.program
    captured = hoisted.values.map { Tensor($0) } + traced.captured
  }
}

extension [TracedBody] {
  /// The programs with all that any of them captured in front of the arguments, and these values.
  func sharingCaptured() throws -> (programs: [Program], captured: [Tensor]) {
    var captured: [Tensor] = []
    var positions: [ObjectIdentifier: Int] = [:]
    let places = map { body in
      body.captured.map { tensor in
        let identity = tensor.identity
        if let position = positions[identity], captured[position].type == tensor.type { return position }
        positions[identity] = captured.count
        captured.append(tensor)
        return captured.count - 1
      }
    }
    let types = captured.map(\.type)
    let programs = try zip(self, places).map { body, places in
      if places.count == types.count, places == [Int](types.indices) { return body.program }
      let arguments = body.program.inputTypes.dropFirst(places.count)
      return try closedProgram(types + arguments, name: "capture") { inputs in
        try body.program.evaluate(places.map { inputs[$0] } + inputs.dropFirst(types.count))
      }
    }
    return (programs, captured)
  }
}

extension Tensor {
  /// Tells a value from others of its kind: two tensors with one identity and type are the same.
  fileprivate var identity: ObjectIdentifier {
    if let tracer { return ObjectIdentifier(tracer) }
    guard let value else { preconditionFailure("internal error: a captured tensor has no value") }
    return ObjectIdentifier(value.buffer)
  }
}

extension Scan {
  /// The results of the loop, which leaves out carries that no step changes.
  func resultsOfChanging(_ operands: [Tensor]) -> [Tensor] {
    guard let (loop, isInvariant) = withoutInvariantCarries() else { return results(operands) }
    let given = split(operands)
    let same = given.carries.selected(isInvariant)
    return isInvariant.merging(
      same, loop.results(given.constants + same + given.carries.unselected(isInvariant) + given.elements))
  }
}

extension While {
  /// The results of the loop, which leaves out carries that no step changes.
  func resultsOfChanging(_ operands: [Tensor]) -> [Tensor] {
    guard let (loop, isInvariant) = withoutInvariantCarries() else { return results(operands) }
    let given = split(operands)
    let same = given.carries.selected(isInvariant)
    return isInvariant.merging(same, loop.results(given.constants + same + given.carries.unselected(isInvariant)))
  }
}

/// A scan of a function, which may capture values of enclosing transformations.
func tracedScan(
  over elements: [Tensor], from carries: [Tensor], length: Dimension, isReversed: Bool = false,
  _ body: (_ carries: [Tensor], _ elements: [Tensor]) throws -> (carries: [Tensor], stacked: [Tensor])
) throws -> (carries: [Tensor], stacked: [Tensor]) {
  let elementTypes = elements.map { $0.type.with(shape: $0.shape.removing(axes: [0])) }
  let traced = try TracedBody(carries.map(\.type) + elementTypes, name: Scan.id) { inputs in
    let results = try body(Array(inputs.prefix(carries.count)), Array(inputs.dropFirst(carries.count)))
    return results.carries + results.stacked
  }
  let scan = Scan(
    traced.program, constantCount: traced.captured.count, carryCount: carries.count, length: length,
    isReversed: isReversed)
  let results = scan.resultsOfChanging(traced.captured + carries + elements)
  return (Array(results.prefix(carries.count)), Array(results.dropFirst(carries.count)))
}

/// A loop with a condition, of functions that may capture values of enclosing transformations.
func tracedWhile(
  from carries: [Tensor], checkpoints: Int = While.defaultCheckpoints,
  _ condition: ([Tensor]) throws -> Tensor, body: ([Tensor]) throws -> [Tensor]
) throws -> [Tensor] {
  let types = carries.map(\.type)
  let traced = try [
    TracedBody(types, name: While.id) { [try condition($0)] }, TracedBody(types, name: While.id, body),
  ].sharingCaptured()
  let loop = While(
    condition: traced.programs[0], body: traced.programs[1], constantCount: traced.captured.count,
    checkpoints: checkpoints)
  return loop.resultsOfChanging(traced.captured + carries)
}
