import JacobiCore
import JacobiNumPy
import JacobiRandom

extension Initializer {
  /// Normally distributed, without numbers that are far out.
  ///
  ///     let weights = Initializer.truncatedNormal(standardDeviation: 0.1)(RandomKey(0), [100])
  ///     abs(weights).max() .<= 0.2  // true
  ///
  /// - Parameters:
  ///   - standardDeviation: how far the numbers are spread before any are left out.
  ///   - lower: the least number, in standard deviations.
  ///   - upper: the largest number, in standard deviations.
  public static func truncatedNormal(
    standardDeviation: Double = 0.01, lower: Double = -2, upper: Double = 2
  ) -> Initializer {
    Initializer { key, shape, dtype in
      key.truncatedNormal(
        lower: Tensor(weak: lower), upper: Tensor(weak: Swift.max(lower, upper)), shape: shape, dtype: dtype)
        * standardDeviation
    }
  }

  /// Normally distributed up to two standard deviations, with the variance of Glorot and Bengio: "Understanding the
  /// difficulty of training deep feedforward neural networks", 2010.
  ///
  ///     Initializer.glorotNormal()(RandomKey(0), [2, 3]).shape  // [2,3]
  ///
  /// - Parameters:
  ///   - inAxis: that of the inputs; a negative one counts from the back.
  ///   - outAxis: that of the outputs; a negative one counts from the back.
  public static func glorotNormal(inAxis: Int = -2, outAxis: Int = -1) -> Initializer {
    varianceScaling(1, mode: .fanAverage, distribution: .truncatedNormal, inAxis: inAxis, outAxis: outAxis)
  }

  /// Normally distributed up to two standard deviations, with the variance of He and others: "Delving deep into
  /// rectifiers", 2015.
  ///
  ///     Initializer.heNormal()(RandomKey(0), [2, 3]).shape  // [2,3]
  ///
  /// - Parameters:
  ///   - inAxis: that of the inputs; a negative one counts from the back.
  ///   - outAxis: that of the outputs; a negative one counts from the back.
  public static func heNormal(inAxis: Int = -2, outAxis: Int = -1) -> Initializer {
    varianceScaling(2, mode: .fanIn, distribution: .truncatedNormal, inAxis: inAxis, outAxis: outAxis)
  }

  /// Normally distributed up to two standard deviations, with the variance of LeCun and others: "Efficient backprop", 1998.
  ///
  ///     Initializer.lecunNormal()(RandomKey(0), [2, 3]).shape  // [2,3]
  ///
  /// - Parameters:
  ///   - inAxis: that of the inputs; a negative one counts from the back.
  ///   - outAxis: that of the outputs; a negative one counts from the back.
  public static func lecunNormal(inAxis: Int = -2, outAxis: Int = -1) -> Initializer {
    varianceScaling(1, mode: .fanIn, distribution: .truncatedNormal, inAxis: inAxis, outAxis: outAxis)
  }

  /// Matrices with orthonormal columns or rows, whichever are fewer, evenly distributed among all of these.
  ///
  ///     let q = Initializer.orthogonal()(RandomKey(0), [3, 2])
  ///     allClose(matmul(q.transposed(), q), .eye(2), absolute: 1e-6)  // true
  ///
  /// Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks",
  /// 2013. The axes but one count as the rows.
  ///
  /// - Parameters:
  ///   - scale: multiplies the matrix.
  ///   - columnAxis: the axis of the columns; a negative one counts from the back.
  public static func orthogonal(scale: Double = 1, columnAxis: Int = -1) -> Initializer {
    Initializer { key, shape, dtype in
      reporting { () throws(TensorError) in
        let operation = { Operation("orthogonal(\(shape))") }
        guard let sizes = shape.known, sizes.count >= 2 else {
          throw .invalidArgument(
            name: "shape", expected: "known sizes of at least 2 axes", actual: "\(shape)", operation: operation())
        }
        let axis = try shape.position(ofAxis: columnAxis, in: operation)
        if sizes.contains(0) { return .zeros(shape, dtype: dtype) }
        let columns = sizes[axis]
        let others = shape.removing(axes: [axis])
        let rows = sizes.reduce(1, *) / columns
        let matrix = key.orthogonal(rows, columns: columns, dtype: dtype)
        let kernel = matrix.reshaped(others.inserting(Dimension(columns), at: others.rank))
        return kernel.movedAxis(from: -1, to: axis) * scale
      }
    }
  }

  /// Kernels of convolutions `[space..., input feature, output feature]` that are an orthogonal matrix in the middle and 0
  /// elsewhere, so that the convolution keeps the norms of images.
  ///
  ///     let kernel = Initializer.deltaOrthogonal()(RandomKey(0), [3, 2, 2])
  ///     kernel[0]  // [[0. 0.] [0. 0.]]
  ///     allClose(matmul(kernel[1], kernel[1].T), .eye(2), absolute: 1e-6)  // true
  ///
  /// Xiao et al., "Dynamical isometry and a mean field theory of CNNs", 2018. Kernels have one to three axes of space, and at
  /// least as many output features as input features; others are a `TensorError.invalidArgument`.
  ///
  /// - Parameter scale: multiplies the matrix.
  public static func deltaOrthogonal(scale: Double = 1) -> Initializer {
    Initializer { key, shape, dtype in
      reporting { () throws(TensorError) in
        guard let sizes = shape.known, (3...5).contains(sizes.count), sizes[sizes.count - 1] >= sizes[sizes.count - 2]
        else {
          throw .invalidArgument(
            name: "shape", expected: "known sizes of 1 to 3 axes of space, then features, of output at least as many",
            actual: "\(shape)", operation: Operation("deltaOrthogonal"))
        }
        if sizes.contains(0) { return .zeros(shape, dtype: dtype) }
        let matrix = orthogonal(scale: scale)(key, Shape(shape.suffix(2)), dtype: dtype)
        let widths = sizes.map { size in (before: (size - 1) / 2, after: size / 2) }.dropLast(2)
        let spatial = matrix.expandedDimensions(axes: Array(widths.indices))
        return spatial.padded(widths + [(0, 0), (0, 0)])
      }
    }
  }
}
