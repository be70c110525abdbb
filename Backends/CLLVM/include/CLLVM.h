// The part of LLVM's C interface that Jacobi uses, loaded when it is first needed: nothing here is linked, and LLVM's own
// headers are not needed to build. The declarations are binary-compatible with LLVM 19 to 22.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct LLVMOpaqueContext *_Nonnull LLVMContextRef;
typedef struct LLVMOpaqueModule *_Nonnull LLVMModuleRef;
typedef struct LLVMOpaqueModule *_Nullable LLVMOptionalModuleRef;
typedef struct LLVMOpaqueType *_Nonnull LLVMTypeRef;
typedef struct LLVMOpaqueValue *_Nonnull LLVMValueRef;
typedef struct LLVMOpaqueValue *_Nullable LLVMOptionalValueRef;
typedef struct LLVMOpaqueBasicBlock *_Nonnull LLVMBasicBlockRef;
typedef struct LLVMOpaqueBasicBlock *_Nullable LLVMOptionalBasicBlockRef;
typedef struct LLVMOpaqueBuilder *_Nonnull LLVMBuilderRef;
typedef struct LLVMOpaqueAttributeRef *_Nonnull LLVMAttributeRef;
typedef struct LLVMOpaqueDiagnosticInfo *_Nonnull LLVMDiagnosticInfoRef;
typedef struct LLVMTarget *_Nullable LLVMTargetRef;
typedef struct LLVMOpaqueTargetMachine *_Nullable LLVMTargetMachineRef;
typedef struct LLVMOpaqueTargetData *_Nonnull LLVMTargetDataRef;
typedef struct LLVMOpaqueMemoryBuffer *_Nullable LLVMMemoryBufferRef;
typedef struct LLVMOpaqueError *_Nullable LLVMErrorRef;
typedef struct LLVMOpaquePassBuilderOptions *_Nonnull LLVMPassBuilderOptionsRef;
typedef int LLVMBool;
/// A string that LLVM has allocated, for `DisposeMessage`.
typedef char *_Nullable LLVMMessage;
typedef const char *_Nonnull LLVMString;
typedef const LLVMTypeRef *_Nullable LLVMTypes;
typedef const LLVMValueRef *_Nullable LLVMValues;
typedef void (*LLVMDiagnosticHandler)(LLVMDiagnosticInfoRef, void *_Nullable);

// Target initialisation is named after the architecture.
#if defined(__aarch64__)
#define LLVM_INITIALIZE(F, suffix) F(void, InitializeAArch64##suffix, InitializeNative##suffix, (void))
#else
#define LLVM_INITIALIZE(F, suffix) F(void, InitializeX86##suffix, InitializeNative##suffix, (void))
#endif

#define LLVM_BINARY(F, name) \
  F(LLVMValueRef, Build##name, Build##name, (LLVMBuilderRef, LLVMValueRef, LLVMValueRef, LLVMString))
#define LLVM_CAST(F, name) \
  F(LLVMValueRef, Build##name, Build##name, (LLVMBuilderRef, LLVMValueRef, LLVMTypeRef, LLVMString))
#define LLVM_TYPE(F, name) F(LLVMTypeRef, name##TypeInContext, name##TypeInContext, (LLVMContextRef))

// Every function once: result, name in the library without its prefix, name of the field, parameters.
#define LLVM_FUNCTIONS(F) \
  F(void, GetVersion, GetVersion, (unsigned *_Nonnull, unsigned *_Nonnull, unsigned *_Nonnull)) \
  F(void, DisposeMessage, DisposeMessage, (LLVMMessage)) \
  F(LLVMContextRef, ContextCreate, ContextCreate, (void)) \
  F(void, ContextDispose, ContextDispose, (LLVMContextRef)) \
  F(void, ContextSetDiagnosticHandler, ContextSetDiagnosticHandler, \
    (LLVMContextRef, LLVMDiagnosticHandler _Nullable, void *_Nullable)) \
  F(LLVMMessage, GetDiagInfoDescription, GetDiagInfoDescription, (LLVMDiagnosticInfoRef)) \
  F(unsigned, GetDiagInfoSeverity, GetDiagInfoSeverity, (LLVMDiagnosticInfoRef)) \
  F(LLVMModuleRef, ModuleCreateWithNameInContext, ModuleCreateWithNameInContext, (LLVMString, LLVMContextRef)) \
  F(void, DisposeModule, DisposeModule, (LLVMModuleRef)) \
  F(LLVMMessage, PrintModuleToString, PrintModuleToString, (LLVMModuleRef)) \
  F(void, SetTarget, SetTarget, (LLVMModuleRef, LLVMString)) \
  F(void, SetModuleDataLayout, SetModuleDataLayout, (LLVMModuleRef, LLVMTargetDataRef)) \
  F(LLVMBool, VerifyModule, VerifyModule, (LLVMModuleRef, unsigned, LLVMMessage *_Nonnull)) \
  F(LLVMTypeRef, IntTypeInContext, IntTypeInContext, (LLVMContextRef, unsigned)) \
  LLVM_TYPE(F, Half) LLVM_TYPE(F, BFloat) LLVM_TYPE(F, Float) LLVM_TYPE(F, Double) LLVM_TYPE(F, Void) \
  F(LLVMTypeRef, PointerTypeInContext, PointerTypeInContext, (LLVMContextRef, unsigned)) \
  F(LLVMTypeRef, VectorType, VectorType, (LLVMTypeRef, unsigned)) \
  F(LLVMTypeRef, ArrayType2, ArrayType2, (LLVMTypeRef, uint64_t)) \
  F(LLVMTypeRef, FunctionType, FunctionType, (LLVMTypeRef, LLVMTypes, unsigned, LLVMBool)) \
  F(LLVMTypeRef, GetReturnType, GetReturnType, (LLVMTypeRef)) \
  F(unsigned, GetTypeKind, GetTypeKind, (LLVMTypeRef)) \
  F(unsigned, GetIntTypeWidth, GetIntTypeWidth, (LLVMTypeRef)) \
  F(LLVMTypeRef, GetElementType, GetElementType, (LLVMTypeRef)) \
  F(unsigned, GetVectorSize, GetVectorSize, (LLVMTypeRef)) \
  F(LLVMValueRef, AddFunction, AddFunction, (LLVMModuleRef, LLVMString, LLVMTypeRef)) \
  F(LLVMOptionalValueRef, GetNamedFunction, GetNamedFunction, (LLVMModuleRef, LLVMString)) \
  F(LLVMValueRef, GetParam, GetParam, (LLVMValueRef, unsigned)) \
  F(void, SetLinkage, SetLinkage, (LLVMValueRef, unsigned)) \
  F(void, SetVisibility, SetVisibility, (LLVMValueRef, unsigned)) \
  F(void, SetUnnamedAddress, SetUnnamedAddress, (LLVMValueRef, unsigned)) \
  F(void, SetAlignment, SetAlignment, (LLVMValueRef, unsigned)) \
  F(void, AddAttributeAtIndex, AddAttributeAtIndex, (LLVMValueRef, unsigned, LLVMAttributeRef)) \
  F(unsigned, GetEnumAttributeKindForName, GetEnumAttributeKindForName, (LLVMString, size_t)) \
  F(LLVMAttributeRef, CreateEnumAttribute, CreateEnumAttribute, (LLVMContextRef, unsigned, uint64_t)) \
  F(LLVMAttributeRef, CreateStringAttribute, CreateStringAttribute, \
    (LLVMContextRef, LLVMString, unsigned, LLVMString, unsigned)) \
  F(LLVMValueRef, AddGlobal, AddGlobal, (LLVMModuleRef, LLVMTypeRef, LLVMString)) \
  F(void, SetInitializer, SetInitializer, (LLVMValueRef, LLVMValueRef)) \
  F(void, SetGlobalConstant, SetGlobalConstant, (LLVMValueRef, LLVMBool)) \
  F(LLVMValueRef, ConstInt, ConstInt, (LLVMTypeRef, unsigned long long, LLVMBool)) \
  F(LLVMValueRef, ConstReal, ConstReal, (LLVMTypeRef, double)) \
  F(LLVMValueRef, ConstNull, ConstNull, (LLVMTypeRef)) \
  F(LLVMValueRef, GetPoison, GetPoison, (LLVMTypeRef)) \
  F(LLVMValueRef, ConstVector, ConstVector, (LLVMValues, unsigned)) \
  F(LLVMValueRef, ConstBitCast, ConstBitCast, (LLVMValueRef, LLVMTypeRef)) \
  F(LLVMValueRef, ConstStringInContext2, ConstStringInContext2, \
    (LLVMContextRef, const char *_Nullable, size_t, LLVMBool)) \
  F(LLVMBool, IsConstant, IsConstant, (LLVMValueRef)) \
  F(LLVMBool, IsNull, IsNull, (LLVMValueRef)) \
  F(LLVMOptionalValueRef, IsAConstantInt, IsAConstantInt, (LLVMValueRef)) \
  F(long long, ConstIntGetSExtValue, ConstIntGetSExtValue, (LLVMValueRef)) \
  F(LLVMBasicBlockRef, AppendBasicBlockInContext, AppendBasicBlockInContext, \
    (LLVMContextRef, LLVMValueRef, LLVMString)) \
  F(LLVMOptionalValueRef, GetFirstInstruction, GetFirstInstruction, (LLVMBasicBlockRef)) \
  F(LLVMOptionalValueRef, GetNextInstruction, GetNextInstruction, (LLVMValueRef)) \
  F(unsigned, GetInstructionOpcode, GetInstructionOpcode, (LLVMValueRef)) \
  F(LLVMValueRef, GetOperand, GetOperand, (LLVMValueRef, unsigned)) \
  F(LLVMOptionalValueRef, IsAInstruction, IsAInstruction, (LLVMValueRef)) \
  F(LLVMOptionalValueRef, GetFirstFunction, GetFirstFunction, (LLVMModuleRef)) \
  F(LLVMOptionalValueRef, GetNextFunction, GetNextFunction, (LLVMValueRef)) \
  F(LLVMOptionalBasicBlockRef, GetFirstBasicBlock, GetFirstBasicBlock, (LLVMValueRef)) \
  F(LLVMOptionalBasicBlockRef, GetNextBasicBlock, GetNextBasicBlock, (LLVMBasicBlockRef)) \
  F(LLVMBuilderRef, CreateBuilderInContext, CreateBuilderInContext, (LLVMContextRef)) \
  F(void, DisposeBuilder, DisposeBuilder, (LLVMBuilderRef)) \
  F(void, PositionBuilderAtEnd, PositionBuilderAtEnd, (LLVMBuilderRef, LLVMBasicBlockRef)) \
  F(void, PositionBuilderBefore, PositionBuilderBefore, (LLVMBuilderRef, LLVMValueRef)) \
  F(LLVMBasicBlockRef, GetInsertBlock, GetInsertBlock, (LLVMBuilderRef)) \
  LLVM_BINARY(F, FAdd) LLVM_BINARY(F, FSub) LLVM_BINARY(F, FMul) LLVM_BINARY(F, FDiv) LLVM_BINARY(F, FRem) \
  LLVM_BINARY(F, Add) LLVM_BINARY(F, NSWAdd) LLVM_BINARY(F, Sub) LLVM_BINARY(F, Mul) \
  LLVM_BINARY(F, SDiv) LLVM_BINARY(F, UDiv) LLVM_BINARY(F, SRem) LLVM_BINARY(F, URem) \
  LLVM_BINARY(F, Shl) LLVM_BINARY(F, LShr) LLVM_BINARY(F, AShr) \
  LLVM_BINARY(F, And) LLVM_BINARY(F, Or) LLVM_BINARY(F, Xor) \
  F(LLVMValueRef, BuildFNeg, BuildFNeg, (LLVMBuilderRef, LLVMValueRef, LLVMString)) \
  F(LLVMValueRef, BuildICmp, BuildICmp, (LLVMBuilderRef, unsigned, LLVMValueRef, LLVMValueRef, LLVMString)) \
  F(LLVMValueRef, BuildFCmp, BuildFCmp, (LLVMBuilderRef, unsigned, LLVMValueRef, LLVMValueRef, LLVMString)) \
  F(LLVMValueRef, BuildSelect, BuildSelect, (LLVMBuilderRef, LLVMValueRef, LLVMValueRef, LLVMValueRef, LLVMString)) \
  LLVM_CAST(F, Trunc) LLVM_CAST(F, ZExt) LLVM_CAST(F, SExt) LLVM_CAST(F, FPTrunc) LLVM_CAST(F, FPExt) \
  LLVM_CAST(F, FPToSI) LLVM_CAST(F, FPToUI) LLVM_CAST(F, SIToFP) LLVM_CAST(F, UIToFP) \
  LLVM_CAST(F, BitCast) \
  F(LLVMValueRef, BuildAlloca, BuildAlloca, (LLVMBuilderRef, LLVMTypeRef, LLVMString)) \
  F(LLVMValueRef, BuildLoad2, BuildLoad2, (LLVMBuilderRef, LLVMTypeRef, LLVMValueRef, LLVMString)) \
  F(LLVMValueRef, BuildStore, BuildStore, (LLVMBuilderRef, LLVMValueRef, LLVMValueRef)) \
  F(LLVMValueRef, BuildInBoundsGEP2, BuildInBoundsGEP2, \
    (LLVMBuilderRef, LLVMTypeRef, LLVMValueRef, LLVMValues, unsigned, LLVMString)) \
  F(LLVMValueRef, BuildGEP2, BuildGEP2, \
    (LLVMBuilderRef, LLVMTypeRef, LLVMValueRef, LLVMValues, unsigned, LLVMString)) \
  F(LLVMValueRef, BuildMemCpy, BuildMemCpy, \
    (LLVMBuilderRef, LLVMValueRef, unsigned, LLVMValueRef, unsigned, LLVMValueRef)) \
  F(LLVMValueRef, BuildExtractElement, BuildExtractElement, \
    (LLVMBuilderRef, LLVMValueRef, LLVMValueRef, LLVMString)) \
  F(LLVMValueRef, BuildInsertElement, BuildInsertElement, \
    (LLVMBuilderRef, LLVMValueRef, LLVMValueRef, LLVMValueRef, LLVMString)) \
  F(LLVMValueRef, BuildShuffleVector, BuildShuffleVector, \
    (LLVMBuilderRef, LLVMValueRef, LLVMValueRef, LLVMValueRef, LLVMString)) \
  F(LLVMValueRef, BuildPhi, BuildPhi, (LLVMBuilderRef, LLVMTypeRef, LLVMString)) \
  F(void, AddIncoming, AddIncoming, (LLVMValueRef, LLVMValues, const LLVMBasicBlockRef *_Nonnull, unsigned)) \
  F(LLVMValueRef, BuildRetVoid, BuildRetVoid, (LLVMBuilderRef)) \
  F(LLVMValueRef, BuildRet, BuildRet, (LLVMBuilderRef, LLVMValueRef)) \
  F(LLVMValueRef, BuildBr, BuildBr, (LLVMBuilderRef, LLVMBasicBlockRef)) \
  F(LLVMValueRef, BuildCondBr, BuildCondBr, (LLVMBuilderRef, LLVMValueRef, LLVMBasicBlockRef, LLVMBasicBlockRef)) \
  F(LLVMValueRef, BuildSwitch, BuildSwitch, (LLVMBuilderRef, LLVMValueRef, LLVMBasicBlockRef, unsigned)) \
  F(void, AddCase, AddCase, (LLVMValueRef, LLVMValueRef, LLVMBasicBlockRef)) \
  F(LLVMValueRef, BuildUnreachable, BuildUnreachable, (LLVMBuilderRef)) \
  F(LLVMValueRef, BuildCall2, BuildCall2, \
    (LLVMBuilderRef, LLVMTypeRef, LLVMValueRef, LLVMValues, unsigned, LLVMString)) \
  F(LLVMBool, CanValueUseFastMathFlags, CanValueUseFastMathFlags, (LLVMValueRef)) \
  F(void, SetFastMathFlags, SetFastMathFlags, (LLVMValueRef, unsigned)) \
  F(unsigned, GetFastMathFlags, GetFastMathFlags, (LLVMValueRef)) \
  F(void, ReplaceAllUsesWith, ReplaceAllUsesWith, (LLVMValueRef, LLVMValueRef)) \
  F(void, InstructionEraseFromParent, InstructionEraseFromParent, (LLVMValueRef)) \
  F(unsigned, LookupIntrinsicID, LookupIntrinsicID, (LLVMString, size_t)) \
  F(LLVMValueRef, GetIntrinsicDeclaration, GetIntrinsicDeclaration, (LLVMModuleRef, unsigned, LLVMTypes, size_t)) \
  F(LLVMTypeRef, IntrinsicGetType, IntrinsicGetType, (LLVMContextRef, unsigned, LLVMTypes, size_t)) \
  LLVM_INITIALIZE(F, TargetInfo) LLVM_INITIALIZE(F, Target) LLVM_INITIALIZE(F, TargetMC) \
  LLVM_INITIALIZE(F, AsmPrinter) \
  F(LLVMMessage, GetDefaultTargetTriple, GetDefaultTargetTriple, (void)) \
  F(LLVMMessage, GetHostCPUName, GetHostCPUName, (void)) \
  F(LLVMMessage, GetHostCPUFeatures, GetHostCPUFeatures, (void)) \
  F(LLVMBool, GetTargetFromTriple, GetTargetFromTriple, \
    (LLVMString, LLVMTargetRef *_Nonnull, LLVMMessage *_Nonnull)) \
  F(LLVMTargetMachineRef, CreateTargetMachine, CreateTargetMachine, \
    (LLVMTargetRef, LLVMString, LLVMString, LLVMString, unsigned, unsigned, unsigned)) \
  F(void, DisposeTargetMachine, DisposeTargetMachine, (LLVMTargetMachineRef)) \
  F(LLVMTargetDataRef, CreateTargetDataLayout, CreateTargetDataLayout, (LLVMTargetMachineRef)) \
  F(void, DisposeTargetData, DisposeTargetData, (LLVMTargetDataRef)) \
  F(LLVMBool, TargetMachineEmitToMemoryBuffer, TargetMachineEmitToMemoryBuffer, \
    (LLVMTargetMachineRef, LLVMModuleRef, unsigned, LLVMMessage *_Nonnull, LLVMMemoryBufferRef *_Nonnull)) \
  F(const char *_Nonnull, GetBufferStart, GetBufferStart, (LLVMMemoryBufferRef)) \
  F(size_t, GetBufferSize, GetBufferSize, (LLVMMemoryBufferRef)) \
  F(void, DisposeMemoryBuffer, DisposeMemoryBuffer, (LLVMMemoryBufferRef)) \
  F(LLVMMemoryBufferRef, WriteBitcodeToMemoryBuffer, WriteBitcodeToMemoryBuffer, (LLVMModuleRef)) \
  F(LLVMBool, ParseBitcodeInContext2, ParseBitcodeInContext2, \
    (LLVMContextRef, LLVMMemoryBufferRef, LLVMOptionalModuleRef *_Nonnull)) \
  F(const char *_Nonnull, GetValueName2, GetValueName2, (LLVMValueRef, size_t *_Nonnull)) \
  F(LLVMErrorRef, RunPasses, RunPasses, (LLVMModuleRef, LLVMString, LLVMTargetMachineRef, LLVMPassBuilderOptionsRef)) \
  F(LLVMMessage, GetErrorMessage, GetErrorMessage, (LLVMErrorRef)) \
  F(void, DisposeErrorMessage, DisposeErrorMessage, (LLVMMessage)) \
  F(LLVMPassBuilderOptionsRef, CreatePassBuilderOptions, CreatePassBuilderOptions, (void)) \
  F(void, DisposePassBuilderOptions, DisposePassBuilderOptions, (LLVMPassBuilderOptionsRef))

#define LLVM_FIELD(result, name, field, parameters) result(*_Nonnull field) parameters;
/// The functions of a loaded library.
typedef struct LLVMFunctions {
  LLVM_FUNCTIONS(LLVM_FIELD)
} LLVMFunctions;
#undef LLVM_FIELD

/// Loads the library at `path`, or a version that is known to work from where the system keeps its libraries, and looks up
/// every function. The library is never unloaded. When that fails, `reason` says why.
bool jacobi_llvm_load(
    const char *_Nullable path, LLVMFunctions *_Nonnull functions, char *_Nonnull reason, size_t capacity);

/// Looks, without loading anything, for the file that `jacobi_llvm_load(path, ...)` would load: a version that is known to work
/// where systems keep their libraries, or the file that is asked for. Describes it so that another version reads differently.
bool jacobi_llvm_find(const char *_Nullable path, char *_Nonnull description, size_t capacity);

#ifdef __cplusplus
}
#endif
