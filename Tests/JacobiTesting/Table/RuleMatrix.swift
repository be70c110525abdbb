import JacobiCore
import JacobiGrad
import JacobiVmap

/// Which rules exist for which primitive and dtype.
///
///     print(RuleMatrix(OpTable.standard, on: ReferenceBackend()))
///
/// A cell is one primitive, rule and dtype. It is expected to be filled where the rule makes sense: derivatives where operands
/// and results have tangents, transposition where the primitive is linear, batching and a kernel everywhere.
public struct RuleMatrix: Sendable {
  /// What can be missing.
  public enum Rule: Character, CaseIterable, Sendable {
    /// The backend has a kernel for every case of the record.
    case kernel = "k"
    case jvp = "j"
    case transposition = "t"
    case batching = "b"
  }

  /// The rules of one primitive.
  public struct Row: Sendable {
    /// The id of the primitive.
    public var id: String
    /// The rules that there should be, for each dtype that the primitive accepts.
    public var expected: [DType: Set<Rule>]
    /// Those that there are.
    public var present: [DType: Set<Rule>]
    /// What is known not to work.
    public var limitations: [Limitation]

    /// The rules that are missing without a limitation that says why, for each dtype.
    public var holes: [(dtype: DType, rule: Rule)] {
      expected.flatMap { dtype, rules in
        rules.subtracting(present[dtype, default: []]).map { (dtype, $0) }
      }
      .filter { hole in !limitations.contains { $0.excuses(hole.rule, hole.dtype) } }
    }
  }

  /// One row for each record, in the order of the table.
  public var rows: [Row]

  public init(
    _ table: OpTable, on backend: any Backend, limitations: [Limitation] = OpTable.standardLimitations
  ) {
    rows = table.records.map { record in
      Row(
        record, backend,
        limitations.filter { $0.primitiveID == record.id && ($0.backend ?? backend.name) == backend.name })
    }
  }

  /// How many rules there are of those that there should be.
  public var counts: (present: Int, expected: Int) {
    rows.reduce(into: (0, 0)) { counts, row in
      for (dtype, rules) in row.expected {
        counts.0 += rules.intersection(row.present[dtype, default: []]).count
        counts.1 += rules.count
      }
    }
  }
}

extension RuleMatrix.Row {
  fileprivate init(_ record: OpRecord, _ backend: any Backend, _ limitations: [Limitation]) {
    id = record.id
    self.limitations = limitations
    (expected, present) = ([:], [:])
    for dtype in record.dtypes {
      let cases = record.cases(dtype)
      expected[dtype] = [.kernel, .batching]
      if cases.contains(where: \.hasTangents) {
        expected[dtype]?.insert(.jvp)
        if record.isLinear { expected[dtype]?.insert(.transposition) }
      }
      present[dtype] = RuleMatrix.Row.generalRules(of: record)
      let hasKernels = cases.allSatisfy { opCase in
        (try? backend.kernel(for: opCase.primitive, inputs: opCase.operands.map(\.type))) != nil
      }
      if hasKernels { present[dtype]?.insert(.kernel) }
      // A rule that is known to fail is not there.
      present[dtype] = present[dtype]?.filter { rule in !limitations.contains { $0.excuses(rule, dtype) } }
    }
  }

  /// The rules that exist for all dtypes or none.
  private static func generalRules(of record: OpRecord) -> Set<RuleMatrix.Rule> {
    var rules: Set<RuleMatrix.Rule> = []
    if JVP.rule(for: record.primitive) != nil { rules.insert(.jvp) }
    if Transposition.rule(for: record.primitive) != nil { rules.insert(.transposition) }
    if Batching.rule(for: record.primitive) != nil { rules.insert(.batching) }
    return rules
  }
}

extension OpCase {
  /// Whether some operand and some result are of a dtype that has tangents.
  fileprivate var hasTangents: Bool {
    let types = operands.map(\.type)
    let primitive = self.primitive
    let results = try? primitive.outputTypes(for: Operands(types, of: type(of: primitive).id))
    return types.contains { $0.dtype.isInexact } && (results ?? []).contains { $0.dtype.isInexact }
  }
}

extension Limitation {
  fileprivate func excuses(_ rule: RuleMatrix.Rule, _ dtype: DType) -> Bool {
    let drivers: [Driver] =
      switch rule {
      case .kernel: [.forward]
      case .jvp: [.jvp]
      case .transposition: [.transposition]
      case .batching: [.vmap]
      }
    return drivers.contains { $0.name == driver } && (self.dtype ?? dtype) == dtype
  }
}

extension RuleMatrix: CustomStringConvertible {
  /// A table with a line for each primitive and a column for each dtype, then the holes and limitations, then the counts.
  public var description: String {
    let width = (rows.map(\.id.count).max() ?? 0) + 2
    let columns = DType.allCases.filter(\.isAvailable)
    func line(_ first: String, _ cells: [String]) -> String {
      let padded = cells.map { $0.padded(to: 6) }.joined()
      return (first.padded(to: width) + padded).trimmedAtEnd
    }
    return
      ([
        "k: kernel, j: JVP, t: transposition, b: batching; -: expected but missing; .: not accepted", "",
        line("", columns.map(\.name)),
      ] + rows.map { row in line(row.id, columns.map(row.cell)) } + [""] + summary)
      .joined(separator: "\n")
  }

  /// A page of documentation with the table, after the introduction that it has.
  public func page(replacing page: String) -> String {
    let introduction = page.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.hasPrefix("|") }
    let columns = DType.allCases.filter(\.isAvailable)
    func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
    let table =
      [line(["Primitive"] + columns.map(\.name)), line(["---"] + columns.map { _ in "---" })]
      + rows.map { row in line(["`\(row.id)`"] + columns.map(row.cell)) }
    return (introduction.map(String.init) + table + [""] + summary.map { "- \($0)" }).joined(separator: "\n") + "\n"
  }

  private var summary: [String] {
    let limitations = rows.flatMap(\.limitations)
    let holes = rows.flatMap { row in row.holes.map { "missing: \(row.id), \($0.rule) for \($0.dtype)" } }
    return holes.sorted() + limitations.map(\.description)
      + ["rules: \(counts.present) of \(counts.expected) present, \(limitations.count) limitations"]
  }
}

extension RuleMatrix.Row {
  fileprivate func cell(_ dtype: DType) -> String {
    guard let expected = expected[dtype] else { return "." }
    return String(
      RuleMatrix.Rule.allCases.filter(expected.contains).map {
        present[dtype, default: []].contains($0) ? $0.rawValue : "-"
      })
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(width - count, 1)) }

  fileprivate var trimmedAtEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
