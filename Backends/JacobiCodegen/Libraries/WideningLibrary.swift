import CJacobiCodegen
import JacobiCore
import JacobiPrimitives

/// Contractions and convolutions of `float16` and `bfloat16` by libraries that have them for `float32`: operands are converted,
/// products are added up in `float32`, and results are rounded once.
public struct WideningLibrary: OperationLibrary {
  private let libraries: [any OperationLibrary]

  /// - Parameter libraries: who is asked for the operation in `float32`, in their order.
  public init(_ libraries: [any OperationLibrary]) { self.libraries = libraries }

  /// `widening`.
  public var name: String { "widening" }

  /// The call for an operation, or `nil` for other operations and dtypes.
  public func call(
    for primitive: any Primitive, inputs: [TensorType], outputs: [TensorType]
  ) throws -> LibraryCall? {
    guard inputs.allSatisfy({ $0.dtype.isNarrowFloat }), outputs.count == 1,
      outputs[0].dtype == .float32 || outputs[0].dtype.isNarrowFloat
    else { return nil }
    let wide: any Primitive
    switch primitive {
    case var dot as DotGeneral:
      dot.preferredElementType = nil
      wide = dot
    case var convolution as ConvGeneralDilated:
      convolution.elementType = nil
      wide = convolution
    default: return nil
    }
    let (operands, results) = (inputs.map { $0.with(dtype: .float32) }, outputs.map { $0.with(dtype: .float32) })
    for library in libraries {
      guard let call = try library.call(for: wide, inputs: operands, outputs: results) else { continue }
      let plan = WidenedCall(call, inputs: inputs, output: outputs[0])
      return LibraryCall("\(call.name) of \(inputs[0].dtype)", plan: plan, scratchByteCount: plan.scratchByteCount)
    }
    return nil
  }
}

/// A call between conversions.
private final class WidenedCall: LibraryPlan {
  private let call: LibraryCall
  private let inputs: [TensorType]
  private let output: TensorType
  /// Where the converted operands, the result and the call's own memory are in the scratch memory.
  private let places: [Int]
  let scratchByteCount: Int

  init(_ call: LibraryCall, inputs: [TensorType], output: TensorType) {
    self.call = call
    self.inputs = inputs
    self.output = output
    let sizes = inputs.map { 4 * $0.elementCount } + [output.dtype.isNarrowFloat ? 4 * output.elementCount : 0]
    var places = [0]
    for size in sizes { places.append(places[places.count - 1] + size.roundedToCacheLine) }
    self.places = places
    scratchByteCount = places[places.count - 1] + call.scratchByteCount
  }

  func run(_ memory: CallMemory) throws {
    guard let scratch = memory.scratch else { return }
    for (number, type) in inputs.enumerated() {
      widen(type, memory.operands[number], to: (scratch + places[number]).assumingMemoryBound(to: Float.self))
    }
    let result = output.dtype.isNarrowFloat ? scratch + places[inputs.count] : memory.results[0]
    var frame = JacobiFrame(arena: nil, error: nil)
    let operands = inputs.indices.map { UnsafeRawPointer(scratch + places[$0]) }
    let status = call.function(
      Unmanaged.passUnretained(call.context).toOpaque(), &frame, operands, [result], scratch + places[inputs.count + 1])
    try frame.check(status)
    if output.dtype.isNarrowFloat { narrow(result.assumingMemoryBound(to: Float.self), output, to: memory.results[0]) }
  }

  // SAFETY (both): the pointers are those of memory of the types, and parts are written apart from each other.

  private func widen(_ type: TensorType, _ source: UnsafeRawPointer, to target: UnsafeMutablePointer<Float>) {
    nonisolated(unsafe) let (source, target) = (source, target)
    forEachPart(of: type.elementCount, grain: WidenedCall.grain) { part in
      if type.dtype == .float16 {
        let numbers = source.assumingMemoryBound(to: Float16.self)
        for index in part { target[index] = Float(numbers[index]) }
      } else {
        let bits = source.assumingMemoryBound(to: UInt16.self)
        for index in part { target[index] = Float(bitPattern: UInt32(bits[index]) << 16) }
      }
    }
  }

  private func narrow(_ source: UnsafePointer<Float>, _ type: TensorType, to target: UnsafeMutableRawPointer) {
    nonisolated(unsafe) let (source, target) = (source, target)
    forEachPart(of: type.elementCount, grain: WidenedCall.grain) { part in
      if type.dtype == .float16 {
        let numbers = target.assumingMemoryBound(to: Float16.self)
        for index in part { numbers[index] = Float16(source[index]) }
      } else {
        let numbers = target.assumingMemoryBound(to: BFloat16.self)
        for index in part { numbers[index] = BFloat16(source[index]) }
      }
    }
  }

  /// Numbers that are worth handing to another thread.
  private static let grain = 1 << 15
}

extension DType {
  fileprivate var isNarrowFloat: Bool { self == .float16 || self == .bfloat16 }
}
