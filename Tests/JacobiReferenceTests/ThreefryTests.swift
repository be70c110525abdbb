import JacobiCore
import JacobiPrimitives
import Testing

@Suite struct ThreefryTests {
  /// The known answers of the authors of Threefry, and JAX's first block of key (0, 0).
  @Test func givesTheKnownAnswers() throws {
    let key0 = vector([0, .max, 0x1319_8A2E] as [UInt32])
    let key1 = vector([0, .max, 0x0370_7344] as [UInt32])
    let counter0 = vector([0, .max, 0x243F_6A88] as [UInt32])
    let counter1 = vector([0, .max, 0x85A3_08D3] as [UInt32])
    let words = try run(Threefry2x32(), key0, key1, counter0, counter1)
    #expect(words[0].scalars() == [0x6B20_0159, 0x1CB9_96FC, 0xC492_3A9C] as [UInt32])
    #expect(words[1].scalars() == [0x99BA_4EFE, 0xBB00_2BE7, 0x483D_F7A0] as [UInt32])
  }

  @Test func takesScalarsAndNothing() throws {
    let zero = TensorValue(scalar: UInt32(0))
    #expect(try run(Threefry2x32(), zero, zero, zero, zero)[0].scalars() == [0x6B20_0159] as [UInt32])
    let empty = vector([] as [UInt32])
    #expect(try run(Threefry2x32(), empty, empty, empty, empty)[1].elementCount == 0)
  }
}
