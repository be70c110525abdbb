import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let convolutions = RuleTable { table in
    table.bilinear(ConvGeneralDilated.self)
  }

  static let windows = RuleTable { table in
    table.linear(ReduceWindowSum.self)
    // The largest element passes its tangent on; of equal ones the first.
    table.unary(ReduceWindowMax.self) { pooling, x, _, dx in
      SelectAndGatherAdd(.largest, sizes: pooling.sizes, motion: pooling.motion)(dx, x)
    }
    table.unary(ReduceWindowMin.self) { pooling, x, _, dx in
      SelectAndGatherAdd(.smallest, sizes: pooling.sizes, motion: pooling.motion)(dx, x)
    }
    // Which element is selected does not change with the keys, but where two are equal.
    table[SelectAndGatherAdd.self] = { primitive, primals, tangents in
      (primitive.results(primals), [tangents[0].map { primitive.results([$0, primals[1]])[0] }])
    }
    table[SelectAndScatterAdd.self] = { primitive, primals, tangents in
      (primitive.results(primals), [tangents[0].map { primitive.results([$0, primals[1]])[0] }])
    }
    table[SelectAndScatter.self] = { primitive, primals, tangents in
      let scatter = primitive as! SelectAndScatter
      let result = scatter(primals[0], primals[1], primals[2])
      if tangents[1] == nil, tangents[2] == nil { return ([result], [nil]) }
      try scatter.requireSum(Operation(SelectAndScatter.id, operands: primals.map(\.type)))
      let source = tangents[1] ?? .zeros(primals[1].type)
      return ([result], [scatter(primals[0], source, tangents[2] ?? .zeros(primals[2].type))])
    }
    table[ReduceWindow.self] = { primitive, primals, tangents in
      let derivative = WindowDerivative(of: primitive as! ReduceWindow, at: primals)
      return (primitive.results(primals), try derivative.tangents(for: tangents))
    }
  }
}

extension SelectAndScatter {
  /// Throws unless the sources are added up: any other combination has no derivative here.
  func requireSum(_ operation: @autoclosure () -> Operation) throws {
    let isSum =
      scatter.equations.count == 1 && scatter.equations[0].primitive is Add
      && Set(scatter.equations[0].inputs) == Set(scatter.inputs.map { Atom.variable($0) })
      && scatter.outputs == scatter.equations[0].outputs.map { Atom.variable($0) }
    guard isSum else {
      throw TensorError.missingRule(
        primitive: Self.id, rule: JVP.name, remedy: "Only a `scatter` that adds is differentiable",
        operation: operation())
    }
  }
}

/// The derivative of a reduction of windows by a program.
///
/// Combining the elements of a window one after another gives `y = f(...f(f(init, x₀), x₁)..., xₙ)`, and its tangent is the
/// sum of `∂y/∂xₖ · dxₖ`. The coefficients follow from running the derivative of the program with one tangent of 1 and all
/// others 0. They are applied to the tangents by operations that can be transposed.
private struct WindowDerivative {
  let reduction: ReduceWindow
  /// The tensors, then the scalars with which the combination starts.
  let primals: [Tensor]
  let count: Int
  let positions: Shape
  /// The operands that have a tangent, by dtype.
  let inexact: [Int]

  init(of reduction: ReduceWindow, at primals: [Tensor]) {
    self.reduction = reduction
    self.primals = primals
    count = primals.count / 2
    let shape = primals[0].shape
    positions = Shape(
      shape.indices.map { reduction.motion[$0].positionCount(of: shape[$0], window: reduction.sizes[$0]) })
    inexact = (0..<primals.count / 2).filter { primals[$0].dtype.isInexact }
  }

  func tangents(for tangents: [Tensor?]) throws -> [Tensor?] {
    var results = [Tensor?](repeating: nil, count: count)
    if positions.contains(where: { $0.known == 0 }) { return results }
    for index in inexact {
      if let tangent = tangents[count + index] {
        for (output, term) in zip(inexact, try terms(initial: index, tangent)) {
          results[output] = sum(results[output], term)
        }
      }
      if let tangent = tangents[index] {
        for (output, term) in zip(inexact, try terms(element: index, tangent)) {
          results[output] = sum(results[output], term)
        }
      }
    }
    return results
  }

  /// The contributions of the tangent of an initial scalar to the tangents of the results.
  private func terms(initial index: Int, _ tangent: Tensor) throws -> [Tensor] {
    let scalars = Array(primals[count...])
    let tensors = Array(primals[..<count])
    let derivative = ReduceWindow(try derivativeBody(), sizes: reduction.sizes, motion: reduction.motion)
    let coefficients = derivative.results(
      tensors + inexact.map { .zeros(primals[$0].type) } + scalars
        + inexact.map { scalars[$0].constant($0 == index ? 1 : 0) })
    return coefficients[count...].map { Mul()($0, BroadcastInDim(to: positions, dimensions: [])(tangent)) }
  }

  /// The contributions of the tangent of a tensor to the tangents of the results.
  private func terms(element index: Int, _ tangent: Tensor) throws -> [Tensor] {
    let elements = try patches(of: tangent, padding: .zeros(tangent.type.with(shape: [])))
    let last = positions.rank
    return try coefficients(of: index).map { Mul()($0, elements).summed(over: [last]) }
  }

  /// For each result its derivative with respect to each element of the window of one operand, along a new last axis.
  private func coefficients(of index: Int) throws -> [Tensor] {
    let scalars = Array(primals[count...])
    let patches = try (0..<count).map { try self.patches(of: primals[$0], padding: scalars[$0]) }
    let windowSize = patches[0].shape[positions.rank]
    // One more axis for the element of the window whose tangent is 1.
    let shape = Shape(positions.dimensions + [windowSize, windowSize])
    let axes = Array(0..<positions.rank)
    let position = TensorType(.int32, shape)
    let isElement = Equal()(Iota(position, axis: positions.rank)(), Iota(position, axis: positions.rank + 1)())
    let tensors = patches.map { BroadcastInDim(to: shape, dimensions: axes + [positions.rank + 1])($0) }
    let tangents = inexact.map { operand in
      operand == index
        ? ConvertElementType(to: primals[operand].dtype)(isElement)
        : Tensor.zeros(TensorType(primals[operand].dtype, shape))
    }
    let flag = Tensor.ones(TensorType(.bool, []))
    let isInside = try self.patches(
      of: .ones(TensorType(.bool, primals[0].shape)), padding: .zeros(TensorType(.bool, [])))
    let derivative = ReduceWindow(
      try derivativeBodySkippingPadding(), sizes: shape.indices.map { $0 == shape.rank - 1 ? windowSize : 1 },
      motion: shape.map { _ in WindowMotion() })
    let results = derivative.results(
      tensors + tangents + [BroadcastInDim(to: shape, dimensions: axes + [positions.rank + 1])(isInside)]
        + scalars + inexact.map { scalars[$0].constant(0) } + [flag])
    return results.dropFirst(count).dropLast().map { Reshape(to: Shape(positions.dimensions + [windowSize]))($0) }
  }

  /// The same program, with one more operand that says of an element whether it is one: padding takes no part.
  private func derivativeBodySkippingPadding() throws -> Program {
    let body = try derivativeBody()
    let half = body.outputTypes + [TensorType(.bool, [])]
    return try traceProgram(half + half, name: "jvp") { inputs in
      let (combined, element) = (inputs[..<half.count].dropLast(), inputs[half.count...].dropLast())
      let isInside = inputs[inputs.count - 1]
      let results = try body.evaluate(Array(combined + element))
      return zip(combined, results).map { SelectN()(isInside, $0, $1) } + [isInside]
    }.closed
  }

  /// The program on values and tangents: those combined so far, then those of an element.
  private func derivativeBody() throws -> Program {
    let body = reduction.body
    let types = body.outputTypes
    let hasTangent = types.map(\.dtype.isInexact)
    let derivative = try body.jvp(nonZero: hasTangent + hasTangent)
    let half = types + inexact.map { types[$0] }
    return try traceProgram(half + half, name: "jvp") { inputs in
      let combined = inputs[..<half.count]
      let element = inputs[half.count...]
      let primals = combined.prefix(types.count) + element.prefix(types.count)
      let tangents = combined.dropFirst(types.count) + element.dropFirst(types.count)
      let results = try derivative.program.evaluate(Array(primals + tangents))
      var nonZero = results[types.count...]
      return results[..<types.count]
        + inexact.map { derivative.nonZero[$0] ? nonZero.removeFirst() : .zeros(types[$0]) }
    }.closed
  }

  /// For each position of the window the elements inside it, along a new last axis.
  private func patches(of x: Tensor, padding: Tensor) throws -> Tensor {
    let sizes = try reduction.sizes.map { size in
      guard let known = size.known else {
        throw TensorError.undecidableDimension(
          comparison: "\(size) == 1", operation: Operation(ReduceWindow.id, operands: primals.map(\.type)))
      }
      return known
    }
    let padded = Pad(
      widths: reduction.motion.map {
        Pad.Widths(before: $0.before, after: $0.after, interior: $0.baseDilation - 1)
      })(x, padding)
    let parts = (0..<sizes.reduce(1, *)).map { number in
      let part = elements(at: position(number, in: sizes), of: padded)
      return Reshape(to: part.shape.inserting(1, at: part.rank))(part)
    }
    return Concatenate(axis: positions.rank).results(parts)[0]
  }

  /// The places of an element of the window in all its positions.
  private func elements(at position: [Int], of padded: Tensor) -> Tensor {
    let starts = zip(position, reduction.motion).map { Dimension($0 * $1.windowDilation) }
    let strides = reduction.motion.map(\.stride)
    let limits = starts.indices.map { starts[$0] + (positions[$0] - 1) * Dimension(strides[$0]) + 1 }
    return Slice(starts: starts, limits: limits, strides: strides)(padded)
  }

  /// The position with a number in row-major order.
  private func position(_ number: Int, in sizes: [Int]) -> [Int] {
    var rest = number
    var position: [Int] = []
    for size in sizes.reversed() {
      position.insert(rest % size, at: 0)
      rest /= size
    }
    return position
  }
}
