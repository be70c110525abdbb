extension ProgramReader {
  /// A constant such as `[1.0, 2.0]:f32[2]`.
  mutating func constant() throws(ProgramParseError) -> TensorValue {
    skipSpace()
    let start = position
    if case .constant(let value) = try value().content { return value }
    throw failure(.syntax, at: start, expected: "a variable or a constant with its type", found: snippet(at: start))
  }

  /// The constant of given elements, whose type follows.
  mutating func constant(
    of elements: ParameterValue.Content, at start: Int
  ) throws(ProgramParseError) -> TensorValue {
    let type = try constantType()
    let elements = ParameterValue(content: elements, offset: start)
    if type.shape.elementCount.known == 0 {
      if case .array(let elements) = elements.content, elements.isEmpty { return TensorValue(uninitialized: type) }
      throw failure(.invalidConstant, at: start, expected: "`[]` for the type \(type)", found: elements.summary)
    }
    var bytes: [UInt8] = []
    let sizes = try knownSizes(of: type, at: start)
    try appendElements(elements, dtype: type.dtype, sizes: sizes[...], to: &bytes)
    return TensorValue(bytes, type: type)
  }

  /// A constant such as `hex"0000803f":f32`.
  mutating func hexadecimalConstant() throws(ProgramParseError) -> TensorValue {
    let start = position
    position += 4
    let digits = position..<(bytes[position...].firstIndex { $0.hexadecimalDigit == nil } ?? bytes.count)
    position = digits.upperBound
    guard peek() == UInt8(ascii: "\"") else { throw unexpected("hexadecimal digits in quotes") }
    position += 1
    try expect(":")
    let type = try constantType()
    _ = try knownSizes(of: type, at: start)
    guard digits.count.isMultiple(of: 2), digits.count / 2 == type.byteCount else {
      throw failure(
        .invalidConstant, at: start, expected: "\(type.byteCount) bytes for the type \(type)",
        found: "\(digits.count) hexadecimal digits")
    }
    let content = stride(from: digits.lowerBound, to: digits.upperBound, by: 2).map { index in
      bytes[index].hexadecimalDigit! << 4 | bytes[index + 1].hexadecimalDigit!
    }
    // Any other byte is no Boolean to Swift.
    if type.dtype == .bool, let byte = content.first(where: { $0 > 1 }) {
      throw failure(.invalidConstant, at: start, expected: "bytes 00 and 01 for Booleans", found: "\(byte)")
    }
    return TensorValue(content, type: type)
  }

  private func knownSizes(of type: TensorType, at start: Int) throws(ProgramParseError) -> [Int] {
    if type.shape.elementCount.known == 0 { return [0] }
    if let sizes = type.shape.known { return sizes }
    throw failure(.invalidConstant, at: start, expected: "a type without symbolic sizes", found: "\(type)")
  }

  private func appendElements(
    _ value: ParameterValue, dtype: DType, sizes: ArraySlice<Int>, to bytes: inout [UInt8]
  ) throws(ProgramParseError) {
    let expected: String
    if let size = sizes.first {
      if case .array(let elements) = value.content, elements.count == size {
        for element in elements {
          try appendElements(element, dtype: dtype, sizes: sizes.dropFirst(), to: &bytes)
        }
        return
      }
      expected = "an array of \(size)"
    } else {
      if case .word(let word) = value.content, let scalar = parseScalar(word[...], as: dtype) {
        bytes += scalar
        return
      }
      expected = "an element of type \(dtype)"
    }
    throw failure(.invalidConstant, at: value.offset, expected: expected, found: value.summary)
  }
}

extension TensorValue {
  /// - Precondition: as many bytes as the type takes.
  fileprivate init(_ bytes: [UInt8], type: TensorType) {
    self.init(uninitialized: type)
    // SAFETY: the buffer has room for the bytes of the type, which are that many.
    precondition(bytes.count == type.byteCount, "internal error: \(bytes.count) bytes for \(type)")
    UnsafeMutableRawBufferPointer(start: buffer.pointer, count: bytes.count).copyBytes(from: bytes)
  }
}

extension UInt8 {
  fileprivate var hexadecimalDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
