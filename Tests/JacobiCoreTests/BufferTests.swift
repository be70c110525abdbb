import CJacobi
import JacobiCore
import Testing

@Suite struct BufferTests {
  @Test func anotherShapeSharesTheMemory() {
    let value = TensorValue([1, 2, 3, 4, 5, 6] as [Float], shape: [6])
    let matrix = value.reshaped([2, 3])
    #expect(matrix.type == TensorType(.float32, [2, 3]))
    #expect(matrix.buffer.pointer == value.buffer.pointer)
    #expect(matrix.reshaped([3, 2]).scalars(as: Float.self) == [1, 2, 3, 4, 5, 6])
  }

  @Test func whatIsSharedIsCopiedBeforeItIsChanged() {
    var one = TensorValue(uninitialized: TensorType(.int32, [4]))
    one.withMutableElements(of: Int32.self) { $0.initialize(repeating: 7) }
    var other = one.reshaped([2, 2])
    let address = one.buffer.pointer
    other.makeUnique()
    #expect(other.buffer.pointer != address)
    other.withMutableElements(of: Int32.self) { $0[0] = 1 }
    #expect(one.scalars(as: Int32.self) == [7, 7, 7, 7])
    // Of the last reference nothing is copied, whatever shape it has.
    var last = one.reshaped([4, 1])
    one = other
    last.makeUnique()
    #expect(last.buffer.pointer == address)
  }

  @Test func memoryOfAnArrayIsNeverWritten() {
    let array: [Float] = [1, 2]
    var value = TensorValue(array, shape: [2]).reshaped([1, 2])
    value.makeUnique()
    value.withMutableElements(of: Float.self) { $0[0] = 9 }
    #expect(array == [1, 2])
  }

  @Test func largeBlocksAreUsedAgain() {
    let type = TensorType(.uint8, [Dimension(5_000_011)])
    func address() -> UnsafeMutableRawPointer {
      let value = TensorValue(uninitialized: type)
      value.withMutableElements(of: UInt8.self) { $0.initialize(repeating: 3) }
      return value.buffer.pointer
    }
    let first = address()
    #expect(UInt(bitPattern: first) % UInt(Buffer.alignment) == 0)
    // Other tests run beside this one and may take the block; not in every one of these turns.
    #expect((0..<100).contains { _ in address() == address() })
  }

  @Test func whatIsKeptIsBounded() {
    for _ in 0..<3 {
      let values = (0..<80).map { _ in TensorValue(uninitialized: TensorType(.uint8, [Dimension(12 << 20)])) }
      withExtendedLifetime(values) {}
    }
    #expect(jacobi_kept_block_bytes() <= 512 << 20)
  }
}
