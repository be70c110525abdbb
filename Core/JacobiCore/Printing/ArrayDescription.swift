/// The text of an array, laid out as NumPy prints it.
///
/// ```
/// [[1.  2.5]
///  [3.  4. ]]
/// ```
///
/// At most eight digits right of the point are shown. Arrays of more than a thousand elements are summarised by the
/// three first and last along each axis. An array of rank 0 is shown as its element, as ``describeScalar(_:)`` does.
///
/// - Parameter bytes: The elements in row-major order.
package func describeArray(shape: [Int], dtype: DType, bytes: UnsafeRawBufferPointer) -> String {
  describeArray(shape: shape, elements: dtype.scalarType, bytes: bytes)
}

private func describeArray<Scalar: TensorScalar>(
  shape: [Int], elements: Scalar.Type, bytes: UnsafeRawBufferPointer
) -> String {
  if shape.contains(0) { return "[]" }
  let count = shape.reduce(1, *)
  let stride = MemoryLayout<Scalar>.stride
  precondition(bytes.count >= count * stride, "internal error: \(bytes.count) bytes for the shape \(shape)")
  func element(at index: Int) -> Scalar {
    // SAFETY: The index is less than the product of the sizes, for which the bytes were checked to suffice.
    bytes.loadUnaligned(fromByteOffset: index * stride, as: Scalar.self)
  }
  if shape.isEmpty { return describeScalar(element(at: 0)) }

  let layout = ArrayLayout(shape: shape, isSummarized: count > 1000)
  let texts = elementTexts(of: layout.shownIndices.map(element))
  return layout.text(ofShown: texts)
}

/// Which elements of an array are shown, and where: brackets, spaces and line breaks.
private struct ArrayLayout {
  let shape: [Int]
  let isSummarized: Bool

  private static let lineWidth = 75
  private static let edgeCount = 3
  private static let ellipsis = "..."

  private func hasEllipsis(axis: Int) -> Bool { isSummarized && shape[axis] > 2 * Self.edgeCount }

  /// The positions along an axis that are shown.
  private func shownPositions(axis: Int) -> [Int] {
    let positions = 0..<shape[axis]
    guard hasEllipsis(axis: axis) else { return Array(positions) }
    return positions.prefix(Self.edgeCount) + positions.suffix(Self.edgeCount)
  }

  /// The row-major indices of the elements that are shown.
  var shownIndices: [Int] {
    shape.indices.reduce([0]) { outer, axis in
      let positions = shownPositions(axis: axis)
      return outer.flatMap { index in positions.map { index * shape[axis] + $0 } }
    }
  }

  func text(ofShown texts: [String]) -> String { block(of: texts[...], axis: 0) }

  /// The text of the part of the array that begins at an axis, in brackets.
  private func block(of texts: ArraySlice<String>, axis: Int) -> String {
    if axis == shape.count - 1 { return row(of: texts) }
    let rowSize = texts.count / shownPositions(axis: axis).count
    var blocks = stride(from: texts.startIndex, to: texts.endIndex, by: rowSize).map { start in
      block(of: texts[start..<start + rowSize], axis: axis + 1)
    }
    if hasEllipsis(axis: axis) { blocks.insert(Self.ellipsis, at: Self.edgeCount) }
    // Blocks of rank 2 are set apart by an empty line, those of rank 3 by two, ...
    let lineBreaks = String(repeating: "\n", count: shape.count - axis - 1)
    let indentation = String(repeating: " ", count: axis + 1)
    return "[" + blocks.joined(separator: lineBreaks + indentation) + "]"
  }

  /// The text of the elements along the last axis, broken into lines that leave room for the closing brackets.
  private func row(of texts: ArraySlice<String>) -> String {
    var words = Array(texts)
    if hasEllipsis(axis: shape.count - 1) { words.insert(Self.ellipsis, at: Self.edgeCount) }
    let indentation = String(repeating: " ", count: shape.count)
    let width = Self.lineWidth - shape.count
    var lines: [String] = []
    var line = indentation
    for word in words {
      if line.utf8.count > indentation.utf8.count && line.utf8.count + word.utf8.count > width {
        lines.append(line)
        line = indentation
      }
      line += word + " "
    }
    lines.append(line)
    // The last element keeps its padding, so that closing brackets line up; the space that would follow it goes.
    let complete = lines.dropLast().map { $0.droppingTrailingSpaces() } + [String(line.dropLast())]
    return "[" + complete.joined(separator: "\n").dropFirst(indentation.utf8.count) + "]"
  }
}

extension String {
  fileprivate func droppingTrailingSpaces() -> String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
