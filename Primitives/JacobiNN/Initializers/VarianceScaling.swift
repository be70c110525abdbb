import JacobiCore
import JacobiNumPy
import JacobiRandom

extension Initializer {
  /// What the variance of parameters is divided by.
  public enum FanMode: Hashable, Sendable {
    /// The number of inputs of an output: signals keep their variance.
    case fanIn
    /// The number of outputs of an input: derivatives keep theirs.
    case fanOut
    /// The mean of both.
    case fanAverage
    /// The square root of their product.
    case fanGeometricAverage
  }

  /// How numbers of a given variance are distributed.
  public enum Distribution: Hashable, Sendable {
    /// Normal, without a limit.
    case normal
    /// Evenly between two numbers of equal magnitude.
    case uniform
    /// Normal up to two standard deviations.
    case truncatedNormal
  }

  /// Random numbers with mean 0 and a variance that depends on the shape.
  ///
  ///     let layer = Initializer.varianceScaling(1, mode: .fanIn, distribution: .uniform)
  ///     abs(layer(RandomKey(0), [3, 100])).max() .<= 1  // true
  ///
  /// The inputs of an output are counted along the input axis and all axes but the output axis and the batch axes, those
  /// of a kernel's space.
  ///
  /// - Parameters:
  ///   - scale: what is divided to get the variance.
  ///   - mode: what it is divided by.
  ///   - distribution: the shape of the distribution.
  ///   - inAxis: that of the inputs; a negative one counts from the back.
  ///   - outAxis: that of the outputs; a negative one counts from the back.
  ///   - batchAxes: those of models that have nothing to do with one another.
  public static func varianceScaling(
    _ scale: Double, mode: FanMode, distribution: Distribution, inAxis: Int = -2, outAxis: Int = -1,
    batchAxes: [Int] = []
  ) -> Initializer {
    Initializer { key, shape, dtype in
      reporting { () throws(TensorError) in
        let fans = try Fans(of: shape, inAxis: inAxis, outAxis: outAxis, batchAxes: batchAxes)
        let variance = Tensor(weak: scale / fans.denominator(mode)).asType(dtype)
        switch distribution {
        case .normal: return key.normal(shape, dtype: dtype) * sqrt(variance)
        case .truncatedNormal:
          // The standard deviation of what remains of a standard normal distribution.
          let deviation = sqrt(variance) / Tensor(weak: 0.87962566103423978).asType(dtype)
          return key.truncatedNormal(lower: -2, upper: 2, shape: shape, dtype: dtype) * deviation
        case .uniform:
          return key.uniform(shape, dtype: dtype, low: -1, high: 1) * sqrt(variance * 3)
        }
      }
    }
  }

  /// Evenly distributed, with the variance of Glorot and Bengio: "Understanding the difficulty of training deep
  /// feedforward neural networks", 2010.
  ///
  ///     Initializer.glorotUniform()(RandomKey(0), [2, 3]).shape  // [2,3]
  ///
  /// - Parameters:
  ///   - inAxis: that of the inputs; a negative one counts from the back.
  ///   - outAxis: that of the outputs; a negative one counts from the back.
  public static func glorotUniform(inAxis: Int = -2, outAxis: Int = -1) -> Initializer {
    varianceScaling(1, mode: .fanAverage, distribution: .uniform, inAxis: inAxis, outAxis: outAxis)
  }

  /// Evenly distributed, with the variance of He and others: "Delving deep into rectifiers", 2015.
  ///
  ///     Initializer.heUniform()(RandomKey(0), [2, 3]).shape  // [2,3]
  ///
  /// - Parameters:
  ///   - inAxis: that of the inputs; a negative one counts from the back.
  ///   - outAxis: that of the outputs; a negative one counts from the back.
  public static func heUniform(inAxis: Int = -2, outAxis: Int = -1) -> Initializer {
    varianceScaling(2, mode: .fanIn, distribution: .uniform, inAxis: inAxis, outAxis: outAxis)
  }

  /// Evenly distributed, with the variance of LeCun and others: "Efficient backprop", 1998.
  ///
  ///     Initializer.lecunUniform()(RandomKey(0), [2, 3]).shape  // [2,3]
  ///
  /// - Parameters:
  ///   - inAxis: that of the inputs; a negative one counts from the back.
  ///   - outAxis: that of the outputs; a negative one counts from the back.
  public static func lecunUniform(inAxis: Int = -2, outAxis: Int = -1) -> Initializer {
    varianceScaling(1, mode: .fanIn, distribution: .uniform, inAxis: inAxis, outAxis: outAxis)
  }
}

/// How many inputs an output of a layer has, and how many outputs an input.
private struct Fans {
  private var fanIn: Double
  private var fanOut: Double

  init(of shape: Shape, inAxis: Int, outAxis: Int, batchAxes: [Int]) throws(TensorError) {
    let operation = { Operation("varianceScaling(\(shape))") }
    guard let sizes = shape.known else {
      throw .undecidableDimension(comparison: "\(shape) == 1", operation: operation())
    }
    var positions: [Int] = []
    for axis in [inAxis, outAxis] + batchAxes {
      let position = try shape.position(ofAxis: axis, in: operation)
      positions.append(position)
    }
    let space = sizes.indices.filter { !positions.contains($0) }.reduce(1.0) { $0 * Double(sizes[$1]) }
    fanIn = Double(sizes[positions[0]]) * space
    fanOut = Double(sizes[positions[1]]) * space
  }

  func denominator(_ mode: Initializer.FanMode) -> Double {
    switch mode {
    case .fanIn: fanIn
    case .fanOut: fanOut
    case .fanAverage: (fanIn + fanOut) / 2
    case .fanGeometricAverage: (fanIn * fanOut).squareRoot()
    }
  }
}
