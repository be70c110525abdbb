/// An array of numbers of one type, with any number of axes.
///
///     let x: Tensor = [[1, 2], [3, 4]]
///     let y = Tensor([0.5, 1.5])          // float32
///
/// A tensor has value semantics: nothing changes one except the variable that holds it. Inside a transformation it may
/// stand for a value that is known only by its type; the same code works on both.
public struct Tensor: Sendable {
  package var storage: Storage
  /// Whether the dtype is only a suggestion, as that of a literal is: in `x * 2` the literal takes the type of `x`.
  /// The result of an operation on nothing but weakly typed operands is weakly typed itself.
  package var isWeaklyTyped: Bool

  package enum Storage: Sendable {
    case concrete(TensorValue)
    case traced(Tracer)
    /// A number written in the program, not yet given memory or a final dtype.
    case literal(ScalarLiteral)
    /// The result of an operation that failed; see ``withTensorErrors(_:)``.
    case invalid
  }

  package init(_ storage: Storage, isWeaklyTyped: Bool = false) {
    self.storage = storage
    self.isWeaklyTyped = isWeaklyTyped
  }

  /// A tensor of a concrete value.
  public init(_ value: TensorValue) {
    self.init(.concrete(value))
  }

  /// The result of a failed operation: every operation passes it through. Its type is an empty `f32[0]`.
  public static let invalid = Tensor(.invalid)

  public var type: TensorType {
    switch storage {
    case .concrete(let value): value.type
    case .traced(let tracer): tracer.type
    case .literal(let literal): TensorType(literal.defaultDType, [])
    case .invalid: TensorType(.float32, [0])
    }
  }

  public var dtype: DType { type.dtype }
  public var shape: Shape { type.shape }
  /// The number of axes.
  public var rank: Int { type.rank }

  package var isInvalid: Bool {
    if case .invalid = storage { true } else { false }
  }

  package var tracer: Tracer? {
    if case .traced(let tracer) = storage { tracer } else { nil }
  }

  /// The value, when the tensor has one now; `nil` under a transformation that knows only its type.
  public var value: TensorValue? {
    switch storage {
    case .concrete(let value): value
    case .traced(let tracer): tracer.concreteValue
    case .literal(let literal): literal.value(as: literal.defaultDType)
    case .invalid: nil
    }
  }
}

// MARK: - From and to Swift values

extension Tensor {
  /// The elements of an array in row-major order, without a copy.
  ///
  ///     Tensor([Float](repeating: 1, count: 6), shape: [2, 3])
  ///
  /// The dtype is that of the elements: `[Double]` gives `float64`.
  public init<Element: TensorScalar>(_ scalars: [Element], shape: Shape) {
    guard shape.elementCount.known == scalars.count else {
      report(
        .shapeMismatch(
          expected: "\(shape.elementCount) elements for shape \(shape)", actual: "\(scalars.count)",
          operation: Operation("Tensor")))
      self = .invalid
      return
    }
    self.init(TensorValue(scalars, shape: shape))
  }

  /// The elements of an array in row-major order, without a copy, in a shape of known sizes.
  public init<Element: TensorScalar>(_ scalars: [Element], shape sizes: [Int]) {
    self.init(scalars, shape: Shape(sizes))
  }

  /// A tensor of rank 1; of the elements' own dtype, so a variable of type `[Double]` gives `float64`.
  @_disfavoredOverload
  public init<Element: TensorScalar>(_ scalars: [Element]) {
    self.init(TensorValue(scalars, shape: [Dimension(scalars.count)]))
  }

  /// A tensor of rank 0.
  @_disfavoredOverload
  public init<Element: TensorScalar>(_ scalar: Element) {
    self.init(TensorValue(scalar: scalar))
  }

  /// Elements in memory from elsewhere, without a copy.
  ///
  /// - Parameters:
  ///   - memory: the elements in row-major order.
  ///   - type: their dtype and the shape of the tensor.
  ///   - release: called with `memory` when the last tensor that uses the memory is gone.
  public init(
    adopting memory: UnsafeMutableRawPointer, type: TensorType,
    release: @escaping @Sendable (UnsafeMutableRawPointer) -> Void
  ) {
    do throws(TensorError) {
      try type.validate(for: Operation("Tensor(adopting:)", operands: [type]))
      for dimension in type.shape.dimensions where !dimension.isKnown {
        throw .invalidDimension(value: dimension.description, operation: Operation("Tensor(adopting:)"))
      }
    } catch {
      report(error)
      release(memory)
      self = .invalid
      return
    }
    self.init(
      TensorValue(buffer: Buffer(adopting: memory, byteCount: type.byteCount, type: type, release: release)))
  }

  /// The elements in row-major order.
  ///
  ///     y.scalars(Float.self)   // [0.5, 1.5]
  ///
  /// No copy when the tensor was made from such an array. A different dtype, or a tensor whose values are not known under
  /// the current transformation, is an error and gives an empty array.
  public func scalars<Element: TensorScalar>(_ element: Element.Type = Element.self) -> [Element] {
    readableValue(as: Element.dtype, operation: "scalars")?.scalars(as: Element.self) ?? []
  }

  /// The only element of a tensor that has one element, converted to `Element`.
  ///
  ///     loss.item(Float.self)
  public func item<Element: TensorScalar>(_ element: Element.Type = Element.self) -> Element {
    guard let value = readableValue(as: nil, operation: "item") else { return Int64(0).converted(to: Element.self) }
    guard value.elementCount == 1 else {
      report(.shapeMismatch(expected: "one element", actual: "\(type)", operation: Operation("item", operands: [type])))
      return Int64(0).converted(to: Element.self)
    }
    func convert<Source: TensorScalar>(_ source: Source.Type) -> Element {
      value.withElements(of: Source.self) { $0[0].converted(to: Element.self) }
    }
    return convert(value.dtype.scalarType)
  }

  /// Calls `body` with the elements in row-major order; they are valid only during the call.
  public func withUnsafeScalars<Element: TensorScalar, Result>(
    _ element: Element.Type, _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    guard let value = readableValue(as: Element.dtype, operation: "withUnsafeScalars") else {
      return try body(UnsafeBufferPointer(start: nil, count: 0))
    }
    return try value.withElements(of: Element.self, body)
  }

  /// Calls `body` with the elements to change in place. They are copied first if another tensor shares them.
  public mutating func withUnsafeMutableScalars<Element: TensorScalar, Result>(
    _ element: Element.Type, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    guard tracer == nil, var value = readableValue(as: Element.dtype, operation: "withUnsafeMutableScalars") else {
      // Changing the numbers of a traced value would leave its derivative behind.
      if let tracer {
        let operation = Operation("withUnsafeMutableScalars", operands: [type])
        report(
          tracer.usageError(operation) ?? .valueRequired(type: type, trace: tracer.trace.name, operation: operation))
      }
      return try body(UnsafeMutableBufferPointer(start: nil, count: 0))
    }
    // Leaves the local `value` as the only holder if no other tensor shares the buffer.
    storage = .invalid
    value.makeUnique()
    defer { storage = .concrete(value) }
    return try value.withMutableElements(of: Element.self, body)
  }

  /// The value to read as `dtype`, or `nil` after reporting why there is none.
  private func readableValue(as dtype: DType?, operation name: String) -> TensorValue? {
    if let error = usageError(Operation(name, operands: [type])) {
      report(error)
      return nil
    }
    guard let value else {
      if let tracer {
        report(
          .valueRequired(type: type, trace: tracer.trace.name, operation: Operation(name, operands: [type])))
      }
      return nil
    }
    if let dtype, dtype != value.dtype {
      report(
        .dtypeMismatch(
          expected: "a tensor of \(dtype)", actual: "\(value.type)", operation: Operation(name, operands: [type])))
      return nil
    }
    return value
  }
}

extension Tensor: CustomStringConvertible {
  /// The elements as NumPy prints them, or the type where the values are not known.
  public var description: String {
    switch storage {
    case .concrete(let value) where value.buffer.isDonated: "<donated \(type)>"
    case .concrete, .literal: value?.description ?? ""
    case .traced(let tracer): tracer.description
    case .invalid: "<invalid tensor>"
    }
  }
}
