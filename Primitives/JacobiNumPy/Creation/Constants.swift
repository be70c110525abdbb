import JacobiCore

extension Tensor {
  /// The ratio of the circumference of a circle to its diameter, as a number that takes the dtype of what it is combined with.
  ///
  ///     Tensor([1.0, 2]) * .pi  // [3.1415927 6.2831855]
  public static var pi: Tensor { Tensor(weak: Double.pi) }

  /// The base of the natural logarithm, as a number that takes the dtype of what it is combined with.
  ///
  ///     Tensor([1.0, 2]) * .e  // [2.7182817 5.4365635]
  public static var e: Tensor { Tensor(weak: 2.718281828459045235360) }

  /// The constant of Euler and Mascheroni: the limit of the differences of the harmonic numbers and the logarithm, as a number
  /// that takes the dtype of what it is combined with.
  ///
  ///     Tensor([1.0, 2]) * .eulerGamma  // [0.5772157 1.1544313]
  public static var eulerGamma: Tensor { Tensor(weak: 0.577215664901532860607) }
}
