import Foundation
import Jacobi

/// Counts of true digits (rows) and recognised digits (columns).
struct ConfusionMatrix: CustomStringConvertible {
  private var counts = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 10)

  init(labels: [Int32], predictions: [Int32]) {
    for (label, prediction) in zip(labels, predictions) { counts[Int(label)][Int(prediction)] += 1 }
  }

  var accuracy: Double {
    let correct = (0..<10).reduce(0) { $0 + counts[$1][$1] }
    return Double(correct) / Double(max(1, counts.joined().reduce(0, +)))
  }

  var description: String {
    let header = "true \\ seen as" + (0..<10).map { padded("\($0)", to: 6) }.joined()
    let rows = counts.enumerated().map { digit, row in
      padded("\(digit)", to: 14) + row.map { padded($0 == 0 ? "." : "\($0)", to: 6) }.joined()
    }
    return ([header] + rows).joined(separator: "\n")
  }
}

func padded(_ text: String, to width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

func decimal(_ value: Double, _ places: Int) -> String {
  String(format: "%.\(places)f", value)
}

/// The seconds that `body` takes, the least of a few runs.
func shortestTime(of runs: Int, _ body: () throws -> Void) rethrows -> Double {
  var shortest = Double.infinity
  for _ in 0..<runs {
    let start = ContinuousClock.now
    try body()
    shortest = min(shortest, (ContinuousClock.now - start) / .seconds(1))
  }
  return shortest
}
