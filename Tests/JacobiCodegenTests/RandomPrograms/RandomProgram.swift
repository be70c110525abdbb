import JacobiCore
import JacobiPrimitives

/// Writes a random program that is well-typed and whose results rounding does not decide.
struct RandomProgram {
  struct Value {
    var atom: Atom
    var bound: ValueBound
    var type: TensorType { atom.type }
    var sizes: [Int] { atom.type.shape.sizes }
  }

  static let longestWhile = 6
  static let dtypes: [DType] = [
    .float32, .float32, .float32, .float64, .int32, .int32, .int64, .uint8, .bool, .bfloat16,
    .float16, .complex64,
  ]

  var random: RandomSource
  /// How many loops may be nested.
  let depth: Int
  let largestCount: Int
  private(set) var builder = ProgramBuilder()
  private(set) var pool: [Value] = []

  init(_ random: RandomSource, depth: Int, largestCount: Int = 4000) {
    self.random = random
    self.depth = depth
    self.largestCount = largestCount
  }

  /// The program of a seed; each fifteenth is one of few operations on so many elements that loops are shared out.
  static func program(seed: Int) -> (program: Program, bounds: [ValueBound]) {
    let random = RandomSource(seed: seed)
    let isLarge = seed % 15 == 7
    var generator = RandomProgram(random, depth: isLarge ? 0 : 2, largestCount: isLarge ? 500_000 : 4000)
    let shape = isLarge ? generator.random.element([[300, 401], [130_001], [7, 150, 120], [60_001, 2]]) : nil
    generator.addInputs(generator.random.integer(1...4), shape: shape)
    generator.addEquations(isLarge ? generator.random.integer(1...5) : generator.random.integer(1...22))
    let program = generator.finish()
    return (program, program.inputTypes.map { RandomSource.bound($0.dtype) })
  }

  // MARK: Inputs and outputs

  mutating func input(_ type: TensorType, _ bound: ValueBound) {
    pool.append(Value(atom: .variable(builder.input(type)), bound: ValueBound(of: type.dtype) ?? bound))
  }

  private mutating func addInputs(_ count: Int, shape: [Int]?) {
    let base = shape ?? randomShape()
    let main = random.element(RandomProgram.dtypes)
    for number in 0..<count {
      let sizes = number == 0 ? base : random.isTrue(oneIn: 2) ? base : random.some(base)
      let dtype = random.isTrue(oneIn: 2) ? main : random.element(RandomProgram.dtypes)
      input(TensorType(dtype, Shape(sizes)), RandomSource.bound(dtype))
    }
  }

  mutating func randomShape() -> [Int] {
    while true {
      let sizes = (0..<random.integer(0...4)).map { _ in
        random.isTrue(oneIn: 12) ? random.integer(0...1) : random.element([1, 2, 3, 5, 8, 17, 40])
      }
      if sizes.reduce(1, *) <= 2000 { return sizes }
    }
  }

  private mutating func finish() -> Program {
    var outputs: [Atom] = []
    for _ in 0..<random.integer(1...4) {
      // Late values, for they depend on most; sometimes any value or a constant.
      let value =
        random.isTrue(oneIn: 4) ? random.element(pool) : pool[max(0, pool.count - 1 - random.integer(0...3))]
      outputs.append(random.isTrue(oneIn: 25) ? .constant(random.value(value.type)) : value.atom)
    }
    return alive(builder.program(returning: outputs))
  }

  /// Mostly without dead code, whose reads keep values in memory.
  private mutating func alive(_ program: Program) -> Program {
    random.isTrue(oneIn: 4) ? program : program.removingDeadCode().program
  }

  // MARK: Equations

  mutating func addEquations(_ count: Int) {
    let end = builder.equations.count + count
    for _ in 0..<count * 12 where builder.equations.count < end {
      let before = pool.count
      addOperation()
      if random.isTrue(oneIn: 2) { forget(from: before) }
    }
  }

  /// Lets values be used no more but for the last one, so that many are used once, and their memory becomes free.
  private mutating func forget(from first: Int) {
    if pool.count > first + 1 { pool.removeSubrange(first..<pool.count - 1) }
    let inputCount = builder.inputs.count
    if pool.count > inputCount + 2 { pool.remove(at: random.integer(inputCount...pool.count - 2)) }
  }

  /// Adds an equation, unless its types do not fit or its results could not be compared.
  @discardableResult
  mutating func append(_ primitive: any Primitive, _ operands: [Value]) -> [Value]? {
    var copy = builder
    guard let atoms = try? copy.append(primitive, operands.map(\.atom)),
      atoms.allSatisfy({ $0.type.elementCount <= largestCount && $0.type.shape.rank <= 5 }),
      let bounds = copy.equations.last!.bounds(operands.map(\.bound))
    else { return nil }
    builder = copy
    let values = zip(atoms, bounds).map { Value(atom: $0, bound: $1) }
    pool += values
    return values
  }

  mutating func program(returning values: [Value]) -> Program { alive(builder.program(returning: values.map(\.atom))) }

  // MARK: Operands

  /// Mostly a late value, so that programs are deep.
  mutating func anyValue() -> Value {
    random.isTrue(oneIn: 2) ? random.element(pool) : pool[max(0, pool.count - 1 - random.integer(0...2))]
  }

  mutating func value(where accepts: (TensorType) -> Bool) -> Value? {
    let candidates = pool.filter { accepts($0.type) }
    return candidates.isEmpty ? nil : random.element(candidates)
  }

  mutating func constant(_ type: TensorType) -> Value {
    Value(atom: .constant(random.value(type)), bound: RandomSource.bound(type.dtype))
  }

  /// A value of the type: another one, one made by a broadcast, or a constant.
  mutating func operand(_ type: TensorType) -> Value {
    if !random.isTrue(oneIn: 5), let value = value(where: { $0 == type }) { return value }
    let sizes = type.shape.sizes
    if random.isTrue(oneIn: 2), let small = value(where: { $0.dtype == type.dtype && $0.shape.rank < sizes.count }) {
      var axes: [Int] = []
      for size in small.sizes {
        let first = (axes.last ?? -1) + 1
        guard let axis = (first..<max(first, sizes.count)).first(where: { sizes[$0] == size || size == 1 }) else {
          break
        }
        axes.append(axis)
      }
      if axes.count == small.sizes.count,
        let result = append(BroadcastInDim(to: type.shape, dimensions: axes), [small])
      {
        return result[0]
      }
    }
    if type.elementCount > 64 || random.isTrue(oneIn: 2) {
      let scalar = constant(TensorType(type.dtype, []))
      if let result = append(BroadcastInDim(to: type.shape, dimensions: []), [scalar]) { return result[0] }
    }
    return constant(type)
  }

  /// A scalar integer.
  mutating func index() -> Value {
    if let value = value(where: { $0.dtype.integerLimits != nil && $0.shape.rank == 0 }), !random.isTrue(oneIn: 4) {
      return value
    }
    return constant(TensorType(random.element([.int32, .int64, .uint8]), []))
  }
}
