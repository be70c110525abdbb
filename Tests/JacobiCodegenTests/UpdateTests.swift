import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

@testable import JacobiCodegen

@Suite struct UpdateTests {
  private let zero = Tensor(0, dtype: .int32)

  @Test func updatesOfANumberFollowEachOther() throws {
    try check([f32(1), f32(1), f32(0)]) { x in
      let first = DynamicUpdateSlice().results([Tanh()(x[0]), x[1], zero])[0]
      let second = DynamicUpdateSlice().results([first, x[2], zero])[0]
      return [DynamicUpdateSlice().results([second, x[2], zero])[0]]
    }
  }

  @Test func updatesOfACarriedNumberFollowEachOther() throws {
    let body = try traceProgram([f32(0), f32(1), f32(1)], name: "body") { x in
      let first = DynamicUpdateSlice().results([x[1], Add()(x[1], x[2]), zero])[0]
      return [DynamicUpdateSlice().results([first, x[0], zero])[0], Reshape(to: [])(first)]
    }.program
    try check([f32(0), f32(1), f32(6, 1)]) { x in
      Scan(body, constantCount: 1, carryCount: 1, length: 6).results(x)
    }
  }
}

/// What is read where a guard does not hold.
@Suite struct GuardedLoadTests {
  private let program: Program

  init() throws {
    program = try traceProgram([TensorType(.int32, [5, 7])], name: "test") { x in
      let widths = [Pad.Widths(before: 2, after: 1, interior: 1), Pad.Widths(before: -1, after: 3, interior: 0)]
      let padded = Pad(widths: widths)(x[0], Tensor(7, dtype: .int32))
      return [Div()(padded, Rev(axes: [1])(padded)), Rem()(Rev(axes: [0])(padded), padded)]
    }.program
  }

  @Test func divisionsOfWhatIsNotReadAreHarmless() throws {
    try check([TensorType(.int32, [5, 7])]) { x in try program.evaluate(x) }
  }

  @Test func nothingUndefinedIsRead() throws {
    let text = try compiler().ir(of: program)
    #expect(!text.contains("alloca"))
    // A position outside of its array is computed, though nothing is read there.
    #expect(text.contains(/getelementptr i32/))
  }
}

/// Updates of what nobody else reads take time for what they write only.
@Suite struct InPlaceTests {
  private let zero = Tensor(0, dtype: .int32)
  private let counter = TensorType(.int32, [])

  /// A loop over numbers that changes a large value in each step.
  private func loop(
    _ type: TensorType, steps: Int, _ change: (_ value: Tensor, _ step: Tensor) throws -> Tensor
  ) throws -> Program {
    let body = try traceProgram([type, counter], name: "body") { x in [try change(x[0], x[1])] }.program
    return try traceProgram([type, TensorType(.int32, [Dimension(steps)])], name: "loop") { x in
      Scan(body, constantCount: 0, carryCount: 1, length: Dimension(steps)).results(x)
    }.program
  }

  /// Whether a step copies or computes nothing of the size of the carried value.
  private func isInPlace(_ program: Program) throws -> Bool {
    let layout = try ProgramLayout(program, compiler().context)
    for case .programs(let bodies, _) in layout.operations.values {
      for (number, scan) in program.equations.enumerated() {
        guard case .programs = layout.operations[number], scan.primitive is Scan else { continue }
        let memory = CarryMemory(bodies[0], firstInput: 0, count: 1, shared: [])
        guard case .inPlace = memory.places[0] else { return false }
        return bodies[0].arena.byteCount < 4096
      }
    }
    return false
  }

  private func scatter(_ scatter: some ScatterPrimitive, _ value: Tensor, _ step: Tensor) -> Tensor {
    let index = Reshape(to: [1, 1])(step)
    let row = BroadcastInDim(to: [1, 8], dimensions: [])(ConvertElementType(to: .float32)(step))
    return scatter.results([value, index, row])[0]
  }

  private let rows = GatherDimensions(offset: [1], collapsed: [0], start: [0])

  @Test func updatesInBranchesHappenInPlace() throws {
    let type = f32(3000)
    func branch(_ number: Int) throws -> Program {
      try traceProgram([type, counter], name: "branch") { x in
        let part = DynamicSlice(sizes: [2]).results([x[0], x[1]])[0]
        return number == 0 ? [x[0]] : [DynamicUpdateSlice().results([x[0], Neg()(part), x[1]])[0]]
      }.program
    }
    let choice = try Switch([branch(0), branch(1), branch(2)])
    let program = try loop(type, steps: 9) { value, step in
      choice.results([And()(step, Tensor(3, dtype: .int32)), value, step])[0]
    }
    #expect(try isInPlace(program))
    try check([type, TensorType(.int32, [9])]) { x in try program.evaluate(x) }
  }

  @Test func updatesInInnerLoopsHappenInPlace() throws {
    let type = f32(3000)
    let inner = try traceProgram([counter, type, counter], name: "inner") { x in
      let number = Reshape(to: [1])(ConvertElementType(to: .float32)(Add()(x[0], x[2])))
      return [DynamicUpdateSlice().results([x[1], number, x[2]])[0]]
    }.program
    let numbers = Iota(TensorType(.int32, [4]), axis: 0)
    let program = try loop(type, steps: 7) { value, step in
      Scan(inner, constantCount: 1, carryCount: 1, length: 4).results([step, value, numbers.results([])[0]])[0]
    }
    #expect(try isInPlace(program))
    try check([type, TensorType(.int32, [7])]) { x in try program.evaluate(x) }
  }

  /// The memory of a carried value whose last form nobody reads is in use until the loop ends.
  @Test func carriedValuesThatNobodyReadAtTheEndKeepTheirMemory() throws {
    let type = f32(100)
    let body = try traceProgram([type, type, f32(), counter], name: "body") { x in
      let (first, second) = (DynamicSlice(sizes: [1])(x[0], x[3]), DynamicSlice(sizes: [1])(x[1], x[3]))
      let sum = Add()(x[2], Reshape(to: [])(Sub()(first, second)))
      let next = Add()(x[3], Tensor(1, dtype: .int32))
      return [
        DynamicUpdateSlice().results([x[0], Reshape(to: [1])(x[2]), next])[0],
        DynamicUpdateSlice().results([x[1], Reshape(to: [1])(Neg()(x[2])), next])[0], sum,
      ]
    }.program
    try check([type, type, TensorType(.int32, [90])]) { x in
      let seven = Tensor([7], dtype: .float32)
      let values = x.prefix(2).map { DynamicUpdateSlice().results([Tanh()($0), seven, zero])[0] }
      return [
        Scan(body, constantCount: 0, carryCount: 3, length: 90)
          .results(values + [Tensor(0, dtype: .float32), x[2]])[2]
      ]
    }
  }

  @Test func scattersHappenInPlace() throws {
    let type = f32(500, 8)
    let scatters: [any ScatterPrimitive] = [
      Scatter(dimensions: rows), ScatterAdd(dimensions: rows), ScatterSub(dimensions: rows, mode: .clip),
      ScatterMul(dimensions: rows), ScatterMin(dimensions: rows), ScatterMax(dimensions: rows),
    ]
    for scatter in scatters {
      let program = try loop(type, steps: 30) { value, step in self.scatter(scatter, value, step) }
      #expect(try isInPlace(program))
      try check([type, TensorType(.int32, [30])]) { x in try program.evaluate(x) }
    }
  }

  @Test func scattersThatReadWhatTheyOverwriteCopyIt() throws {
    try check([f32(40, 8), TensorType(.int32, [60, 1])]) { x in
      let y = Tanh()(x[0])
      let read = Gather(dimensions: rows, sliceSizes: [1, 8], mode: .clip)(y, x[1])
      return [ScatterAdd(dimensions: rows, mode: .clip).results([y, x[1], read])[0]]
    }
  }

  @Test func updatesOfOneElementTakeEffectInTheirOrder() throws {
    // Windows overlap, and their axis comes before that of the indices.
    let dimensions = GatherDimensions(offset: [0], collapsed: [], start: [0])
    try check([f32(30), TensorType(.int32, [20, 1]), f32(5, 20)]) { x in
      [
        Scatter(dimensions: dimensions).results([x[0], Abs()(x[1]), x[2]])[0],
        ScatterMul(dimensions: dimensions, mode: .clip).results([x[0], x[1], x[2]])[0],
      ]
    }
  }

  @Test func operandsOfBranchesAreNotOverwrittenWhileTheyAreNeeded() throws {
    let type = f32(100)
    let branches = try [1, 2].map { number in
      try traceProgram([type, counter], name: "branch") { x in
        let update = BroadcastInDim(to: [3], dimensions: [])(Tensor(Float(number)))
        return [DynamicUpdateSlice().results([x[0], update, x[1]])[0], Rev(axes: [0])(x[0])]
      }.program
    }
    try check([type, counter]) { x in
      let y = Tanh()(x[0])
      let changed = Switch(branches).results([x[1], y, x[1]])
      return changed + [Neg()(y)]
    }
    let program = try loop(type, steps: 5) { value, step in
      let changed = Switch(branches).results([step, value, step])
      return Add()(changed[0], changed[1])
    }
    try check([type, TensorType(.int32, [5])]) { x in try program.evaluate(x) }
  }

  @Test func inputsOfProgramsAreNotOverwritten() throws {
    let type = f32(100)
    let program = try loop(type, steps: 3) { value, step in self.scatterNumber(value, step) }
    let input = sample(type, seed: 4)
    let before = input.scalars(as: Float.self)
    let numbers = TensorValue([Int32(1), 2, 3], shape: [3])
    let executable = try compiler().compile(program)
    let first = try executable.run([input, numbers])[0].scalars(as: Float.self)
    #expect(input.scalars(as: Float.self) == before)
    #expect(try executable.run([input, numbers])[0].scalars(as: Float.self) == first)
  }

  private func scatterNumber(_ value: Tensor, _ step: Tensor) -> Tensor {
    ScatterAdd(dimensions: GatherDimensions(offset: [], collapsed: [0], start: [0]))
      .results([value, Reshape(to: [1])(step), ConvertElementType(to: .float32)(step)])[0]
  }

  @Test func aStepTakesTimeForWhatItWrites() throws {
    func time(_ count: Int) throws -> Duration {
      let type = f32(count)
      let program = try loop(type, steps: 2000) { value, step in self.scatterNumber(value, step) }
      let executable = try compiler().compile(program)
      let inputs = [sample(type, seed: 1), sample(TensorType(.int32, [2000]), seed: 2)]
      _ = try executable.run(inputs)
      return try (0..<5).map { _ in try ContinuousClock().measure { _ = try executable.run(inputs) } }.min()!
    }
    // A copy of it in each step would take a hundred times as long for a hundred times as many elements.
    let (small, large) = (try time(2000), try time(200_000))
    #expect(large < small * 20 + .milliseconds(2), "\(small) and \(large)")
  }
}
