import Foundation

/// Everything that a run measured, as text and as JSON.
struct Report: Codable {
  var date = ISO8601DateFormatter().string(from: Date())
  var jacobi: String
  var jax: String?
  var limits: MachineLimits
  var rows: [ComparisonRow] = []
  var cases: [CaseRow] = []

  struct CaseRow: Codable {
    var id: String
    var jacobi: [String: Double]?
    var jax: [String: Double]?
    var notes: [String]
  }

  static let header = [
    "workload", "Jacobi", "least", "JAX", "JAX/Jacobi", "rate", "of limit", "first", "JAX first", "MB", "JAX MB",
  ]

  func columns(_ row: ComparisonRow) -> [String] {
    let workload = allWorkloads.first { $0.id == row.id }!
    let seconds = row.jacobi.map { $0.median * Double(workload.operations) }
    let (rate, share) = seconds.map { limits.rate(of: workload, seconds: $0) } ?? ("", "")
    func megabytes(_ measurement: Measurement?) -> String { measurement?.peak.map { "\(Int($0.rounded()))" } ?? "" }
    return [
      row.id, row.jacobi?.median.duration ?? "-", row.jacobi?.least.duration ?? "", row.jax?.median.duration ?? "-",
      row.ratio?.digits ?? "", rate, share, row.jacobi?.first.duration ?? "", row.jax?.first.duration ?? "",
      megabytes(row.jacobi), megabytes(row.jax),
    ]
  }

  private var workloadTables: [(title: String, table: TextTable, notes: [String])] {
    var tables: [(title: String, table: TextTable, notes: [String])] = []
    for row in rows {
      let title = allWorkloads.first { $0.id == row.id }!.group.rawValue
      if tables.last?.title != title { tables.append((title, TextTable(header: Self.header), [])) }
      tables[tables.count - 1].table.rows.append(columns(row))
      tables[tables.count - 1].notes += row.notes.map { "\(row.id): \($0)" }
    }
    return tables
  }

  private var caseTable: (title: String, table: TextTable, notes: [String]) {
    var table = TextTable(header: ["fresh process", "Jacobi", "JAX", "JAX/Jacobi", "peak MB", "JAX peak MB", "what"])
    for row in cases {
      func text(_ values: [String: Double]?, _ key: String, _ format: (Double) -> String) -> String {
        values?[key].map(format) ?? "-"
      }
      let ratio = row.jacobi?["seconds"].flatMap { own in row.jax?["seconds"].map { ($0 / own).digits } } ?? ""
      table.rows.append([
        row.id, text(row.jacobi, "seconds", \.duration), text(row.jax, "seconds", \.duration), ratio,
        text(row.jacobi, "peak") { "\(Int($0))" }, text(row.jax, "peak") { "\(Int($0))" },
        processCaseDefinitions.first { $0.key == row.id }?.value ?? "",
      ])
    }
    let title = "F. time to the first result, and memory of the process (base included)"
    return (title, table, cases.flatMap { row in row.notes.map { "\(row.id): \($0)" } })
  }

  private var sections: [(title: String, table: TextTable, notes: [String])] {
    workloadTables + (cases.isEmpty ? [] : [caseTable])
  }

  /// The last line: the mean over workloads that both programs computed; one that JAX computed and Jacobi did not counts
  /// as slower.
  var summary: String {
    let ratios = rows.compactMap(\.ratio)
    guard jax != nil, !ratios.isEmpty else {
      return "\(rows.filter { $0.jacobi != nil }.count) workloads, JAX not measured"
    }
    let mean = exp(ratios.map { log($0) }.reduce(0, +) / Double(ratios.count))
    let total = rows.filter { $0.jax != nil }.count
    return String(
      format: "geomean JAX/Jacobi %.2f, %d of %d workloads at or above 1.0", mean, ratios.filter { $0 >= 1 }.count,
      total)
  }

  private var heading: [String] {
    let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").prefix(3)
    return [
      "\(date); \(jacobi); \(jax ?? "without JAX")", limits.description,
      "load at the end \(load?.joined(separator: " ") ?? "unknown")",
    ]
  }

  var text: String {
    let body = sections.flatMap { section in
      ["", section.title] + section.table.lines + section.notes.map { "! \($0)" }
    }
    return (heading + body + ["", summary]).joined(separator: "\n")
  }

  var markdown: String {
    let body = sections.flatMap { section in
      ["", "## \(section.title)", ""] + section.table.markdown + [""] + section.notes.map { "- \($0)" }
    }
    let top = ["# Results", "", "Written by `make bench`; do not edit.", ""] + heading.map { "- \($0)" }
    return (top + body + ["", summary, ""]).joined(separator: "\n")
  }

  func write(to folder: String) throws {
    let url = URL(fileURLWithPath: folder)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try markdown.write(to: url.appendingPathComponent("results.md"), atomically: true, encoding: .utf8)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    try encoder.encode(self).write(to: url.appendingPathComponent("results.json"))
  }
}
