import JacobiCore
import JacobiGrad

/// A function of tensors of float64 and complex128 whose results are such tensors.
typealias TensorFunction = ([Tensor]) throws -> [Tensor]

/// Compares derivatives of a function with differences of its values.
///
/// Differences are those of fourth order, `(8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h`: with `h = 1e-3` and values of
/// moderate size they have about eleven correct digits.
struct DerivativeCheck {
  var function: TensorFunction
  var point: [TensorValue]
  /// The names of the arguments, for messages.
  var names: [String]
  /// The error that is allowed, relative to the expected value or to 1, whichever is larger.
  var tolerance: Double

  static let step = 1e-3
  static let defaultTolerance = 1e-7

  /// The directional derivative of the results, by differences: for each result its coordinates.
  func differences(along direction: [TensorValue]) throws -> [[Double]] {
    let step = DerivativeCheck.step
    func values(_ multiple: Double) throws -> [[Double]] {
      let results = try function(moved(point, along: direction, by: multiple * step).map { Tensor($0) })
      return try concrete(results).map(\.coordinates)
    }
    let (near, far) = try (
      zip(values(1), values(-1)).map { zip($0, $1).map(-) },
      zip(values(2), values(-2)).map { zip($0, $1).map(-) }
    )
    return zip(near, far).map { zip($0, $1).map { (8 * $0 - $1) / (12 * step) } }
  }

  /// The tangents of forward mode are the differences along the direction.
  func forward(along direction: [TensorValue]) throws -> [String] {
    let expected = try differences(along: direction)
    let tangents = try jvp(function, at: point.map { Tensor($0) }, along: direction.map { Tensor($0) }).tangent
    return try zip(concrete(tangents), expected).enumerated().flatMap { result, pair in
      let (tangent, expected) = pair
      let actual = tangent.coordinates
      guard let wrong = actual.indices.first(where: { !isClose(actual[$0], expected[$0]) }) else { return [String]() }
      return [
        "the tangent of result \(result) at \(place(wrong, tangent.type)) is \(actual[wrong]), "
          + "expected \(expected[wrong]) by differences"
      ]
    }
  }

  /// The cotangents of reverse mode, paired with the direction, are the differences along it, paired with the cotangents of
  /// the results.
  func reverse(_ cotangents: [TensorValue], along direction: [TensorValue]) throws -> [String] {
    let gradient = try gradient(cotangents)
    let actual = pairing(gradient, direction.map(\.coordinates))
    let expected = pairing(cotangents, try differences(along: direction))
    if isClose(actual.value, expected.value, scale: max(actual.magnitude, expected.magnitude)) { return [] }
    let places = try wrongCoordinates(of: gradient, cotangents)
    return places.isEmpty
      ? ["the gradient along a direction is \(actual.value), expected \(expected.value) by differences"] : places
  }

  /// Forward and reverse mode agree: `<c, J t> = <Jᵀ c, t>`.
  func transposition(_ cotangents: [TensorValue], along direction: [TensorValue]) throws -> [String] {
    let tangents = try jvp(function, at: point.map { Tensor($0) }, along: direction.map { Tensor($0) }).tangent
    let forward = pairing(cotangents, try concrete(tangents).map(\.coordinates))
    let reverse = pairing(try gradient(cotangents), direction.map(\.coordinates))
    // Both are sums of the same products in another order.
    let scale = max(forward.magnitude, reverse.magnitude)
    if abs(forward.value - reverse.value) <= 1e-12 * max(1, scale) { return [] }
    return ["forward mode gives \(forward.value) in a direction, reverse mode \(reverse.value)"]
  }

  private func gradient(_ cotangents: [TensorValue]) throws -> [TensorValue] {
    let pullback = try vjp(function, at: point.map { Tensor($0) }).pullback
    return try concrete(pullback(cotangents.map { Tensor($0) }))
  }

  /// One message for each argument whose gradient is wrong, with the first coordinate at which it is.
  private func wrongCoordinates(of gradient: [TensorValue], _ cotangents: [TensorValue]) throws -> [String] {
    try point.indices.compactMap { argument in
      let type = point[argument].type
      for (coordinate, value) in gradient[argument].coordinates.enumerated() {
        var direction = point.map { TensorValue(coordinates: $0.coordinates.map { _ in 0 }, type: $0.type) }
        direction[argument] = .unit(coordinate, type: type)
        let expected = pairing(cotangents, try differences(along: direction))
        // The derivative with respect to an imaginary part is minus that part of the cotangent.
        let actual = type.dtype.isComplex && coordinate % 2 == 1 ? -value : value
        if isClose(actual, expected.value, scale: expected.magnitude) { continue }
        return "the gradient with respect to \(names[argument]) at \(place(coordinate, type)) is \(actual), "
          + "expected \(expected.value) by differences"
      }
      return nil
    }
  }

  private func isClose(_ actual: Double, _ expected: Double, scale: Double = 0) -> Bool {
    abs(actual - expected) <= tolerance * max(1, abs(expected), scale)
  }

  private func place(_ coordinate: Int, _ type: TensorType) -> String {
    guard type.dtype.isComplex else { return indexText(coordinate, shape: type.shape.sizes) }
    let part = coordinate % 2 == 0 ? "real" : "imaginary"
    return "\(indexText(coordinate / 2, shape: type.shape.sizes)) (\(part) part)"
  }
}

/// The first derivatives of a function as functions again, to be checked like any other.
enum FirstDerivative {
  /// The tangents of the results along a direction.
  static func forward(_ function: @escaping TensorFunction, along direction: [TensorValue]) -> TensorFunction {
    { point in try jvp(function, at: point, along: direction.map { Tensor($0) }).tangent }
  }

  /// The cotangents of the arguments for cotangents of the results.
  static func reverse(_ function: @escaping TensorFunction, _ cotangents: [TensorValue]) -> TensorFunction {
    { point in
      let pullback = try vjp(function, at: point).pullback
      return try pullback(cotangents.map { Tensor($0) })
    }
  }
}
