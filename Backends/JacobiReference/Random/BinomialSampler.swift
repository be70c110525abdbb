import JacobiCore

/// Numbers of successes, one for each number of trials and probability, drawn with one key.
struct BinomialSampler<Scalar: DrawnScalar> {
  var trials: [Scalar]
  var probabilities: [Scalar]

  func samples(_ key: ThreefryKey) -> [Scalar] {
    let cases = zip(trials, probabilities).map { Case(trials: $0, probability: $1) }
    let rejected = BinomialRejection(
      trials: cases.map { $0.isInverted ? 10_000 : $0.rejectionTrials },
      probabilities: cases.map { $0.isInverted ? 0.5 : $0.rejectionProbability }
    ).samples(key)
    return cases.indices.map { index in
      cases[index].result { $0.isInverted ? inverted(key, index, $0) : rejected[index] }
    }
  }

  /// What is drawn for one pair of parameters: the rarer of success and failure is counted.
  struct Case {
    let trials: Scalar
    /// Of the rarer outcome.
    let probability: Scalar
    let isInverted: Bool
    private let countsFailures: Bool
    private let isValid: Bool

    init(trials: Scalar, probability: Scalar) {
      countsFailures = !(probability < 0.5)
      let rarer = countsFailures ? 1 - probability : probability
      let isProbability = rarer >= 0
      // Adding zero makes a negative zero positive, by whose logarithm numbers would be divided to minus infinity.
      self.probability = isProbability ? rarer + 0 : Scalar(converting: 0.01)
      self.trials = trials.floor
      isInverted = !(trials >= 0) || trials * self.probability <= 10
      isValid = isProbability && trials >= 0
    }

    /// For infinitely many trials nothing is accepted if the probability is zero; the result does not depend on it.
    private var isEndless: Bool { trials == .highest && probability == 0 }
    var rejectionTrials: Scalar { isEndless ? 10_000 : trials }
    var rejectionProbability: Scalar { isEndless ? 0.5 : probability }

    func result(_ count: (Case) -> Scalar) -> Scalar {
      if !isValid { return .missing }
      if trials == .highest { return .highest }
      return countsFailures ? trials - count(self) : count(self)
    }
  }

  /// How many geometric numbers can be added before the sum exceeds the number of trials.
  private func inverted(_ start: ThreefryKey, _ index: Int, _ parameters: Case) -> Scalar {
    // The logarithm of failure would be a zero of either sign, and the sum could fall forever.
    guard parameters.probability > 0 else { return 0 }
    let logFailure = (-parameters.probability).logarithmOfSuccessor
    var key = start
    var sum: Scalar = 0
    var count = 0
    // Each geometric number is at least 1; but a sum of many can be so large that rounding takes it away again.
    while sum <= parameters.trials, Double(count) <= parameters.trials.accumulator {
      count += 1
      sum = sum + (Scalar.unit(key.child(0), index).logarithm / logFailure).ceiling
      key = key.child(1)
    }
    return Scalar(converting: Double(count - 1))
  }
}

/// Binomial numbers by transformed rejection. (W. Hörmann: "The generation of binomial random variates", 1993, algorithm
/// BTRS.)
private struct BinomialRejection<Scalar: DrawnScalar> {
  var trials: [Scalar]
  var probabilities: [Scalar]

  /// Candidates are drawn for all parameters until each has had one accepted; its last one counts, as in `jax.random`.
  func samples(_ start: ThreefryKey) -> [Scalar] {
    let constants = zip(trials, probabilities).map { Constants(n: $0, p: $1) }
    var samples = [Scalar](repeating: -1, count: trials.count)
    var pending = Set(trials.indices)
    var key = start
    while !pending.isEmpty {
      let (uKey, vKey) = (key.child(1), key.child(2))
      key = key.child(0)
      for index in trials.indices {
        let (k, isAccepted) = constants[index].candidate(.unit(uKey, index), .unit(vKey, index))
        guard isAccepted else { continue }
        samples[index] = k
        pending.remove(index)
      }
    }
    return samples
  }

  /// Constants of a pair of parameters, named as in the paper.
  private struct Constants {
    let n, a, b, c, vR, r, alpha, m: Scalar

    init(n: Scalar, p: Scalar) {
      self.n = n
      let deviation = (n * p * (1 - p)).squareRoot
      b = Scalar(converting: 1.15).adding(Scalar(converting: 2.53), times: deviation)
      let offset = Scalar(converting: -0.0873).adding(Scalar(converting: 0.0248), times: b)
      a = offset.adding(Scalar(converting: 0.01), times: p)
      c = (0.5 as Scalar).adding(n, times: p)
      vR = Scalar(converting: 0.92) - Scalar(converting: 4.2) / b
      r = p / (1 - p)
      alpha = (Scalar(converting: 2.83) + Scalar(converting: 5.1) / b) * deviation
      m = ((n + 1) * p).floor
    }

    /// The number that two uniform ones are mapped to, and whether it is accepted.
    func candidate(_ uniform: Scalar, _ v: Scalar) -> (Scalar, Bool) {
      let u = uniform - 0.5
      let shifted: Scalar = 0.5 - (u < 0 ? -u : u)
      let scale: Scalar = 2 * a / shifted + b
      let k = c.adding(scale, times: u).floor
      if shifted >= Scalar(converting: 0.07), v <= vR { return (k, true) }
      if k < 0 || k > n { return (k, false) }
      let denominator: Scalar = a / (shifted * shifted) + b
      return (k, (v * alpha / denominator).logarithm <= logRatio(k))
    }

    /// The logarithm of the probability of `k` over that of `m`, the most likely number.
    private func logRatio(_ k: Scalar) -> Scalar {
      let (failures, others) = (n - m + 1, n - k + 1)
      let odds = ((m + 1) / (r * failures)).logarithm
      let trend = (failures / others).logarithm
      let rest = (r * others / (k + 1)).logarithm
      let sum = ((n + 1) * trend).adding(m + 0.5, times: odds).adding(k + 0.5, times: rest)
      return sum + m.stirlingTail + (n - m).stirlingTail - k.stirlingTail - (n - k).stirlingTail
    }
  }
}

extension DrawnScalar {
  /// `log k!` less Stirling's approximation.
  fileprivate var stirlingTail: Self {
    if self <= 9 {
      let tails = [
        0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211,
        0.0138761288230707, 0.0118967099458917, 0.0104112652619720, 0.00925546218271273, 0.00833056343336287,
      ]
      return Self(converting: tails[Int(Swift.max(accumulator, 0).rounded(.down))])
    }
    let successor = self + 1
    let square = successor * successor
    let inner = Self(converting: 1.0 / 360) - Self(converting: 1.0 / 1260) / square
    return (Self(converting: 1.0 / 12) - inner / square) / successor
  }
}
