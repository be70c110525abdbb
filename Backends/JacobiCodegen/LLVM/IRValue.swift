import CLLVM

/// A value of generated code. It lives as long as its module.
struct IRValue {
  let reference: LLVMValueRef
  let type: IRType
  /// Whether the value is known when code is generated.
  let isConstant: Bool

  init(_ reference: LLVMValueRef, _ type: IRType, _ llvm: UnsafePointer<LLVMFunctions>) {
    self.reference = reference
    self.type = type
    isConstant = llvm.pointee.IsConstant(reference) != 0
  }
}

/// A basic block: instructions of which each runs when the first does.
struct IRBlock: Hashable {
  let reference: LLVMBasicBlockRef
}

/// A value that depends on which block control came from.
struct IRPhi {
  let value: IRValue
  private let llvm: UnsafePointer<LLVMFunctions>

  init(_ value: IRValue, _ llvm: UnsafePointer<LLVMFunctions>) {
    self.value = value
    self.llvm = llvm
  }

  /// Adds the value for control that comes from `block`.
  func add(_ value: IRValue, from block: IRBlock) {
    llvm.pointee.AddIncoming(self.value.reference, [value.reference], [block.reference], 1)
  }
}

/// A function of a module: declared until a builder writes its code. Declarations are looked up when the code is loaded.
final class IRFunction {
  let name: String
  let reference: LLVMValueRef
  let type: LLVMTypeRef
  let result: IRType
  let parameters: [IRValue]
  let isPrivate: Bool
  /// Keeps the module alive.
  let module: IRModule

  init(_ module: IRModule, _ name: String, _ parameters: [IRType], _ result: IRType, isPrivate: Bool) {
    let llvm = module.llvm
    let type = module.functionType(parameters, result)
    let reference = llvm.pointee.AddFunction(module.reference, name, type)
    self.module = module
    self.name = name
    self.type = type
    self.reference = reference
    self.result = result
    self.isPrivate = isPrivate
    self.parameters = parameters.enumerated().map { index, type in
      IRValue(llvm.pointee.GetParam(reference, UInt32(index)), type, llvm)
    }
    addAttribute("nounwind", at: .max)
  }

  /// Who sees a function, as LLVM numbers it.
  enum Linkage: UInt32 {
    case outside = 0
    /// Known here, defined elsewhere.
    case copy = 1
    case inside = 8
  }

  /// The block where the function begins, once a builder has written it.
  private(set) var entry: IRBlock?

  /// Where the function begins, to hand it to another one.
  var pointer: IRValue { IRValue(reference, .pointer, module.llvm) }

  /// Makes the declaration a definition.
  func define(with entry: IRBlock) {
    precondition(self.entry == nil, "the code of `\(name)` is written twice")
    self.entry = entry
    let llvm = module.llvm
    let (anyAddress, hidden) = (UInt32(2), UInt32(1))
    if isPrivate {
      llvm.pointee.SetLinkage(reference, Linkage.inside.rawValue)
      // Equal functions may become one.
      llvm.pointee.SetUnnamedAddress(reference, anyAddress)
    } else {
      llvm.pointee.SetVisibility(reference, hidden)
    }
  }

  /// An attribute of LLVM at a parameter (from 1), the result (0) or the function itself (`UInt32.max`).
  func addAttribute(_ attribute: String, at index: UInt32) {
    let llvm = module.llvm
    let kind = llvm.pointee.GetEnumAttributeKindForName(attribute, attribute.utf8.count)
    llvm.pointee.AddAttributeAtIndex(reference, index, llvm.pointee.CreateEnumAttribute(module.context, kind, 0))
  }

  /// An attribute of LLVM that has a name and a value, such as `prefer-vector-width`.
  func setAttribute(_ name: String, _ value: String) {
    let llvm = module.llvm
    let attribute = llvm.pointee.CreateStringAttribute(
      module.context, name, UInt32(name.utf8.count), value, UInt32(value.utf8.count))
    llvm.pointee.AddAttributeAtIndex(reference, .max, attribute)
  }
}
