import CNumericLibraries
import JacobiCodegen
import JacobiCore
import JacobiPrimitives
import Synchronization

/// A stack of Fourier transforms by FFTW.
final class FourierPlan: LibraryPlan {
  private let plan: TransformPlan
  private let count: Int

  /// - Returns: `nil` for lengths that FFTW does not have.
  init?(_ transform: FourierTransform, input: TensorType, output: TensorType) {
    guard let shape = TransformPlan.Shape(transform, input.dtype), let plan = TransformPlan.cached(shape) else {
      return nil
    }
    self.plan = plan
    count = input.shape.sizes.dropLast(transform.lengths.count).reduce(1, *)
  }

  func run(_ memory: CallMemory) throws {
    if count == 0 { return }
    guard jacobi_fourier_execute(plan.pointer, Int64(count), memory.operands[0], memory.results[0]) else {
      throw LibraryFailure.noMemory
    }
  }
}

/// Transforms of long lines, which are divided among threads. (They go by way of scratch as long as one of them.)
final class LongFourierPlan: LibraryPlan {
  private let plan: LongTransformPlan
  private let count: Int
  private let byteCount: Int
  /// For memory that vectors cannot be loaded from.
  private let transform: FourierTransform
  private let types: (input: TensorType, output: TensorType)

  /// - Returns: `nil` for transforms that are not long, or along several axes, or real.
  init?(_ transform: FourierTransform, input: TensorType, output: TensorType) {
    guard transform.kind == .fft || transform.kind == .ifft, transform.lengths.count == 1,
      let shape = TransformPlan.Shape(transform, input.dtype), let plan = LongTransformPlan.cached(shape)
    else { return nil }
    self.plan = plan
    self.transform = transform
    types = (input, output)
    count = input.shape.sizes.dropLast().reduce(1, *)
    byteCount = Int(shape.lengths[0]) * input.dtype.byteCount
  }

  var scratch: Int { byteCount }

  func run(_ memory: CallMemory) throws {
    let (source, target) = (memory.operands[0], memory.results[0])
    if Int(bitPattern: source) % 16 != 0 || Int(bitPattern: target) % 16 != 0 {
      try FourierPlan(transform, input: types.input, output: types.output)?.run(memory)
      return
    }
    for index in 0..<count {
      let offset = index * byteCount
      guard jacobi_long_fourier_execute(plan.pointer, source + offset, memory.scratch!, target + offset) else {
        throw LibraryFailure.noMemory
      }
    }
  }
}

/// A plan for the rows and columns of a long line, shared by all transforms of its length.
private final class LongTransformPlan: @unchecked Sendable {
  // SAFETY: the plan does not change.
  let pointer: OpaquePointer

  private init?(_ shape: TransformPlan.Shape) {
    guard let pointer = jacobi_long_fourier_create(shape.isDouble, shape.kind.code, Int64(shape.lengths[0])) else {
      return nil
    }
    self.pointer = pointer
  }

  deinit { jacobi_long_fourier_destroy(pointer) }

  private static let plans = Mutex<[TransformPlan.Shape: LongTransformPlan]>([:])
  private static let capacity = 16

  static func cached(_ shape: TransformPlan.Shape) -> LongTransformPlan? {
    if let plan = plans.withLock({ $0[shape] }) { return plan }
    // Made outside of the lock: a plan takes long, and others need not wait for it. Of two equal ones the first stays.
    guard let plan = LongTransformPlan(shape) else { return nil }
    return plans.withLock { plans in
      if let first = plans[shape] { return first }
      if plans.count == capacity { plans.removeAll() }
      plans[shape] = plan
      return plan
    }
  }
}

/// A plan of FFTW, shared by all transforms of its lengths.
private final class TransformPlan: @unchecked Sendable {
  // SAFETY: FFTW may carry out a plan on several threads at once; it is made and destroyed under the lock of the planner.
  let pointer: OpaquePointer

  /// What a plan depends on.
  struct Shape: Hashable {
    var isDouble: Bool
    var kind: FourierTransform.Kind
    var lengths: [Int32]

    init?(_ transform: FourierTransform, _ dtype: DType) {
      isDouble = dtype == .float64 || dtype == .complex128
      kind = transform.kind
      lengths = transform.lengths.compactMap(\.known).compactMap(Int32.init(exactly:))
      // The specification says what comes of transforms without elements.
      if lengths.count != transform.lengths.count || lengths.contains(0) { return nil }
    }
  }

  private init?(_ shape: Shape) {
    guard
      let pointer = jacobi_fourier_create(shape.isDouble, shape.kind.code, Int32(shape.lengths.count), shape.lengths)
    else { return nil }
    self.pointer = pointer
  }

  deinit { jacobi_fourier_destroy(pointer) }

  private static let plans = Mutex<[Shape: TransformPlan]>([:])
  /// As many plans are kept; those in use live on when all are forgotten.
  private static let capacity = 256

  static func cached(_ shape: Shape) -> TransformPlan? {
    if let plan = plans.withLock({ $0[shape] }) { return plan }
    guard let plan = TransformPlan(shape) else { return nil }
    return plans.withLock { plans in
      if let first = plans[shape] { return first }
      if plans.count == capacity { plans.removeAll() }
      plans[shape] = plan
      return plan
    }
  }
}

extension FourierTransform.Kind {
  fileprivate var code: JacobiFourierKind {
    switch self {
    case .fft: JacobiFourierForward
    case .ifft: JacobiFourierInverse
    case .rfft: JacobiFourierRealForward
    case .irfft: JacobiFourierRealInverse
    }
  }
}
