import Jacobi

/// A few numbers by which two programs compare all the results of a workload: over all leaves, in `float64`, the number of
/// elements, their Euclidean norm, and their sum with weights. Complex numbers count as two elements.
struct Checksum: Codable, Equatable {
  var n = 0
  var l2 = 0.0
  var wsum = 0.0

  init(n: Int, l2: Double, wsum: Double) {
    (self.n, self.l2, self.wsum) = (n, l2, wsum)
  }

  init(_ leaves: [Tensor]) {
    var squares = 0.0
    for leaf in leaves {
      leaf.forEachNumber { index, number in
        n += 1
        squares += number * number
        wsum += number * Self.weights[index % Self.weights.count]
      }
    }
    l2 = squares.squareRoot()
  }

  /// As many as a prime, so that they do not line up with the rows of matrices.
  private static let weights = (0..<65521).map { Double(Fill.sym(at: $0, salt: 777)) }

  /// By how much two checksums differ, relative to the norm; infinite for different sizes and for NaN.
  func error(against other: Checksum) -> Double {
    guard n == other.n else { return .infinity }
    let error = max(abs(l2 - other.l2), abs(wsum - other.wsum)) / max(abs(l2), abs(other.l2), 1e-30)
    return error.isNaN ? .infinity : error
  }
}

extension Tensor {
  /// Calls `body` with the elements in row-major order, real and imaginary parts one after the other.
  fileprivate func forEachNumber(_ body: (_ index: Int, _ number: Double) -> Void) {
    switch dtype {
    case .float32: forEach(Float.self) { body($0, Double($1)) }
    case .int32: forEach(Int32.self) { body($0, Double($1)) }
    case .complex64: stacked([real(self), imag(self)], axis: -1).forEach(Float.self) { body($0, Double($1)) }
    default: asType(.float64).forEach(Double.self, body)
    }
  }

  private func forEach<Element: TensorScalar>(_ type: Element.Type, _ body: (_ index: Int, _ element: Element) -> Void)
  {
    withUnsafeScalars(type) { elements in
      for (index, element) in elements.enumerated() { body(index, element) }
    }
  }
}
