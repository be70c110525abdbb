extension ProgramWriter {
  /// Longer constants are written as bytes, which cost less space and time.
  static let maximumElementCount = 32
  /// So are constants of more axes, whose brackets would hide the elements.
  static let maximumElementRank = 8

  mutating func write(_ constant: TensorValue) {
    let type = constant.type
    let count = type.elementCount
    if count == 0 {
      append("[]")
    } else if let elements = exactTexts(of: constant, count: count) {
      append(nested(elements[...], shape: type.shape.sizes[...]))
    } else {
      append("hex\"\(hexadecimal(constant.buffer.bytes.prefix(type.byteCount)))\"")
    }
    append(":\(type.rank == 0 ? type.dtype.shortName : type.description)")
  }

  /// The texts of the elements, if there are few and each reads back to the same bits, which some NaNs do not.
  private func exactTexts(of constant: TensorValue, count: Int) -> [String]? {
    guard count <= Self.maximumElementCount, constant.shape.rank <= Self.maximumElementRank else { return nil }
    let size = constant.dtype.byteCount
    var texts: [String] = []
    for index in 0..<count {
      let bytes = UnsafeRawBufferPointer(rebasing: constant.buffer.bytes[index * size..<(index + 1) * size])
      let text = describeScalar(bytes, as: constant.dtype)
      guard let parsed = parseScalar(text[...], as: constant.dtype), parsed.elementsEqual(bytes) else { return nil }
      texts.append(text)
    }
    return texts
  }

  private func nested(_ elements: ArraySlice<String>, shape: ArraySlice<Int>) -> String {
    guard let size = shape.first else { return elements[elements.startIndex] }
    let stride = elements.count / size
    let parts = (0..<size).map { index in
      let start = elements.startIndex + index * stride
      return nested(elements[start..<start + stride], shape: shape.dropFirst())
    }
    return "[\(parts.joined(separator: ", "))]"
  }

  private func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
      // SAFETY: two digits are written for each byte, into room for as many.
      for (index, byte) in bytes.enumerated() {
        text[2 * index] = digits[Int(byte >> 4)]
        text[2 * index + 1] = digits[Int(byte & 15)]
      }
      return 2 * bytes.count
    }
  }
}
