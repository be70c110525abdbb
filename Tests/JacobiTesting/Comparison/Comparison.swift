import JacobiCore

/// Compares results with what they should be.
struct Comparison {
  var tolerance: Tolerance
  /// The results for the absolute values of the operands, where the tolerance is in units of these.
  var magnitudes: [TensorValue]?
  /// What is compared of the results.
  var view: (([TensorValue]) throws -> [TensorValue])?

  init(tolerance: Tolerance) {
    self.tolerance = tolerance
  }

  /// How results of a primitive are compared.
  init(of primitive: any Primitive, _ record: OpRecord) {
    tolerance = record.tolerance
    guard let determined = record.determined else { return }
    view = { results in try concrete(withTensorErrors { determined(primitive, results.map { Tensor($0) }) }) }
  }

  /// What is wrong with the results: one line for each that is wrong.
  func differences(of actual: [TensorValue], from expected: [TensorValue]) -> [String] {
    guard actual.map(\.type) == expected.map(\.type) else {
      return ["the results have types \(actual.map(\.type)), expected \(expected.map(\.type))"]
    }
    if let view {
      var comparison = self
      comparison.view = nil
      do {
        return comparison.differences(of: try view(actual), from: try view(expected))
      } catch {
        return ["what is determined of the results: \(error)"]
      }
    }
    return actual.indices.compactMap { index in
      guard let difference = difference(actual[index], expected[index], magnitudes?[index]) else { return nil }
      return actual.count == 1 ? difference : "result \(index): \(difference)"
    }
  }

  private func difference(_ actual: TensorValue, _ expected: TensorValue, _ magnitude: TensorValue?) -> String? {
    if actual == expected { return nil }
    let largest = tolerance.scale == .largest ? expected.largestMagnitude : nil
    let wrong = (0..<actual.elementCount).filter { position in
      !isClose(actual, expected, magnitude, largest: largest, at: position)
    }
    guard let first = wrong.first else { return nil }
    let limit = tolerance.ulps(for: actual.dtype)
    return "element \(indexText(first, shape: actual.shape.sizes)) is \(actual.elementText(first)), expected "
      + "\(expected.elementText(first)), \(limit == 0 ? "exactly" : "within \(limit) ulps")"
      + (wrong.count == 1 ? "" : "; so are \(wrong.count) of \(actual.elementCount) elements")
  }

  private func isClose(
    _ actual: TensorValue, _ expected: TensorValue, _ magnitude: TensorValue?, largest: Double?, at position: Int
  ) -> Bool {
    guard actual.dtype.isInexact else { return actual.elementText(position) == expected.elementText(position) }
    let dtype = actual.dtype.realDType
    let limit = tolerance.ulps(for: actual.dtype)
    let pairs = zip(actual.parts(position), expected.parts(position))
    // The smaller part of a complex number is not more accurate than the larger one.
    let scales = expected.parts(position) + (magnitude?.parts(position) ?? []) + (largest.map { [$0] } ?? [])
    let scale = scales.map(abs).filter(\.isFinite).max() ?? 0
    // The sign of a zero depends on the order of additions, in a sum and in the parts of a complex number.
    let ignoresSignOfZero = tolerance.scale != .result || (actual.dtype.isComplex && limit > 0)
    return pairs.allSatisfy { actual, expected in
      if actual.isNaN || expected.isNaN { return actual.isNaN && expected.isNaN }
      if actual == expected { return actual != 0 || actual.sign == expected.sign || ignoresSignOfZero }
      if tolerance.scale == .result, self.isRanked(actual, expected, dtype, limit: limit) { return true }
      return abs(actual - expected) <= Double(limit) * FloatingBits.unit(scale, dtype)
    }
  }

  private func isRanked(_ actual: Double, _ expected: Double, _ dtype: DType, limit: Int) -> Bool {
    let (actual, expected) = (FloatingBits.rank(actual, dtype), FloatingBits.rank(expected, dtype))
    // Double has more ranks than an Int64 can count.
    let (distance, isFar) = actual.subtractingReportingOverflow(expected)
    return !isFar && distance.magnitude <= UInt64(limit)
  }
}

/// The position of an element as an index: `[1,0]`.
func indexText(_ position: Int, shape: [Int]) -> String {
  var rest = position
  var index: [Int] = []
  for size in shape.reversed() {
    index.insert(rest % size, at: 0)
    rest /= size
  }
  return "[\(index.map(String.init).joined(separator: ","))]"
}

extension TensorValue {
  /// The largest finite absolute value among the elements and their parts.
  fileprivate var largestMagnitude: Double {
    (0..<elementCount).flatMap(parts).map(abs).filter(\.isFinite).max() ?? 0
  }

  /// An element of a floating or complex tensor: its value, or real and imaginary part.
  func parts(_ position: Int) -> [Double] {
    func read<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [Double] {
      withElements(of: Scalar.self) { elements in
        let value = elements[position].converted(to: Complex128.self)
        return dtype.isComplex ? [value.real, value.imaginary] : [value.real]
      }
    }
    return read(dtype.scalarType)
  }

  /// An element as text that tells it from all others.
  func elementText(_ position: Int) -> String {
    func read<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> String {
      withElements(of: Scalar.self) { "\($0[position])" }
    }
    return read(dtype.scalarType)
  }
}
