import CLLVM

/// The functions and constants that are compiled together. One thread uses a module at a time; different modules have
/// nothing in common.
final class IRModule {
  let llvm: UnsafePointer<LLVMFunctions>
  let library: LLVMLibrary
  let context: LLVMContextRef
  let reference: LLVMModuleRef
  private var constantCount = 0
  /// Zeros that may be read instead of elements that are not there: as many as the widest load takes.
  private(set) lazy var zeros = globalConstant(bytes: [UInt8](repeating: 0, count: 256), alignment: 64)

  /// An empty module for the host. Throws when LLVM is not there.
  init(name: String) throws(NativeCodeError) {
    library = try LLVMLibrary.shared
    llvm = library.functions
    let machine = try TargetMachinePool.shared.take(library)
    context = llvm.pointee.ContextCreate()
    reference = llvm.pointee.ModuleCreateWithNameInContext(name, context)
    machine.describe(to: reference, triple: library.host.triple)
    TargetMachinePool.shared.put(back: machine)
  }

  /// A module that was written as bitcode, in a context of its own.
  init(bitcode: LLVMMemoryBufferRef?, _ library: LLVMLibrary) throws(NativeCodeError) {
    self.library = library
    llvm = library.functions
    let context = llvm.pointee.ContextCreate()
    var module: LLVMOptionalModuleRef?
    guard llvm.pointee.ParseBitcodeInContext2(context, bitcode, &module) == 0, let module else {
      llvm.pointee.ContextDispose(context)
      throw .compilation("LLVM does not read what it has written")
    }
    (self.context, reference) = (context, module)
  }

  deinit {
    llvm.pointee.DisposeModule(reference)
    llvm.pointee.ContextDispose(context)
  }

  /// Declares a function; a builder may then write its code. A function without code is one of the process, found when
  /// the code is loaded.
  func function(_ name: String, _ parameters: [IRType], _ result: IRType, isPrivate: Bool) -> IRFunction {
    IRFunction(self, name, parameters, result, isPrivate: isPrivate)
  }

  /// The module in LLVM's notation.
  var text: String { llvm.take(llvm.pointee.PrintModuleToString(reference)) }

  /// What breaks LLVM's rules, or `nil`.
  func verify() -> String? {
    var message: LLVMMessage?
    let returnStatus: UInt32 = 2
    let isBroken = llvm.pointee.VerifyModule(reference, returnStatus, &message) != 0
    let explanation = llvm.take(message)
    return isBroken ? explanation : nil
  }

  /// A pointer to bytes that the code reads only.
  func globalConstant(bytes: [UInt8], alignment: Int) -> IRValue {
    let data = bytes.withUnsafeBytes { buffer in
      // SAFETY: LLVM copies the bytes, whatever they are.
      llvm.pointee.ConstStringInContext2(
        context, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, 1)
    }
    let byte = type(.integer(8))
    let global = llvm.pointee.AddGlobal(
      reference, llvm.pointee.ArrayType2(byte, UInt64(bytes.count)), "constant.\(constantCount)")
    constantCount += 1
    let (privateLinkage, anyAddress) = (UInt32(9), UInt32(2))
    llvm.pointee.SetInitializer(global, data)
    llvm.pointee.SetGlobalConstant(global, 1)
    llvm.pointee.SetLinkage(global, privateLinkage)
    llvm.pointee.SetUnnamedAddress(global, anyAddress)
    llvm.pointee.SetAlignment(global, UInt32(alignment))
    return IRValue(global, .pointer, llvm)
  }

  func type(_ type: IRType) -> LLVMTypeRef { type.reference(in: context, llvm) }

  func functionType(_ parameters: [IRType], _ result: IRType) -> LLVMTypeRef {
    llvm.pointee.FunctionType(type(result), parameters.map { type($0) }, UInt32(parameters.count), 0)
  }
}
