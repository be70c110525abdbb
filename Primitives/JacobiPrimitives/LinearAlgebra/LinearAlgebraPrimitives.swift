import JacobiCore

/// The primitives of linear algebra.
let linearAlgebra: [any Primitive.Type] = [
  TriangularSolve.self, TridiagonalSolve.self, Cholesky.self, LU.self, LUPivotsToPermutation.self, QR.self,
  HouseholderFactorization.self, HouseholderProduct.self, Determinant.self,
  HouseholderMultiplication.self, CholeskyUpdate.self, SymmetricProduct.self,
  Eigh.self, SVD.self, Eig.self, Schur.self, Hessenberg.self, Tridiagonal.self, PseudoInverse.self,
]
