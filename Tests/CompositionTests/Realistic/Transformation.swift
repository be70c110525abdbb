import Jacobi

/// A function of a tensor, and where to evaluate it.
struct Stage {
  var function: (Tensor) throws -> Tensor
  var point: Tensor
}

/// What a stack of transformations is drawn from. Each turns a function of a tensor into another one.
enum Transformation: CaseIterable {
  case jit, vmap, grad, jvp, pullback, pushforward, jacobianForward, jacobianReverse, remat

  var isDerivative: Bool { ![.jit, .vmap, .remat].contains(self) }

  /// The transformed function, by the library or by the plainest means that there are: no compilation, a Swift loop over
  /// examples, a gradient for every derivative that is a product with cotangents.
  func applied(to stage: Stage, _ loops: Loops) -> Stage {
    let f = stage.function
    switch (self, loops) {
    case (.jit, .unrolled), (.remat, .unrolled): return stage
    case (.jit, .structured): return Stage(function: { try Jacobi.jit(f)($0) }, point: stage.point)
    case (.remat, .structured): return Stage(function: { try Jacobi.remat(f)($0) }, point: stage.point)
    case (.vmap, _):
      let batched: (Tensor) throws -> Tensor =
        loops == .structured
        ? { try Jacobi.vmap(f)($0) } : { xs in stacked(try (0..<3).map { try f(xs[$0]) }) }
      let points = stacked([stage.point, stage.point + 0.05, stage.point - 0.1])
      return Stage(function: batched, point: points)
    case (.jvp, _), (.pushforward, .unrolled):
      return Stage(function: { try Jacobi.jvp(f, at: $0, along: direction($0)).tangent }, point: stage.point)
    case (.pushforward, .structured):
      return Stage(function: { try linearize(f, at: $0).pushforward(direction($0)) }, point: stage.point)
    case (.grad, _), (_, .unrolled):
      return Stage(function: { try Jacobi.grad { try weighted(f($0)) }($0) }, point: stage.point)
    case (.pullback, .structured):
      let pulled: (Tensor) throws -> Tensor = { x in
        let (value, pullback) = try vjp(f, at: x)
        return try pullback(weights(value))
      }
      return Stage(function: pulled, point: stage.point)
    case (.jacobianForward, .structured):
      return Stage(function: { contracted(try Jacobi.jacobianForward(f)($0), like: $0) }, point: stage.point)
    case (.jacobianReverse, .structured):
      return Stage(function: { contracted(try Jacobi.jacobianReverse(f)($0), like: $0) }, point: stage.point)
    }
  }
}

private func sizes(_ x: Tensor) -> [Int] { x.shape.dimensions.map { $0.known! } }

private func direction(_ x: Tensor) -> Tensor { waves(sizes(x), shift: 0.75) }

private func weights(_ y: Tensor) -> Tensor { waves(sizes(y), shift: 0.25) }

private func weighted(_ y: Tensor) -> Tensor { (weights(y) * y).sum() }

/// The product of cotangents and a Jacobian, whose axes are those of the result and then those of `x`.
private func contracted(_ jacobian: Tensor, like x: Tensor) -> Tensor {
  let rank = jacobian.rank - x.rank
  let all = sizes(jacobian)
  let results = waves(Array(all.prefix(rank)), shift: 0.25).reshaped(
    Shape(all.prefix(rank) + [Int](repeating: 1, count: x.rank)))
  return (jacobian * results).sum(axes: Array(0..<rank))
}
