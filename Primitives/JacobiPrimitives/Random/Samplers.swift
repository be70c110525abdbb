import JacobiCore

// Draws whose number of random words is known only while they are made: each number is the outcome of a loop.
//
// All of them take the words of Threefry keys, `u32[keys...,2]`, and parameters of the shape `[keys...,draw...]`, where
// `keys...` are axes of a batch, none for a single key: each key of the batch makes a draw of the shape `draw...`.

/// Numbers of gamma distributions of scale 1, by the method of Marsaglia and Tsang ("A simple method for generating gamma
/// variables", 2000).
///
/// Operands: the words of keys, `u32[keys...,2]`; the shape parameters, floating, `[keys...,draw...]`. The derivative with
/// respect to the latter keeps the random event and moves the number along (implicit reparameterisation).
public struct RandomGamma: Primitive {
  public static let id = "random_gamma"
  /// Whether the results are logarithms of the numbers, which a small parameter makes too small for the dtype.
  public var isLogarithmic: Bool

  public init(isLogarithmic: Bool = false) {
    self.isLogarithmic = isLogarithmic
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    try operands.require(1, .floating)
    try operands.requireKeys()
    return [operands[1]]
  }
}

/// Numbers of Poisson distributions.
///
/// Products of uniform numbers for a rate below 10 (Knuth, "Seminumerical algorithms", 3.4.1); above, rejection from a
/// transformed distribution (Hörmann, "The transformed rejection method for generating Poisson random variables", 1993).
///
/// Operands: the words of keys, `u32[keys...,2]`; the rates, `f32[keys...,draw...]`. A rate that is NaN or negative
/// gives -1.
public struct RandomPoisson: Primitive {
  public static let id = "random_poisson"
  /// The dtype of the result, of integers.
  public var dtype: DType

  public init(dtype: DType = .int32) {
    self.dtype = dtype
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    try operands.require(1, "float32 rates") { $0 == .float32 }
    try operands.requireKeys()
    guard dtype.isInteger else {
      throw .invalidArgument(
        name: "dtype", expected: "an integer dtype", actual: dtype.name, operation: operands.operation)
    }
    return [operands[1].with(dtype: dtype)]
  }
}

/// How many of so many trials succeed: numbers of binomial distributions, as floating numbers.
///
/// Sums of geometric numbers where at most 10 successes or failures are expected (Kachitvichyanukul and Schmeiser,
/// "Binomial random variate generation", 1988); else rejection from a transformed distribution (Hörmann, "The
/// generation of binomial random variates", 1993).
///
/// Operands: the words of keys, `u32[keys...,2]`; the numbers of trials and the probabilities, of one floating dtype,
/// `[keys...,draw...]`. Where there is no such distribution the result is NaN; of infinitely many trials it is infinite.
public struct RandomBinomial: Primitive {
  public static let id = "random_binomial"
  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 3)
    try operands.require(1, .floating)
    try operands.require(2, .floating)
    try Operands(Array(operands.dropFirst()), of: operands.name).requireSameDType()
    try operands.requireEqual(operands[1].shape, operands[2].shape, "as many numbers of trials as probabilities")
    try operands.requireKeys()
    return [operands[1]]
  }
}

extension Operands {
  /// Throws unless operand 0 holds the words of keys, one key for each index along the leading axes of operand 1.
  fileprivate func requireKeys() throws(TensorError) {
    try require(0, "uint32 words of keys") { $0 == .uint32 }
    let words = types[0].shape
    let shape = types[1].shape
    guard words.rank >= 1, words.rank - 1 <= shape.rank, try decide(words[words.rank - 1], .equal, 2) else {
      throw .shapeMismatch(
        expected: "keys of two words each, as many as the leading axes of the parameters say", actual: "\(types[0])",
        operation: operation)
    }
    try requireEqual(
      Shape(words.dimensions.dropLast()), Shape(shape.dimensions.prefix(words.rank - 1)),
      "keys for the leading axes of the parameters")
  }
}
