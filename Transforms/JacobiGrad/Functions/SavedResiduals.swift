import JacobiCore
import JacobiPrimitives

/// A value that reverse mode keeps between the forward and the backward pass.
public struct SavedResidual: Hashable, Sendable, CustomStringConvertible {
  /// Where the value comes from.
  public enum Source: Hashable, Sendable {
    /// A leaf of the arguments: its path.
    case argument(String)
    /// The result of an operation: the id of the primitive.
    case operation(String)
  }

  /// Shape and dtype.
  public var type: TensorType
  /// Where it comes from.
  public var source: Source
  /// The name that the value was given by `Tensor.named(_:)`.
  public var name: String?
  /// The line of the program that computes the value, such as `model.swift:12`.
  public var location: String?

  /// The memory that it takes; `nil` for symbolic sizes.
  public var byteCount: Int? { type.shape.elementCount.known.map { $0 * type.dtype.byteCount } }

  /// `f32[8,64], 2048 bytes: tanh, named "hidden", model.swift:12`
  public var description: String {
    let origin =
      switch source {
      case .argument(let path): "argument \(path)"
      case .operation(let id): id
      }
    let bytes = byteCount.map { "\($0) bytes" } ?? "unknown size"
    return (["\(type), \(bytes): \(origin)"] + [name.map { "named \"\($0)\"" }, location].compactMap(\.self))
      .joined(separator: ", ")
  }
}

/// What reverse mode keeps of a function between the forward and the backward pass, under `jit`.
///
///     let x = Tensor([1.0, 2.0])
///     let saved = try savedResiduals(of: { (x: Tensor) in sin(sin(x)) }, at: x)
///     saved.count  // 2
///
/// With `remat` the list shows what its policy keeps. Constants are not listed.
///
/// - Parameters:
///   - f: a function of trees, with a tree or tuple of trees as its result.
///   - point: the arguments, of which only structure, shapes and dtypes matter.
/// - Throws: as `vjp` does.
public func savedResiduals<Result, each Argument: PyTree>(
  of f: (repeat each Argument) throws -> Result, at point: repeat each Argument
) throws -> [SavedResidual] {
  try residuals(of: { (arguments: (repeat each Argument)) in try f(repeat each arguments) }, at: (repeat each point))
}

/// Prints what reverse mode keeps of a function between the forward and the backward pass, and the total.
///
///     try printSavedResiduals({ (x: Tensor) in sin(x) * x }, at: Tensor([1.0, 2.0]))
///
/// See `savedResiduals(of:at:)`.
public func printSavedResiduals<Result, each Argument: PyTree>(
  _ f: (repeat each Argument) throws -> Result, at point: repeat each Argument
) throws {
  let saved = try residuals(
    of: { (arguments: (repeat each Argument)) in try f(repeat each arguments) }, at: (repeat each point))
  for residual in saved { print(residual) }
  print("total: \(saved.reduce(0) { $0 + ($1.byteCount ?? 0) }) bytes")
}

private func residuals<Input, Result>(of f: (Input) throws -> Result, at point: Input) throws -> [SavedResidual] {
  let name = "savedResiduals"
  let input = try Leaves(point, for: name)
  try input.requireDifferentiable(for: name)
  let traced = try traceProgram(input.tensors.map(\.type), name: name) { tensors in
    try Leaves(f(input.tree(tensors, for: name)), for: name).tensors
  }
  let paths = traced.captured.map { _ in "captured" } + input.structure.leafPaths
  let isInexact = traced.program.inputTypes.map(\.dtype.isInexact)
  let derivative = try traced.program.jvp(nonZero: isInexact).program
  let parts = try derivative.partiallyEvaluated(
    linearInputs: isInexact.map { _ in false } + isInexact.filter { $0 }.map { _ in true })
  return try parts.known.inlined().described(residualCount: parts.residualCount, paths: paths)
}

extension Program {
  /// The last outputs, with their origins.
  fileprivate func described(residualCount: Int, paths: [String]) -> [SavedResidual] {
    var origins: [Int: Equation] = [:]
    var names: [Int: String] = [:]
    for equation in equations {
      for variable in equation.outputs { origins[variable.index] = equation }
      if let name = equation.primitive as? Name {
        names[equation.outputs[0].index] = name.name
        if let named = equation.inputs[0].variable { names[named.index] = name.name }
      }
    }
    // One value is kept once, whatever names it has.
    func root(_ variable: Variable) -> Variable {
      guard let equation = origins[variable.index], equation.primitive is Name,
        let named = equation.inputs[0].variable
      else { return variable }
      return root(named)
    }
    var seen: Set<Int> = []
    return outputs.suffix(residualCount).compactMap { output in
      guard let variable = output.variable.map(root), seen.insert(variable.index).inserted else { return nil }
      let equation = origins[variable.index]
      return SavedResidual(
        type: variable.type,
        source: equation.map { .operation(type(of: $0.primitive).id) } ?? .argument(paths[variable.index]),
        name: names[variable.index], location: equation?.site.location.map { "\($0)" })
    }
  }
}
