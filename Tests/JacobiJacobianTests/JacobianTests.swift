import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiJacobian
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiVmap
import Testing

private func f64(_ values: [Double], _ shape: Shape? = nil) -> Tensor {
  Tensor(values, shape: shape ?? [Dimension(values.count)])
}

private func swirl(_ x: Tensor) -> Tensor { stacked([x[0] * x[1], sin(x[0]), x[1] * x[1] * x[1]]) }

/// Of `swirl`, as `jax.jacfwd` and `jax.jacrev` give it at (0.5, 2).
private let expected = [2, 0.5, 0.877_582_561_890_372_8, 0, 0, 12]

private func agree(_ x: Tensor, _ values: [Double], _ shape: Shape) -> Bool {
  x.shape == shape && zip(x.scalars(Double.self), values).allSatisfy { abs($0 - $1) < 1e-14 }
}

private struct Line: PyTree {
  var slope: Tensor
  var offset: Tensor
  var count: Tensor
}

extension Line {
  fileprivate var sameSlope: Tensor { slope }
  fileprivate var twice: Tensor { Add()(offset, offset) }
}

private func line() -> Line { Line(slope: f64([2, 3]), offset: f64([1], []), count: Tensor(4 as Int32)) }

@Suite struct JacobianTests {
  private let x = f64([0.5, 2])

  @Test func bothModesAgreeWithJAX() throws {
    #expect(agree(try jacobianForward(swirl)(x), expected, [3, 2]))
    for matrix in [try jacfwd(swirl)(x), try jacrev(swirl)(x), try jacfwd(jit(swirl))(x), try jacrev(jit(swirl))(x)] {
      #expect(agree(matrix, expected, [3, 2]))
    }
    #expect(agree(try jacobianReverse(swirl)(x), expected, [3, 2]))
    for mode in [JacobianMode.forward, .reverse] {
      let f = { (x: Tensor) in try jacobian(swirl, mode: mode)(x) }
      #expect(agree(try f(x), expected, [3, 2]))
      #expect(agree(try jit(f)(x), expected, [3, 2]))
      #expect(agree(try vmap(f)(x.reshaped([1, 2])), expected, [1, 3, 2]))
      #expect(agree(try jit(vmap(f))(x.reshaped([1, 2])), expected, [1, 3, 2]))
      #expect(agree(try jacobian(jit(swirl), mode: mode)(x), expected, [3, 2]))
      let scalar = try jacobian({ (x: Tensor) in sin(x) }, mode: mode)(Tensor(0.0))
      #expect(scalar.rank == 0 && scalar.item(Double.self) == 1)
      let empty = try jacobian({ (x: Tensor) in x * 2 }, mode: mode)(f64([], [0, 3]))
      #expect(empty.shape == [0, 3, 0, 3])
    }
  }

  @Test func matricesHaveFourAxes() throws {
    let m = f64([1, 2, 3, 4, 5, 6], [2, 3])
    for mode in [JacobianMode.forward, .reverse] {
      let derivative = try jacobian({ (m: Tensor) in m.T * m.T }, mode: mode)(m)
      #expect(derivative.shape == [3, 2, 2, 3])
      #expect(derivative[2, 1, 1, 2].item(Double.self) == 12 && derivative.sum().item(Double.self) == 42)
    }
  }

  @Test func treesHaveABlockForEachPairOfLeaves() throws {
    let f = { (line: Line, x: Tensor) in
      ["value": line.slope * x + line.offset, "norm": (line.slope * line.slope).sum()]
    }
    for mode in [JacobianMode.forward, .reverse] {
      let derivative = try jacobian(f, mode: mode)(line(), f64([5, 7]))
      #expect(derivative.paths == [#"["norm"]"#, #"["value"]"#])
      #expect(agree(derivative.rows[0].slope, [4, 6], [2]) && agree(derivative.rows[0].offset, [0], []))
      #expect(agree(derivative.rows[1].slope, [5, 0, 0, 7], [2, 2]) && agree(derivative.rows[1].offset, [1, 1], [2]))
      #expect(derivative.rows[1].count.isNoTangent)
    }
  }

  @Test func hessiansOfTensorsAndTrees() throws {
    let cubes = { (x: Tensor) in (x * x * x).sum() }
    #expect(agree(try hessian(cubes)(x), [3, 0, 0, 12], [2, 2]))
    #expect(agree(try jit(hessian(cubes))(x), [3, 0, 0, 12], [2, 2]))
    #expect(agree(try vmap(hessian(cubes))(x.reshaped([1, 2])), [3, 0, 0, 12], [1, 2, 2]))
    #expect(agree(try hessian(jit(cubes))(x), [3, 0, 0, 12], [2, 2]))
    let loss = { (line: Line) in (line.slope * line.slope).sum() * line.offset }
    let second = try hessian(loss)(line())
    #expect(agree(try second.row(\.slope).slope, [2, 0, 0, 2], [2, 2]))
    #expect(agree(try second.row(\.slope).offset, [4, 6], [2]))
    #expect(agree(try second.row(\.offset).slope, [4, 6], [2]))
    #expect(agree(try second.row(\.offset).offset, [0], []))
    #expect(second.rows.count == 2 && second.rows[0].count.isNoTangent)
    #expect(throws: TensorError.self) { try second.row(\.count) }
    let compiled = try jit(hessian(loss))(line())
    #expect(agree(try compiled.row(\.slope).offset, [4, 6], [2]))
  }

  @Test func rowsAreThoseOfLeaves() throws {
    let second = try hessian { (line: Line) in (line.slope * line.slope).sum() * line.offset }(line())
    #expect(agree(try second.row(\.sameSlope).offset, [4, 6], [2]))
    #expect {
      try second.row(\.twice)
    } throws: { error in
      if case .invalidArgument("leaf", _, _, _)? = error as? TensorError { true } else { false }
    }
  }

  @Test func transformedFunctionsHaveJacobiansInBothModes() throws {
    #expect(agree(try jacobianForward(jit(swirl))(x), expected, [3, 2]))
    #expect(agree(try jacobianReverse(jit(swirl))(x), expected, [3, 2]))
    let tree = jit { (line: Line) in ["norm": (line.slope * line.slope).sum()] }
    #expect(agree(try jacobianForward(tree)(line()).rows[0].slope, [4, 6], [2]))
    #expect(agree(try jacobianReverse(tree)(line()).rows[0].slope, [4, 6], [2]))
  }

  @Test func complexFunctions() throws {
    let z = Tensor([Complex128(1, 2)])
    let square = { (z: Tensor) in z * z }
    for mode in [JacobianMode.forward, .reverse] {
      let derivative = try jacobian(square, mode: mode, isHolomorphic: true)(z)
      #expect(derivative.scalars(Complex128.self) == [Complex128(2, 4)])
      #expect(throws: TensorError.self) { try jacobian(square, mode: mode)(z) }
      #expect(throws: TensorError.self) { try jacobian(square, mode: mode, isHolomorphic: true)(x) }
    }
    // As in JAX: real results of complex arguments in reverse mode, complex results of real arguments in forward mode.
    let modulus = { (z: Tensor) in abs(z) * abs(z) }
    #expect(try jacobianReverse(modulus)(z).scalars(Complex128.self) == [Complex128(2, -4)])
    #expect(throws: TensorError.self) { try jacobianForward(modulus)(z) }
    let embed = { (x: Tensor) in MakeComplex()(x, x * x) }
    #expect(try jacobianForward(embed)(f64([3])).scalars(Complex128.self) == [Complex128(1, 6)])
    #expect(throws: TensorError.self) { try jacobianReverse(embed)(f64([3])) }
  }

  @Test func sizesMayBeSymbolic() throws {
    let n = Dimension.symbol("n")
    let program = try makeProgram { (x: Tensor) in try hessian { (x: Tensor) in (x * x * x).sum() }(x) }(
      .placeholder([n], dtype: .float64))
    #expect(program.outputTypes == [TensorType(.float64, [n, n])])
  }
}
