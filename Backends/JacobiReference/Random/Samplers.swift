import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let samplers = RuleTable { table in
    table.add(RandomGamma.self) { gamma, _ in
      { operands, outputs in
        let draws = KeyedDraws(operands)
        return [outputs[0].dtype.visit(GammaDraws(isLogarithmic: gamma.isLogarithmic, draws: draws, type: outputs[0]))]
      }
    }
    table.add(RandomPoisson.self) { poisson, _ in
      { operands, outputs in
        let limits = poisson.dtype.integerLimits?.maximum ?? 0
        let draws = KeyedDraws(operands)
        let rates = operands[1].scalars(as: Float.self)
        let samples = draws.map { key, range in
          PoissonSampler(rates: Array(rates[range]), limit: Int(clamping: limits)).samples(key)
        }
        return [outputs[0].dtype.visit(Saturated(numbers: samples, type: outputs[0]))]
      }
    }
    table.add(RandomBinomial.self) { _, _ in
      { operands, outputs in
        let draws = KeyedDraws(operands)
        return [outputs[0].dtype.visit(BinomialDraws(draws: draws, operands: operands, type: outputs[0]))]
      }
    }
    table.add(RngBitGenerator.self) { generator, _ in { CounterBits(generator, state: $0[0], outputs: $1).results() } }
  }
}

/// The keys of a sampler's operands, and for each of them which elements of the parameters are drawn with it.
private struct KeyedDraws {
  var keys: [ThreefryKey]
  /// How many elements are drawn with each key.
  var count: Int
  var parameters: TensorValue

  init(_ operands: [TensorValue]) {
    let words = operands[0].scalars(as: UInt32.self)
    keys = (0..<words.count / 2).map { ThreefryKey(first: words[2 * $0], second: words[2 * $0 + 1]) }
    parameters = operands[1]
    count = keys.isEmpty ? 0 : parameters.elementCount / keys.count
  }

  /// The numbers that are drawn with each key, one after another.
  func map<Scalar>(_ draw: (ThreefryKey, Range<Int>) -> [Scalar]) -> [Scalar] {
    keys.enumerated().flatMap { index, key in draw(key, index * count..<(index + 1) * count) }
  }
}

private struct GammaDraws: DrawnScalarVisitor {
  var isLogarithmic: Bool
  var draws: KeyedDraws
  var type: TensorType

  func visit<Scalar: DrawnScalar>(_ scalar: Scalar.Type) -> TensorValue {
    let sampler = GammaSampler<Scalar>(isLogarithmic: isLogarithmic)
    let parameters = draws.parameters.scalars(as: Scalar.self)
    let samples = draws.map { key, range in
      range.map { sampler.sample(key.child($0 - range.lowerBound), parameters[$0]) }
    }
    return TensorValue(samples, shape: type.shape)
  }
}

private struct BinomialDraws: DrawnScalarVisitor {
  var draws: KeyedDraws
  var operands: [TensorValue]
  var type: TensorType

  func visit<Scalar: DrawnScalar>(_ scalar: Scalar.Type) -> TensorValue {
    let trials = operands[1].scalars(as: Scalar.self)
    let probabilities = operands[2].scalars(as: Scalar.self)
    let samples = draws.map { key, range in
      BinomialSampler(trials: Array(trials[range]), probabilities: Array(probabilities[range])).samples(key)
    }
    return TensorValue(samples, shape: type.shape)
  }
}

/// Floating numbers as integers, the nearest ones for those out of range.
private struct Saturated: IntegerVisitor {
  var numbers: [Double]
  var type: TensorType

  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> TensorValue {
    TensorValue(numbers.map { Scalar(converting: $0) }, shape: type.shape)
  }
}

/// Makes something for each scalar type whose arithmetic can be rounded as XLA's is.
private protocol DrawnScalarVisitor {
  func visit<Scalar: DrawnScalar>(_ scalar: Scalar.Type) -> TensorValue
}

extension DType {
  fileprivate func visit(_ visitor: some DrawnScalarVisitor) -> TensorValue {
    switch self {
    #if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
      case .float16: visitor.visit(Float16.self)
    #endif
    case .bfloat16: visitor.visit(BFloat16.self)
    case .float32: visitor.visit(Float.self)
    case .float64: visitor.visit(Double.self)
    default: preconditionFailure("internal error: \(self) is not a floating dtype")
    }
  }
}
