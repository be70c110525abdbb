import JacobiCodegen

extension LibraryCall {
  /// A call of LAPACK on stacks of matrices.
  init(lapack name: String, scratch: Int = 0, _ body: @escaping @Sendable (CallMemory) throws -> Void) {
    self.init("lapack \(name)", plan: ClosurePlan(body), scratchByteCount: scratch)
  }
}
