import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiLinalg
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiTesting
import JacobiVmap
import Testing

/// Functions of several primitives under `grad`, `vmap` and `jit`; the rules of each primitive are tested with its record.
@Suite struct TransformationTests {
  struct Function: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var apply: @Sendable (Tensor) -> Tensor

    init(_ name: String, _ apply: @escaping @Sendable (Tensor) -> Tensor) {
      testDescription = name
      self.apply = apply
    }
  }

  private static func positive(_ x: Tensor) -> Tensor { matmul(x, x.swappedAxes(-1, -2)) }

  static let functions: [Function] = [
    Function("solve vector") { Linalg.solve($0, $0[0]) },
    Function("solve matrix") { Linalg.solve($0, $0 * $0) },
    Function("inv") { Linalg.inv($0) },
    Function("det of 3") { Linalg.det($0) },
    Function("det of 4") { x in Linalg.det(Linalg.blockDiag([x, x[..<1, ..<1]])) },
    Function("slogdet") { Linalg.slogdet($0).logAbsDet },
    Function("cholesky") { Linalg.cholesky(positive($0)) },
    Function("choSolve") { Linalg.choSolve(Linalg.choFactor(positive($0)), $0) },
    Function("lu") { x in
      let (p, l, u) = Linalg.lu(x)
      return p + l * 2 + u
    },
    Function("luSolve") { x in
      let (factors, pivots) = Linalg.luFactor(x)
      return Linalg.luSolve(factors, pivots: pivots, x, operation: .transpose)
    },
    Function("qr") { x in
      let (q, r) = Linalg.qr(x)
      return q + r * 2
    },
    Function("complete qr") { x in Linalg.qr(x[.all, ..<2], mode: .complete).q },
    Function("qrPivoted") { x in
      let (q, r, _) = Linalg.qrPivoted(x)
      return q * r
    },
    Function("solveTriangular") { Linalg.solveTriangular($0, $0, lower: true) },
    Function("tridiagonalSolve") { x in
      Linalg.tridiagonalSolve(lower: x[0], diagonal: x[1] + 4, upper: x[2], x)
    },
    Function("norm") { Linalg.norm($0) + Linalg.norm($0, order: 1) },
    Function("vectorNorm") { Linalg.vectorNorm($0, order: 3, axes: [0]) },
    Function("matrixPower") { Linalg.matrixPower($0, 3) + Linalg.matrixPower($0, -2) },
    Function("multiDot") { Linalg.multiDot([$0, $0, $0[0]]) },
    Function("cross, vecdot, outer") { Linalg.cross($0, $0[0]) + Linalg.vecdot($0, $0) + Linalg.outer($0[1], $0[2]) },
    Function("diagonal, trace") { Linalg.diagonal($0, offset: 1) * Linalg.trace($0) },
    Function("kron") { kron($0, $0[..<1]) },
    Function("expm") { Linalg.expm($0) },
    Function("large expm") { Linalg.expm($0 * 6) * 1e-6 },
    Function("toeplitz, hankel") { Linalg.toeplitz($0[0], $0[1]) + Linalg.hankel($0[1], $0[2]) },
    Function("circulant") { Linalg.circulant($0) },
    Function("tensorsolve") { x in
      Linalg.tensorsolve(kron(x, Tensor.eye(2, dtype: .float64)).reshaped(2, 3, 6), x[..<2])
    },
  ]

  private let x = Tensor([1.31, -0.72, 0.53, 0.88, 2.45, -1.27, 0.4, 0.65, 1.9], shape: [3, 3])

  @Test(arguments: functions)
  func derivativesAreDifferenceQuotients(function: Function) throws {
    #expect(try checkGradients(function.apply, at: x, order: 2) == [])
  }

  @Test(arguments: functions)
  func batchesAreStacks(function: Function) throws {
    let batch = stacked([x, x * 1.1 - 0.05, x.T])
    let expected = stacked((0..<3).map { function.apply(batch[$0]) })
    expectClose(try vmap(function.apply)(batch), expected, tolerance: 1e-12)
  }

  @Test(arguments: functions)
  func compiledFunctionsAreTheSame(function: Function) throws {
    #expect(try jit(function.apply)(x).value == function.apply(x).value)
  }

  /// By JAX, whose gradient is that of the function that reads one triangle, with all of the change on it counted.
  @Test func gradientsOfCholeskyAreThoseOfJAX() throws {
    let matrix = Tensor([[4.0, 1], [1, 5]], dtype: .float64)
    let weights = Tensor([[1.0, 2], [3, 4]], dtype: .float64)
    expectClose(
      try grad { (a: Tensor) in (Linalg.cholesky(a) * weights).sum() }(matrix),
      [0.11985393346764044, 0.5205842661294382, 0.5205842661294382, 0.917662935482247], shape: [2, 2])
    expectClose(
      try grad { (a: Tensor) in (Linalg.choFactor(a) * weights).sum() }(matrix),
      [0.18235393346764045, 0.7705842661294382, -0.22941573387056174, 0.917662935482247], shape: [2, 2])
  }

  @Test func gradientsOfComplexInversesAreThoseOfJAX() throws {
    let a = Tensor([[2.0, -1], [1, 3]], dtype: .float64)
    let z = MakeComplex()(a, Tensor([[3.0, -1], [2, 1]], dtype: .float64))
    let i = Complex128.j
    let weights = Tensor([Complex128(1), 2 * i, Complex128(3), Complex128(4)], shape: [2, 2])
    expectClose(
      try grad { (z: Tensor) in Real()((Linalg.inv(z) * weights).sum()) }(z),
      [
        0.03699999999999999, -0.10900000000000001, -0.053, -0.10400000000000004, -0.0654, 0.27780000000000005, -0.1124,
        0.08180000000000003,
      ], shape: [2, 2], dtype: .complex128)
  }

  @Test func functionsCanBeTracedWithSymbolicSizes() throws {
    let n = Dimension.symbol("n")
    let inputs = [TensorType(.float32, [n, n]), TensorType(.float32, [n])]
    let traced = try traceProgram(inputs) { operands in
      let (a, b) = (operands[0], operands[1])
      let (p, l, u) = Linalg.lu(a)
      let (q, r) = Linalg.qr(a)
      return [
        Linalg.solve(a, b), Linalg.inv(a), Linalg.det(a), Linalg.slogdet(a).logAbsDet, Linalg.cholesky(a), p, l, u, q,
        r,
        Linalg.expm(a), Linalg.norm(a, order: 1), Linalg.toeplitz(b), Linalg.circulant(b), Linalg.diagonal(a),
        Linalg.matrixPower(a, 3),
      ]
    }
    let (matrix, vector) = (Shape([n, n]), Shape([n]))
    let scalar: Shape = []
    #expect(
      traced.program.outputTypes.map(\.shape) == [
        vector, matrix, scalar, scalar, matrix, matrix, matrix, matrix, matrix, matrix, matrix, scalar, matrix, matrix,
        vector, matrix,
      ])
  }
}
