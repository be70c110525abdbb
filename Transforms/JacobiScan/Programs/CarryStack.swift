import JacobiCore
import JacobiPrimitives

/// The carries that a backward pass keeps, each with the number of the step that it belongs to, as tensors.
struct CarryStack {
  /// The place of the top, the numbers of the steps, then each carry for all places.
  private(set) var tensors: [Tensor]

  init(_ tensors: [Tensor]) {
    self.tensors = tensors
  }

  /// A stack that holds the carries before the first step.
  ///
  /// - Parameters:
  ///   - capacity: how many carries it has room for, up to a bound beyond which more would save next to nothing.
  ///   - length: the number of steps, if it is known before the loop runs; no more room is needed than that.
  init(first carries: [Tensor], capacity: Int, length: Dimension?) {
    // With 65,536 carries, more than two billion steps are computed at most twice more.
    let limit = min(length?.known ?? 1 << 16, 1 << 20)
    // One more place takes what need not be kept.
    let size = Dimension(max(min(capacity, limit), 1) + 1)
    tensors = [
      .zeroSteps, .zeros(TensorType(.int64, [size])),
    ]
    for carry in carries {
      let empty = Tensor.zeros(carry.type.with(shape: carry.shape.inserting(size, at: 0)))
      tensors.append(empty.replacingElement(at: .zeroSteps, with: carry))
    }
  }

  /// What is on top: the number of the step, and the carries before it.
  var top: (position: Tensor, carries: [Tensor]) {
    (tensors[1].element(at: tensors[0]), tensors.dropFirst(2).map { $0.element(at: tensors[0]) })
  }

  /// Adds carries unless a condition holds.
  mutating func push(_ carries: [Tensor], at step: Tensor, unless isSkipped: Tensor) {
    let place = Add()(tensors[0], .oneStep)
    tensors[1] = tensors[1].replacingElement(at: place, with: step)
    for (index, carry) in carries.enumerated() {
      tensors[index + 2] = tensors[index + 2].replacingElement(at: place, with: carry)
    }
    tensors[0] = SelectN()(isSkipped, place, tensors[0])
  }

  /// Removes the carries on top if they belong to a step.
  mutating func pop(at step: Tensor) {
    let isPassed = Equal()(tensors[1].element(at: tensors[0]), step)
    tensors[0] = SelectN()(isPassed, tensors[0], Max()(Sub()(tensors[0], .oneStep), .zeroSteps))
  }

  /// How far to go before the next carries are kept when a number of steps remain to be transposed.
  ///
  /// With `s` free places, the one on top among them, `C(s + r, s)` steps can be transposed such that each is computed at
  /// most `r` more times. With the least such `r`, `C(s + r - 1, s)` of them, which have been passed once, are left for
  /// later.
  func binomialStride(_ remaining: Tensor) throws -> Tensor {
    let capacity = Tensor.steps(tensors[1].shape.dimensions[0].known! - 1)
    let free = Sub()(capacity, tensors[0])
    let isFull = LessOrEqual()(free, .oneStep)
    // The number of repetitions, and the numbers of steps that can be transposed with one less, and with this many.
    let state = [Tensor.oneStep, .oneStep, Add()(free, .oneStep)]
    let results = try tracedWhile(from: state) { state in
      And()(Not()(isFull), Less()(state[2], remaining))
    } body: { state in
      let repetitions = Add()(state[0], .oneStep)
      return [repetitions, state[2], Div()(Mul()(state[2], Add()(free, repetitions)), repetitions)]
    }
    return SelectN()(isFull, results[1], remaining)
  }
}

extension Tensor {
  /// A number of steps.
  static func steps(_ count: Int) -> Tensor { Tensor(TensorValue(scalar: Int64(count))) }
  static var zeroSteps: Tensor { steps(0) }
  static var oneStep: Tensor { steps(1) }

  /// A size as a number of steps. A symbolic one becomes known when the program runs.
  static func count(_ size: Dimension) -> Tensor {
    if let known = size.known { return steps(known) }
    return ReduceSum(axes: [0])(.ones(TensorType(.int64, [size])))
  }

  /// One of the elements along the leading axis.
  func element(at index: Tensor) -> Tensor {
    let shape = shape.removing(axes: [0])
    let starts = [index] + shape.indices.map { _ in Tensor.zeros(index.type) }
    let slice = DynamicSlice(sizes: [1] + shape.dimensions).results([self] + starts)[0]
    return Reshape(to: shape)(slice)
  }

  /// The tensor with another element in one place along the leading axis.
  func replacingElement(at index: Tensor, with element: Tensor) -> Tensor {
    let update = Reshape(to: element.shape.inserting(1, at: 0))(element)
    let starts = [index] + element.shape.indices.map { _ in Tensor.zeros(index.type) }
    return DynamicUpdateSlice().results([self, update] + starts)[0]
  }
}
