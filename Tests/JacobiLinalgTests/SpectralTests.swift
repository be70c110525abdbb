import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiLinalg
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiVmap
import Testing

/// Expected numbers are those of `jax.numpy.linalg` and `jax.scipy.linalg` (JAX 0.10.2) in `float64`, with their signs.
@Suite struct SpectralTests {
  private let a = Tensor([2, -1, 0.5, 0.25, 3, 1, -2, 0.75, 1.5] as [Double], shape: [3, 3])
  private let wide = Tensor([1, 3, 0.5, 2, -1, 4] as [Double], shape: [2, 3])
  private var tall: Tensor { wide.T }
  private let symmetric = Tensor([2, -1, 0.5, -1, 3, 1, 0.5, 1, 1.5] as [Double], shape: [3, 3])

  private func agree(_ actual: Tensor, _ expected: [Double], shape: Shape) -> Bool {
    actual.type == TensorType(.float64, shape)
      && allClose(actual, Tensor(expected, shape: shape), relative: 1e-12, absolute: 1e-13).item(Bool.self)
  }

  private func agree(_ actual: Tensor, _ expected: Tensor, _ tolerance: Double = 1e-12) -> Bool {
    allClose(actual, expected, relative: tolerance, absolute: tolerance).item(Bool.self)
  }

  @Test func eigenvaluesOfSymmetricMatrices() {
    let (w, v) = Linalg.eigh(symmetric)
    #expect(agree(w, [0.43563311907715485, 2.2666930903112164, 3.7976737906116282], shape: [3]))
    #expect(
      agree(
        v,
        [
          0.5300274645565033, 0.7465091595080334, -0.4022374442868468, 0.47944048861765776, 0.12743958202558467,
          0.8682718300205331, -0.6994338458280854, 0.6530568334408221, 0.29036023764692764,
        ], shape: [3, 3]))
    #expect(agree(matmul(symmetric, v), v * w))
    let lower = Linalg.eigh(a, lower: true, symmetrizeInput: false).eigenvalues
    let upper = Linalg.eigh(a.T, lower: false, symmetrizeInput: false).eigenvalues
    #expect(agree(lower, upper))
    #expect(!agree(lower, w))
  }

  @Test func eigenvaluesOfAnyMatrices() {
    let (w, v) = Linalg.eig(a)
    #expect(agree(Real()(w), [1.4376551202827133, 1.4376551202827133, 3.624689759434573], shape: [3]))
    #expect(agree(Imag()(w), [1.2292437394390232, -1.2292437394390232, 0], shape: [3]))
    #expect(
      agree(
        Real()(v),
        [
          -0.10013762777350799, -0.10013762777350799, -0.3034792722410267, -0.3298020438783094, -0.3298020438783094,
          0.7721815182914289, 0.7550945254075697, 0.7550945254075697, 0.5582437049615523,
        ], shape: [3, 3]))
    let complex = a.asType(.complex128)
    #expect(agree(abs(matmul(complex, v) - v * w), Tensor.zeros([3, 3], dtype: .float64)))
    #expect(agree(Imag()(Linalg.eigvals(a)), Imag()(w)))
  }

  @Test func singularValues() {
    let (u, s, vh) = Linalg.svd(tall)
    #expect(agree(s, [4.592627998451134, 3.1871253611746644], shape: [2]))
    #expect(agree(Linalg.svdvals(tall), s))
    #expect(
      agree(
        u,
        [
          0.453637717707578, 0.25480307370714683, -0.853983732106444, -0.15682681401316861, 0.9661254314216234,
          0.20495609570554651, 0.8772788447691755, 0.04095173243920892, 0.4782308899796085,
        ], shape: [3, 3]))
    #expect(
      agree(vh, [0.09184212137253672, 0.9957735810623779, 0.9957735810623779, -0.09184212137253672], shape: [2, 2]))
    let reduced = Linalg.svd(wide, fullMatrices: false)
    #expect(
      agree(
        reduced.u, [0.09184212137253664, 0.9957735810623781, 0.9957735810623779, -0.09184212137253664], shape: [2, 2]))
    #expect(agree(matmul(reduced.u * reduced.s, reduced.vh), wide))
  }

  @Test func whatIsMadeOfSingularValues() {
    #expect(
      agree(
        Linalg.pinv(tall),
        [
          0.08868144690781804, 0.29871645274212383, 0.03033838973162188, 0.09101516919486584, -0.06184364060676778,
          0.18903150525087511,
        ], shape: [2, 3]))
    #expect(Linalg.matrixRank(Tensor([[1.0, 2.0], [2.0, 4.0]])).item(Int32.self) == 1)
    #expect(Linalg.matrixRank(a, tolerance: Tensor(weak: 2.5)).item(Int32.self) == 2)
    #expect(Linalg.matrixRank(Tensor([0, 0])).item(Int32.self) == 0)
    #expect(agree(Linalg.cond(a), [2.6932094105514492], shape: []))
    let fit = Linalg.lstsq(tall, Tensor([1, 2, 3] as [Double], shape: [3]))
    #expect(agree(fit.solution, [0.7771295215869313, 0.5344224037339558], shape: [2]))
    #expect(agree(fit.residuals, [0.9813302217036174], shape: [1]))
    #expect(fit.rank.item(Int32.self) == 2)
  }

  @Test func schurAndHessenbergForms() {
    let (t, z) = Linalg.schur(a)
    #expect(
      agree(
        t,
        [
          1.4376551202827133, 0.7684990463097954, -0.0703553516497017, -1.9662225713952368, 1.4376551202827133,
          0.6255779712801705, 0, 0, 3.624689759434573,
        ], shape: [3, 3]))
    #expect(agree(matmul(matmul(z, t), z.T), a))
    let (complexT, complexZ) = Linalg.rsf2csf(t, z)
    #expect(agree(abs(complexT.lowerTriangle(offset: -1)), Tensor.zeros([3, 3], dtype: .float64)))
    #expect(agree(abs(complexT[0, 1]), [1.1977235250854412], shape: []))
    #expect(agree(Real()(matmul(matmul(complexZ, complexT), complexZ.adjoint)), a))
    let (h, q) = Linalg.hessenberg(a)
    #expect(agree(h[0], [2.0, 0.6201736729460424, -0.9302605094190635], shape: [3]))
    #expect(agree(matmul(matmul(q, h), q.T), a))
    #expect(agree(q[0], [1, 0, 0], shape: [3]))
  }

  @Test func functionsOfMatrices() {
    let root = Linalg.sqrtm(a)
    #expect(agree(Real()(root[0]), [1.4866705836940284, -0.3225208017057397, 0.21932305563069934], shape: [3]))
    #expect(agree(Real()(matmul(root, root)), a))
    let (u, p) = Linalg.polar(a)
    #expect(agree(u[0], [0.7306405876605683, -0.3537626374433719, 0.5839660332691695], shape: [3]))
    #expect(agree(p[0], [2.7890075159568637, -0.4246340399107149, -0.3219052781257683], shape: [3]))
    let left = Linalg.polar(a, side: .left)
    #expect(agree(matmul(left.p, left.u), a))
    let tridiagonal = Linalg.eighTridiagonal(
      Tensor([1, 2, 3] as [Double], shape: [3]), Tensor([0.5, -1] as [Double], shape: [2]))
    #expect(agree(tridiagonal, [0.7078872783917394, 1.647140180139521, 3.6449725414687397], shape: [3]))
  }

  @Test func dtypesAndEmptyMatrices() {
    #expect(Linalg.eigvalsh(Tensor([[2, 1], [1, 2]])).dtype == .float32)
    #expect(Linalg.eigvals(Tensor([[2, 1], [1, 2]])).dtype == .complex64)
    #expect(Linalg.svdvals(Tensor.ones([2, 2], dtype: .bfloat16)).dtype == .float32)
    #expect(Linalg.eigh(Tensor.zeros([0, 0])).eigenvectors.shape == [0, 0])
    #expect(Linalg.svd(Tensor.zeros([0, 2])).vh.scalars() == [1, 0, 0, 1] as [Float])
    #expect(Linalg.hessenberg(Tensor([[3.0]])).q.scalars() == [1] as [Float])
    #expect(Linalg.sqrtm(Tensor.zeros([0, 0])).shape == [0, 0])
  }

  @Test func mistakesAreErrors() {
    let mistakes: [() -> Tensor] = [
      { Linalg.eigvalsh(wide) }, { Linalg.eigvals(wide) }, { Linalg.svdvals(wide[0]) }, { Linalg.schur(wide).t },
      { Linalg.hessenberg(wide).h }, { Linalg.sqrtm(wide) }, { Linalg.cond(Tensor.zeros([0, 2])) },
      { Linalg.lstsq(wide, wide[0]).rank }, { Linalg.eighTridiagonal(wide[0], wide[0]) }, { Linalg.rsf2csf(a, wide).t },
    ]
    for (index, mistake) in mistakes.enumerated() {
      #expect(throws: TensorError.self, "mistake \(index)") { try withTensorErrors { mistake() } }
    }
    #expect(throws: TensorError.self) { try grad { Linalg.schur($0).t.sum() }(a) }
    #expect(throws: TensorError.self) { try grad { Linalg.svd($0).u.sum() }(tall) }
  }

  // MARK: - Transformations

  static let functions: [MatrixFunction] = [
    MatrixFunction("eigh") { x in
      let (w, v) = Linalg.eigh(x)
      return w * square(v)
    },
    MatrixFunction("eig") { x in
      let (w, v) = Linalg.eig(x)
      return Real()(w) + Imag()(w) + abs(v)
    },
    MatrixFunction("svd") { x in
      let (u, s, vh) = Linalg.svd(x)
      return matmul(u, Tensor.arange(3).asType(.float64).asColumn * vh) + s
    },
    MatrixFunction("pinv") { Linalg.pinv($0[.all, ..<2]) },
    MatrixFunction("pinv of equal singular values") { Linalg.pinv(Tensor.eye(3, dtype: .float64) + 0 * $0) * $0 },
    MatrixFunction("cond") { Linalg.cond($0) },
    MatrixFunction("lstsq") { x in
      let fit = Linalg.lstsq(x[.all, ..<2], x[.all, 2])
      return concatenated([fit.solution, fit.residuals])
    },
    MatrixFunction("polar") { x in
      let (u, p) = Linalg.polar(x)
      return u + square(p)
    },
    MatrixFunction("eighTridiagonal") { Linalg.eighTridiagonal($0[0], $0[1, ..<2]) },
  ]

  @Test(arguments: functions)
  func gradientsAreDifferenceQuotients(function: MatrixFunction) throws {
    let loss = { (x: Tensor) in sin(function.apply(x)).sum() }
    let gradient = try grad(loss)(a)
    let second = try grad { (x: Tensor) in try sin(grad(loss)(x)).sum() }(a)
    let step = 1e-5
    for i in 0..<9 {
      let unit = Tensor((0..<9).map { $0 == i ? step : 0 }, shape: [3, 3])
      let slope = (loss(a + unit) - loss(a - unit)).item(Double.self) / (2 * step)
      #expect(Swift.abs(gradient.scalars(Double.self)[i] - slope) < 1e-7)
      let difference = sin(try grad(loss)(a + unit)).sum() - sin(try grad(loss)(a - unit)).sum()
      let curvature = difference.item(Double.self) / (2 * step)
      #expect(Swift.abs(second.scalars(Double.self)[i] - curvature) < 1e-6 * Swift.max(1, Swift.abs(curvature)))
    }
  }

  @Test(arguments: functions)
  func batchesAndCompiledFunctionsGiveTheSame(function: MatrixFunction) throws {
    let examples = [a, a * 2 + a.T, cos(a)]
    let expected = stacked(examples.map(function.apply))
    #expect(agree(try vmap(function.apply)(stacked(examples)), expected))
    #expect(agree(try jit { (x: Tensor) in function.apply(x) }(a), function.apply(a)))
  }
}

struct MatrixFunction: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var apply: @Sendable (Tensor) -> Tensor

  init(_ name: String, _ apply: @escaping @Sendable (Tensor) -> Tensor) {
    testDescription = name
    self.apply = apply
  }
}

extension Tensor {
  fileprivate var asColumn: Tensor { expandedDimensions(axis: -1) }
}
