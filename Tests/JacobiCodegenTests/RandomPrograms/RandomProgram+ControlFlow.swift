import JacobiCore
import JacobiPrimitives

extension RandomProgram {
  mutating func addControlFlow() {
    guard depth > 0 else { return }
    switch random.integer(0...6) {
    case 0...3: addScan()
    case 4: addWhile()
    case 5: addSwitch()
    default: addCall()
    }
  }

  /// What is assumed of a loop's operands while its body is written; the loop as a whole is checked afterwards.
  private static func assumedBound(_ type: TensorType) -> ValueBound {
    ValueBound(magnitude: 3, error: 2 * ValueBound.rounding(type.dtype))
  }

  private mutating func someValues(_ range: ClosedRange<Int>) -> [Value] {
    (0..<random.integer(range)).map { _ in anyValue() }
  }

  /// A body's generator, with inputs of these types.
  private mutating func body(_ types: [TensorType]) -> RandomProgram {
    var body = RandomProgram(RandomSource(seed: random.integer(0...1 << 40)), depth: depth - 1, largestCount: 1000)
    for type in types { body.input(type, RandomProgram.assumedBound(type)) }
    if body.pool.isEmpty { body.emptyPool() }
    return body
  }

  private mutating func emptyPool() {
    _ = scalarBroadcast(3, TensorType(.int32, []))
  }

  /// The next value of a carry: mostly one of the same type that the body has computed, sometimes one made from it.
  private mutating func next(_ type: TensorType, own: Int) -> Value {
    if random.isTrue(oneIn: 5) { return pool[own] }
    let recent = pool.last { $0.type == type && $0.atom != pool[own].atom }
    var value = random.isTrue(oneIn: 3) ? recent ?? pool[own] : operand(type)
    if type.dtype.isFloating, random.isTrue(oneIn: 2) { value = append(Tanh(), [value])?[0] ?? value }
    if random.isTrue(oneIn: 4), type.shape.rank > 0 {
      let sizes = type.shape.sizes.map { random.isTrue(oneIn: 2) ? min($0, 2) : max($0 - 1, 0) }
      value = addUpdate(random.isTrue(oneIn: 2) ? pool[own] : value, sizes) ?? value
    }
    return value
  }

  private mutating func addScan() {
    let (constants, carries) = (someValues(0...2), someValues(0...3))
    let length = random.element([0, 1, 2, 3, 5])
    let elements = pool.filter { $0.sizes.first == length }.shuffled(using: &random).prefix(random.integer(0...2))
    var body = body(
      (constants + carries).map(\.type) + elements.map { $0.type.with(shape: $0.type.shape.removing(axes: [0])) })
    body.addEquations(random.integer(1...8))
    var outputs: [Value] = []
    for (number, carry) in carries.enumerated() { outputs.append(body.next(carry.type, own: constants.count + number)) }
    for _ in 0..<random.integer(carries.isEmpty ? 1...2 : 0...2) { outputs.append(body.anyValue()) }
    append(
      Scan(
        body.program(returning: outputs), constantCount: constants.count, carryCount: carries.count,
        length: Dimension(length), isReversed: random.isTrue(oneIn: 2)),
      constants + carries + elements)
  }

  private mutating func addWhile() {
    let (constants, carries) = (someValues(0...2), someValues(0...3))
    let counter = TensorType(.int32, [])
    let types = carries.map(\.type)
    var body = body(constants.map(\.type) + types + [counter])
    body.addEquations(random.integer(1...8))
    var outputs: [Value] = []
    for (number, type) in types.enumerated() { outputs.append(body.next(type, own: constants.count + number)) }
    let one = Value(atom: .constant(TensorValue(scalar: Int32(1))), bound: RandomSource.bound(.int32))
    guard let increased = body.append(Add(), [body.pool[constants.count + types.count], one]) else { return }
    var condition = ProgramBuilder()
    let inputs = (constants.map(\.type) + types + [counter]).map { condition.input($0) }
    let limit = Atom.constant(TensorValue(scalar: Int32(random.integer(-1...RandomProgram.longestWhile))))
    guard let goesOn = try? condition.append(Less(), [.variable(inputs.last!), limit]) else { return }
    let start = Value(atom: .constant(TensorValue(scalar: Int32(0))), bound: RandomSource.bound(.int32))
    append(
      While(
        condition: condition.program(returning: goesOn), body: body.program(returning: outputs + increased),
        constantCount: constants.count),
      constants + carries + [start])
  }

  private mutating func addSwitch() {
    let operands = someValues(1...3)
    var branches: [Program] = []
    // Often a branch gives one of its operands, changed or not.
    let types = (0..<random.integer(1...2)).map { number in
      number < operands.count && !random.isTrue(oneIn: 3) ? operands[number].type : anyValue().type
    }
    for _ in 0..<random.integer(1...3) {
      var branch = body(operands.map(\.type))
      branch.addEquations(random.integer(0...6))
      var outputs: [Value] = []
      for (number, type) in types.enumerated() {
        let isChanged = number < operands.count && operands[number].type == type && !random.isTrue(oneIn: 4)
        outputs.append(isChanged ? branch.next(type, own: number) : branch.operand(type))
      }
      branches.append(branch.program(returning: outputs))
    }
    let selector = operand(TensorType(.int32, []))
    append(Switch(branches), [selector] + operands)
  }

  private mutating func addCall() {
    let operands = someValues(1...3)
    var body = body(operands.map(\.type))
    body.addEquations(random.integer(1...6))
    let outputs = [body.anyValue(), body.anyValue()]
    append(Call(body.program(returning: outputs), name: "inner"), operands)
  }
}
