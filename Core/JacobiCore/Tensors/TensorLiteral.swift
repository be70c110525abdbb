/// A literal from which a ``Tensor`` is made: a number, a Boolean, or nested arrays of them.
///
/// Numbers without a decimal point give `int32`, others `float32`, as in JAX; with `dtype:` they give that.
public enum TensorLiteral: Sendable {
  case boolean(Bool)
  case integer(Int)
  case floating(Double)
  case array([TensorLiteral])

  /// The dtype that holds every element.
  private var dtype: DType {
    switch self {
    case .boolean: .bool
    case .integer(let value): ScalarLiteral.integer(value).defaultDType
    case .floating: .float32
    case .array(let elements):
      // The widest: Boolean, then integers, then floating.
      elements.map(\.dtype).max { $0.rawValue < $1.rawValue } ?? .float32
    }
  }

  /// The shape, or `nil` for arrays of different shapes side by side.
  private var shape: [Int]? {
    guard case .array(let elements) = self else { return [] }
    guard let first = elements.first else { return [0] }
    guard let inner = first.shape, elements.allSatisfy({ $0.shape == inner }) else { return nil }
    return [elements.count] + inner
  }

  private func append<Element: TensorScalar>(to scalars: inout [Element]) {
    switch self {
    case .boolean(let value): scalars.append(value.converted(to: Element.self))
    case .integer(let value): scalars.append(Int64(value).converted(to: Element.self))
    case .floating(let value): scalars.append(value.converted(to: Element.self))
    case .array(let elements): for element in elements { element.append(to: &scalars) }
    }
  }

  /// The first integer that a dtype cannot hold.
  private func firstInteger(outOf dtype: DType) -> Int? {
    switch self {
    case .integer(let value): dtype.holds(value) ? nil : value
    case .array(let elements): elements.lazy.compactMap { $0.firstInteger(outOf: dtype) }.first
    case .boolean, .floating: nil
    }
  }

  func tensor(dtype requested: DType?) -> Tensor {
    guard let shape else {
      report(
        .shapeMismatch(
          expected: "nested arrays of equal lengths", actual: "a ragged literal", operation: Operation("Tensor")))
      return .invalid
    }
    if let requested, let value = firstInteger(outOf: requested) {
      report(
        .invalidArgument(
          name: "literal", expected: "integers that \(requested) holds", actual: "\(value)",
          operation: Operation("Tensor")))
      return .invalid
    }
    func make<Element: TensorScalar>(_ element: Element.Type) -> TensorValue {
      var scalars: [Element] = []
      append(to: &scalars)
      return shape.isEmpty ? TensorValue(scalar: scalars[0]) : TensorValue(scalars, shape: Shape(shape))
    }
    switch self {
    case .integer(let value) where requested == nil: return Tensor(number: .integer(value))
    case .floating(let value) where requested == nil: return Tensor(number: .floating(value))
    default:
      let type = (requested ?? dtype).scalarType
      return Tensor(make(type))
    }
  }
}

extension DType {
  /// Whether an integer is a number of this dtype; floating and Boolean ones take any, rounded.
  package func holds(_ value: Int) -> Bool {
    switch self {
    case .int8: Int8(exactly: value) != nil
    case .int16: Int16(exactly: value) != nil
    case .int32: Int32(exactly: value) != nil
    case .uint8: UInt8(exactly: value) != nil
    case .uint16: UInt16(exactly: value) != nil
    case .uint32: UInt32(exactly: value) != nil
    case .uint64: value >= 0
    default: true
    }
  }
}

/// A number written in the program.
package enum ScalarLiteral: Sendable, Hashable {
  case integer(Int)
  case floating(Double)

  /// The dtype that it has when nothing it is combined with decides otherwise.
  package var defaultDType: DType {
    switch self {
    case .integer(let value): Int32(exactly: value) == nil ? .int64 : .int32
    case .floating: .float32
    }
  }

  package func value(as dtype: DType) -> TensorValue {
    func make<Element: TensorScalar>(_ element: Element.Type) -> TensorValue {
      switch self {
      case .integer(let value): TensorValue(scalar: Int64(value).converted(to: Element.self))
      case .floating(let value): TensorValue(scalar: value.converted(to: Element.self))
      }
    }
    return make(dtype.scalarType)
  }
}

extension Tensor {
  package init(number: ScalarLiteral) {
    self.init(.literal(number), isWeaklyTyped: true)
  }
}

extension TensorLiteral: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByArrayLiteral
{
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .floating(value) }
  public init(arrayLiteral elements: TensorLiteral...) { self = .array(elements) }
}

extension Tensor {
  /// A tensor from a literal.
  ///
  ///     Tensor([[1, 2], [3, 4]])              // int32
  ///     Tensor([1, 2.5], dtype: .float64)
  public init(_ literal: TensorLiteral, dtype: DType? = nil) {
    self = literal.tensor(dtype: dtype)
  }
}

extension Tensor: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral {
  /// A number that takes the dtype of what it is combined with.
  public init(integerLiteral value: Int) {
    self.init(number: .integer(value))
  }

  /// A number that takes the floating dtype of what it is combined with.
  public init(floatLiteral value: Double) {
    self.init(number: .floating(value))
  }

  public init(arrayLiteral elements: TensorLiteral...) {
    self = TensorLiteral.array(elements).tensor(dtype: nil)
  }
}
