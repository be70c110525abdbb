import Jacobi

/// How the loops and branches of a realistic function are carried out.
enum Loops {
  /// By the library's primitives.
  case structured
  /// By Swift's own statements on concrete values: the specification.
  case unrolled

  /// The carry after all rows of `inputs`, and what the steps returned, stacked.
  func scan<Carry: PyTree>(
    over inputs: Tensor, from initial: Carry, _ step: @escaping (Carry, Tensor) throws -> (Carry, Tensor)
  ) throws -> (Carry, Tensor) {
    guard self == .unrolled else { return try Jacobi.scan(over: inputs, from: initial, step) }
    var carry = initial
    var outputs: [Tensor] = []
    for row in 0..<inputs.shape[0].known! {
      let (next, output) = try step(carry, inputs[row])
      carry = next
      outputs.append(output)
    }
    return (carry, stacked(outputs))
  }

  /// The state after a number of steps.
  func iterate<State: PyTree>(
    _ count: Int, from initial: State, _ step: @escaping (State) throws -> State
  ) throws -> State {
    guard self == .unrolled else { return try forLoop(0..<count, from: initial) { _, state in try step(state) } }
    var state = initial
    for _ in 0..<count { state = try step(state) }
    return state
  }

  /// The first state for which `condition` is false.
  func loop<State: PyTree>(
    from initial: State, while condition: @escaping (State) throws -> Tensor,
    do step: @escaping (State) throws -> State
  ) throws -> State {
    guard self == .unrolled else { return try whileLoop(from: initial, while: condition, do: step) }
    var state = initial
    while try condition(state).item(Bool.self) { state = try step(state) }
    return state
  }

  /// One of several functions of a tensor.
  func choose(
    _ index: Tensor, of branches: [(Tensor) throws -> Tensor], _ operand: Tensor
  ) throws -> Tensor {
    guard self == .unrolled else { return try switchCase(index, operand, branches) }
    return try branches[index.asType(.int32).item(Int.self)](operand)
  }
}
