/// The texts of the elements of one array, all equally wide.
func elementTexts<Scalar: TensorScalar>(of elements: [Scalar]) -> [String] {
  switch Scalar.dtype {
  case .bool:
    return elements.map { $0.converted(to: Bool.self) ? " true" : "false" }
  case let dtype where dtype.isFloating:
    return floatingTexts(of: elements)
  case let dtype where dtype.isComplex:
    return complexTexts(of: elements.map { $0.converted(to: Complex128.self) }, parts: dtype.realDType.scalarType)
  default:
    let texts = elements.map { "\($0)" }
    let width = texts.map(\.utf8.count).max() ?? 0
    return texts.map { $0.paddedLeft(to: width) }
  }
}

private func floatingTexts<Scalar: TensorScalar>(of elements: [Scalar]) -> [String] {
  let values = elements.map(\.doubleValue)
  let format = FloatingFormat(for: values, of: Scalar.self)
  return values.map(format.text)
}

/// Real and imaginary parts are lined up each for themselves.
private func complexTexts(of values: [Complex128], parts: any TensorScalar.Type) -> [String] {
  let realFormat = FloatingFormat(for: values.map(\.real), of: parts)
  let imaginaryFormat = FloatingFormat(for: values.map(\.imaginary), of: parts, showsPlus: true)
  return values.map { value in
    // The mark of the imaginary part follows its last digit, not the padding.
    var imaginary = imaginaryFormat.text(of: value.imaginary)[...]
    let paddedWidth = imaginary.utf8.count
    while imaginary.last == " " { imaginary.removeLast() }
    return realFormat.text(of: value.real) + (imaginary + "j").paddedRight(to: paddedWidth + 1)
  }
}
