import JacobiCore

// Tensors of float64 and complex128 as points with real coordinates: the numbers, or real and imaginary parts in turn.

extension TensorValue {
  /// The real coordinates.
  var coordinates: [Double] {
    (0..<elementCount).flatMap(parts)
  }

  /// - Precondition: there are as many coordinates as a value of the type has.
  init(coordinates: [Double], type: TensorType) {
    if type.dtype.isComplex {
      let numbers = stride(from: 0, to: coordinates.count, by: 2).map {
        Complex128(coordinates[$0], coordinates[$0 + 1])
      }
      self.init(numbers, shape: type.shape)
    } else {
      self.init(coordinates, shape: type.shape)
    }
  }

  /// The value with one coordinate 1 and the others 0.
  static func unit(_ coordinate: Int, type: TensorType) -> TensorValue {
    var coordinates = [Double](repeating: 0, count: type.elementCount * (type.dtype.isComplex ? 2 : 1))
    coordinates[coordinate] = 1
    return TensorValue(coordinates: coordinates, type: type)
  }
}

/// `point + t direction`.
func moved(_ point: [TensorValue], along direction: [TensorValue], by t: Double) -> [TensorValue] {
  zip(point, direction).map { point, direction in
    TensorValue(
      coordinates: zip(point.coordinates, direction.coordinates).map { $0 + t * $1 }, type: point.type)
  }
}

/// The pairing of cotangents and tangents, `Re Σ c t` without conjugation, and the sum of the absolute values of its terms.
func pairing(_ cotangents: [TensorValue], _ tangents: [[Double]]) -> (value: Double, magnitude: Double) {
  var value = 0.0
  var magnitude = 0.0
  for (cotangent, tangent) in zip(cotangents, tangents) {
    for (position, product) in zip(cotangent.coordinates, tangent).map(*).enumerated() {
      // Re (a + bi)(c + di) = ac - bd
      value += cotangent.dtype.isComplex && position % 2 == 1 ? -product : product
      magnitude += abs(product)
    }
  }
  return (value, magnitude)
}
