import JacobiCodegen
import JacobiCore
import JacobiOpenBLAS
import JacobiPrimitives
import Testing

private let library = OpenBLASLibrary()
private let sizes = [
  [1, 1], [3, 3], [2, 7, 7], [5, 3], [3, 5], [2, 2, 6, 4], [40, 40], [3, 33, 20], [2, 20, 33],
]
private let squares = sizes.filter { $0[$0.count - 1] == $0[$0.count - 2] }

extension DType {
  /// How far a result of some tens of roundings may be from the exact one of numbers around 1.
  fileprivate var accuracy: Double { self == .float32 || self == .complex64 ? 2e-4 : 1e-12 }
}

private func results(_ primitive: some Primitive, _ operands: [TensorValue]) throws -> [TensorValue] {
  try #require(try results(of: primitive, operands, by: library), "\(primitive)")
}

@Suite(.enabled(if: library.problem == nil))
struct LinearAlgebraTests {
  @Test(arguments: libraryDTypes)
  func factorsOfEliminationAndReflectionAgreeWithTheSpecification(dtype: DType) throws {
    var generator = SplitMix(21)
    for sizes in sizes {
      let operand = generator.tensor(dtype, sizes)
      let tolerance = 200 * Double(sizes.max()!)
      try expectAgreement(of: LU(), [operand], by: library, tolerance: tolerance)
      try expectAgreement(of: QR(fullMatrices: true), [operand], by: library, tolerance: tolerance)
      try expectAgreement(of: QR(fullMatrices: false), [operand], by: library, tolerance: tolerance)
      try expectAgreement(of: QR(fullMatrices: false, pivoting: true), [operand], by: library, tolerance: tolerance)
      try expectAgreement(of: HouseholderFactorization(), [operand], by: library, tolerance: tolerance)
      if sizes[sizes.count - 2] >= sizes[sizes.count - 1] {
        let factors = try reference(HouseholderFactorization(), [operand])
        try expectAgreement(of: HouseholderProduct(), factors, by: library, tolerance: tolerance)
      }
    }
  }

  @Test(arguments: libraryDTypes)
  func choleskyAgreesWithTheSpecification(dtype: DType) throws {
    var generator = SplitMix(22)
    for sizes in squares {
      let square = generator.tensor(dtype, sizes)
      let stack = Array(0..<sizes.count - 2)
      let conjugate = dtype.isComplex ? try reference(Conj(), [square])[0] : square
      let gram = try reference(
        DotGeneral(contracting: ([sizes.count - 1], [sizes.count - 1]), batch: (stack, stack)), [square, conjugate])
      // What is not positive definite, and what is above the diagonal, must not matter.
      try expectAgreement(of: Cholesky(), gram, by: library, tolerance: 1e4 * Double(sizes.max()!))
      try expectAgreement(of: Cholesky(), try reference(Neg(), gram), by: library)
    }
  }

  @Test(arguments: libraryDTypes, [false, true])
  func triangularSystemsAgreeWithTheSpecification(dtype: DType, lower: Bool) throws {
    var generator = SplitMix(23)
    for sizes in squares where sizes.max()! < 30 {
      for code in 0..<16 {
        let left = code & 1 == 0
        let solve = TriangularSolve(
          leftSide: left, lower: lower, transposeA: code & 2 == 0, conjugateA: code & 4 == 0,
          unitDiagonal: code & 8 == 0)
        let n = sizes[sizes.count - 1]
        let operands = [
          generator.tensor(dtype, sizes),
          generator.tensor(dtype, Array(sizes.dropLast(2)) + (left ? [n, 3] : [3, n])),
        ]
        try expectAgreement(of: solve, operands, by: library, tolerance: 1e4)
      }
    }
  }

  /// Around the size up to which they are solved without the library.
  @Test(arguments: [DType.float32, .float64], [1, 2, 8, 16, 31, 32, 33])
  func smallSystemsAgreeWithTheSpecification(dtype: DType, n: Int) throws {
    var generator = SplitMix(35)
    let scale = TensorValue([Double](repeating: 0.2, count: 3 * n * n), shape: Shape([3, n, n])).converted(to: dtype)
    let ones = (0..<3 * n * n).map { $0 % (n * n) % (n + 1) == 0 ? 1.0 : 0 }
    let identity = TensorValue(ones, shape: Shape([3, n, n])).converted(to: dtype)
    let a = try reference(Add(), [try reference(Mul(), [generator.tensor(dtype, [3, n, n]), scale])[0], identity])[0]
    for sides in [1, 4, 5] {
      for code in 0..<16 {
        let left = code & 1 == 0
        let solve = TriangularSolve(
          leftSide: left, lower: code & 2 == 0, transposeA: code & 4 == 0, unitDiagonal: code & 8 == 0)
        let b = generator.tensor(dtype, left ? [3, n, sides] : [3, sides, n])
        try expectAgreement(of: solve, [a, b], by: library, tolerance: 1e4)
      }
    }
    let gram = try reference(DotGeneral(contracting: ([2], [2]), batch: ([0], [0])), [a, a])[0]
    try expectAgreement(of: Cholesky(), [gram], by: library, tolerance: 1e4)
    try expectAgreement(of: Cholesky(), [gram.repeated([1, n, n])], by: library, tolerance: 1e4)
  }

  @Test(arguments: [DType.float32, .float64])
  func factorsOfWhatIsNotANumberAreNotNumbers(dtype: DType) throws {
    for wrong in [Double.nan, -1, 0, .infinity] {
      let matrix = TensorValue([4, 9, 2, wrong], shape: [2, 2]).converted(to: dtype)
      try expectAgreement(of: Cholesky(), [matrix], by: library)
    }
  }

  /// So many right sides that they are divided.
  @Test(arguments: [false, true])
  func manyRightSidesAgreeWithTheSpecification(left: Bool) throws {
    var generator = SplitMix(34)
    let a = generator.tensor(.complex128, [2, 66, 66])
    let b = generator.tensor(.complex128, left ? [2, 66, 131] : [2, 131, 66])
    // Small elements beside the diagonal of ones, so that solutions do not grow.
    let scale = TensorValue([Complex128](repeating: 0.1, count: 2 * 66 * 66), shape: [2, 66, 66])
    let matrix = try reference(Mul(), [a, scale])[0]
    for transposed in [false, true] {
      let solve = TriangularSolve(leftSide: left, lower: true, transposeA: transposed, unitDiagonal: true)
      try expectAgreement(of: solve, [matrix, b], by: library, tolerance: 1e5)
      let one = try withThreads(1) { try results(solve, [matrix, b]) }
      #expect(try results(solve, [matrix, b]) == one)
    }
  }

  @Test(arguments: libraryDTypes)
  func singularVectorsMakeUpTheMatrix(dtype: DType) throws {
    var generator = SplitMix(24)
    for sizes in sizes {
      let operand = generator.tensor(dtype, sizes)
      let (m, n) = (sizes[sizes.count - 2], sizes[sizes.count - 1])
      let values = try reference(SVD(computeUV: false), [operand])[0]
      #expect(try results(SVD(computeUV: false), [operand])[0].isClose(to: values, tolerance: 500))
      for full in [false, true] {
        let factors = try results(SVD(fullMatrices: full), [operand])
        #expect(factors[0].isClose(to: values, tolerance: 500))
        let (s, u, v) = (factors[0].matrices(vectors: true), factors[1].matrices(), factors[2].matrices())
        for (index, a) in operand.matrices().enumerated() {
          let k = min(m, n)
          let rows = DenseMatrix(rows: k, columns: n, elements: Array(v[index].elements.prefix(k * n)))
          #expect((u[index].columns(k).scalingColumns(by: s[index].elements) * rows).distance(to: a) < dtype.accuracy)
          #expect((u[index].adjoint * u[index]).distance(to: .identity(u[index].columns)) < dtype.accuracy)
          #expect((v[index] * v[index].adjoint).distance(to: .identity(v[index].rows)) < dtype.accuracy)
        }
      }
    }
  }

  @Test(arguments: libraryDTypes, [false, true])
  func eigenvectorsOfHermitianMatricesMakeThemUp(dtype: DType, lower: Bool) throws {
    var generator = SplitMix(25)
    for sizes in squares {
      let operand = generator.tensor(dtype, sizes)
      let values = try reference(Eigh(lower: lower), [operand])[1]
      let factors = try results(Eigh(lower: lower), [operand])
      #expect(factors[1].isClose(to: values, tolerance: 500))
      let (v, w) = (factors[0].matrices(), factors[1].matrices(vectors: true))
      for (index, a) in operand.matrices().enumerated() {
        var hermitian = a
        for i in 0..<a.rows {
          for j in 0..<a.rows where lower ? i < j : i > j {
            hermitian.elements[i * a.rows + j] = a.elements[j * a.rows + i].conjugate
          }
          hermitian.elements[i * a.rows + i] = Complex128(a.elements[i * a.rows + i].real)
        }
        let product = v[index].scalingColumns(by: w[index].elements) * v[index].adjoint
        #expect(product.distance(to: hermitian) < 10 * dtype.accuracy)
      }
    }
  }

  @Test(arguments: libraryDTypes)
  func eigenvectorsKeepTheirDirection(dtype: DType) throws {
    var generator = SplitMix(29)
    for sizes in squares {
      let operand = generator.tensor(dtype, sizes)
      let factors = try results(Eig(), [operand])
      let (w, u, v) = (factors[0].matrices(vectors: true), factors[1].matrices(), factors[2].matrices())
      for (index, a) in operand.matrices().enumerated() {
        let (values, accuracy) = (w[index].elements, 20 * dtype.accuracy)
        #expect((a * v[index]).distance(to: v[index].scalingColumns(by: values)) < accuracy)
        let conjugates = values.map(\.conjugate)
        #expect((a.adjoint * u[index]).distance(to: u[index].scalingColumns(by: conjugates)) < accuracy)
        for column in 0..<a.rows {
          let magnitudes = (0..<a.rows).map { v[index].elements[$0 * a.rows + column].magnitude }
          #expect((magnitudes.reduce(0) { $0 + $1 * $1 } - 1).magnitude < accuracy)
        }
      }
      let only = try results(Eig(computeLeftEigenvectors: false), [operand])
      #expect(only[1] == factors[2])
      #expect(try results(Eig(computeRightEigenvectors: false), [operand])[1] == factors[1])
    }
  }

  @Test(arguments: libraryDTypes)
  func schurFormsMakeUpTheMatrix(dtype: DType) throws {
    var generator = SplitMix(26)
    for sizes in squares {
      let operand = generator.tensor(dtype, sizes)
      let factors = try results(Schur(), [operand])
      let (t, z) = (factors[0].matrices(), factors[1].matrices())
      for (index, a) in operand.matrices().enumerated() {
        #expect((z[index] * t[index] * z[index].adjoint).distance(to: a) < 10 * dtype.accuracy)
        for i in 0..<a.rows { for j in 0..<max(i - 1, 0) { #expect(t[index].elements[i * a.rows + j].magnitude == 0) } }
      }
      #expect(try results(Schur(computeSchurVectors: false), [operand])[0].isClose(to: factors[0], tolerance: 1e4))
      try expectAgreement(of: Hessenberg(), [operand], by: library, tolerance: 1e4)
    }
  }

  @Test(arguments: libraryDTypes)
  func oneElementThatIsNotFiniteMakesAllResultsOfItsMatrixMissing(dtype: DType) throws {
    var generator = SplitMix(27)
    for element in [Double.nan, .infinity] {
      let operand = generator.tensor(dtype, [3, 4, 4])
      let special = TensorValue(scalar: element).converted(to: dtype)
      // The second matrix, below the diagonal.
      let size = dtype.byteCount
      (operand.buffer.pointer + (16 + 9) * size).copyMemory(from: special.buffer.pointer, byteCount: size)
      let decompositions: [any Primitive] = [
        SVD(), SVD(fullMatrices: false), SVD(computeUV: false), Eigh(lower: true), Schur(), Eig(),
      ]
      for primitive in decompositions {
        let expected = try reference(primitive, [operand])
        let actual = try #require(try results(of: primitive, [operand], by: library))
        for (x, y) in zip(actual, expected) {
          let (x, y) = (x.matrices(vectors: x.shape.rank == 2), y.matrices(vectors: y.shape.rank == 2))
          #expect(x.map { $0.elements.allSatisfy(\.real.isNaN) } == y.map { $0.elements.allSatisfy(\.real.isNaN) })
        }
      }
    }
  }

  /// Matrices that are divided into blocks.
  @Test(arguments: libraryDTypes)
  func factorsOfLargeMatricesMakeThemUp(dtype: DType) throws {
    var generator = SplitMix(30)
    for (m, n) in [(203, 203), (210, 197), (197, 230)] {
      let operand = generator.tensor(dtype, [4999]).repeated([m, n])
      let factors = try results(QR(fullMatrices: false), [operand])
      let product = try results(DotGeneral(contracting: ([1], [0])), factors)
      #expect(product[0].isClose(to: operand, tolerance: 2000))
      let lu = try results(LU(), [operand])
      let (a, f) = (operand.matrices()[0], lu[0].matrices()[0])
      let order = lu[2].scalars(as: Int32.self)
      // Some elements of P A = L U.
      for (i, j) in [(0, 0), (m - 1, n - 1), (m / 2, n / 3), (m / 3, n - 2), (m - 2, 70)] {
        let sum = (0...min(i, j, n - 1)).reduce(Complex128(0)) {
          $0 + ($1 == i ? 1 : f.elements[i * n + $1]) * f.elements[$1 * n + j]
        }
        #expect((sum - a.elements[Int(order[i]) * n + j]).magnitude < 20 * dtype.accuracy)
      }
      let one = try withThreads(1) { try results(LU(), [operand]) + results(QR(fullMatrices: false), [operand]) }
      #expect(one == lu + factors)
      if m != n { continue }
      let conjugate = dtype.isComplex ? try reference(Conj(), [operand])[0] : operand
      let gram = try results(DotGeneral(contracting: ([1], [1])), [operand, conjugate])
      let root = try results(Cholesky(), gram)[0]
      let rootConjugate = dtype.isComplex ? try reference(Conj(), [root])[0] : root
      let square = try results(DotGeneral(contracting: ([1], [1])), [root, rootConjugate])
      #expect(square[0].isClose(to: gram[0], tolerance: 5000))
      let negative = try reference(Neg(), gram)
      try expectAgreement(of: Cholesky(), negative, by: library)
    }
  }

  @Test func resultsDoNotDependOnTheNumberOfThreads() throws {
    var generator = SplitMix(28)
    let operand = generator.tensor(.float64, [70, 70])
    let stack = generator.tensor(.float32, [40, 12, 12])
    for primitive in [LU(), QR(fullMatrices: true), SVD(), Eigh()] as [any Primitive] {
      for operand in [operand, stack] {
        let one = try withThreads(1) { try results(of: primitive, [operand], by: library) }
        #expect(try results(of: primitive, [operand], by: library) == one)
      }
    }
  }
}
