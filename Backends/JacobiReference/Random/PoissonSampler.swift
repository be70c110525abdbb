import JacobiCore

/// Numbers of Poisson distributions, one for each rate, drawn with one key.
struct PoissonSampler {
  var rates: [Float]
  /// More candidates are not tried: the largest number that the result can be.
  var limit: Int

  /// From this rate on candidates are rejected instead of numbers multiplied.
  private static let threshold: Float = 10

  /// The numbers, as floating ones.
  func samples(_ key: ThreefryKey) -> [Double] {
    let rejected = PoissonRejection(rates: rates.map { $0 >= Self.threshold ? $0 : 1e5 }).samples(key, limit: limit)
    return rates.indices.map { index in
      let rate = rates[index]
      if rate == 0 { return 0 }
      return rate >= Self.threshold ? Double(rejected[index]) : Double(product(key, index, rate: rate))
    }
  }

  /// How many uniform numbers can be multiplied before the product is less than `exp(-rate)`. (Knuth: "Seminumerical
  /// algorithms", 3.4.1.)
  private func product(_ start: ThreefryKey, _ index: Int, rate: Float) -> Int {
    var key = start
    var count = 0
    var logarithm: Float = 0
    while logarithm > -rate, count < limit {
      count += 1
      logarithm += Float.unit(key.child(1), index).logarithm
      key = key.child(0)
    }
    return count - 1
  }
}

/// Poisson numbers of large rates by transformed rejection. (W. Hörmann: "The transformed rejection method for generating
/// Poisson random variables", 1993.)
private struct PoissonRejection {
  var rates: [Float]

  /// Constants of a rate, named as in the paper.
  private struct Constants {
    let rate, logRate, a, b, inverseAlpha, vR: Float

    init(_ rate: Float) {
      self.rate = rate
      logRate = rate.logarithm
      b = (0.931 as Float).addingProduct(2.53, rate.squareRoot())
      a = (-0.059 as Float).addingProduct(0.02483, b)
      inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
      vR = 0.9277 - 3.6224 / (b - 2)
    }

    /// The number that two uniform ones are mapped to, and whether it is accepted.
    func candidate(_ uniform: Float, _ v: Float) -> (Float, Bool) {
      let u = uniform - 0.5
      let shifted = 0.5 - u.magnitude
      let scale = 2 * a / shifted + b
      let k = (rate.addingProduct(scale, u) + 0.43).rounded(.down)
      if shifted >= 0.07, v <= vR { return (k, true) }
      if k < 0 || shifted < 0.013 && v > shifted { return (k, false) }
      let s = (v * inverseAlpha / (a / (shifted * shifted) + b)).logarithm
      let t = (-rate).addingProduct(k, logRate) - (k + 1).logGamma
      return (k, s <= t)
    }
  }

  /// Candidates are drawn for all rates until each has had one accepted; its last one counts, as in `jax.random`.
  func samples(_ start: ThreefryKey, limit: Int) -> [Float] {
    let constants = rates.map(Constants.init)
    var samples = [Float](repeating: -1, count: rates.count)
    var pending = Set(rates.indices)
    var key = start
    var count = 0
    while !pending.isEmpty, count < limit {
      let (uKey, vKey) = (key.child(1), key.child(2))
      key = key.child(0)
      for index in rates.indices {
        let (k, isAccepted) = constants[index].candidate(.unit(uKey, index), .unit(vKey, index))
        guard isAccepted else { continue }
        samples[index] = k
        pending.remove(index)
      }
      count += 1
    }
    return samples
  }
}

extension Float {
  /// The logarithm of the gamma function of a number of at least 1/2, by the approximation of Lanczos with the constants
  /// and the rounding of XLA.
  fileprivate var logGamma: Float {
    let z = self - 1
    var series: Float = 0.99999999999980993
    for (index, coefficient) in Float.lanczosCoefficients.enumerated() {
      series += coefficient / (z + Float(index) + 1)
    }
    let t = 7.5 + z
    let logT = (7.5 as Float).logarithm + (z / 7.5).logarithmOfSuccessor
    let factor = z + 0.5 - t / logT
    return (0.918938533204672742 as Float).addingProduct(factor, logT) + series.logarithm
  }

  private static let lanczosCoefficients: [Float] = [
    676.520368121885099, -1259.13921672240287, 771.323428777653079, -176.615029162140599, 12.5073432786869048,
    -0.138571095265720117, 9.98436957801957086e-06, 1.50563273514931156e-07,
  ]
}
