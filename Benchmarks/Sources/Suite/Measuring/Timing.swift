/// Times calls of a function, in groups when they are short.
///
/// Waits for nothing: the function must return only when its results are there.
struct Timing {
  let run: () throws -> Void
  /// How many calls a sample has, so that it lasts 200 microseconds: the clock takes some 40 nanoseconds.
  let callsPerSample: Int

  /// Warms up: at least two calls, and for some time unless a call takes longer.
  init(of run: @escaping () throws -> Void, warmUp seconds: Double) throws {
    self.run = run
    var (shortest, spent, calls) = (Double.infinity, 0.0, 0)
    while calls < 2 || (spent < seconds && calls < 1000) {
      let time = try Timing.seconds(run)
      (shortest, spent, calls) = (min(shortest, time), spent + time, calls + 1)
      if calls == 1 && time > 10 * seconds { break }
    }
    callsPerSample = max(1, Int((200e-6 / max(shortest, 1e-9)).rounded(.up)))
  }

  /// Seconds per call, once for each sample.
  ///
  /// - Parameters:
  ///   - seconds: how long to take samples.
  ///   - least: how many samples to take at least; one is enough when it takes more than a second.
  func samples(seconds: Double, least: Int) throws -> [Double] {
    let start = ContinuousClock.now
    var samples: [Double] = []
    while samples.count < ((samples.first ?? 0) > 1 ? 1 : least)
      || (samples.count < 400 && (ContinuousClock.now - start).seconds < seconds)
    {
      let time = try Timing.seconds { for _ in 0..<callsPerSample { try run() } }
      samples.append(time / Double(callsPerSample))
    }
    return samples
  }

  static func seconds(_ run: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try run()
    return (ContinuousClock.now - start).seconds
  }
}

extension Duration {
  var seconds: Double { self / .seconds(1) }
}

extension [Double] {
  var median: Double {
    let sorted = sorted()
    let middle = count / 2
    return count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
