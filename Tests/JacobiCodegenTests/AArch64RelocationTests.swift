import Testing

@testable import JacobiCodegen

/// Instructions as LLVM's assembler writes them, with and without what the relocation puts in.
@Test(
  arguments: [
    (AArch64Relocation.page, 0x9000_0000, 0x1234_5abc, 0x800, 0xb009_1a20),  // adrp x0, 0x12345000
    (.tablePage, 0x9000_0010, 0x7fff, 0x8000, 0xf0ff_fff0),  // adrp x16, -0x1000
    (.addOffset, 0x9100_0041, 0x5abc, 0, 0x912a_f041),  // add x1, x2, 0xabc
    (.offset64, 0xf940_0083, 0x5ab8, 0, 0xf945_5c83),  // ldr x3, [x4, 0xab8]
    (.tableOffset, 0xf940_0083, 0x5ab8, 0, 0xf945_5c83),
    (.offset32, 0xb940_0083, 0x5abc, 0, 0xb94a_bc83),  // ldr w3, [x4, 0xabc]
    (.offset128, 0x3dc0_0083, 0x5ab0, 0, 0x3dc2_ac83),  // ldr q3, [x4, 0xab0]
    (.offset8, 0x3940_0083, 0x5abd, 0, 0x396a_f483),  // ldrb w3, [x4, 0xabd]
    (.offset16, 0x7940_0083, 0x5abe, 0, 0x7955_7c83),  // ldrh w3, [x4, 0xabe]
    (.call, 0x9400_0000, 0x1_0000, 0x1_1234, 0x97ff_fb73),  // bl -0x1234
    (.jump, 0x1400_0000, 0x800_0ffc, 0x1000, 0x15ff_ffff),  // b 0x7fffffc
  ] as [(AArch64Relocation, UInt32, UInt64, UInt64, UInt32)])
func instructionsAreRelocated(
  kind: AArch64Relocation, instruction: UInt32, target: UInt64, place: UInt64, expected: UInt32
) {
  #expect(kind.patched(instruction, target: target, place: place) == expected)
}

@Test func targetsOutOfReachAreRefused() {
  #expect(AArch64Relocation.call.patched(0x9400_0000, target: 0x800_1000, place: 0x1000) == nil)
  #expect(AArch64Relocation.call.patched(0x9400_0000, target: 0x1002, place: 0x1000) == nil)
  #expect(AArch64Relocation.page.patched(0x9000_0000, target: 0x1_0000_0000, place: 0) == nil)
  #expect(AArch64Relocation.page.patched(0x9000_0000, target: 0, place: 0x1_0000_1000) == nil)
  #expect(AArch64Relocation.offset64.patched(0xf940_0000, target: 0x1004, place: 0) == nil)
}
