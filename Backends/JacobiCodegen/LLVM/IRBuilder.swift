import CLLVM

/// Writes the code of a function, instruction by instruction.
///
/// Operations on constants are carried out at once, so a caller need not look for them. Operations take scalars or vectors;
/// operands of one operation have the same type, which only LLVM's verifier checks.
final class IRBuilder {
  let module: IRModule
  let function: IRFunction
  /// What the compiler may do with the floating-point arithmetic written from now on.
  var fastMath: FastMath = .contract

  let llvm: UnsafePointer<LLVMFunctions>
  let reference: LLVMBuilderRef
  private let entry: IRBlock

  /// Begins the code of a function that is declared only: positioned at the end of a new entry block.
  init(_ module: IRModule, _ function: IRFunction) {
    self.module = module
    self.function = function
    llvm = module.llvm
    reference = llvm.pointee.CreateBuilderInContext(module.context)
    entry = IRBlock(reference: llvm.pointee.AppendBasicBlockInContext(module.context, function.reference, "entry"))
    function.define(with: entry)
    position(at: entry)
  }

  deinit { llvm.pointee.DisposeBuilder(reference) }

  func value(_ reference: LLVMValueRef, _ type: IRType) -> IRValue { IRValue(reference, type, llvm) }

  /// Writes at the entry of the function, where stack memory is reserved, then goes on where it was.
  func atEntry<Result>(_ body: () -> Result) -> Result {
    let current = currentBlock
    if let first = llvm.pointee.GetFirstInstruction(entry.reference) {
      llvm.pointee.PositionBuilderBefore(reference, first)
    } else {
      position(at: entry)
    }
    defer { position(at: current) }
    return body()
  }

  /// Writes with other liberties, then goes on with the present ones: `withFastMath([]) { ... }` for arithmetic whose
  /// rounding errors are the point.
  func withFastMath<Result>(_ fastMath: FastMath, _ body: () throws -> Result) rethrows -> Result {
    let present = self.fastMath
    self.fastMath = fastMath
    defer { self.fastMath = present }
    return try body()
  }
}
