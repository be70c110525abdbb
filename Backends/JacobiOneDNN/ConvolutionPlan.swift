import CNumericLibraries
import JacobiCodegen
import JacobiCore
import JacobiPrimitives
import Synchronization

/// A convolution, or a gradient of one with respect to its source, by oneDNN: a few examples at a time, on the threads of the
/// pool.
///
/// oneDNN decides about the layout of the weights, which are brought into it once for each call, and about that of the
/// examples unless their features are last: then they are used as they are.
final class ConvolutionPlan: LibraryPlan {
  private let parts: ExampleParts
  private let isGradient: Bool
  /// Where the weights turned around, the weights in oneDNN's layout, and what each slot needs are in the scratch memory.
  private let reversed: Reversal?
  private let reversedPlace: Int
  private let weightsPlace: Int
  private let slots: SlotMemory
  private let slotCount: Int
  let scratchByteCount: Int

  /// - Returns: `nil` where oneDNN has nothing for it.
  init?(_ geometry: ConvolutionGeometry, kernel: TensorType, spatialAxes: [Int]) {
    guard let parts = ExampleParts(geometry, count: geometry.partCount) else { return nil }
    self.parts = parts
    isGradient = geometry.form == .sourceGradient
    reversed = isGradient ? Reversal(kernel.shape.sizes, axes: spatialAxes) : nil
    slotCount = min(parts.count, maximumThreadCount)
    slots = SlotMemory(parts.primitives, [JacobiConvolutionSource, JacobiConvolutionDestination])
    var place = 0
    func reserve(_ byteCount: Int) -> Int {
      defer { place += byteCount.roundedToCacheLine }
      return place
    }
    reversedPlace = reserve(isGradient ? kernel.byteCount : 0)
    weightsPlace = reserve(parts.primitives[0].copyByteCount(JacobiConvolutionWeights))
    scratchByteCount = place + slotCount * slots.byteCount
  }

  func run(_ memory: CallMemory) throws {
    // Only the result is written to.
    let given = UnsafeMutableRawPointer(mutating: memory.operands[0])
    let (source, destination) = isGradient ? (memory.results[0], given) : (given, memory.results[0])
    let scratch = memory.scratch
    let weights = try packedWeights(memory.operands[1], scratch)
    let failure = FirstFailure()
    forEachPart(of: parts.count, slots: slotCount) { number, slot in
      failure.record {
        let part = parts[number]
        let slot = scratch.map { $0 + (scratchByteCount - (slotCount - slot) * slots.byteCount) }
        let x = try part.operand(JacobiConvolutionSource, source, slot, slots, isRead: !isGradient)
        let y = try part.operand(JacobiConvolutionDestination, destination, slot, slots, isRead: isGradient)
        try part.primitive.execute(
          source: x, weights: weights, destination: y, scratch: slot.map { $0 + slots.scratchPlace })
        let (operand, result, target) =
          isGradient ? (JacobiConvolutionSource, x, source) : (JacobiConvolutionDestination, y, destination)
        try part.putBack(operand, result, to: target)
      }
    }
    try failure.check()
  }

  private func packedWeights(
    _ kernel: UnsafeRawPointer, _ scratch: UnsafeMutableRawPointer?
  ) throws -> UnsafeMutableRawPointer {
    var weights = UnsafeMutableRawPointer(mutating: kernel)
    if let reversed, let scratch {
      let target = scratch + reversedPlace
      reversed.copy(kernel, to: target)
      weights = target
    }
    let primitive = parts.primitives[0]
    guard primitive.copyByteCount(JacobiConvolutionWeights) > 0, let scratch else { return weights }
    let target = scratch + weightsPlace
    try primitive.pack(JacobiConvolutionWeights, UnsafeRawPointer(weights), to: target)
    return target
  }
}

/// The examples of a batch in parts of equal size, but for the last one, with a primitive for each size.
struct ExampleParts {
  let count: Int
  /// One, or two when the last part is smaller.
  let primitives: [ConvolutionPrimitive]
  private let exampleCount: Int
  /// Examples of a part.
  private let size: Int
  /// How far apart examples are, in bytes.
  private let sourceStride: Int
  private let destinationStride: Int

  struct Part {
    let primitive: ConvolutionPrimitive
    fileprivate let sourceOffset: Int
    fileprivate let destinationOffset: Int
  }

  /// - Returns: `nil` where oneDNN has nothing for it, or wants weights of a last part in another layout.
  init?(_ geometry: ConvolutionGeometry, count wanted: Int) {
    exampleCount = geometry.source.sizes[0]
    size = (exampleCount + wanted - 1) / wanted
    count = (exampleCount + size - 1) / size
    let rest = exampleCount - (count - 1) * size
    var primitives: [ConvolutionPrimitive] = []
    for size in rest == size ? [size] : [size, rest] {
      guard let primitive = ConvolutionPrimitive.cached(geometry.examples(size)) else { return nil }
      primitives.append(primitive)
    }
    if primitives.count == 2, !primitives[0].hasWeights(of: primitives[1]) { return nil }
    self.primitives = primitives
    sourceStride = 4 * geometry.source.strides[0]
    destinationStride = 4 * geometry.destination.strides[0]
  }

  subscript(number: Int) -> Part {
    Part(
      primitive: number == count - 1 ? primitives[primitives.count - 1] : primitives[0],
      sourceOffset: number * size * sourceStride, destinationOffset: number * size * destinationStride)
  }
}

extension ExampleParts.Part {
  private func offset(_ operand: ConvolutionPrimitive.Operand) -> Int {
    operand == JacobiConvolutionSource ? sourceOffset : destinationOffset
  }

  /// An operand of the part where the primitive finds it: in place, or in the slot, copied there if it is read.
  func operand(
    _ operand: ConvolutionPrimitive.Operand, _ whole: UnsafeMutableRawPointer, _ slot: UnsafeMutableRawPointer?,
    _ memory: SlotMemory, isRead: Bool
  ) throws -> UnsafeMutableRawPointer {
    let place = whole + offset(operand)
    guard primitive.copyByteCount(operand) > 0, let slot else { return place }
    let copy = slot + memory.place(of: operand)
    if isRead { try primitive.pack(operand, UnsafeRawPointer(place), to: copy) }
    return copy
  }

  /// Copies a result of the part to its place, unless it is there.
  func putBack(
    _ operand: ConvolutionPrimitive.Operand, _ result: UnsafeMutableRawPointer, to whole: UnsafeMutableRawPointer
  ) throws {
    if primitive.copyByteCount(operand) == 0 { return }
    try primitive.unpack(operand, UnsafeRawPointer(result), to: whole + offset(operand))
  }
}

/// What a part needs while it runs: copies of operands, then what the primitive works with.
struct SlotMemory {
  private let sourcePlace: Int
  private let destinationPlace: Int
  let scratchPlace: Int
  let byteCount: Int

  init(_ primitives: [ConvolutionPrimitive], _ operands: [ConvolutionPrimitive.Operand]) {
    func most(_ size: (ConvolutionPrimitive) -> Int) -> Int { (primitives.map(size).max() ?? 0).roundedToCacheLine }
    sourcePlace = 0
    destinationPlace = most { $0.copyByteCount(JacobiConvolutionSource) }
    scratchPlace = destinationPlace + most { $0.copyByteCount(JacobiConvolutionDestination) }
    byteCount = scratchPlace + most(\.scratchByteCount)
  }

  func place(of operand: ConvolutionPrimitive.Operand) -> Int {
    operand == JacobiConvolutionSource ? sourcePlace : destinationPlace
  }
}

extension ConvolutionGeometry {
  /// Into how many parts the examples are divided: by the sizes alone, so that the bits do not depend on the threads.
  var partCount: Int {
    let examples = source.sizes[0]
    let work = workOfExample
    if work * examples < ConvolutionGeometry.worthwhileWork { return 1 }
    return min(examples, max(8, work * examples / (2 * ConvolutionGeometry.worthwhileWork)))
  }

  /// Multiplications that take a hundred times as long as it takes to hand them to another thread.
  private static let worthwhileWork = 1 << 21
}

/// The first error of several parts that run at the same time.
final class FirstFailure: Sendable {
  private let first = Mutex<(any Error)?>(nil)

  func record(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      first.withLock { (first: inout (any Error)?) in
        if first == nil { first = error }
      }
    }
  }

  func check() throws {
    if let error = first.withLock({ $0 }) { throw error }
  }
}

/// A copy of an operand turned around along some axes.
struct Reversal {
  private let sizes: [Int64]
  private let isReversed: [Bool]

  init(_ sizes: [Int], axes: [Int]) {
    self.sizes = sizes.map(Int64.init)
    isReversed = sizes.indices.map { axes.contains($0) }
  }

  func copy(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
    jacobi_reverse_floats(
      Int32(sizes.count), sizes, isReversed, source.assumingMemoryBound(to: Float.self),
      target.assumingMemoryBound(to: Float.self))
  }
}

extension LibraryCall {
  /// A convolution by what oneDNN has for its kind; `nil` where it has nothing.
  init?(_ convolution: ConvGeneralDilated, _ input: TensorType, _ kernel: TensorType, result: TensorType) {
    guard input.dtype == .float32, kernel.dtype == .float32, result.dtype == .float32,
      let geometry = ConvolutionGeometry(
        convolution, input.shape.sizes, kernel.shape.sizes, result.shape.sizes)
    else { return nil }
    if geometry.form == .weightsGradient {
      guard let plan = WeightsGradientPlan(geometry) else { return nil }
      self.init("onednn convolution, weights", plan: plan, scratchByteCount: plan.scratchByteCount)
    } else {
      let axes = Array(convolution.axes.kernel.dropFirst(2))
      guard let plan = ConvolutionPlan(geometry, kernel: kernel, spatialAxes: axes) else { return nil }
      let name = geometry.form == .forward ? "onednn convolution" : "onednn convolution, source"
      self.init(name, plan: plan, scratchByteCount: plan.scratchByteCount)
    }
  }
}
