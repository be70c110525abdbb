import JacobiCore
import JacobiPrimitives

/// What reports the progress of a loop while it runs, also in compiled code.
///
///     let steps = LoopProgress(every: 2) { done, total in print(done, "of", total ?? 0) }
///     forLoop(0..<4, from: Tensor(1.0), progress: steps) { _, x in x * 2 }  // 16.0
///
/// A loop without it has no operation for it.
public struct LoopProgress: Sendable {
  /// After how many steps it is called; `nil` for about twenty times, or every step if the number of steps is not known.
  public var interval: Int?
  /// Called with the number of steps done, and the number of all steps if it is known.
  public var report: @Sendable (_ done: Int, _ total: Int?) throws -> Void

  /// - Parameters:
  ///   - interval: after how many steps `report` is called, also after the last one of a loop of known length.
  ///   - report: may run on any thread. What it throws is an error of the loop.
  public init(every interval: Int? = nil, _ report: @escaping @Sendable (_ done: Int, _ total: Int?) throws -> Void) {
    self.interval = interval
    self.report = report
  }

  /// Prints a line with a bar, such as `epoch [#####...............] 25/100`.
  ///
  ///     forLoop(0..<4, from: Tensor(1.0), progress: .bar("doubling", every: 2)) { _, x in x * 2 }  // 16.0
  public static func bar(_ label: String = "", every interval: Int? = nil) -> LoopProgress {
    LoopProgress(every: interval) { done, total in print(text(label, done, total)) }
  }

  static func text(_ label: String, _ done: Int, _ total: Int?) -> String {
    let prefix = label.isEmpty ? "" : label + " "
    guard let total, total > 0 else { return "\(prefix)step \(done)" }
    let width = 20
    let filled = min(width * done / total, width)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    return "\(prefix)[\(bar)] \(done)/\(total)"
  }

  /// Adds the report to the body of a loop.
  ///
  /// - Parameters:
  ///   - done: the number of steps done after this one, an integer scalar.
  ///   - stride: how many more these are than the time before.
  ///   - length: the number of all steps, if it is known.
  func trace(_ done: Tensor, stride: Int = 1, of length: Dimension?) {
    let total = length?.known
    let interval = max(self.interval ?? total.map { $0 / 20 } ?? 1, 1)
    trace(
      done, stride: stride, interval: .filled(done.type, with: Double(interval)),
      total: total.map { .filled(done.type, with: Double($0)) })
  }

  /// Adds the report to the body of a loop whose number of steps is known when it runs.
  ///
  /// - Parameters:
  ///   - done: the number of steps done after this one, an integer scalar.
  ///   - total: the number of all steps, of the same type.
  func trace(_ done: Tensor, ofAll total: Tensor) {
    func constant(_ value: Int) -> Tensor { .filled(done.type, with: Double(value)) }
    let interval = interval.map { constant(max($0, 1)) } ?? Max()(Div()(total, constant(20)), constant(1))
    trace(done, stride: 1, interval: interval, total: total)
  }

  private func trace(_ done: Tensor, stride: Int, interval: Tensor, total: Tensor?) {
    let before = Sub()(done, .filled(done.type, with: Double(stride)))
    // A multiple of the interval may lie between.
    var isDue = NotEqual()(Div()(done, interval), Div()(before, interval))
    if let total { isDue = Or()(isDue, Equal()(done, total)) }
    cond(isDue) {
      hostEffect([done] + (total.map { [$0] } ?? []), name: "progress") { [report] numbers in
        try report(numbers[0].item(Int.self), numbers.dropFirst().first?.item(Int.self))
      }
    } else: {
    }
  }
}
