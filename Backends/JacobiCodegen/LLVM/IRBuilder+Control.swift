import CLLVM

extension IRBuilder {
  /// Adds an empty block to the function.
  func block(_ name: String) -> IRBlock {
    IRBlock(reference: llvm.pointee.AppendBasicBlockInContext(module.context, function.reference, name))
  }

  /// Goes on at the end of a block.
  func position(at block: IRBlock) { llvm.pointee.PositionBuilderAtEnd(reference, block.reference) }

  var currentBlock: IRBlock { IRBlock(reference: llvm.pointee.GetInsertBlock(reference)) }

  func branch(to block: IRBlock) { _ = llvm.pointee.BuildBr(reference, block.reference) }

  func branch(if condition: IRValue, then: IRBlock, else: IRBlock) {
    switch constantInteger(condition) {
    case nil: _ = llvm.pointee.BuildCondBr(reference, condition.reference, then.reference, `else`.reference)
    case 0: branch(to: `else`)
    default: branch(to: then)
    }
  }

  /// Goes to the block of the case that an integer equals.
  func switchTo(_ value: IRValue, cases: [(value: Int, block: IRBlock)], default: IRBlock) {
    let instruction = llvm.pointee.BuildSwitch(
      reference, value.reference, `default`.reference, UInt32(cases.count))
    for one in cases {
      llvm.pointee.AddCase(instruction, integer(one.value, value.type).reference, one.block.reference)
    }
  }

  /// A value that depends on where control came from; the first of its block's instructions.
  func phi(_ type: IRType) -> IRPhi {
    IRPhi(value(llvm.pointee.BuildPhi(reference, module.type(type), ""), type), llvm)
  }

  func ret(_ value: IRValue? = nil) {
    if let value {
      _ = llvm.pointee.BuildRet(reference, value.reference)
    } else {
      _ = llvm.pointee.BuildRetVoid(reference)
    }
  }

  /// Promises that control does not come here.
  func unreachable() { _ = llvm.pointee.BuildUnreachable(reference) }

  @discardableResult
  func call(_ function: IRFunction, _ arguments: [IRValue]) -> IRValue {
    value(call(function.reference, function.type, arguments), function.result)
  }

  /// Calls the C function at an address.
  @discardableResult
  func call(address: IRValue, parameters: [IRType], result: IRType, _ arguments: [IRValue]) -> IRValue {
    value(call(address.reference, module.functionType(parameters, result), arguments), result)
  }

  func call(_ function: LLVMValueRef, _ type: LLVMTypeRef, _ arguments: [IRValue]) -> LLVMValueRef {
    llvm.pointee.BuildCall2(reference, type, function, arguments.map(\.reference), UInt32(arguments.count), "")
  }
}
