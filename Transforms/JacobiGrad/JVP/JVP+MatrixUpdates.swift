import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let matrixUpdates = RuleTable { table in
    table[HouseholderMultiplication.self] = { primitive, primals, tangents in
      let multiplication = primitive.asRow(HouseholderMultiplication.self)
      let product = ReflectionProduct(vectors: primals[0], scales: primals[1])
      let change = product.tangentOfSquare(tangents[0], tangents[1]).map { change -> Tensor in
        let factor = multiplication.transpose ? change.adjoint : change
        return multiplication.left ? factor.matrixProduct(primals[2]) : primals[2].matrixProduct(factor)
      }
      let direct = tangents[2].map { multiplication(primals[0], primals[1], $0) }
      return (primitive.results(primals), [sum(direct, change)])
    }

    // As for the Cholesky factor L = Sᵀ of M = Rᵀ R + w wᵀ; see there.
    table[CholeskyUpdate.self] = { primitive, primals, tangents in
      let s = primitive.results(primals)[0]
      // The rotations take the other triangle along, as it is.
      func product(_ left: Tensor, _ right: Tensor) -> Tensor { left.matrixTransposed.matrixProduct(right) }
      func asRow(_ vector: Tensor) -> Tensor {
        vector.isInvalid
          ? vector : Reshape(to: vector.shape.inserting(1, at: vector.rank - 1))(vector)
      }
      let matrix = tangents[0].map { product($0, primals[0]) }
      let vector = tangents[1].map { product(asRow($0), asRow(primals[1])) }
      let change = sum(matrix, vector).map { half -> Tensor in
        let right = TriangularSolve(leftSide: false, lower: false)(s, Add()(half, half.matrixTransposed))
        let middle = TriangularSolve(lower: false, transposeA: true)(s, right)
        let upper = Add()(middle.upperTriangle(), middle.upperTriangle(offset: 1)).scaled(by: 0.5)
        return upper.matrixProduct(s)
      }
      return ([s], [change])
    }

    table[SymmetricProduct.self] = { primitive, primals, tangents in
      let product = primitive.asRow(SymmetricProduct.self)
      let square = tangents[0].map { dx -> Tensor in
        let half = dx.matrixProduct(primals[0].matrixTransposed)
        return Add()(half, half.matrixTransposed).scaled(by: product.alpha)
      }
      return (primitive.results(primals), [sum(square, tangents[1].map { $0.scaled(by: product.beta) })])
    }
  }
}
