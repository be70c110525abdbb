import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiVmap
import Testing

/// `x³` whose derivative is, on purpose, twice what it should be: 6 x².
nonisolated(unsafe) private let doubledJVP = customJVP { (x: Tensor) in
  x * x * x
} rule: { (x: Tensor, dx: Tensor) in
  (x * x * x, 6 * x * x * dx)
}

/// The same by a backward pass.
nonisolated(unsafe) private let doubledVJP = customVJP { (x: Tensor) in
  x * x * x
} forward: { (x: Tensor) in
  (x * x * x, x)
} backward: { (x: Tensor, cotangent: Tensor) in
  6 * x * x * cotangent
}

private func number(_ x: Tensor) -> Double { x.item(Double.self) }

private typealias Function = @Sendable (Tensor) throws -> Tensor

@Suite struct CustomRuleTests {
  private static let functions: [Function] = [{ try doubledJVP($0) }, { try doubledVJP($0) }]

  /// All ways to the first derivative at 2, which is 24, and to the second, 12 x = 24.
  @Test(arguments: 0..<2) func oneRuleServesAllModes(_ index: Int) throws {
    let f = CustomRuleTests.functions[index]
    let x = f64(2)
    let one = f64(1)
    let forward = { (x: Tensor) in try jvp(f, at: x, along: one).tangent }
    let firsts: [(Tensor) throws -> Tensor] = [
      { try grad(f)($0) }, forward, { try vjp(f, at: $0).pullback(one) },
      { try linearize(f, at: $0).pushforward(one) },
      { try jit(grad(f))($0) }, { try grad(jit(f))($0) }, { try jit(forward)($0) },
      { x in try jvp(jit(f), at: x, along: one).tangent },
      { try vmap(grad(f))($0.reshaped([1])).reshaped([]) },
      { try grad { (x: Tensor) in try vmap(f)(x.reshaped([1])).sum() }($0) },
      { try vmap(forward)($0.reshaped([1])).reshaped([]) },
      { try jit(vmap(grad(f)))($0.reshaped([1])).reshaped([]) },
      { try vmap(jit(grad(f)))($0.reshaped([1])).reshaped([]) },
      { try grad(remat { (x: Tensor) in try f(x) })($0) },
    ]
    for (position, first) in firsts.enumerated() {
      #expect(try number(first(x)) == 24, "first derivative, way \(position)")
      #expect(try number(grad(first)(x)) == 24, "gradient of way \(position)")
      #expect(try number(jvp(first, at: x, along: one).tangent) == 24, "tangent of way \(position)")
      #expect(try number(jit(grad(first))(x)) == 24, "compiled gradient of way \(position)")
      #expect(
        try vmap(grad(first))(f64([2, 3])).scalars(Double.self) == [24, 36], "batched gradient of way \(position)")
    }
    #expect(try number(f(x)) == 8 && number(jit(f)(x)) == 8)
    #expect(try vmap(f)(f64([1, 2])).scalars(Double.self) == [1, 8])
  }

  @Test func functionsAndRulesSeeNumbers() throws {
    let seen = Lines()
    let f = customJVP { (x: Tensor) in
      seen.add("value \(number(x))")
      return number(x) > 0 ? x : -x
    } rule: { x, dx in
      seen.add("rule \(number(x))")
      return number(x) > 0 ? (x, dx) : (-x, -dx)
    }
    #expect(try number(f(f64(-2))) == 2)
    #expect(try number(grad(f)(f64(-2))) == -1)
    #expect(try number(grad(grad { x in try f(x) * x })(f64(3))) == 2)
    #expect(seen.all.prefix(2) == ["value -2.0", "rule -2.0"])
    let g = customVJP { (x: Tensor) in
      x
    } forward: { x in
      (x, number(x) > 0)
    } backward: { isPositive, cotangent in
      isPositive ? cotangent : 5 * cotangent
    }
    #expect(try number(grad(g)(f64(-2))) == 5 && number(grad(g)(f64(2))) == 1)
  }

  /// A global function is made when it is first used, which may be in a transformation.
  @Test func whereAFunctionIsMadeDoesNotMatter() throws {
    func seen(isMadeOutside: Bool, isConstant: Bool) throws -> Set<String> {
      let seen = Lines()
      func make() -> Function {
        let square = customJVP { (x: Tensor) in
          seen.add(x.value == nil ? "type" : "number")
          return x * x
        } rule: { (x: Tensor, dx: Tensor) in
          (x * x, 2 * x * dx)
        }
        nonisolated(unsafe) let function = square
        return { try function($0) }
      }
      var f = isMadeOutside ? make() : nil
      let result = try vmap { (y: Tensor) in
        try grad { (x: Tensor) in
          f = f ?? make()
          return try isConstant ? f!(f64(3)) * x * 6 / 9 : f!(x)
        }(f64(3)) * y
      }(f64([1, 2]))
      #expect(result.scalars(Double.self) == [6, 12])
      return seen.all.reduce(into: []) { $0.insert($1) }
    }
    for isConstant in [false, true] {
      let outside = try seen(isMadeOutside: true, isConstant: isConstant)
      #expect(try outside == seen(isMadeOutside: false, isConstant: isConstant), "\(outside)")
    }
  }

  @Test func treesIntegersAndSeveralArguments() throws {
    let f = customVJP { (p: [String: Tensor], n: Tensor, times: Int) in
      (p["a"]! * Double(times), n)
    } forward: { p, n, times in
      ((p["a"]! * Double(times), n), (p["a"]!, times))
    } backward: { residuals, cotangent in
      let (_, times) = residuals
      #expect(cotangent.1.isNoTangent)
      return (["a": cotangent.0 * Double(10 * times), "b": .noTangent], .noTangent, times)
    }
    let point = ["a": f64([1, 2]), "b": f64(1)]
    let count = Tensor(3 as Int32)
    let gradient = try grad { (p: [String: Tensor]) in try f(p, count, 2).0.sum() }(point)
    #expect(gradient["a"]!.scalars(Double.self) == [20, 20] && number(gradient["b"]!) == 0)
    let compiled = try jit(grad { (p: [String: Tensor]) in try f(p, count, 3).0.sum() })(point)
    #expect(compiled["a"]!.scalars(Double.self) == [30, 30])
    let tangent = try jvp({ (p: [String: Tensor]) in try f(p, count, 2) }, at: point, along: point).tangent
    #expect(tangent.0.scalars(Double.self) == [20, 40] && tangent.1.isNoTangent)
  }

  @Test func forwardModeMayHaveItsOwnRule() throws {
    let f = customVJP(
      { (x: Tensor) in x }, jvp: { (x: Tensor, dx: Tensor) in (x, 7 * dx) },
      forward: { (x: Tensor) in (x, x) }, backward: { (_: Tensor, ct: Tensor) in 3 * ct })
    let x = f64(1)
    #expect(try number(grad(f)(x)) == 3 && number(jvp(f, at: x, along: x).tangent) == 7)
    #expect(try number(jit { (x: Tensor) in try jvp(f, at: x, along: x).tangent }(x)) == 7)
    #expect(try number(jit(grad(f))(x)) == 3)
    #expect(try vmap(grad(f))(f64([1, 2])).scalars(Double.self) == [3, 3])
  }

  @Test func aBackwardPassThatIsNotLinearHasNoForwardMode() throws {
    let f = customVJP { (x: Tensor) in
      x
    } forward: { (x: Tensor) in
      (x, x)
    } backward: { (_: Tensor, ct: Tensor) in
      sin(ct)
    }
    #expect(try abs(number(grad(f)(f64(0.5))) - 0.841470984807896507) < 1e-15)
    do {
      _ = try jvp(f, at: f64(1), along: f64(1))
      Issue.record("no error was thrown")
    } catch let error as TensorError {
      #expect("\(error)".contains("`jvp` rule"))
    }
  }

  @Test func captureOfWhatIsDifferentiatedIsAnError() throws {
    let f = jit { (w: Tensor) in
      try grad { (w: Tensor) in
        let inner = customJVP { (x: Tensor) in
          x * w
        } rule: { (x: Tensor, dx: Tensor) in
          (x, dx)
        }
        return try inner(w)
      }(w)
    }
    #expect(throws: TensorError.self) { try f(f64(1)) }
    let constant = jit { (w: Tensor) in
      try grad { (x: Tensor) in
        let inner = customJVP { (x: Tensor) in
          x * w
        } rule: { (x: Tensor, dx: Tensor) in
          (x * w, 2 * w * dx)
        }
        return try inner(x)
      }(f64(1))
    }
    #expect(try number(constant(f64(3))) == 6)
  }

  @Test func rulesInABodyMayCaptureTracedValues() throws {
    let f = jit { (w: Tensor) in
      try grad { (x: Tensor) throws -> Tensor in
        let inner = customJVP { (x: Tensor) in
          x * x
        } rule: { (x: Tensor, dx: Tensor) in
          (x * x, 2 * w * dx)
        }
        let body = remat { (x: Tensor) throws -> Tensor in try inner(x) }
        return try body(x)
      }(f64(1))
    }
    #expect(try number(f(f64(3))) == 6)
  }

  @Test func structuresOfResultsBelongToTheCall() async throws {
    // The structure of the result depends on the numbers, and threads must not see each other's.
    let f = customJVP { (x: Tensor) in
      number(x) > 0 ? [x] : [x, x]
    } rule: { (x: Tensor, dx: Tensor) in
      number(x) > 0 ? ([x], [dx]) : ([x, x], [dx, dx])
    }
    let counts = Lines()
    await withTaskGroup(of: Bool.self) { group in
      for index in 0..<8 {
        let body = f.body
        nonisolated(unsafe) let function = body
        group.addTask {
          let x = f64(index.isMultiple(of: 2) ? 1 : -1)
          return (0..<200).allSatisfy { _ in
            (try? function(x).count) == (index.isMultiple(of: 2) ? 1 : 2)
          }
        }
      }
      for await isRight in group where !isRight { counts.add("wrong structure") }
    }
    #expect(counts.all.isEmpty)
  }

  @Test func memoryOfStructuresIsBounded() throws {
    let memory = Memory<Int, Int>(capacity: 8)
    for key in 0..<100 { #expect(memory.value(for: key) { key } == key && memory.count <= 8) }
  }

  @Test func valuesOfRulesThatDoNotFitAreErrors() throws {
    let f = customJVP { (x: Tensor) in
      x
    } rule: { (x: Tensor, dx: Tensor) in
      (x.reshaped([2, 1]), dx.reshaped([2, 1]))
    }
    let loss = { (x: Tensor) in try f(x).sum() }
    for way in [jit(grad(loss)), grad(jit(loss)), grad(remat(loss))] {
      do {
        _ = try way(f64([1, 2]))
        Issue.record("no error was thrown")
      } catch let error as TensorError {
        #expect("\(error)".contains("those of the function's results"))
      }
    }
  }

  @Test func batchesThatDoNotFitAreErrors() throws {
    let f = customVMap { (x: Tensor) in
      x
    } rule: { (_: Dimension, _: [Bool], x: Tensor) in
      x.T
    }
    do {
      _ = try vmap { (x: Tensor) in try f(x) }(f64([1, 2, 3, 4, 5, 6], [2, 3]))
      Issue.record("no error was thrown")
    } catch let error as TensorError {
      #expect("\(error)".contains("results of the types"))
    }
  }

  @Test func effectsOfAFunctionWithABatchingRuleHappenOnce() throws {
    let seen = Lines()
    let f = customVMap { (x: Tensor) in
      hostEffect(x) { x in seen.add("\(number(x))") }
      return x * x
    } rule: { (_: Dimension, _: [Bool], x: Tensor) in
      x * x
    }
    let gradient = try vmap(grad { (x: Tensor) in try f(x) })(f64([1, 2]))
    #expect(gradient.scalars(Double.self) == [2, 4])
    #expect(seen.all == ["1.0", "2.0"])
  }

  @Test func rulesThatDoNotFitAreErrors() throws {
    let f = customJVP { (x: Tensor) in
      x
    } rule: { (x: Tensor, dx: Tensor) in
      (x, dx.sum())
    }
    #expect(throws: TensorError.self) { try jvp(f, at: f64([1, 2]), along: f64([1, 2])) }
    let g = customVJP { (x: Tensor) in
      x
    } forward: { (x: Tensor) in
      (x, x)
    } backward: { (_: Tensor, ct: Tensor) in
      ct.reshaped([2, 1])
    }
    #expect(throws: TensorError.self) { try vjp(g, at: f64([1, 2])).pullback(f64([1, 2])) }
  }

  @Test func complexRules() throws {
    let f = customJVP { (z: Tensor) in
      z * z
    } rule: { (z: Tensor, dz: Tensor) in
      (z * z, 2 * z * dz)
    }
    let z = Tensor([Complex128(1, 2)])
    let gradient = try grad { (z: Tensor) in total(Real()(try f(z))) }(z)
    #expect(gradient.scalars(Complex128.self) == [Complex128(2, 4)])
  }

  @Test func batchingRulesAreUsedAndNest() throws {
    let seen = Lines()
    let f = customVMap { (x: Tensor, y: Tensor) in
      (x * y).sum()
    } rule: { size, isBatched, x, y in
      seen.add("\(size) \(isBatched)")
      return (x * y).sum(axis: -1)
    }
    let x = f64([1, 2, 3, 4], [2, 2])
    let y = f64([1, 10])
    #expect(try vmap(f, in: 0, nil)(x, y).scalars(Double.self) == [21, 43])
    #expect(seen.all == ["2 [true, false]"])
    #expect(try jit(vmap(f, in: 0, nil))(x, y).scalars(Double.self) == [21, 43])
    #expect(try vmap(jit { try f($0, y) })(x).scalars(Double.self) == [21, 43])
    #expect(try number(f(y, y)) == 101)
    let gradient = try grad { (x: Tensor) in try vmap(f, in: 0, nil)(x, y).sum() }(x)
    #expect(gradient.scalars(Double.self) == [1, 10, 1, 10])
    let each = try vmap(grad { (x: Tensor) in try f(x, y) })(x)
    #expect(each.scalars(Double.self) == [1, 10, 1, 10])
    let twice = try vmap { (x: Tensor) in try vmap(f, in: 0, nil)(x, y) }(x.reshaped([1, 2, 2]))
    #expect(twice.scalars(Double.self) == [21, 43] && twice.shape == [1, 2])
  }

  @Test func programsShowTheCallAndReadBack() throws {
    let program = try makeProgram { (x: Tensor) in try doubledVJP(doubledJVP(x)) }(f64(1))
    #expect("\(program)".contains("custom_call"))
    #expect(try Program(parsing: program.description) == program)
    let derivative = try makeProgram(grad { (x: Tensor) in try doubledVJP(x) })(f64(1))
    #expect(try Program(parsing: derivative.description) == derivative)
    let optimized = try program.optimized(for: Backends.current)
    #expect(!optimized.equations.contains { $0.primitive is CustomCall })
  }
}

/// Lines noted by functions that may run anywhere.
private final class Lines: @unchecked Sendable {
  // SAFETY: used by one test, on one thread.
  private(set) var all: [String] = []
  func add(_ line: String) { all.append(line) }
}
