import CLLVM

extension IRModule {
  /// Forbids to round a difference, or a sum of two products, at once with a product, which would treat its sides differently:
  /// what is equal would not cancel. Done behind the passes, which tell what is a product, and make differences of sums.
  func roundDifferences() {
    let builder = llvm.pointee.CreateBuilderInContext(context)
    defer { llvm.pointee.DisposeBuilder(builder) }
    eachInstruction { instruction in
      let operation = Opcode(rawValue: llvm.pointee.GetInstructionOpcode(instruction))
      guard operation == .addition || operation == .difference, llvm.pointee.GetFastMathFlags(instruction) != 0 else {
        return
      }
      let (a, b) = (llvm.pointee.GetOperand(instruction, 0), llvm.pointee.GetOperand(instruction, 1))
      guard operation == .difference || (isProduct(a) && isProduct(b)) else { return }
      // Liberties cannot be taken back, so another instruction takes the place of this one.
      llvm.pointee.PositionBuilderBefore(builder, instruction)
      let build = operation == .difference ? llvm.pointee.BuildFSub : llvm.pointee.BuildFAdd
      llvm.pointee.ReplaceAllUsesWith(instruction, build(builder, a, b, ""))
      llvm.pointee.InstructionEraseFromParent(instruction)
    }
  }

  /// LLVM's numbers of instructions.
  private enum Opcode: UInt32 {
    case addition = 9
    case difference = 11
    case product = 13
    case negation = 66
  }

  private func isProduct(_ value: LLVMValueRef) -> Bool {
    guard let instruction = llvm.pointee.IsAInstruction(value) else { return false }
    switch llvm.pointee.GetInstructionOpcode(instruction) {
    case Opcode.product.rawValue: return true
    case Opcode.negation.rawValue: return isProduct(llvm.pointee.GetOperand(instruction, 0))
    default: return false
    }
  }

  private func eachInstruction(_ body: (LLVMValueRef) -> Void) {
    var function = llvm.pointee.GetFirstFunction(reference)
    while let present = function {
      var block = llvm.pointee.GetFirstBasicBlock(present)
      while let current = block {
        var instruction = llvm.pointee.GetFirstInstruction(current)
        while let one = instruction {
          // The body may erase it.
          instruction = llvm.pointee.GetNextInstruction(one)
          body(one)
        }
        block = llvm.pointee.GetNextBasicBlock(current)
      }
      function = llvm.pointee.GetNextFunction(present)
    }
  }
}
