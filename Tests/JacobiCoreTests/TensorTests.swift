import JacobiCore
import Testing

@Suite struct TensorTests {
  @Test func arraysAreNotCopied() {
    let array: [Float] = [1, 2, 3, 4, 5, 6]
    let tensor = Tensor(array, shape: [2, 3])
    let address = array.withUnsafeBytes { $0.baseAddress }
    #expect(tensor.withUnsafeScalars(Float.self) { UnsafeRawPointer($0.baseAddress) } == address)
    #expect(tensor.scalars(Float.self).withUnsafeBytes { $0.baseAddress } == address)
    #expect(tensor.type == TensorType(.float32, [2, 3]))
  }

  @Test func ownMemoryIsAligned() {
    for count in [0, 1, 3, 1000] {
      let value = TensorValue(uninitialized: TensorType(.int8, Shape([count])))
      #expect(UInt(bitPattern: value.buffer.pointer) % UInt(Buffer.alignment) == 0)
    }
  }

  @Test func changingACopyLeavesTheOriginal() {
    var copy = Tensor([Float](repeating: 1, count: 4), shape: [4])
    let original = copy
    copy.withUnsafeMutableScalars(Float.self) { $0[2] = 7 }
    #expect(original.scalars(Float.self) == [1, 1, 1, 1])
    #expect(copy.scalars(Float.self) == [1, 1, 7, 1])
  }

  @Test func theOnlyHolderChangesInPlace() {
    var tensor = Tensor([Int32](repeating: 0, count: 8), shape: [8])
    // The first change copies: the array is not the tensor's own memory.
    tensor.withUnsafeMutableScalars(Int32.self) { $0[0] = 1 }
    let address = tensor.withUnsafeScalars(Int32.self) { UnsafeRawPointer($0.baseAddress) }
    tensor.withUnsafeMutableScalars(Int32.self) { $0[1] = 2 }
    #expect(tensor.withUnsafeScalars(Int32.self) { UnsafeRawPointer($0.baseAddress) } == address)
    #expect(tensor.scalars(Int32.self) == [1, 2, 0, 0, 0, 0, 0, 0])
  }

  @Test func changingATensorMadeFromAnArrayLeavesTheArray() {
    let array: [Double] = [1, 2]
    var tensor = Tensor(array, shape: [2])
    tensor.withUnsafeMutableScalars(Double.self) { $0[0] = 9 }
    #expect(array == [1, 2])
    #expect(tensor.scalars(Double.self) == [9, 2])
  }

  @Test func adoptedMemoryIsReleasedOnce() {
    nonisolated(unsafe) var releases = 0
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 4)
    memory.storeBytes(of: 3, as: Int32.self)
    memory.storeBytes(of: 4, toByteOffset: 4, as: Int32.self)
    do {
      let tensor = Tensor(adopting: memory, type: TensorType(.int32, [2])) { memory in
        releases += 1
        memory.deallocate()
      }
      let copy = tensor
      #expect(copy.scalars(Int32.self) == [3, 4])
      #expect(releases == 0)
    }
    #expect(releases == 1)
  }

  @Test(arguments: [Dim(-2), .symbol("n"), Dim(Int.max)])
  func memoryOfAnImpossibleTypeIsReleasedWithAnError(size: Dim) {
    nonisolated(unsafe) var releases = 0
    #expect(throws: TensorError.self) {
      try withTensorErrors {
        Tensor(adopting: .allocate(byteCount: 8, alignment: 4), type: TensorType(.int32, [size])) { memory in
          releases += 1
          memory.deallocate()
        }
      }
    }
    #expect(releases == 1)
  }

  @Test func literalsChooseTheirDType() {
    #expect(Tensor([1, 2]).dtype == .int32)
    #expect(Tensor([1, 2.5]).dtype == .float32)
    #expect(Tensor([true, false]).dtype == .bool)
    #expect(Tensor([[1, 2], [3, 4]]).shape == [2, 2])
    #expect(Tensor([1, 2], dtype: .float64).scalars(Double.self) == [1, 2])
    let nested: Tensor = [[[1.0], [2.0]]]
    #expect(nested.type == TensorType(.float32, [1, 2, 1]))
    #expect(Tensor(5_000_000_000).item(Int.self) == 5_000_000_000)
  }

  @Test func variablesKeepTheirDType() {
    let doubles = [1.0, 2.0]
    #expect(Tensor(doubles).dtype == .float64)
    let count = 3
    #expect(Tensor(count).dtype == .int64)
  }

  @Test func raggedLiteralsAreErrors() {
    #expect(throws: TensorError.self) { try withTensorErrors { Tensor([[1, 2], [3]]) } }
  }

  @Test func itemConverts() {
    #expect(Tensor([2.75]).item(Int.self) == 2)
    #expect(Tensor([[7]]).item(Double.self) == 7)
    #expect(Tensor(0.1).item(Double.self) == Double(Float(0.1)))
    #expect(throws: TensorError.self) { try withTensorErrors { Tensor([1, 2]).item(Int.self) } }
  }

  @Test func readingAsAnotherDTypeIsAnError() throws {
    let error = #expect(throws: TensorError.self) {
      try withTensorErrors { Tensor([1.0]).scalars(Int32.self) }
    }
    guard case .dtypeMismatch = error else { throw error! }
  }

  @Test func theNumberOfElementsMustFitTheShape() throws {
    let error = #expect(throws: TensorError.self) {
      try withTensorErrors { Tensor([Float](repeating: 0, count: 5), shape: [2, 3]) }
    }
    guard case .shapeMismatch = error else { throw error! }
  }
}

@Suite struct ErrorScopeTests {
  private func mistake(_ name: String) -> TensorError {
    .axisOutOfRange(axis: 3, rank: 1, operation: Operation(name))
  }

  @Test func theFirstErrorIsThrown() {
    let error = #expect(throws: TensorError.self) {
      try withTensorErrors {
        report(mistake("first"))
        report(mistake("second"))
      }
    }
    #expect(error == mistake("first"))
  }

  @Test func innerScopesKeepTheirErrors() throws {
    try withTensorErrors {
      #expect(throws: TensorError.self) { try withTensorErrors { report(mistake("inner")) } }
    }
  }

  @Test func aRecordedErrorGoesBeforeAThrownOne() {
    struct Other: Error {}
    #expect(throws: TensorError.self) {
      try withTensorErrors {
        report(mistake("recorded"))
        throw Other()
      }
    }
    #expect(throws: Other.self) { try withTensorErrors { throw Other() } }
  }

  @Test func resultsPassThrough() throws {
    #expect(try withTensorErrors { 42 } == 42)
  }

  @Test func shapesReadPastTheirEndInsideAScope() throws {
    let error = #expect(throws: TensorError.self) {
      try withTensorErrors { Tensor([1.0, 2.0]).shape[1] }
    }
    guard case .axisOutOfRange(1, 1, _) = error else { throw error! }
  }

  @Test func messagesSayOperationProblemAndRemedy() {
    let operation = Operation("matmul", operands: [TensorType(.float32, [2, 3])], site: .unknown)
    let error = TensorError.shapeMismatch(expected: "rank 2", actual: "rank 1", operation: operation)
    #expect(
      error.description
        == "matmul(f32[2,3]): expected rank 2, got rank 1. Make the shapes agree, for example with `reshaped` or `.newAxis`."
    )
  }
}

@Suite struct ShapeTests {
  @Test func negativeAxesCountFromTheBack() {
    let shape: Shape = [2, 3, 5]
    #expect(shape[-1] == 5)
    #expect(shape[0] == 2)
  }

  @Test func elementCounts() {
    #expect(([] as Shape).elementCount == 1)
    #expect(Shape([2, 3]).elementCount == 6)
    #expect(Shape([Int.max, 2]).elementCount.isOverflow)
    // An empty tensor has no elements, however large its other axes are.
    #expect(Shape([Int.max, Int.max, 0]).elementCount == 0)
  }

  @Test func stridesAreRowMajor() {
    #expect(Shape([2, 3, 5]).strides == [15, 5, 1])
    #expect(([] as Shape).strides == [])
  }
}
