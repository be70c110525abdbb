import Foundation
import JacobiCore
import JacobiPrimitives

/// How large the elements of a value are, and how much two correct computations of them may differ by rounding.
///
/// Tolerances are computed by propagation, not chosen: the error of a sum is that of its terms and the rounding of each
/// addition, and so on. A value without an error must agree exactly.
struct ValueBound: Equatable {
  var magnitude: Double
  /// No element is below; of complex numbers no absolute value.
  var lowest: Double
  var error: Double

  init(magnitude: Double, lowest: Double? = nil, error: Double) {
    self.magnitude = magnitude
    self.lowest = lowest ?? -magnitude
    self.error = error
  }

  /// The bound that every integer has; `nil` for inexact dtypes.
  init?(of dtype: DType) {
    if dtype == .bool {
      self.init(magnitude: 1, lowest: 0, error: 0)
    } else if let limits = dtype.integerLimits {
      self.init(magnitude: Double(limits.maximum) + 1, lowest: Double(limits.minimum), error: 0)
    } else {
      return nil
    }
  }

  /// The bound of a given value.
  init(of value: TensorValue) {
    let magnitude: Double? =
      switch value.dtype {
      case .float32: value.scalars(as: Float.self).map { Double($0.magnitude) }.max()
      case .float64: value.scalars(as: Double.self).map(\.magnitude).max()
      case .bfloat16: value.scalars(as: BFloat16.self).map { Double(Float($0).magnitude) }.max()
      case .float16: value.scalars(as: Float16.self).map { Double($0.magnitude) }.max()
      case .complex64: value.scalars(as: Complex64.self).map { hypot(Double($0.real), Double($0.imaginary)) }.max()
      case .complex128: value.scalars(as: Complex128.self).map { hypot($0.real, $0.imaginary) }.max()
      default: nil
      }
    self = ValueBound(of: value.dtype) ?? ValueBound(magnitude: magnitude.map { max($0, 0) } ?? 0, error: 0)
    // A maximum passes over NaN or gives it.
    if self.magnitude.isNaN { self.magnitude = .infinity }
  }

  static func join(_ bounds: [ValueBound]) -> ValueBound {
    ValueBound(
      magnitude: bounds.map(\.magnitude).max() ?? 0, lowest: bounds.map(\.lowest).min() ?? 0,
      error: bounds.map(\.error).max() ?? 0)
  }

  /// Whether a comparison of two computations still means something.
  var isUseful: Bool { error == 0 || (magnitude <= 1e6 && error <= 0.1 * min(max(magnitude, 1), 100)) }

  /// The largest relative difference of one operation's results: four units in the last place.
  static func rounding(_ dtype: DType) -> Double {
    switch dtype {
    case .float64, .complex128: 0x1p-50
    case .bfloat16: 0x1p-6
    case .float16: 0x1p-9
    default: 0x1p-21
    }
  }
}

extension Program {
  /// The bounds of all variables' values; `nil` when a result is not determined well enough to compare it.
  func bounds(_ inputs: [ValueBound]) -> [ValueBound]? {
    var bounds = inputs
    for equation in equations {
      guard let results = equation.bounds(equation.inputs.map { $0.bound(bounds) }) else { return nil }
      bounds += results
    }
    return bounds
  }

  func outputBounds(_ inputs: [ValueBound]) -> [ValueBound]? {
    bounds(inputs).map { bounds in outputs.map { $0.bound(bounds) } }
  }
}

extension Atom {
  func bound(_ bounds: [ValueBound]) -> ValueBound {
    variable.map { bounds[$0.index] } ?? RandomSource.bound(type.dtype)
  }
}

extension Equation {
  func bounds(_ inputs: [ValueBound]) -> [ValueBound]? {
    let result =
      primitive.bodies.isEmpty
      ? elementBound(inputs).map { Array(repeating: $0, count: outputs.count) } : loopBounds(inputs)
    guard let result, result.count == outputs.count else { return nil }
    let exact = zip(outputs, result).map { output, bound in ValueBound(of: output.type.dtype) ?? bound }
    // Beyond, sums of float16 overflow or not as they are rounded.
    let fits = zip(outputs, exact).allSatisfy { $0.type.dtype != .float16 || $1.error == 0 || $1.magnitude <= 3e4 }
    return fits && exact.allSatisfy(\.isUseful) ? exact : nil
  }

  private func loopBounds(_ inputs: [ValueBound]) -> [ValueBound]? {
    switch primitive {
    case let scan as Scan:
      var carries = Array(inputs[scan.constantCount..<scan.constantCount + scan.carryCount])
      var stacked: [ValueBound] = []
      for _ in 0..<(scan.length.known ?? 0) {
        let operands =
          Array(inputs[..<scan.constantCount]) + carries + Array(inputs[(scan.constantCount + scan.carryCount)...])
        guard let results = scan.body.outputBounds(operands) else { return nil }
        carries = Array(results[..<scan.carryCount])
        let new = Array(results[scan.carryCount...])
        stacked = stacked.isEmpty ? new : zip(stacked, new).map { ValueBound.join([$0, $1]) }
      }
      if stacked.isEmpty { stacked = outputs[scan.carryCount...].map { _ in ValueBound(magnitude: 0, error: 0) } }
      return carries + stacked
    case let loop as While:
      var carries = Array(inputs[loop.constantCount...])
      for _ in 0..<RandomProgram.longestWhile {
        guard let results = loop.body.outputBounds(Array(inputs[..<loop.constantCount]) + carries) else { return nil }
        carries = zip(carries, results).map { ValueBound.join([$0, $1]) }
      }
      return carries
    case let choice as Switch:
      let results = choice.branches.compactMap { $0.outputBounds(Array(inputs.dropFirst())) }
      guard results.count == choice.branches.count else { return nil }
      return outputs.indices.map { number in ValueBound.join(results.map { $0[number] }) }
    case let call as Call: return call.program.outputBounds(inputs)
    default: return nil
    }
  }

  private func elementBound(_ inputs: [ValueBound]) -> ValueBound? {
    let type = outputs[0].type
    let isInexact = ValueBound(of: type.dtype) == nil
    let rounding = ValueBound.rounding(type.dtype)
    let (a, b) = (inputs.first ?? ValueBound(magnitude: 0, error: 0), inputs.last ?? ValueBound(magnitude: 0, error: 0))
    let terms = max(1, Double(self.inputs.first?.type.elementCount ?? 1) / Double(max(1, type.elementCount)))
    func rounded(_ magnitude: Double, above lowest: Double? = nil, _ error: Double) -> ValueBound {
      ValueBound(magnitude: magnitude, lowest: lowest, error: error + rounding * magnitude)
    }
    switch primitive {
    case is Reshape, is Transpose, is BroadcastInDim, is Rev, is Slice, is Concatenate, is Pad, is Split, is Max,
      is Min:
      return .join(inputs)
    case is Clamp: return .join(inputs)
    case is SelectN: return inputs[0].error == 0 ? .join(Array(inputs.dropFirst())) : nil
    case is DynamicSlice: return a
    case is DynamicUpdateSlice: return .join(Array(inputs.prefix(2)))
    case is Scatter, is ScatterMin, is ScatterMax: return .join([inputs[0], inputs[2]])
    case is OptimizationBarrier: return .join(inputs)
    case is Iota: return ValueBound(magnitude: 1e6, lowest: 0, error: 0)
    default: break
    }
    // Whatever else is exact, or jumps, needs exact operands.
    if !isInexact { return inputs.allSatisfy { $0.error == 0 } ? a : nil }
    switch primitive {
    case is Neg, is Conj, is Real, is Imag: return ValueBound(magnitude: a.magnitude, error: a.error)
    case is MakeComplex: return ValueBound(magnitude: a.magnitude + b.magnitude, error: a.error + b.error)
    case is Abs:
      let isComplex = self.inputs[0].type.dtype.isComplex
      return isComplex
        ? rounded(a.magnitude, above: 0, a.error) : ValueBound(magnitude: a.magnitude, lowest: 0, error: a.error)
    case is Add: return rounded(a.magnitude + b.magnitude, above: a.lowest + b.lowest, a.error + b.error)
    case is Sub: return rounded(a.magnitude + b.magnitude, a.error + b.error)
    case is Mul, is Square:
      return rounded(
        a.magnitude * b.magnitude, above: primitive is Square && !type.dtype.isComplex ? 0 : nil,
        a.error * b.magnitude + b.error * a.magnitude + a.error * b.error)
    case is Div where b.lowest >= 0.5:
      return rounded(
        a.magnitude / b.lowest, a.error / b.lowest + b.error * a.magnitude / (b.lowest * b.lowest))
    case is Sqrt where a.lowest >= 0.5: return rounded(Foundation.sqrt(a.magnitude), a.error)
    case is Rsqrt where a.lowest >= 0.5: return rounded(2, above: 0, 2 * a.error)
    case is Log where a.lowest >= 0.5: return rounded(Foundation.log(max(a.magnitude, 2)) + 1, 2 * a.error)
    case is Exp where a.magnitude <= 6:
      return rounded(Foundation.exp(a.magnitude), above: 0, a.error * Foundation.exp(a.magnitude))
    // These functions have poles or grow beside the real line.
    case is Tanh where type.dtype.isComplex, is Logistic where type.dtype.isComplex, is Sin where type.dtype.isComplex,
      is Cos where type.dtype.isComplex, is Sign where type.dtype.isComplex:
      return nil
    case is Tanh, is Logistic: return rounded(1, a.error)
    case is Erf: return rounded(1, 1.2 * a.error)
    case is Sin, is Cos: return a.magnitude < 1e3 ? rounded(1, a.error) : nil
    case is Sign, is Floor, is Ceil: return a.error == 0 ? ValueBound(magnitude: a.magnitude + 1, error: 0) : nil
    case is ConvertElementType:
      let isNarrowing = self.inputs[0].type.dtype.byteCount > type.dtype.byteCount
      return a.error == 0 || !isNarrowing
        ? a : ValueBound(magnitude: a.magnitude, lowest: a.lowest, error: a.error + rounding * a.magnitude)
    case is ReduceMax, is ReduceMin:
      return self.inputs[0].type.elementCount == 0 ? ValueBound(magnitude: .infinity, error: 0) : a
    case is ReduceSum, is CumSum:
      let count = primitive is CumSum ? Double(self.inputs[0].type.elementCount) : terms
      return ValueBound(
        magnitude: count * a.magnitude, error: count * (a.error + 2 * rounding * a.magnitude))
    case is ReduceProd:
      let magnitude = pow(max(1, a.magnitude), terms)
      return ValueBound(magnitude: max(1, magnitude), error: magnitude * terms * (a.error + rounding))
    case is DotGeneral:
      let count = Double(self.inputs[0].type.elementCount + self.inputs[1].type.elementCount)
      let magnitude = a.magnitude * b.magnitude
      return ValueBound(
        magnitude: count * magnitude,
        error: count * (a.error * b.magnitude + b.error * a.magnitude + 2 * rounding * magnitude))
    case is ScatterAdd, is ScatterSub:
      // All updates may be of one element.
      let count = Double(self.inputs[2].type.elementCount)
      let magnitude = a.magnitude + count * b.magnitude
      return ValueBound(magnitude: magnitude, error: a.error + count * (b.error + 2 * rounding * magnitude))
    case let gather as Gather:
      if case .missing = gather.fill, gather.mode == .fillOrDrop {
        return ValueBound(magnitude: .infinity, error: a.error)
      }
      return ValueBound(magnitude: max(a.magnitude, 2), error: a.error)
    default: return nil
    }
  }
}
