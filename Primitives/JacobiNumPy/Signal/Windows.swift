import JacobiCore
import JacobiPrimitives

// Weights that fade out a signal toward both ends, as those of NumPy: symmetric, and 1 for a single element.

extension Tensor {
  /// The triangular window of Bartlett, 0 at both ends.
  ///
  ///     Tensor.bartlett(5)  // [0. 0.5 1. 0.5 0. ]
  ///
  /// - Parameters:
  ///   - count: how many weights; not negative.
  ///   - dtype: a floating one.
  public static func bartlett(_ count: Int, dtype: DType = .float32) -> Tensor {
    window(count, dtype, named: "bartlett") { 1 - abs($0) }
  }

  /// The window of Blackman, of three cosine terms.
  ///
  ///     Tensor.blackman(5)  // [0. 0.34 1. 0.34 0. ]
  ///
  /// - Parameters:
  ///   - count: how many weights; not negative.
  ///   - dtype: a floating one.
  public static func blackman(_ count: Int, dtype: DType = .float32) -> Tensor {
    window(count, dtype, named: "blackman") { place in
      // 0.42 + 0.5 cos a + 0.08 cos 2a as a product, so that the ends are exact zeros.
      let cosine = cos(place * Double.pi)
      return (cosine + 1) * (cosine * 0.16 + 0.34)
    }
  }

  /// The window of Hamming: a raised cosine that does not reach 0.
  ///
  ///     Tensor.hamming(5)  // [0.08 0.54 1. 0.54 0.08]
  ///
  /// - Parameters:
  ///   - count: how many weights; not negative.
  ///   - dtype: a floating one.
  public static func hamming(_ count: Int, dtype: DType = .float32) -> Tensor {
    window(count, dtype, named: "hamming") { cos($0 * Double.pi) * 0.46 + 0.54 }
  }

  /// The window of von Hann: a raised cosine, 0 at both ends.
  ///
  ///     Tensor.hanning(5)  // [0. 0.5 1. 0.5 0. ]
  ///
  /// - Parameters:
  ///   - count: how many weights; not negative.
  ///   - dtype: a floating one.
  public static func hanning(_ count: Int, dtype: DType = .float32) -> Tensor {
    window(count, dtype, named: "hanning") { cos($0 * Double.pi) * 0.5 + 0.5 }
  }

  /// The window of Kaiser: `I₀(β √(1 - t²)) / I₀(β)` for `t` from -1 to 1, with the modified Bessel function of order 0.
  ///
  ///     Tensor.kaiser(3, beta: 0)  // [1. 1. 1.]
  ///     let beta = Tensor(14.0)
  ///     Tensor.kaiser(5, beta: beta).shape  // [5]
  ///
  /// J. F. Kaiser: "Digital filters", in F. F. Kuo, J. F. Kaiser: "System analysis by digital computer", 1966. It can be
  /// differentiated with respect to `beta`.
  ///
  /// - Parameters:
  ///   - count: how many weights; not negative.
  ///   - beta: how fast the weights fade, a scalar: 0 for equal weights, 14 for a good compromise.
  ///   - dtype: a floating one.
  public static func kaiser(_ count: Int, beta: Tensor, dtype: DType = .float32) -> Tensor {
    if beta.isInvalid { return beta }
    let widths = window(count, dtype, named: "kaiser") { sqrt(1 - square($0)) }
    if widths.isInvalid || count <= 1 { return widths }
    // With the growth e^|x| of the function taken out, nothing overflows.
    let largest = abs(beta.asType(dtype))
    let arguments = largest * widths
    return BesselI0e()(arguments) / BesselI0e()(largest) * exp(arguments - largest)
  }

  /// The values of a function on evenly spaced numbers from -1 to 1; for a single one its value at 0.
  private static func window(
    _ count: Int, _ dtype: DType, named name: String, _ weight: (Tensor) -> Tensor
  ) -> Tensor {
    reporting { () throws(TensorError) in
      guard count >= 0 else { throw .invalidDimension(value: "\(count)", operation: Operation(name)) }
      guard dtype.isFloating else {
        throw .dtypeMismatch(expected: "a floating dtype", actual: "\(dtype)", operation: Operation(name))
      }
      let last = Double(Swift.max(count - 1, 1))
      // The difference of the distances to both ends is exact, so that the weights are symmetric.
      let places = (0..<count).map { count == 1 ? 0 : (Double($0) - (last - Double($0))) / last }
      return weight(Tensor(places, shape: [Dimension(count)])).asType(dtype)
    }
  }
}
