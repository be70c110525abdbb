extension Array {
  /// The elements at the positions where `mask` is true.
  package func selected(_ mask: [Bool]) -> [Element] {
    zip(self, mask).compactMap { $1 ? $0 : nil }
  }

  /// The elements at the positions where `mask` is false.
  package func unselected(_ mask: [Bool]) -> [Element] {
    zip(self, mask).compactMap { $1 ? nil : $0 }
  }
}
