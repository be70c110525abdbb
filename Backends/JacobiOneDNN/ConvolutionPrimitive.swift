import CNumericLibraries
import Synchronization

/// A convolution that oneDNN has planned, shared by all of its geometry.
final class ConvolutionPrimitive: @unchecked Sendable {
  // SAFETY: the plan does not change, and oneDNN may carry it out on several threads at once.
  private let pointer: OpaquePointer

  typealias Operand = JacobiConvolutionOperand

  private init?(_ geometry: ConvolutionGeometry) {
    var shape = geometry.code
    guard let pointer = jacobi_convolution_create(geometry.form.code, &shape) else { return nil }
    self.pointer = pointer
  }

  deinit { jacobi_convolution_destroy(pointer) }

  private static let primitives = Mutex<[ConvolutionGeometry: ConvolutionPrimitive]>([:])
  /// As many are kept; those in use live on when all are forgotten.
  private static let capacity = 256

  static func cached(_ geometry: ConvolutionGeometry) -> ConvolutionPrimitive? {
    if let known = primitives.withLock({ $0[geometry] }) { return known }
    // It takes milliseconds, so others go on with the primitives that there are; of two for one geometry the first one stays.
    guard let primitive = ConvolutionPrimitive(geometry) else { return nil }
    return primitives.withLock { primitives in
      if let known = primitives[geometry] { return known }
      if primitives.count == capacity { primitives.removeAll() }
      primitives[geometry] = primitive
      return primitive
    }
  }

  /// Bytes of an operand in the layout of the plan, if it has to be copied to it.
  func copyByteCount(_ operand: Operand) -> Int { Int(jacobi_convolution_copy_bytes(pointer, operand)) }

  /// Bytes of an operand in the layout of the plan.
  func byteCount(_ operand: Operand) -> Int { Int(jacobi_convolution_inner_bytes(pointer, operand)) }

  /// Whether weights in the layout of one are in that of the other.
  func hasWeights(of other: ConvolutionPrimitive) -> Bool { jacobi_convolution_has_weights(pointer, other.pointer) }

  var scratchByteCount: Int { Int(jacobi_convolution_scratch_bytes(pointer)) }

  func pack(_ operand: Operand, _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) throws {
    try require(jacobi_convolution_pack(pointer, operand, source, target))
  }

  func unpack(_ operand: Operand, _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) throws {
    try require(jacobi_convolution_unpack(pointer, operand, source, target))
  }

  func execute(
    source: UnsafeMutableRawPointer, weights: UnsafeMutableRawPointer, destination: UnsafeMutableRawPointer,
    scratch: UnsafeMutableRawPointer?
  ) throws {
    try require(jacobi_convolution_execute(pointer, source, weights, destination, scratch))
  }

  private func require(_ isDone: Bool) throws {
    if !isDone { throw OneDNNFailure() }
  }
}

/// oneDNN reports a failure, which only a lack of memory makes possible.
struct OneDNNFailure: Error, CustomStringConvertible {
  var description: String { "oneDNN could not carry out a convolution" }
}

extension ConvolutionGeometry.Form {
  fileprivate var code: JacobiConvolutionKind {
    switch self {
    case .forward: JacobiConvolutionForward
    case .sourceGradient: JacobiConvolutionBackwardData
    case .weightsGradient: JacobiConvolutionBackwardWeights
    }
  }
}
