import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiReference
import JacobiVmap
import Testing

private let m = Tensor.arange(12).reshaped(3, 4)
private let f = Tensor.arange(6, dtype: .float32).reshaped(2, 3)
private let x = Tensor.arange(24, dtype: .float32).reshaped(2, 3, 4)
private let rows: Tensor = [2, 0, -1]
private let far: Tensor = [5, -9, 1]

/// A copy after an assignment.
private func assigned(_ tensor: Tensor, _ assign: (inout Tensor) -> Void) -> Tensor {
  var copy = tensor
  assign(&copy)
  return copy
}

/// The expected elements are those of JAX.
@Suite struct IndexUpdateTests {
  @Test(arguments: [
    Case("m[1] = 7", .int32, [3, 4], [0, 1, 2, 3, 7, 7, 7, 7, 8, 9, 10, 11]) { assigned(m) { $0[1] = 7 } },
    Case("m[1, 2] = 7", .int32, [3, 4], [0, 1, 2, 3, 4, 5, 7, 7, 8, 9, 10, 11]) { assigned(m) { $0[1, 2] = 7 } },
    Case("m[1..., by 2] =", .int32, [3, 4], [0, 1, 2, 3, -1, 5, -2, 7, -3, 9, -4, 11]) {
      assigned(m) { $0[1..., .stride(by: 2)] = [[-1, -2], [-3, -4]] }
    },
    Case("m[by -1] =", .int32, [3, 4], [3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1]) {
      assigned(m) { $0[.stride(by: -1)] = [[1], [2], [3]] }
    },
    Case("m[by -2, 3 to 0 by -2] =", .int32, [3, 4], [0, -4, 2, -3, 4, 5, 6, 7, 8, -2, 10, -1]) {
      assigned(m) { $0[.stride(by: -2), .stride(from: 3, to: 0, by: -2)] = [[-1, -2], [-3, -4]] }
    },
    Case("m[.ellipsis, -1] =", .int32, [3, 4], [0, 1, 2, 7, 4, 5, 6, 8, 8, 9, 10, 9]) {
      assigned(m) { $0[.ellipsis, -1] = [7, 8, 9] }
    },
    Case("m[.newAxis, 0] =", .int32, [3, 4], [9, 8, 7, 6, 4, 5, 6, 7, 8, 9, 10, 11]) {
      assigned(m) { $0[.newAxis, 0] = [[9, 8, 7, 6]] }
    },
    Case("m[2..<2] =", .int32, [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) { assigned(m) { $0[2..<2] = 5 } },
    Case("m[0] = 2.7", .int32, [3, 4], [2, 2, 2, 2, 4, 5, 6, 7, 8, 9, 10, 11]) { assigned(m) { $0[0] = 2.7 } },
    Case("f[0] = int32", .float32, [2, 3], [3, 3, 3, 3, 4, 5]) { assigned(f) { $0[0] = Tensor([3])[0] } },
    Case("m[0] = [[1, 2, 3, 4]]", .int32, [3, 4], [1, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10, 11]) {
      assigned(m) { $0[0] = [[1, 2, 3, 4]] }
    },
    Case("scalar[.ellipsis] = 4", .float32, [], [4]) { assigned(Tensor.zeros([])) { $0[.ellipsis] = 4 } },
    Case("m[1] += 5", .int32, [3, 4], [0, 1, 2, 3, 9, 10, 11, 12, 8, 9, 10, 11]) { assigned(m) { $0[1] += 5 } },
    Case("m[rows] += 1", .int32, [3, 4], [1, 2, 3, 4, 4, 5, 6, 7, 9, 10, 11, 12]) { assigned(m) { $0[rows] += 1 } },
  ])
  func assignments(test: Case) { test.run() }

  @Test(arguments: [
    Case("m[rows] =", .int32, [3, 4], [2, 2, 2, 2, 4, 5, 6, 7, 3, 3, 3, 3]) {
      assigned(m) { $0[rows] = [[1], [2], [3]] }
    },
    Case("m[far] =", .int32, [3, 4], [0, 1, 2, 3, -1, -1, -1, -1, 8, 9, 10, 11]) { assigned(m) { $0[far] = -1 } },
    Case("m[rows, rows] =", .int32, [3, 4], [-2, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -3]) {
      assigned(m) { $0[rows, rows] = [-1, -2, -3] }
    },
    Case("m[.all, rows] =", .int32, [3, 4], [-2, 1, -1, -3, -2, 5, -1, -3, -2, 9, -1, -3]) {
      assigned(m) { $0[.all, rows] = [-1, -2, -3] }
    },
    Case("m[1..., rows] =", .int32, [3, 4], [0, 1, 2, 3, -2, 5, -1, -3, -2, 9, -1, -3]) {
      assigned(m) { $0[1..., rows] = [-1, -2, -3] }
    },
    Case(
      "x[1, .all, rows] =", .float32, [2, 3, 4],
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -3, 13, 0, -6, -4, 17, -1, -7, -5, 21, -2, -8]
    ) { assigned(x) { $0[1, .all, rows] = -Tensor.arange(9).reshaped(3, 3) } },
    Case("m[Tensor(1)] =", .int32, [3, 4], [0, 1, 2, 3, 7, 7, 7, 7, 8, 9, 10, 11]) {
      assigned(m) { $0[Tensor(1)] = 7 }
    },
    Case("m[Tensor(-1), 0] =", .int32, [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, -5, 9, 10, 11]) {
      assigned(m) { $0[Tensor(-1), 0] = -5 }
    },
    Case("m[Tensor(9)] =", .int32, [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
      assigned(m) { $0[Tensor(9)] = 7 }
    },
    Case("m[uint8, 0] = -1", .int32, [3, 4], [0, 1, 2, 3, -1, 5, 6, 7, -1, 9, 10, 11]) {
      assigned(m) { $0[Tensor([1, 2], dtype: .uint8), 0] = -1 }
    },
    Case("no positions", .int32, [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
      assigned(m) { $0[Tensor.zeros([0], dtype: .int32)] = 5 }
    },
  ])
  func assignmentsAtPositions(test: Case) { test.run() }

  @Test(arguments: [
    Case("m[m > 6] = -1", .int32, [3, 4], [0, 1, 2, 3, 4, 5, 6, -1, -1, -1, -1, -1]) {
      assigned(m) { $0[$0 .> 6] = -1 }
    },
    Case("m[m > 8] =", .int32, [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, -1, -2, -3]) {
      assigned(m) { $0[m .> 8] = [-1, -2, -3] }
    },
    Case("m[mask] =", .int32, [3, 4], [5, 6, 7, 8, 4, 5, 6, 7, 5, 6, 7, 8]) {
      assigned(m) { $0[Tensor([true, false, true])] = [5, 6, 7, 8] }
    },
    Case("m[mask, 1] =", .int32, [3, 4], [0, -5, 2, 3, 4, 5, 6, 7, 8, -6, 10, 11]) {
      assigned(m) { $0[Tensor([true, false, true]), 1] = [-5, -6] }
    },
    Case("x[matrix of truths]", .float32, [3, 4], [0, 1, 2, 3, 8, 9, 10, 11, 20, 21, 22, 23]) {
      x[Tensor([[true, false, true], [false, false, true]])]
    },
    Case("x[0, .all, mask]", .float32, [3, 3], [0, 4, 8, 2, 6, 10, 3, 7, 11]) {
      x[0, .all, Tensor([true, false, true, true])]
    },
    Case("m[m < 0]", .int32, [0], []) { m[m .< 0] },
    Case("m[.ellipsis, mask]", .int32, [3, 1], [2, 6, 10]) { m[.ellipsis, Tensor([false, false, true, false])] },
  ])
  func masks(test: Case) { test.run() }

  @Test(arguments: [
    Case(
      "add", .float32, [2, 3, 4],
      [0, 1, 2, 3, 204, 5, 6, 107, 8, 9, 10, 11, 12, 13, 14, 15, 216, 17, 18, 119, 20, 21, 22, 23]
    ) { x.at[.all, 1, Tensor([0, 0, 3])].add(100) },
    Case("add 0.5", .int32, [3, 4], [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) { m.at[Tensor([0, 0]), 0].add(0.5) },
    Case("add to strides", .int32, [3, 4], [0, 11, 2, 13, 4, 5, 6, 7, 8, 19, 10, 21]) {
      m.at[.stride(by: 2), .stride(from: 1, by: 2)].add(10)
    },
    Case("subtract", .int32, [3, 4], [0, -5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) { m.at[Tensor([0, 0]), 1].subtract(3) },
    Case("multiply", .float32, [2, 3], [0, 0.5, 2, 3, 2, 5]) { f.at[.all, 1].multiply(by: 0.5) },
    Case("multiply twice", .float32, [2, 3], [0, 6, 20, 3, 4, 5]) {
      f.at[0, Tensor([1, 1, 2])].multiply(by: [2.0, 3.0, 10.0])
    },
    Case("divide", .float32, [3, 4], [0, 1, 2, 3, 4, 2.5, 3, 3.5, 8, 9, 10, 11]) { m.at[1, 1...].divide(by: 2) },
    Case("power", .float32, [2, 3], [0, 1, 2, 9, 16, 25]) { f.at[1].power(2) },
    Case("min", .int32, [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 3, 9, 10, 11]) { m.at[rows, 0].min(3) },
    Case("max", .int32, [3, 4], [0, 100, 2, 3, 4, 100, 6, 7, 8, 100, 10, 11]) {
      m.at[.all, Tensor([1, 1])].max([3, 100])
    },
    Case("max of a range", .int32, [3, 4], [0, 1, 2, 3, 6, 6, 6, 7, 8, 9, 10, 11]) { m.at[1..., ..<2].max(6) },
    Case("apply", .int32, [3, 4], [0, 10, 20, 30, 4, 5, 6, 7, 8, 9, 10, 11]) { m.at[0].apply { $0 * 10 } },
    Case("set, clip", .int32, [3, 4], [-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1]) {
      m.at[far].set(-1, mode: .clip)
    },
    Case("add to a mask", .int32, [3, 4], [0, 1, 2, 3, 4, 5, 6, 17, 18, 19, 20, 21]) { m.at[m .> 6].add(10) },
    Case("get, fillOrDrop", .int32, [3, 4], [Double](repeating: -2_147_483_648, count: 8) + [4, 5, 6, 7]) {
      m.at[far].get(mode: .fillOrDrop)
    },
    Case("get, 7", .float32, [2, 3], [7, 7, 1, 7, 7, 4]) { f.at[.all, far].get(mode: .fillOrDrop, fillValue: 7) },
    Case("putAlong", .float32, [2, 3], [9, 1, 2, 3, 4, 9]) { f.putAlong(Tensor([[0], [-1]]), 9, axis: 1) },
    Case("putAlong of rows", .float32, [2, 3], [0, 8, 9, 7, 4, 5]) {
      f.putAlong(Tensor([[1, 0, 0]]), [[7, 8, 9]], axis: 0)
    },
  ])
  func updates(test: Case) { test.run() }

  @Test(arguments: [
    Case("dynamicSlice", .int32, [2, 2], [5, 6, 9, 10]) { m.dynamicSlice(at: [Tensor(7), 1], sizes: [2, 2]) },
    Case("dynamicSlice of an axis", .int32, [3, 2], [1, 2, 5, 6, 9, 10]) { m.dynamicSlice(at: -3, size: 2, axis: 1) },
    Case("updatingSlice", .int32, [3, 4], [0, 1, 2, 3, 4, 5, -1, -2, 8, 9, -3, -4]) {
      m.updatingSlice(at: [1, 9], with: [[-1, -2], [-3, -4]])
    },
    Case("updatingSlice of an axis", .int32, [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, -1, -1, -1, -1]) {
      m.updatingSlice(at: -1, with: Tensor.full([1, 4], -1), axis: 0)
    },
  ])
  func dynamicSlices(test: Case) { test.run() }

  /// An assignment changes one variable; others that hold the same tensor keep their values.
  @Test func assignmentsHaveValueSemantics() {
    var first = Tensor([1, 2, 3])
    let second = first
    first[0] = 9
    #expect(first.scalars(Int32.self) == [9, 2, 3])
    #expect(second.scalars(Int32.self) == [1, 2, 3])
  }

  @Test func mistakesAreErrors() {
    let mistakes: [(String, (inout Tensor) -> Void)] = [
      ("index 3 is out of range", { $0[3] = 0 }),
      ("expected a shape that broadcasts to [4]", { $0[0] = [1, 2] }),
      ("expected a mask of shape [3], got [2]", { $0[Tensor([true, false])] = 0 }),
      ("expected a shape of at least", { $0[0] = Tensor.zeros([2, 4]) }),
      ("to be at most 2, got 3", { $0[0, 0, 0] = 1 }),
      ("positions of an integer dtype", { $0[Tensor([0.5])] = 1 }),
    ]
    for (message, mistake) in mistakes {
      var tensor = m
      do {
        try withTensorErrors { mistake(&tensor) }
        Issue.record("no error: \(message)")
      } catch {
        #expect("\(error)".contains(message), "\(error)")
      }
    }
  }
}

/// Updates under transformations.
@Suite struct TracedUpdateTests {
  private let x = Tensor([1.0, 2, 3, 4], dtype: .float64)

  @Test func gradientsOfUpdates() throws {
    let positions = Tensor([1, 1, 3])
    let set = { (x: Tensor, v: Tensor) in (x.at[positions].set(v) * Tensor([1, 10, 100, 1000])).sum() }
    let (_, ofSet) = try vjp(set, at: x, Tensor([5.0, 6, 7], dtype: .float64))
    let slopes = try ofSet(Tensor(1.0, dtype: .float64))
    #expect(slopes.0.scalars(Double.self) == [1, 0, 100, 0])
    #expect(slopes.1.scalars(Double.self) == [0, 10, 1000])
    let assigned = { (x: Tensor) in
      var y = x * x
      y[1..<3] = 2 * x[2...]
      y[0] += y[3]
      return y.sum()
    }
    // x0² + 2 x3² + 2 x2 + 2 x3
    #expect(try grad(assigned)(x).scalars(Double.self) == [2, 0, 2, 18])
    #expect(try jit(grad(assigned))(x).scalars(Double.self) == [2, 0, 2, 18])
  }

  /// The position and the mask are known only when the compiled function runs.
  @Test func tracedPositionsAndMasks() throws {
    let write = jit { (x: Tensor, i: Tensor) in
      var y = x
      y[i] = y[i] * 10
      y[y .> 25] = 0
      return y
    }
    #expect(try write(x, Tensor(1)).scalars(Double.self) == [1, 20, 3, 4])
    #expect(try write(x, Tensor(-1)).scalars(Double.self) == [1, 2, 3, 0])
    #expect(try write(x, Tensor(7)).scalars(Double.self) == [1, 2, 3, 4])
  }

  @Test func batchesOfUpdates() throws {
    let batch = stacked([x, x * 10])
    let add = { (x: Tensor, i: Tensor, v: Tensor) in x.at[i].add(v) }
    let positions = Tensor([[0, 0], [3, 9]])
    let both = try jit(vmap(add))(batch, positions, Tensor([[1.0, 2], [3, 4]], dtype: .float64))
    #expect(both.scalars(Double.self) == [4, 2, 3, 4, 10, 20, 30, 43])
    let ofOne = try vmap(add, in: nil, 0, nil)(x, positions, Tensor(1.0, dtype: .float64))
    #expect(ofOne.scalars(Double.self) == [3, 2, 3, 4, 1, 2, 3, 5])
    let slope = { (x: Tensor, i: Tensor) in try grad { (x: Tensor) in square(x.at[i].multiply(by: x[0])).sum() }(x) }
    #expect(try vmap(slope, in: nil, 0)(x, Tensor([1, 2])).scalars(Double.self) == [10, 4, 6, 8, 20, 4, 6, 8])
  }

  @Test func masksThatAreNotKnownAreErrors() throws {
    let pick = { (x: Tensor) in x[x .> 1].sum() }
    #expect(try grad(pick)(x).scalars(Double.self) == [0, 1, 1, 1])
    do {
      _ = try jit(pick)(x)
      Issue.record("no error")
    } catch {
      #expect("\(error)".contains("`which(mask, a, b)`"), "\(error)")
      #expect("\(error)".contains("`nonzero(size:)`"))
    }
  }

  @Test func updatesOfSymbolicSizes() throws {
    let b = Dimension.symbol("b")
    let types = [TensorType(.float32, [b, 4]), TensorType(.float32, [4]), TensorType(.int32, [])]
    let program = try traceProgram(types) { operands in
      var x = operands[0]
      x[0] = operands[1]
      x[-1, 1...] = 7
      x[operands[2], 0] = 5
      x[.stride(by: 2), 1] = 9
      x[.stride(by: -1)] = x + 1
      return [x.at[Tensor([0, 9])].add(1)]
    }.program
    #expect(program.outputTypes == [types[0]])
  }
}
