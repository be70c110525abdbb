import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let linearAlgebra: [OpRecord] = linearSolves + factorizations + matrixUpdates

  private static let linearSolves: [OpRecord] = [
    OpRecord(
      TriangularSolve.self, dtypes: DTypeClass.inexact.dtypes, tolerance: .factorization, isLinear: true
    ) { dtype in
      func solve(_ solve: TriangularSolve, _ matrix: Shape, _ sides: Shape) -> OpCase {
        OpCase(
          solve,
          [
            OperandSpec(dtype, matrix, Domain(-1...1).matrices(.diagonallyDominant)),
            OperandSpec(dtype, sides, Domain().specials(.none)),
          ])
      }
      return [
        solve(TriangularSolve(lower: true), [3, 3], [3, 2]),
        solve(TriangularSolve(lower: false, transposeA: true), [3, 3], [3, 1]),
        solve(TriangularSolve(leftSide: false, lower: false), [2, 2], [3, 2]),
        solve(
          TriangularSolve(leftSide: false, lower: true, transposeA: true, conjugateA: true, unitDiagonal: true),
          [3, 3],
          [2, 3]),
        solve(TriangularSolve(lower: false, conjugateA: true), [2, 2, 2], [2, 2, 3]),
        solve(TriangularSolve(lower: true), [0, 0], [0, 2]),
        solve(TriangularSolve(lower: true), [1, 1], [1, 0]),
      ]
    },
    OpRecord(
      TridiagonalSolve.self, dtypes: DTypeClass.inexact.dtypes, tolerance: .factorization, isLinear: true
    ) { dtype in
      func solve(_ vectors: Shape, _ sides: Shape) -> OpCase {
        let side = OperandSpec(dtype, vectors, Domain(-1...1).specials(.none))
        let diagonal = OperandSpec(dtype, vectors, Domain(3...4).specials(.none))
        return OpCase(
          TridiagonalSolve(), [side, diagonal, side, OperandSpec(dtype, sides, Domain().specials(.none))])
      }
      return [solve([4], [4, 2]), solve([2, 3], [2, 3, 1]), solve([1], [1, 2]), solve([0], [0, 2])]
    },
  ]

  private static let factorizations: [OpRecord] = [
    .factorization(Cholesky.self, .positiveDefinite, Cholesky(), [[3, 3], [2, 2, 2], [1, 1], [0, 0]]),
    .factorization(
      LU.self, .wellConditioned, LU(), [[3, 3], [2, 3], [3, 2], [2, 2, 2], [1, 1], [0, 2], [2, 0]]),
    .factorization(Determinant.self, .wellConditioned, Determinant(), [[4, 4], [2, 3, 3], [1, 1], [2, 0, 0]]),
    OpRecord(LUPivotsToPermutation.self, dtypes: [.int32], derivative: .zero) { _ in
      func pivots(_ shape: Shape, _ size: Dimension, _ range: ClosedRange<Int>) -> OpCase {
        OpCase(LUPivotsToPermutation(permutationSize: size), [OperandSpec(.int32, shape, .integers(range))])
      }
      return [
        OpCase([OperandSpec(.int32, [3], .integers(0...2))]) { size in
          LUPivotsToPermutation(permutationSize: size(3) + 1)
        },
        pivots([2, 2], 2, 0...1), pivots([3], 3, -5...5), pivots([0], 2, 0...1), pivots([0], 0, 0...1),
      ]
    },
    OpRecord(QR.self, dtypes: DTypeClass.inexact.dtypes, tolerance: .factorization) { dtype in
      func qr(_ qr: QR, _ shape: Shape) -> OpCase {
        OpCase(qr, [OperandSpec(dtype, shape, Domain(-1...1).matrices(.wellConditioned))])
      }
      return [
        qr(QR(fullMatrices: false), [3, 2]), qr(QR(fullMatrices: true), [4, 2]), qr(QR(fullMatrices: true), [3, 3]),
        qr(QR(fullMatrices: false), [2, 4]), qr(QR(fullMatrices: true), [2, 2, 3]),
        qr(QR(fullMatrices: false, pivoting: true), [3, 2]), qr(QR(fullMatrices: true, pivoting: true), [2, 3]),
        qr(QR(fullMatrices: true), [2, 0]), qr(QR(fullMatrices: false, pivoting: true), [0, 2]),
      ]
    },
    .factorization(
      HouseholderFactorization.self, .wellConditioned, HouseholderFactorization(),
      [[3, 2], [2, 3], [2, 2, 2], [1, 1], [0, 2]]),
    OpRecord(HouseholderProduct.self, dtypes: DTypeClass.inexact.dtypes, tolerance: .factorization) { dtype in
      func product(_ vectors: Shape, _ scales: Shape) -> OpCase {
        OpCase(
          HouseholderProduct(),
          [
            OperandSpec(dtype, vectors, Domain(-1...1).specials(.none)),
            OperandSpec(dtype, scales, Domain(0.5...1.5).specials(.none)),
          ])
      }
      return [
        product([3, 2], [2]), product([3, 3], [2]), product([2, 3, 2], [2, 1]), product([2, 2], [0]),
        product([0, 0], [0]),
      ]
    },
  ]
}

extension OpTable {
  private static let matrixUpdates: [OpRecord] = [
    OpRecord(
      HouseholderMultiplication.self, dtypes: DTypeClass.inexact.dtypes, tolerance: .factorization, isLinear: true
    ) { dtype in
      func product(_ primitive: HouseholderMultiplication, _ vectors: Shape, _ scales: Shape, _ matrix: Shape) -> OpCase
      {
        OpCase(
          primitive,
          [
            OperandSpec(dtype, vectors, Domain(-1...1).specials(.none)),
            OperandSpec(dtype, scales, Domain(0.5...1.5).specials(.none)),
            OperandSpec(dtype, matrix, Domain().specials(.none)),
          ])
      }
      return [
        product(HouseholderMultiplication(), [3, 2], [2], [3, 2]),
        product(HouseholderMultiplication(transpose: true), [3, 3], [2], [3, 1]),
        product(HouseholderMultiplication(left: false), [2, 3, 2], [2, 1], [2, 2, 3]),
        product(HouseholderMultiplication(left: false, transpose: true), [2, 2], [0], [1, 2]),
        product(HouseholderMultiplication(), [0, 0], [0], [0, 2]),
      ]
    },
    OpRecord(CholeskyUpdate.self, dtypes: DTypeClass.floating.dtypes, tolerance: .factorization) { dtype in
      func update(_ matrix: Shape, _ vector: Shape) -> OpCase {
        OpCase(
          CholeskyUpdate(),
          [
            OperandSpec(dtype, matrix, Domain(-1...1).matrices(.upperTriangular)),
            OperandSpec(dtype, vector, Domain().specials(.none)),
          ])
      }
      return [update([3, 3], [3]), update([2, 2, 2], [2, 2]), update([1, 1], [1]), update([0, 0], [0])]
    },
    OpRecord(SymmetricProduct.self, dtypes: DTypeClass.floating.dtypes, tolerance: .factorization) { dtype in
      func product(_ primitive: SymmetricProduct, _ left: Shape, _ right: Shape) -> OpCase {
        OpCase(
          primitive,
          [
            OperandSpec(dtype, left, Domain().specials(.none)), OperandSpec(dtype, right, Domain().specials(.none)),
          ])
      }
      return [
        product(SymmetricProduct(), [2, 3], [2, 2]),
        product(SymmetricProduct(alpha: 0.5, beta: -2), [2, 2, 3], [2, 2, 2]),
        product(SymmetricProduct(beta: 1), [2, 0], [2, 2]), product(SymmetricProduct(), [0, 2], [0, 0]),
      ]
    },
  ]
}

extension OpRecord {
  /// A factorisation of stacks of matrices, with one set of parameters.
  fileprivate static func factorization(
    _ primitive: any Primitive.Type, _ matrices: Domain.Matrices, _ value: some Primitive, _ shapes: [Shape]
  ) -> OpRecord {
    OpRecord(
      primitive, dtypes: DTypeClass.inexact.dtypes, tolerance: .factorization
    ) { dtype in
      shapes.map { OpCase(value, [OperandSpec(dtype, $0, Domain(-1...1).matrices(matrices))]) }
    }
  }
}

extension Tolerance {
  static let factorization = Tolerance.normwise(
    32, because: "algorithms that add and eliminate in another order are as stable, relative to the largest element")
}
