import JacobiCore
import JacobiPrimitives

/// How an update and what an element holds so far are combined.
protocol ScatterCombination: Sendable {
  static func combined<Scalar: ReferenceScalar>(_ element: Scalar, _ update: Scalar) -> Scalar
}

enum SmallestUpdate: ScatterCombination {
  static func combined<Scalar: ReferenceScalar>(_ element: Scalar, _ update: Scalar) -> Scalar {
    .smaller(element, update)
  }
}

enum LargestUpdate: ScatterCombination {
  static func combined<Scalar: ReferenceScalar>(_ element: Scalar, _ update: Scalar) -> Scalar {
    .larger(element, update)
  }
}

enum SumOfUpdates: ScatterCombination {
  static func combined<Scalar: ReferenceScalar>(_ element: Scalar, _ update: Scalar) -> Scalar { .sum(element, update) }
}

enum ProductOfUpdates: ScatterCombination {
  static func combined<Scalar: ReferenceScalar>(_ element: Scalar, _ update: Scalar) -> Scalar {
    .product(element, update)
  }
}

extension RuleTable<UpdatingKernels> {
  /// Adds a row for a scatter that combines elements with updates.
  mutating func combining<Row: ScatterPrimitive, Combination: ScatterCombination>(
    _ primitive: Row.Type, _ combination: Combination.Type
  ) {
    add(primitive) { scatter, inputs in inputs[0].dtype.visit(Scattering<Row, Combination>(scatter: scatter)) }
  }

  /// The operand with the updates in the place of its elements.
  static func replaced(_ scatter: Scatter, _ operands: inout [TensorValue]) throws -> TensorValue {
    let windows = try Windows(scatter, operands)
    operands[0].makeUnique()
    let result = operands[0]
    var move = ElementMove(source: operands[2], target: result, walk: windows.walk(fromOperand: false))
    windows.forEach { place in
      guard let start = place.operand else { return }
      move.sourceOffset = place.window
      move.targetOffset = start
      move()
    }
    return result
  }
}

extension Windows {
  init(_ scatter: some ScatterPrimitive, _ operands: [TensorValue]) throws {
    let sizes = try scatter.sliceSizes(Operands(operands.map(\.type), of: type(of: scatter).id))
    self.init(
      scatter.dimensions, areMovedInside: scatter.mode == .clip, operand: operands[0].shape, indices: operands[1],
      sliceSizes: Shape(sizes).sizes, windows: operands[2].shape)
  }
}

struct Scattering<Row: ScatterPrimitive, Combination: ScatterCombination>: ScalarVisitor {
  var scatter: Row

  /// Combines in the accumulator of the dtype, in the order of the indices, and rounds once. Only the elements that updates
  /// meet are converted, so that a few updates of a large array cost little.
  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> UpdatingKernel {
    { [self] operands, _ in
      let windows = try Windows(scatter, operands)
      operands[0].makeUnique()
      let (result, updates) = (operands[0], operands[2])
      // An array finds its elements faster than a dictionary, but is as large as the result.
      if updates.elementCount >= result.elementCount / 16 {
        let none = DenseValues<Scalar.Accumulator>(count: result.elementCount)
        update(result, scalar, with: combined(result, updates, windows, scalar, none))
      } else {
        update(result, scalar, with: combined(result, updates, windows, scalar, [Int: Scalar.Accumulator]()))
      }
      return [result]
    }
  }

  /// The accumulators of the elements that updates meet, by their positions.
  private func combined<Scalar: ReferenceScalar, Accumulators: PositionedValues<Scalar.Accumulator>>(
    _ result: TensorValue, _ updates: TensorValue, _ windows: Windows, _ scalar: Scalar.Type, _ none: Accumulators
  ) -> Accumulators {
    var accumulators = none
    let walk = windows.walk(fromOperand: false)
    updates.withElements(of: Scalar.self) { updates in
      result.withElements(of: Scalar.self) { elements in
        windows.forEach { place in
          guard let start = place.operand else { return }
          walk.forEachRow { update, offset in
            for i in 0..<walk.rowCount {
              let target = start + offset + i * walk.secondStride
              accumulators[valueAt: target] = Combination.combined(
                accumulators[valueAt: target] ?? elements[target].accumulator,
                updates[place.window + update + i * walk.firstStride].accumulator)
            }
          }
        }
      }
    }
    return accumulators
  }

  private func update<Scalar: ReferenceScalar>(
    _ result: TensorValue, _ scalar: Scalar.Type, with accumulators: some PositionedValues<Scalar.Accumulator>
  ) {
    result.withMutableElements(of: Scalar.self) { elements in
      accumulators.forEachValue { elements[$0] = Scalar(accumulated: $1) }
    }
  }
}

/// Values for some of the elements of an array.
private protocol PositionedValues<Value> {
  associatedtype Value
  subscript(valueAt position: Int) -> Value? { get set }
  func forEachValue(_ body: (_ position: Int, _ value: Value) -> Void)
}

extension Dictionary: PositionedValues where Key == Int {
  fileprivate subscript(valueAt position: Int) -> Value? {
    get { self[position] }
    set { self[position] = newValue }
  }

  fileprivate func forEachValue(_ body: (Int, Value) -> Void) {
    for (position, value) in self { body(position, value) }
  }
}

/// Values in an array with a place for every element.
private struct DenseValues<Value>: PositionedValues {
  private var values: [Value?]

  init(count: Int) {
    values = [Value?](repeating: nil, count: count)
  }

  subscript(valueAt position: Int) -> Value? {
    get { values[position] }
    set { values[position] = newValue }
  }

  func forEachValue(_ body: (Int, Value) -> Void) {
    for (position, value) in values.enumerated() {
      if let value { body(position, value) }
    }
  }
}

/// The numbers with the other sign.
struct NegatedUpdates: NumericVisitor {
  var operand: TensorValue

  func visit<Scalar: NumericScalar>(_ scalar: Scalar.Type) -> TensorValue {
    operand.map(to: operand.type) { (x: Scalar) in x.negated }
  }
}
