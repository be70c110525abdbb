import CLLVM

/// A type of generated code: a scalar, or a vector of scalars.
struct IRType: Hashable, Sendable {
  enum Kind: Hashable, Sendable { case void, pointer, integer, float, bfloat }

  private let kind: Kind
  /// How many bits a scalar has, or one element of a vector; 0 for `void`.
  let bits: Int
  /// How many elements a vector has; 1 for a scalar.
  let lanes: Int

  private init(_ kind: Kind, _ bits: Int, lanes: Int = 1) {
    self.kind = kind
    self.bits = bits
    self.lanes = lanes
  }

  static let void = IRType(.void, 0)
  static let pointer = IRType(.pointer, 64)
  static let float16 = IRType(.float, 16)
  static let bfloat16 = IRType(.bfloat, 16)
  static let float32 = IRType(.float, 32)
  static let float64 = IRType(.float, 64)

  static func integer(_ bits: Int) -> IRType { IRType(.integer, bits) }

  static func vector(_ element: IRType, _ count: Int) -> IRType { element.with(lanes: count) }

  /// The type of one element of a vector; a scalar itself.
  var element: IRType { with(lanes: 1) }

  var isFloat: Bool { kind == .float || kind == .bfloat }
  var isInteger: Bool { kind == .integer }
  var isVector: Bool { lanes > 1 }

  /// How many bytes a value takes in memory.
  var byteCount: Int { (bits * lanes + 7) / 8 }

  /// The vector of that many elements of this element type; a scalar for one.
  func with(lanes: Int) -> IRType {
    precondition(lanes >= 1 && kind != .void || lanes == 1)
    return IRType(kind, bits, lanes: lanes)
  }

  /// The integers of the same size and count.
  var integerOfSameSize: IRType { IRType(.integer, bits, lanes: lanes) }
}

extension IRType {
  /// The type of LLVM in a context.
  func reference(in context: LLVMContextRef, _ llvm: UnsafePointer<LLVMFunctions>) -> LLVMTypeRef {
    let scalar = scalarReference(in: context, llvm)
    return lanes == 1 ? scalar : llvm.pointee.VectorType(scalar, UInt32(lanes))
  }

  private func scalarReference(in context: LLVMContextRef, _ llvm: UnsafePointer<LLVMFunctions>) -> LLVMTypeRef {
    switch kind {
    case .void: llvm.pointee.VoidTypeInContext(context)
    case .pointer: llvm.pointee.PointerTypeInContext(context, 0)
    case .integer: llvm.pointee.IntTypeInContext(context, UInt32(bits))
    case .bfloat: llvm.pointee.BFloatTypeInContext(context)
    case .float where bits == 16: llvm.pointee.HalfTypeInContext(context)
    case .float where bits == 32: llvm.pointee.FloatTypeInContext(context)
    case .float: llvm.pointee.DoubleTypeInContext(context)
    }
  }

  /// The type that LLVM calls by this reference.
  init(_ reference: LLVMTypeRef, _ llvm: UnsafePointer<LLVMFunctions>) {
    switch llvm.pointee.GetTypeKind(reference) {
    case 0: self = .void
    case 1: self = .float16
    case 2: self = .float32
    case 3: self = .float64
    case 8: self = .integer(Int(llvm.pointee.GetIntTypeWidth(reference)))
    case 12: self = .pointer
    case 13:
      let element = IRType(llvm.pointee.GetElementType(reference), llvm)
      self = element.with(lanes: Int(llvm.pointee.GetVectorSize(reference)))
    case 18: self = .bfloat16
    case let kind: preconditionFailure("generated code has no values of LLVM's type kind \(kind)")
    }
  }
}

extension IRType: CustomStringConvertible {
  var description: String {
    let scalar =
      switch kind {
      case .void: "void"
      case .pointer: "pointer"
      case .integer: "i\(bits)"
      case .float: "f\(bits)"
      case .bfloat: "bf16"
      }
    return lanes == 1 ? scalar : "\(scalar)x\(lanes)"
  }
}
