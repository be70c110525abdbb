import JacobiCore
import JacobiPrimitives

// The shapes that most rules have. In formulas `x` and `y` are operands, `z` the result, `dx`, `dy`, `dz` tangents.

extension RuleTable<JVP> {
  /// Primitives whose derivative is zero, or whose operands or results have no tangents.
  mutating func constant(_ primitives: any Primitive.Type...) {
    for primitive in primitives {
      self[primitive] = { primitive, primals, _ in
        (primitive.results(primals), [Tensor?](repeating: nil, count: primitive.outputCount))
      }
    }
  }

  /// Primitives that are linear in all their operands together: the tangent is the primitive applied to the tangents.
  mutating func linear(_ primitives: any Primitive.Type...) {
    for primitive in primitives {
      self[primitive] = { primitive, primals, tangents in
        let filled = zip(primals, tangents).map { $1 ?? .zeros($0.type) }
        return (primitive.results(primals), primitive.results(filled))
      }
    }
  }

  /// A primitive of one operand: `tangent` gives `dy` from `x`, `y` and `dx`.
  mutating func unary<P: Primitive>(
    _ type: P.Type, _ tangent: @escaping @Sendable (_ x: Tensor, _ y: Tensor, _ dx: Tensor) -> Tensor
  ) {
    unary(type) { _, x, y, dx in tangent(x, y, dx) }
  }

  /// A primitive of one operand and with parameters; no tangent means that it is zero.
  mutating func unary<P: Primitive>(
    _ type: P.Type,
    _ tangent: @escaping @Sendable (_ primitive: P, _ x: Tensor, _ y: Tensor, _ dx: Tensor) throws -> Tensor?
  ) {
    self[type] = { primitive, primals, tangents in
      let y = primitive.results(primals)[0]
      guard let dx = tangents[0] else { return ([y], [nil]) }
      return ([y], [try tangent(primitive.asRow(P.self), primals[0], y, dx)])
    }
  }

  /// A primitive of two operands: the two contributions to `dz`, which are added.
  mutating func binary<P: Primitive>(
    _ type: P.Type,
    _ left: @escaping @Sendable (_ x: Tensor, _ y: Tensor, _ z: Tensor, _ dx: Tensor) -> Tensor,
    _ right: @escaping @Sendable (_ x: Tensor, _ y: Tensor, _ z: Tensor, _ dy: Tensor) -> Tensor
  ) {
    self[type] = { primitive, primals, tangents in
      let (x, y) = (primals[0], primals[1])
      let z = primitive.results(primals)[0]
      return ([z], [sum(tangents[0].map { left(x, y, z, $0) }, tangents[1].map { right(x, y, z, $0) })])
    }
  }

  /// Primitives that are linear in each of two operands: `d f(x, y) = f(dx, y) + f(x, dy)`.
  mutating func bilinear(_ primitives: any Primitive.Type...) {
    for primitive in primitives {
      self[primitive] = { primitive, primals, tangents in
        let left = tangents[0].map { primitive.results([$0, primals[1]])[0] }
        let right = tangents[1].map { primitive.results([primals[0], $0])[0] }
        return (primitive.results(primals), [sum(left, right)])
      }
    }
  }
}

/// The sum of two tangents or cotangents, either of which may be zero.
func sum(_ first: Tensor?, _ second: Tensor?) -> Tensor? {
  guard let first, let second else { return first ?? second }
  return Add()(first, second)
}
