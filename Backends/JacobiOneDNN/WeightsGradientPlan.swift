import CNumericLibraries
import JacobiCodegen

/// The gradient of a convolution with respect to its weights, by oneDNN: of a few examples at a time, added up in sums that
/// belong to ranges of the examples, and those in their order. Ranges depend on the sizes alone, and so do the bits.
final class WeightsGradientPlan: LibraryPlan {
  private let parts: ExampleParts
  /// How many sums there are, and how many parts each of them gets.
  private let sumCount: Int
  private let partsOfSum: Int
  private let slots: SlotMemory
  /// Bytes of the weights in oneDNN's layout.
  private let byteCount: Int
  let scratchByteCount: Int

  /// - Returns: `nil` where oneDNN has nothing for it.
  init?(_ geometry: ConvolutionGeometry) {
    let examples = geometry.source.sizes[0]
    // Adding the weights of a part must cost little beside computing them.
    let positions = geometry.destination.space.reduce(1, *)
    let size = max((WeightsGradientPlan.worthwhilePositions + positions - 1) / positions, 1)
    let count = min(geometry.partCount, (examples + size - 1) / size)
    guard let parts = ExampleParts(geometry, count: count) else { return nil }
    self.parts = parts
    byteCount = parts.primitives[0].byteCount(JacobiConvolutionWeights).roundedToCacheLine
    let fitting = max(2, WeightsGradientPlan.sumsByteCount / byteCount)
    partsOfSum = (parts.count + min(8, fitting) - 1) / min(8, fitting)
    sumCount = (parts.count + partsOfSum - 1) / partsOfSum
    slots = SlotMemory(parts.primitives, [JacobiConvolutionSource, JacobiConvolutionDestination])
    scratchByteCount = sumCount * (2 * byteCount + slots.byteCount)
  }

  /// Positions of the destination that a part has at least, so that adding its weights up is a small part of the work.
  private static let worthwhilePositions = 1024
  /// How much memory the sums may have.
  private static let sumsByteCount = 1 << 24

  func run(_ memory: CallMemory) throws {
    let source = UnsafeMutableRawPointer(mutating: memory.operands[0])
    let destination = UnsafeMutableRawPointer(mutating: memory.operands[1])
    guard let scratch = memory.scratch else { return }
    let failure = FirstFailure()
    forEachPart(of: sumCount, grain: 1) { sums in
      for sum in sums { failure.record { try add(sum, source, destination, scratch) } }
    }
    try failure.check()
    try finish(memory.results[0], scratch)
  }

  /// Adds up the parts of one sum.
  private func add(
    _ sum: Int, _ source: UnsafeMutableRawPointer, _ destination: UnsafeMutableRawPointer,
    _ scratch: UnsafeMutableRawPointer
  ) throws {
    let total = scratch + sum * byteCount
    let term = scratch + (sumCount + sum) * byteCount
    let slot = scratch + (2 * sumCount * byteCount + sum * slots.byteCount)
    let range = sum * partsOfSum..<min((sum + 1) * partsOfSum, parts.count)
    for number in range {
      let part = parts[number]
      let target = number == range.lowerBound ? total : term
      try part.primitive.execute(
        source: part.operand(JacobiConvolutionSource, source, slot, slots, isRead: true), weights: target,
        destination: part.operand(JacobiConvolutionDestination, destination, slot, slots, isRead: true),
        scratch: slot + slots.scratchPlace)
      if target != total { add(term, to: total, 0..<elementCount) }
    }
  }

  /// Elements of the weights in oneDNN's layout, padding included.
  private var elementCount: Int { parts.primitives[0].byteCount(JacobiConvolutionWeights) / 4 }

  private func add(_ term: UnsafeRawPointer, to total: UnsafeMutableRawPointer, _ elements: Range<Int>) {
    let offset = 4 * elements.lowerBound
    jacobi_add_floats(
      Int64(elements.count), (term + offset).assumingMemoryBound(to: Float.self),
      (total + offset).assumingMemoryBound(to: Float.self))
  }

  /// Adds the sums up in their order and brings the total into the layout of the result.
  private func finish(_ result: UnsafeMutableRawPointer, _ scratch: UnsafeMutableRawPointer) throws {
    forEachPart(of: elementCount, grain: 1 << 14) { elements in
      for sum in 1..<max(sumCount, 1) { add(scratch + sum * byteCount, to: scratch, elements) }
    }
    let primitive = parts.primitives[0]
    if primitive.copyByteCount(JacobiConvolutionWeights) > 0 {
      try primitive.unpack(JacobiConvolutionWeights, UnsafeRawPointer(scratch), to: result)
    } else {
      result.copyMemory(from: scratch, byteCount: 4 * elementCount)
    }
  }
}
