import JacobiCore
import JacobiPrimitives

/// Which element each window selects.
struct SelectedElements: ScalarVisitor {
  /// The number of the selected element of each window, in the order of the windows; `nil` for padding.
  typealias Select =
    @Sendable (
      _ keys: TensorValue, _ sizes: [Dimension], _ motion: [WindowMotion], _ positions: Shape
    ) -> [Int?]

  var selection: WindowSelection

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Select {
    { [selection] keys, sizes, motion, positions in
      var windows = WindowTaps(over: keys.shape, sizes: sizes, motion: motion, positions: positions)
      let windowCount = Shape(sizes).sizes.reduce(1, &*)
      var selected: [Int?] = []
      keys.withElements(of: Scalar.self) { keys in
        windows.forEachPosition { _, taps in
          var champion = Champion<Scalar>(selection: selection)
          for tap in taps {
            champion.skip(to: tap.window)
            champion.meet(keys[tap.element], at: tap.element)
          }
          champion.skip(to: windowCount)
          selected.append(champion.element)
        }
      }
      return selected
    }
  }
}

/// The selected one of the places of a window met so far.
private struct Champion<Scalar: ReferenceScalar> {
  let selection: WindowSelection
  private(set) var element: Int?
  private var key = Scalar.zero
  private var place = 0

  init(selection: WindowSelection) { self.selection = selection }

  /// Meets the padding up to a place: all of it is alike, so that one piece tells as much as many.
  mutating func skip(to next: Int) {
    if place == next { return }
    compare(selection == .largest ? .lowest : .highest, at: nil)
    place = next
  }

  mutating func meet(_ key: Scalar, at element: Int) {
    compare(key, at: element)
    place &+= 1
  }

  private mutating func compare(_ other: Scalar, at element: Int?) {
    if place > 0, stays(against: other) { return }
    (key, self.element) = (other, element)
  }

  private func stays(against other: Scalar) -> Bool {
    if key.isUnordered || other.isUnordered { return false }
    return selection == .largest ? !key.precedes(other) : !other.precedes(key)
  }
}

struct SelectedGathering: ScalarVisitor {
  var gather: SelectAndGatherAdd
  var select: SelectedElements.Select

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [gather, select] operands, outputs in
      let selected = select(operands[1], gather.sizes, gather.motion, outputs[0].shape)
      let result = TensorValue(uninitialized: outputs[0])
      operands[0].withElements(of: Scalar.self) { values in
        result.withMutableElements(of: Scalar.self) { result in
          for (index, element) in selected.enumerated() { result[index] = element.map { values[$0] } ?? .zero }
        }
      }
      return [result]
    }
  }
}

struct SelectedScattering: ScalarVisitor {
  var scatter: SelectAndScatterAdd
  var select: SelectedElements.Select

  /// Adds in the accumulator of the dtype, in the order of the windows.
  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [scatter, select] operands, outputs in
      let selected = select(operands[1], scatter.sizes, scatter.motion, operands[0].shape)
      var sums = [Scalar.Accumulator](repeating: .zero, count: outputs[0].elementCount)
      operands[0].withElements(of: Scalar.self) { source in
        for (index, element) in selected.enumerated() {
          guard let element else { continue }
          sums[element] = .sum(sums[element], source[index].accumulator)
        }
      }
      let result = TensorValue(uninitialized: outputs[0])
      result.withMutableElements(of: Scalar.self) { result in
        for i in 0..<result.count { result[i] = Scalar(accumulated: sums[i]) }
      }
      return [result]
    }
  }
}
