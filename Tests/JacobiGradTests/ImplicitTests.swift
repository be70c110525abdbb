import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiTesting
import JacobiVmap
import Testing

private let a = f64([4, 1, 0.5, 3], [2, 2])
private let b = f64([1, 2])

/// A solution of two equations with two unknowns by Cramer's rule.
private func cramer(_ a: Tensor, _ b: Tensor) -> Tensor {
  let (p, q, r, s) = (a[0, 0], a[0, 1], a[1, 0], a[1, 1])
  let determinant = p * s - q * r
  let first = (s * b[0] - q * b[1]) / determinant
  let second = (p * b[1] - r * b[0]) / determinant
  return stacked([first, second])
}

/// Jacobi's method, with a Swift loop that looks at numbers.
private let iterative: LinearSolver<Tensor> = { matvec, b in
  var x = b
  for _ in 0..<200 {
    let residual = b - (try matvec(x))
    if abs(residual).max().item(Double.self) < 1e-16 { break }
    x = x + residual / f64([4, 3])
  }
  return x
}

/// The same number of steps, whatever the numbers are.
private let fixed: LinearSolver<Tensor> = { matvec, b in
  var x = b
  for _ in 0..<25 { x = x + (b - (try matvec(x))) / f64([4, 3]) }
  return x
}

private func solution(_ a: Tensor, _ b: Tensor, _ solve: @escaping LinearSolver<Tensor>) throws -> Tensor {
  try customLinearSolve({ x in matmul(a, x) }, b, solve: solve, transposeSolve: solve)
}

private func agree(_ one: Tensor, _ other: Tensor, _ tolerance: Double = 1e-12) -> Bool {
  one.shape == other.shape
    && zip(one.scalars(Double.self), other.scalars(Double.self)).allSatisfy { abs($0 - $1) < tolerance }
}

@Suite struct ImplicitTests {
  @Test func solvesAndDifferentiates() throws {
    let expected = cramer(a, b)
    #expect(agree(try solution(a, b, iterative), expected))
    let gradient = try grad(
      { (a: Tensor, b: Tensor) in try sin(solution(a, b, iterative)).sum() }, withRespectTo: .all)(a, b)
    let direct = try grad({ (a: Tensor, b: Tensor) in sin(cramer(a, b)).sum() }, withRespectTo: .all)(a, b)
    #expect(agree(gradient.0, direct.0) && agree(gradient.1, direct.1))
    let check = { (p: [Tensor]) in try sin(solution(p[0], p[1], iterative)) }
    #expect(try checkGradients(check, at: [a, b], order: 2) == [])
  }

  @Test func nestsWithEverything() throws {
    let loss = { (a: Tensor) in try sin(solution(a, b, fixed)).sum() }
    let expected = try grad { (a: Tensor) in sin(cramer(a, b)).sum() }(a)
    #expect(agree(try jit(grad(loss))(a), expected))
    #expect(agree(try grad(jit(loss))(a), expected))
    #expect(agree(try grad(remat(loss))(a), expected))
    let batch = a.reshaped([1, 2, 2])
    #expect(agree(try vmap(grad(loss))(batch), expected.reshaped([1, 2, 2])))
    #expect(agree(try jit(vmap(grad(loss)))(batch), expected.reshaped([1, 2, 2])))
    let stackedLoss = { (a: Tensor) in
      try vmap { (b: Tensor) in try sin(solution(a, b, fixed)) }(b.reshaped([1, 2])).sum()
    }
    #expect(agree(try grad(stackedLoss)(a), expected))
    let hessian = try jit { (v: Tensor) in try hvp(loss, at: a, along: v) }(a)
    #expect(agree(hessian, try hvp({ (a: Tensor) in sin(cramer(a, b)).sum() }, at: a, along: a)))
  }

  @Test func solversMayCaptureWhatIsDifferentiated() throws {
    let loss = { (a: Tensor) in
      try sin(
        customLinearSolve(
          { x in matmul(a, x) }, b, solve: { _, b in cramer(a, b) }, transposeSolve: { _, b in cramer(a.T, b) })
      ).sum()
    }
    let expected = try grad { (a: Tensor) in sin(cramer(a, b)).sum() }(a)
    #expect(agree(try grad(loss)(a), expected))
    #expect(agree(try jit(grad(loss))(a), expected))
    #expect(agree(try grad(jit(loss))(a), expected))
    #expect(try checkGradients(loss, at: a, order: 2) == [])
  }

  @Test func solversThatCaptureSeeNumbersAndRunOnce() throws {
    let counts = Counts()
    let linear = { (a: Tensor) in
      try customLinearSolve(
        { x in a * x }, f64(6),
        solve: { _, b in
          counts.solves += 1
          return a.item(Double.self) > 0 ? b / a : b
        }, isSymmetric: true)
    }
    #expect(try grad(linear)(f64(2)).item(Double.self) == -1.5)
    // Once for the solution, once for the derivative.
    #expect(counts.solves == 2)
    #expect(try abs(grad(grad(linear))(f64(2)).item(Double.self) - 1.5) < 1e-14)
    let root = { (c: Tensor) in
      try customRoot({ (x: Tensor) in x * x - c }, f64(1)) { _, _ in
        counts.roots += 1
        return c.item(Double.self) > 0 ? sqrt(c) : c
      } tangentSolve: { _, y in
        y / (2 * sqrt(c))
      }
    }
    #expect(try grad(root)(f64(4)).item(Double.self) == 0.25)
    #expect(counts.roots == 1)
    #expect(try abs(grad(grad(root))(f64(4)).item(Double.self) + 1.0 / 32) < 1e-14)
    #expect(try abs(jvp(grad(root), at: f64(4), along: f64(1)).tangent.item(Double.self) + 1.0 / 32) < 1e-14)
    for scalar in [f64(4), f64(2)] {
      let traced = { (c: Tensor) in
        try customRoot({ (x: Tensor) in x * x - c }, f64(1)) { _, _ in
          sqrt(c)
        } tangentSolve: { _, y in
          y / (2 * sqrt(c))
        }
      }
      let slope = try grad { (c: Tensor) in sqrt(c) }(scalar)
      #expect(agree(try jit(grad(traced))(scalar), slope))
      #expect(agree(try grad(jit(traced))(scalar), slope))
      #expect(agree(try grad(remat(traced))(scalar), slope))
      #expect(agree(try vmap(grad(traced))(scalar.reshaped([1])), slope.reshaped([1])))
      #expect(agree(try grad { (c: Tensor) in try vmap(traced)(c.reshaped([1])).sum() }(scalar), slope))
      #expect(agree(try jit(grad(grad(traced)))(scalar), try grad(grad { (c: Tensor) in sqrt(c) })(scalar)))
    }
  }

  @Test func symmetricSystemsNeedOneSolver() throws {
    let scale = f64([2, 4])
    let loss = { (scale: Tensor) in
      try customLinearSolve({ x in scale * x }, b, solve: { _, b in b / scale }, isSymmetric: true).sum()
    }
    #expect(agree(try grad(loss)(scale), f64([-0.25, -0.125])))
    let oneWay = { (scale: Tensor) in
      try customLinearSolve({ x in scale * x }, b, solve: { _, b in b / scale }).sum()
    }
    #expect(agree(try jvp(oneWay, at: scale, along: f64([1, 0])).tangent, f64(-0.25)))
    #expect(throws: TensorError.self) { try grad(oneWay)(scale) }
    #expect(throws: TensorError.self) { try customLinearSolve({ x in x.sum() }, b, solve: { _, b in b }) }
  }

  /// The square root by Newton's method, with a Swift loop that looks at numbers.
  private func root(_ c: Tensor) throws -> Tensor {
    try customRoot({ (x: Tensor) in x * x - c }, f64(1)) { f, guess in
      var x = guess
      while abs(try f(x)).item(Double.self) > 1e-15 { x = x - (try f(x)) / (2 * x) }
      return x
    } tangentSolve: { g, y in
      y / (try g(y.constant(1)))
    }
  }

  @Test func rootsHaveTheDerivativeOfTheImplicitFunction() throws {
    let c = f64(4)
    #expect(try root(c).item(Double.self) == 2)
    #expect(try grad(root)(c).item(Double.self) == 0.25)
    #expect(try jvp(root, at: c, along: c).tangent.item(Double.self) == 1)
    #expect(try abs(grad(grad(root))(c).item(Double.self) + 1.0 / 32) < 1e-14)
    #expect(try checkGradients({ (c: Tensor) in try sin(root(c)) }, at: f64(2), order: 2) == [])
  }

  @Test func rootsAndTangentsThatDoNotFitAreErrors() throws {
    let missingLeaf = { (c: Tensor) throws -> Tensor in
      let roots = try customRoot({ (x: [Tensor]) in [x[0] - c, x[1] - c] }, [f64(1), f64(1)]) { f, guess in
        let rest = try f(guess)
        return [guess[0] - rest[0], guess[1] - rest[1]]
      } tangentSolve: { _, y in
        [y[0]]
      }
      return roots[0] + roots[1]
    }
    #expect {
      try grad(missingLeaf)(f64(4))
    } throws: { error in
      if case .treeMismatch? = error as? TensorError { true } else { false }
    }
    let wrongShape = { (c: Tensor) throws -> Tensor in
      try customRoot({ (x: Tensor) in x - c }, f64(1)) { f, guess in
        guess - (try f(guess))
      } tangentSolve: { _, y in
        y.reshaped([1])
      }
    }
    #expect {
      try grad(wrongShape)(f64(4))
    } throws: { error in
      if case .shapeMismatch? = error as? TensorError { true } else { false }
    }
  }

  @Test func rootsOfSystemsNest() throws {
    // x₀² + x₁ = c₀, x₁² = c₁: the steps are traced, hence a fixed number of them.
    let solve = { (c: Tensor) in
      try customRoot({ (x: Tensor) in stacked([x[0] * x[0] + x[1], x[1] * x[1]]) - c }, f64([1.5, 1])) { f, guess in
        var x = guess
        for _ in 0..<8 {
          let r = try f(x)
          let second = r[1] / (2 * x[1])
          x = x - stacked([(r[0] - second) / (2 * x[0]), second])
        }
        return x
      } tangentSolve: { g, y in
        let (first, second) = (try g(f64([1, 0])), try g(f64([0, 1])))
        return cramer(stacked([first, second], axis: 1), y)
      }
    }
    let c = f64([3, 4])
    let exact = { (c: Tensor) in stacked([sqrt(c[0] - sqrt(c[1])), sqrt(c[1])]) }
    #expect(agree(try solve(c), exact(c)))
    let expected = try grad { (c: Tensor) in exact(c).sum() }(c)
    let loss = { (c: Tensor) in try solve(c).sum() }
    #expect(agree(try grad(loss)(c), expected))
    #expect(agree(try jit(grad(loss))(c), expected))
    #expect(agree(try grad(jit(loss))(c), expected))
    #expect(agree(try vmap(grad(loss))(c.reshaped([1, 2])), expected.reshaped([1, 2])))
    #expect(
      agree(
        try jit { try hvp(loss, at: $0, along: $0) }(c), try hvp({ (c: Tensor) in exact(c).sum() }, at: c, along: c)))
  }
}

/// How often solvers have run.
private final class Counts: @unchecked Sendable {
  // SAFETY: used by one test, on one thread.
  var solves = 0
  var roots = 0
}
