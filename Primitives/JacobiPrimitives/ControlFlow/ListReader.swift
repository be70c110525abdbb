/// Takes a list apart, from front to back.
package struct ListReader<Element> {
  package private(set) var rest: ArraySlice<Element>

  package init(_ list: some Sequence<Element>) {
    rest = Array(list)[...]
  }

  /// The next elements.
  package mutating func next(_ count: Int) -> [Element] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  package mutating func next() -> Element { rest.removeFirst() }
}
