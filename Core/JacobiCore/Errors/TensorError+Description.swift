// Every message of a `TensorError` is in this file: the operation first, what was expected and found, the remedy last.

extension TensorError: CustomStringConvertible {
  public var description: String {
    message(at: operation.site.location.map { " at \($0)" } ?? "")
  }

  /// The message without the place in the user's program, which takes long to find out.
  package var message: String { message(at: "") }

  private func message(at location: String) -> String {
    let operands = operation.operands.map(\.description).joined(separator: ", ")
    let (problem, remedy) = problemAndRemedy
    return "\(operation.name)\(operands.isEmpty ? "" : "(\(operands))")\(location): \(problem). \(remedy)."
  }

  private var problemAndRemedy: (problem: String, remedy: String) {
    switch self {
    case .shapeMismatch(let expected, let actual, _):
      ("expected \(expected), got \(actual)", "Make the shapes agree, for example with `reshaped` or `.newAxis`")
    case .dtypeMismatch(let expected, let actual, _):
      ("expected \(expected), got \(actual)", "Convert an operand with `asType(_:)`")
    case .invalidArgument(let name, let expected, let actual, _):
      ("expected `\(name)` to be \(expected), got \(actual)", "Correct `\(name)`")
    case .axisOutOfRange(let axis, let rank, _):
      (
        rank == 0
          ? "axis \(axis) is out of range: a tensor of rank 0 has no axes"
          : "axis \(axis) is out of range for rank \(rank)",
        rank == 0 ? "Give the tensor an axis with `.newAxis`" : "Use an axis in \(-rank)...\(rank - 1)"
      )
    case .indexOutOfRange(let index, let size, let axis, _):
      ("index \(index) is out of range for axis \(axis) of size \(size)", "Use an index in -\(size)..<\(size)")
    case .invalidDimension(let value, _):
      ("a size must be a non-negative integer, got \(value)", "Compute the size from integers or from other sizes")
    case .sizeOverflow(let sizes, _):
      ("the sizes \(sizes) have more elements than an Int can count", "Use smaller sizes")
    case .undecidableDimension(let comparison, _):
      (
        "whether \(comparison) depends on the symbolic sizes",
        "Add a constraint that settles it, or use a known size"
      )
    case .nonScalarGradient(let result, _):
      (
        "expected a function with a real scalar result, got \(result)",
        "Reduce the result with `sum()` or `mean()`, or use `vjp` for other results"
      )
    case .nonDifferentiable(let path, let dtype, _):
      (
        "expected a floating dtype\(path.isEmpty ? "" : " at \(path)"), got \(dtype)",
        "Convert it with `asType(.float32)`, or make it an argument that is not differentiated"
      )
    case .treeMismatch(let path, let expected, let actual, _):
      (
        "the trees differ\(path.isEmpty ? "" : " at \(path)"): expected \(expected), got \(actual)",
        "Pass trees of the same structure"
      )
    case .unsupportedTree(let type, let field, let reason, _):
      (
        field.map { "field `\($0)` of \(type) \(reason)" } ?? "\(type) \(reason)",
        "Change the declaration, or write `flatten(into:)` and `unflatten(from:)` by hand"
      )
    case .missingRule(let primitive, let rule, let remedy, _):
      ("the primitive `\(primitive)` has no rule for \(rule)", remedy)
    case .duplicateRule(let primitive, let rule, let plugins, _):
      (
        "`\(primitive)` has more than one rule for \(rule), from \(plugins.joined(separator: " and "))",
        "Install only one of them, or use `withPlugin` to choose one for a scope"
      )
    case .unknownBackend(let name, let available, _):
      (
        "there is no backend `\(name)`; linked are \(available.isEmpty ? "none" : available.joined(separator: ", "))",
        "Add the product that holds the backend to the target's dependencies, or correct the name"
      )
    case .backendUnavailable(let name, let reason, _):
      ("the backend `\(name)` is unavailable: \(reason)", "Install what is missing, or choose another backend")
    case .escapedTracer(let made, _):
      (
        "a traced value was used after its transformation had ended; it was made by \(made.name) at \(made.site)",
        "Return the value from the transformed function instead of storing it outside"
      )
    case .foreignTracer(let made, _):
      (
        "a traced value was used on another thread or outside its transformation; it was made by \(made.name) at "
          + "\(made.site)",
        "Use it only inside the transformed function, on the thread that runs it"
      )
    case .valueRequired(let type, let trace, _):
      (
        "the numbers of a traced \(type) were asked for, but under `\(trace)` only its type is known",
        "Compute with tensor operations such as `which`, or move the code out of the transformed function"
      )
    case .executionFailed(let reason, _):
      (reason, "See the operation's documentation")
    }
  }
}
