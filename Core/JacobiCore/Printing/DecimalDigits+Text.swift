extension DecimalDigits {
  /// The digits left and right of the point if the first one counts ten to the `exponent`, without trailing zeros.
  func positional(exponent: Int) -> (left: String, fraction: String) {
    var padded = [UInt8](repeating: 0, count: max(-exponent, 0)) + digits
    let leftCount = max(exponent, 0) + 1
    padded.append(contentsOf: repeatElement(0, count: max(leftCount - padded.count, 0)))
    while padded.count > leftCount && padded.last == 0 { padded.removeLast() }
    let text = padded.map { "\($0)" }
    return (text[..<leftCount].joined(), text[leftCount...].joined())
  }
}

extension String {
  func paddedLeft(to width: Int, with padding: Character = " ") -> String {
    String(repeating: padding, count: max(width - utf8.count, 0)) + self
  }

  func paddedRight(to width: Int, with padding: Character = " ") -> String {
    self + String(repeating: padding, count: max(width - utf8.count, 0))
  }
}
