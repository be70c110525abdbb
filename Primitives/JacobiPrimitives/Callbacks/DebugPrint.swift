import JacobiCore

/// Prints values when this place of a function that may be compiled is reached.
///
///     debugPrint("x = {}, y = {}", Tensor(1.0), Tensor([2, 3]))
///
/// Under `vmap` it prints once for each example, in order, or just once if what it prints is the same for all;
/// differentiation leaves it as it is; in a loop it prints in each step.
///
/// - Parameters:
///   - format: a text in which each `{}` stands for the next value, and `{1}` for the value with that number, counted
///     from 0; `{{` and `}}` stand for braces.
///   - values: tensors.
///   - output: what is done with the text; by default it is printed as a line.
public func debugPrint(
  _ format: String, _ values: Tensor..., output: (@Sendable (String) -> Void)? = nil
) {
  let template = PrintTemplate(format)
  guard template.positions.allSatisfy(values.indices.contains), template.isWellFormed else {
    report(
      .invalidArgument(
        name: "format", expected: "braces in pairs, with numbers below \(values.count)", actual: "\"\(format)\"",
        operation: Operation("debugPrint", operands: values.map(\.type))))
    return
  }
  guard let output else {
    // The same function each time, so that programs traced again are recognised.
    let function = printers.value(for: format) { printer(template) { print($0) } }
    return applyPrinter(function, values)
  }
  applyPrinter(printer(template, output), values)
}

private let printers = Memory<String, HostFunction>()

private func printer(_ template: PrintTemplate, _ output: @escaping @Sendable (String) -> Void) -> HostFunction {
  HostFunction("print") { values in
    output(template.text(values.map { Tensor($0).description }))
    return []
  }
}

private func applyPrinter(_ function: HostFunction, _ values: [Tensor]) {
  _ = HostCallback(function, resultTypes: [], isPure: false).results(values)
}

/// A text with places for values.
private struct PrintTemplate: Sendable {
  private enum Part: Sendable {
    case text(String)
    case value(Int)
  }

  private var parts: [Part] = []
  /// Whether all braces are in pairs.
  private(set) var isWellFormed = true

  init(_ format: String) {
    var rest = format[...]
    var next = 0
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      parts.append(.text(String(rest[..<brace])))
      let after = rest[rest.index(after: brace)...]
      if after.first == rest[brace] {
        parts.append(.text(String(rest[brace])))
        rest = after.dropFirst()
        continue
      }
      guard rest[brace] == "{", let end = after.firstIndex(of: "}") else {
        isWellFormed = false
        return
      }
      let name = after[..<end]
      guard let position = name.isEmpty ? next : Int(name) else {
        isWellFormed = false
        return
      }
      if name.isEmpty { next += 1 }
      parts.append(.value(position))
      rest = after[after.index(after: end)...]
    }
    parts.append(.text(String(rest)))
  }

  var positions: [Int] {
    parts.compactMap { if case .value(let position) = $0 { position } else { nil } }
  }

  func text(_ values: [String]) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .value(let position): values[position]
      }
    }.joined()
  }
}
