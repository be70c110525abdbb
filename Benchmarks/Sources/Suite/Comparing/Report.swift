import Foundation

/// Everything that a run measured, as text and as JSON.
struct Report: Codable {
  var date = ISO8601DateFormatter().string(from: Date())
  var jacobi: String
  var jax: String?
  var limits: MachineLimits
  /// Averages of how many threads wanted a processor, before and after.
  var loads = [Report.load]
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

  private typealias Section = (title: String, table: TextTable, notes: [String])

  private var workloadTables: [Section] {
    let groups = Dictionary(grouping: rows) { row in allWorkloads.first { $0.id == row.id }!.group.rawValue }
    return groups.sorted { $0.key < $1.key }.map { title, rows in
      let notes = rows.flatMap { row in row.notes.map { "\(row.id): \($0)" } }
      let mean = Report.summary(of: rows).map { ["this chapter: \($0)"] } ?? []
      return (title, TextTable(header: Self.header, rows: rows.map(columns)), notes + mean)
    }
  }

  private var caseTable: Section {
    var table = TextTable(header: ["fresh process", "Jacobi", "JAX", "JAX/Jacobi", "peak MB", "JAX peak MB", "what"])
    for row in cases {
      func text(_ values: [String: Double]?, _ key: String, _ format: (Double) -> String) -> String {
        values?[key].map(format) ?? "-"
      }
      func memory(_ values: [String: Double]?) -> String {
        guard let peak = values?["peak"], let base = values?["base"] else { return "-" }
        return "\(Int(peak)) (+\(Int(peak - base)))"
      }
      let ratio = row.jacobi?["seconds"].flatMap { own in row.jax?["seconds"].map { ($0 / own).digits } } ?? ""
      table.rows.append([
        row.id, text(row.jacobi, "seconds", \.duration), text(row.jax, "seconds", \.duration), ratio,
        memory(row.jacobi), memory(row.jax),
        processCaseDefinitions.first { $0.key == row.id }?.value ?? "",
      ])
    }
    let title = "F. time to the first result, and memory of the process (beyond its inputs)"
    return (title, table, cases.flatMap { row in row.notes.map { "\(row.id): \($0)" } })
  }

  private var sections: [Section] {
    workloadTables + (cases.isEmpty ? [] : [caseTable])
  }

  /// The last line: the mean over workloads that both programs computed; one that JAX computed and Jacobi did not counts
  /// as slower.
  var summary: String {
    Report.summary(of: rows) ?? "\(rows.filter { $0.jacobi != nil }.count) workloads, JAX not measured"
  }

  private static func summary(of rows: [ComparisonRow]) -> String? {
    let ratios = rows.compactMap(\.ratio)
    guard !ratios.isEmpty else { return nil }
    let mean = exp(ratios.map { log($0) }.reduce(0, +) / Double(ratios.count))
    let (faster, total) = (ratios.filter { $0 >= 1 }.count, rows.filter { $0.jax != nil }.count)
    return String(format: "geomean JAX/Jacobi %.2f, %d of %d workloads at or above 1.0", mean, faster, total)
  }

  /// Those of the last one, five and fifteen minutes.
  private static var load: String {
    let file = try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)
    return file?.split(separator: " ").prefix(3).joined(separator: " ") ?? "unknown"
  }

  /// What is measured after the workloads.
  mutating func finish() {
    limits = limits.bettered(by: .measured())
    loads.append(Report.load)
  }

  private var heading: [String] {
    [
      "\(date); \(jacobi); \(jax ?? "without JAX")", limits.description,
      "load \(loads.joined(separator: " at the start, ")) at the end",
    ]
  }

  var text: String {
    let body = sections.flatMap { section in
      ["", section.title] + section.table.lines + section.notes.map { "- \($0)" }
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
