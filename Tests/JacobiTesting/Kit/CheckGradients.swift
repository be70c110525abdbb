import JacobiCore
import JacobiGrad

/// The modes of differentiation to check.
public struct DifferentiationModes: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `jvp`
  public static let forward = DifferentiationModes(rawValue: 1)
  /// `vjp` and `grad`
  public static let reverse = DifferentiationModes(rawValue: 2)
  /// Both modes.
  public static let all: DifferentiationModes = [.forward, .reverse]
}

/// Compares the derivatives of a function with differences of its values.
///
///     let failures = try checkGradients(loss, at: model)
///     #expect(failures == [])
///
/// Differences are taken in random directions, in `float64`: floating leaves of the point are converted to `float64`, complex ones
/// to `complex128`; integers and Booleans stay, and are constants. The function has to follow: converting to a narrower dtype
/// inside makes its values too coarse for differences. At the point and within a few thousandths of it, it has to be
/// smooth and of moderate size.
///
/// - Parameters:
///   - function: takes and returns trees. Only its results of `float64` and `complex128` are looked at.
///   - point: the argument at which derivatives are taken.
///   - order: 1, or 2 to check the derivatives of each first derivative as well, in all combinations of `modes`.
///   - modes: forward mode, reverse mode, or both.
///   - tolerance: the error that is allowed, relative to the derivative or to 1, whichever is larger.
///   - seed: chooses the directions.
/// - Returns: what is wrong: the path of the leaf in the argument or the result, the index of the element, the expected and the
///   actual derivative. Empty if all is well.
/// - Throws: the first `TensorError` of the function, or what it throws; `TensorError.nonDifferentiable`
///   if no leaf of the point is floating or complex, `TensorError.dtypeMismatch` if no result is of `float64` or
///   `complex128`, and `TensorError.invalidArgument` for another order, or no mode.
public func checkGradients<Argument: PyTree, Result>(
  _ function: @escaping (Argument) throws -> Result, at point: Argument, order: Int = 1,
  modes: DifferentiationModes = .all, tolerance: Double = 1e-7, seed: UInt64 = 0
) throws -> [Failure] {
  try failures(function, at: point, order: order, modes: modes, tolerance: tolerance, seed: seed)
}

/// Compares the derivatives of a function of several arguments with differences of its values; paths begin with the number
/// of the argument, such as `.1.weight`.
public func checkGradients<Result, First: PyTree, Second: PyTree, each Rest: PyTree>(
  _ function: @escaping (First, Second, repeat each Rest) throws -> Result, at first: First, _ second: Second,
  _ rest: repeat each Rest, order: Int = 1, modes: DifferentiationModes = .all, tolerance: Double = 1e-7,
  seed: UInt64 = 0
) throws -> [Failure] {
  try failures(
    ofTuple(function), at: (first, second, repeat each rest), order: order, modes: modes, tolerance: tolerance,
    seed: seed)
}

/// Compares the derivatives of a transformed function with differences of its values.
public func checkGradients<Argument: PyTree, Result>(
  _ function: Fn<Result, Argument>, at point: Argument, order: Int = 1, modes: DifferentiationModes = .all,
  tolerance: Double = 1e-7, seed: UInt64 = 0
) throws -> [Failure] {
  try checkGradients(
    { (argument: Argument) in try function(argument) }, at: point, order: order, modes: modes, tolerance: tolerance,
    seed: seed)
}

private func failures<Argument, Result>(
  _ function: @escaping (Argument) throws -> Result, at point: Argument, order: Int, modes: DifferentiationModes,
  tolerance: Double, seed: UInt64
) throws -> [Failure] {
  try withTensorErrors {
    guard (1...2).contains(order) else {
      throw TensorError.invalidArgument(
        name: "order", expected: "1 or 2", actual: "\(order)", operation: Operation("checkGradients"))
    }
    guard !modes.isDisjoint(with: .all) else {
      throw TensorError.invalidArgument(
        name: "modes", expected: "forward mode, reverse mode or both", actual: "none",
        operation: Operation("checkGradients"))
    }
    let check = try DerivativeCheck(ofTreeFunction: function, at: point, tolerance: tolerance)
    var sampler = Sampler(SeededGenerator(seed: seed, stream: "checkGradients"))
    let messages = try check.messages(order: order, modes: modes, sampler: &sampler)
    let backend = try Backends.current.name
    return messages.map { Failure(subject: "function", driver: "checkGradients", backend: backend, message: $0) }
  }
}

private func ofTuple<Result, each Argument>(
  _ function: @escaping (repeat each Argument) throws -> Result
) -> ((repeat each Argument)) throws -> Result {
  { arguments in try function(repeat each arguments) }
}

extension DerivativeCheck {
  fileprivate init<Argument, Result>(
    ofTreeFunction function: @escaping (Argument) throws -> Result, at point: Argument, tolerance: Double
  ) throws {
    let name = "checkGradients"
    let (leaves, structure) = try flattenTree(point, for: name)
    let positions = leaves.indices.filter { leaves[$0].dtype.isInexact }
    guard !positions.isEmpty else {
      throw TensorError.nonDifferentiable(
        path: structure.leafPaths.first ?? "", dtype: leaves.first?.dtype ?? .bool, operation: Operation(name))
    }
    let leafFunction: TensorFunction = { arguments in
      var tensors = leaves
      for (position, argument) in zip(positions, arguments) { tensors[position] = argument }
      let argument = try unflattenTree(Argument.self, leaves: tensors, structure: structure, for: name)
      let results = try flattenTree(function(argument), for: name).leaves
      let wide = results.filter(\.isWide)
      guard !wide.isEmpty || results.contains(where: \.isInvalid) else {
        throw TensorError.dtypeMismatch(
          expected: "a result of float64 or complex128, without which there is nothing to check",
          actual: "results of \(results.map(\.dtype))", operation: Operation(name))
      }
      return wide
    }
    self.init(
      function: leafFunction, point: try concrete(positions.map { leaves[$0] }).map(\.widened),
      names: positions.map { structure.leafPaths[$0].isEmpty ? "the argument" : structure.leafPaths[$0] },
      tolerance: tolerance)
  }

  /// What is wrong with the derivatives up to an order.
  fileprivate func messages(
    order: Int, modes: DifferentiationModes, sampler: inout Sampler
  ) throws -> [String] {
    let results = try concrete(function(point.map { Tensor($0) }))
    let direction = point.map { sampler.direction($0.type) }
    let cotangents = results.map { sampler.direction($0.type) }
    var messages: [String] = []
    if modes.contains(.forward) { messages += try forward(along: direction).map { "forward mode: \($0)" } }
    if modes.contains(.reverse) { messages += try reverse(cotangents, along: direction).map { "reverse mode: \($0)" } }
    if order < 2 || !messages.isEmpty { return messages }

    func append(_ mode: String, _ first: @escaping TensorFunction) throws {
      var second = self
      second.function = first
      messages += try second.messages(order: order - 1, modes: modes, sampler: &sampler).map {
        "of the first derivative in \(mode) mode, \($0)"
      }
    }
    if modes.contains(.forward) { try append("forward", FirstDerivative.forward(function, along: direction)) }
    if modes.contains(.reverse) { try append("reverse", FirstDerivative.reverse(function, cotangents)) }
    return messages
  }
}

extension Tensor {
  fileprivate var isWide: Bool { [.float64, .complex128].contains(dtype) }
}

extension TensorValue {
  /// The value in `float64` or `complex128`.
  fileprivate var widened: TensorValue {
    TensorValue(
      coordinates: coordinates, type: type.with(dtype: dtype.isComplex ? .complex128 : .float64))
  }
}
