/// A concrete tensor: bytes in row-major order and their type. What kernels and executables take and give.
public struct TensorValue: Sendable {
  public private(set) var buffer: Buffer
  public var type: TensorType { buffer.type }

  /// A value in a buffer that was made for it.
  init(buffer: Buffer) {
    precondition(
      buffer.byteCount >= buffer.type.byteCount, "internal error: the buffer is smaller than \(buffer.type)")
    self.buffer = buffer
  }

  /// - Precondition: `buffer` holds the bytes of `type`.
  public init(buffer: Buffer, type: TensorType) {
    precondition(buffer.byteCount >= type.byteCount, "internal error: the buffer is smaller than \(type)")
    self.buffer = buffer.type == type ? buffer : Buffer(buffer, as: type)
  }

  /// Memory for a value whose elements the caller is about to write.
  public init(uninitialized type: TensorType) {
    buffer = Buffer(type)
  }

  public init<Element: TensorScalar>(_ scalars: [Element], shape: Shape) {
    self.init(buffer: Buffer(scalars, type: TensorType(Element.dtype, shape)))
  }

  /// A value of rank 0.
  public init<Element: TensorScalar>(scalar: Element) {
    self.init(uninitialized: TensorType(Element.dtype, []))
    buffer.pointer.storeBytes(of: scalar, as: Element.self)
  }

  public var dtype: DType { type.dtype }
  public var shape: Shape { type.shape }
  public var elementCount: Int { type.elementCount }

  /// The elements, for reading.
  public func withElements<Element: TensorScalar, Result>(
    of element: Element.Type = Element.self, _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    precondition(Element.dtype == dtype, "internal error: \(type) read as \(Element.dtype)")
    defer { withExtendedLifetime(buffer) {} }
    // SAFETY: the buffer holds `elementCount` elements of this type and lives until the end of the call.
    let base = UnsafePointer(buffer.pointer.assumingMemoryBound(to: Element.self))
    return try body(UnsafeBufferPointer(start: base, count: elementCount))
  }

  /// The elements, for writing by whoever has just allocated the value and not yet shared it.
  public func withMutableElements<Element: TensorScalar, Result>(
    of element: Element.Type = Element.self, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    precondition(Element.dtype == dtype, "internal error: \(type) written as \(Element.dtype)")
    defer { withExtendedLifetime(buffer) {} }
    // SAFETY: as for reading; the caller owns the only reference.
    let base = buffer.pointer.assumingMemoryBound(to: Element.self)
    return try body(UnsafeMutableBufferPointer(start: base, count: elementCount))
  }

  /// A value of a known shape, all of whose elements are that of this one, which has no axes.
  package func repeated(in shape: Shape) -> TensorValue {
    let result = TensorValue(uninitialized: type.with(shape: shape))
    let size = type.byteCount
    for index in 0..<result.elementCount {
      // SAFETY: the new buffer has room for `elementCount` elements of this size.
      (result.buffer.pointer + index * size).copyMemory(from: buffer.pointer, byteCount: size)
    }
    return result
  }

  /// The elements as an array; no copy when the value was made from one.
  public func scalars<Element: TensorScalar>(as element: Element.Type = Element.self) -> [Element] {
    if let array = buffer.array(of: Element.self), array.count == elementCount { return array }
    return withElements(of: Element.self) { Array($0) }
  }

  /// The same elements under another shape of as many elements.
  public func reshaped(_ shape: Shape) -> TensorValue {
    TensorValue(buffer: buffer, type: type.with(shape: shape))
  }
}

extension TensorValue {
  /// Copies the elements unless this value is the only one that refers to them and they may be written.
  package mutating func makeUnique() {
    if isKnownUniquelyReferenced(&buffer), buffer.isMutable { return }
    let copy = Buffer(type)
    copy.pointer.copyMemory(from: buffer.pointer, byteCount: type.byteCount)
    buffer = copy
  }
}

extension TensorValue: Hashable {
  /// Equal type and equal bytes: NaNs of one bit pattern are equal, zeros of different sign are not.
  public static func == (lhs: TensorValue, rhs: TensorValue) -> Bool {
    guard lhs.type == rhs.type else { return false }
    if lhs.buffer === rhs.buffer { return true }
    let count = lhs.type.byteCount
    return lhs.buffer.bytes.prefix(count).elementsEqual(rhs.buffer.bytes.prefix(count))
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    // A prefix tells most values apart; equality looks at all bytes.
    hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: buffer.bytes.prefix(min(type.byteCount, 256))))
  }
}

extension TensorValue: CustomStringConvertible {
  public var description: String {
    describeArray(shape: shape.sizes, dtype: dtype, bytes: buffer.bytes)
  }
}
