extension DType: ParameterWord {
  static var parameterForm: String { "a dtype such as `f32`" }
  var parameterWord: String? { shortName }
  init?(parameterWord word: String) { self.init(name: word) }
}

extension Dimension: ParameterWord {
  static var parameterForm: String { "a size such as `3` or `2*b + 1`" }

  var parameterWord: String? {
    if isOverflow { return nil }
    let word = description
    // Bare, the size of this name would be the absence of one.
    return word == "none" ? "(none)" : word
  }

  init?(parameterWord word: String) {
    // Most sizes are known; the general parser makes a polynomial of each.
    if let size = Int(word) {
      self.init(size)
    } else {
      self.init(parsing: word)
    }
  }
}

extension Shape: ParameterLeaf {
  static var parameterForm: String { "a shape such as `[2,b + 1]`" }

  var parameterContent: ParameterValue.Content? {
    // As a word, because an array would have a space after each comma.
    dimensions.contains(where: \.isOverflow) ? nil : .word(description)
  }

  init?(parameterContent content: ParameterValue.Content) {
    guard case .array(let elements) = content else { return nil }
    var dimensions: [Dimension] = []
    dimensions.reserveCapacity(elements.count)
    for element in elements {
      guard let dimension = Dimension(parameterContent: element.content) else { return nil }
      dimensions.append(dimension)
    }
    self.init(dimensions)
  }
}

extension TensorType: ParameterLeaf {
  static var parameterForm: String { "a tensor type such as `f32[2,b + 1]`" }

  var parameterContent: ParameterValue.Content? {
    shape.dimensions.contains(where: \.isOverflow) ? nil : .type(self)
  }

  init?(parameterContent content: ParameterValue.Content) {
    guard case .type(let type) = content else { return nil }
    self = type
  }
}

extension TensorValue: ParameterLeaf {
  static var parameterForm: String { "a constant such as `2.0:f32`" }
  var parameterContent: ParameterValue.Content? { .constant(self) }

  init?(parameterContent content: ParameterValue.Content) {
    guard case .constant(let value) = content else { return nil }
    self = value
  }
}

extension Program: ParameterLeaf {
  static var parameterForm: String { "a program" }
  var parameterContent: ParameterValue.Content? { .program(self) }

  init?(parameterContent content: ParameterValue.Content) {
    guard case .program(let program) = content else { return nil }
    self = program
  }
}
