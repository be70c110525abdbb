import Foundation

extension String {
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
  func paddedLeft(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}

extension Double {
  /// Three digits of a duration in seconds, with its unit.
  var duration: String {
    let units = [(1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")]
    let (unit, name) = units.first { self >= $0.0 } ?? units.last!
    return "\((self / unit).digits) \(name)"
  }

  /// Three significant digits, or all those before the point.
  var digits: String {
    guard isFinite, self != 0 else { return "\(self)" }
    let decimals = Swift.max(0, 2 - Int(Foundation.log10(magnitude).rounded(.down)))
    return String(format: "%.\(Swift.min(decimals, 6))f", self)
  }

  var scientific: String { String(format: "%.1e", self) }
}

/// Columns of text, aligned: the first one to the left.
struct TextTable {
  var header: [String]
  var rows: [[String]] = []

  var lines: [String] {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max()! }
    return all.map { row in
      row.indices.map { column in
        column == 0 ? row[column].padded(to: widths[column]) : row[column].paddedLeft(to: widths[column])
      }.joined(separator: "  ")
    }
  }

  var markdown: [String] {
    ([header, header.indices.map { $0 == 0 ? "---" : "--:" }] + rows).map { "| \($0.joined(separator: " | ")) |" }
  }
}
