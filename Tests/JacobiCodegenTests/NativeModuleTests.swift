import Testing

@testable import JacobiCodegen

/// Compiles a module of one function, `main`, whose code `body` writes.
func compiled(
  _ parameters: [IRType], _ result: IRType, options: CompilationOptions = CompilationOptions(),
  symbols: [String: UInt] = [:], _ body: (IRBuilder, [IRValue]) throws -> Void
) throws -> NativeModule {
  try NativeModule.compile(
    module(parameters, result, body), options: options, symbols: symbols)
}

/// The object file of a function `main`.
func objectFile(
  _ parameters: [IRType], _ result: IRType, _ body: (IRBuilder, [IRValue]) throws -> Void
) throws -> [UInt8] {
  try module(parameters, result, body).compiled(as: .object, CompilationOptions())
}

private func module(
  _ parameters: [IRType], _ result: IRType, _ body: (IRBuilder, [IRValue]) throws -> Void
) throws -> IRModule {
  let module = try IRModule(name: "test")
  let function = module.function("main", parameters, result, isPrivate: false)
  try body(IRBuilder(module, function), function.parameters)
  return module
}

private typealias Binary32 = @convention(c) (Float, Float) -> Float

@Test func aScalarFunctionIsCompiled() throws {
  let module = try compiled([.float32, .float32], .float32) { builder, parameters in
    builder.ret(builder.fadd(builder.fmul(parameters[0], parameters[1]), builder.float(0.5, .float32)))
  }
  let function = unsafeBitCast(try module.address(of: "main"), to: Binary32.self)
  #expect(function(3, 4) == 12.5)
}

@Test func vectorsAreAddedAndReduced() throws {
  let module = try compiled([.pointer], .float32) { builder, parameters in
    let type = IRType.vector(.float32, 16)
    let a = builder.load(type, parameters[0], alignment: 4)
    let b = builder.fma(a, builder.float(2, type), builder.integerLanes(type))
    builder.store(b, parameters[0], alignment: 4)
    builder.ret(builder.reduceLanes(b, .fadd))
  }
  let function = unsafeBitCast(
    try module.address(of: "main"), to: (@convention(c) (UnsafeMutablePointer<Float>) -> Float).self)
  var numbers = (0..<16).map { Float($0) }
  let sum = function(&numbers)
  #expect(numbers == (0..<16).map { Float(3 * $0) })
  #expect(sum == 360)
}

extension IRBuilder {
  /// 0, 1, 2 ... as floating-point numbers.
  fileprivate func integerLanes(_ type: IRType) -> IRValue {
    vectorConstant((0..<type.lanes).map { float(Double($0), type.element) })
  }
}

@Test func loopsCarryValues() throws {
  // Fibonacci numbers, and the count of iterations in memory.
  let module = try compiled([.integer(64), .pointer], .integer(64)) { builder, parameters in
    let index = IRType.integer(64)
    let count = builder.alloca(index, count: 1, alignment: 8)
    builder.store(builder.integer(0, index), count, alignment: 8)
    let results = builder.loop(
      from: builder.integer(0, index), to: parameters[0], step: 1,
      carrying: [builder.integer(0, index), builder.integer(1, index)]
    ) { _, carried in
      let next = builder.add(builder.load(index, count, alignment: 8), builder.integer(1, index))
      builder.store(next, count, alignment: 8)
      return [carried[1], builder.add(carried[0], carried[1])]
    }
    builder.memcpy(to: parameters[1], from: count, byteCount: builder.integer(8, index))
    builder.ret(results[0])
  }
  let function = unsafeBitCast(
    try module.address(of: "main"), to: (@convention(c) (Int, UnsafeMutablePointer<Int>) -> Int).self)
  for (count, expected) in [(0, 0), (1, 1), (2, 1), (10, 55), (50, 12_586_269_025)] {
    var iterations = -1
    #expect(function(count, &iterations) == expected)
    #expect(iterations == count)
  }
  var iterations = -1
  #expect(function(-3, &iterations) == 0)
}

@Test(arguments: [(0, 10, 3, 18), (10, 0, -4, 18), (0, 0, 1, 0), (5, 2, 1, 0), (0, 1, 7, 0), (-2, 2, 1, -2)])
func loopsOfConstantBoundsCountAsStrideDoes(start: Int, end: Int, step: Int, sum: Int) throws {
  #expect(stride(from: start, to: end, by: step).reduce(0, +) == sum)
  let module = try compiled([], .integer(64)) { builder, _ in
    let index = IRType.integer(64)
    let total = builder.loop(
      from: builder.integer(start, index), to: builder.integer(end, index), step: step,
      carrying: [builder.integer(0, index)]
    ) { [builder.add($0, $1[0])] }
    builder.ret(total[0])
  }
  #expect(unsafeBitCast(try module.address(of: "main"), to: (@convention(c) () -> Int).self)() == sum)
}

@Test func branchesAreMerged() throws {
  let module = try compiled([.integer(64)], .integer(64)) { builder, parameters in
    let index = IRType.integer(64)
    let isNegative = builder.compareIntegers(.signedLess, parameters[0], builder.integer(0, index))
    let merged = builder.ifElse(
      isNegative,
      then: {
        let doubled = builder.add(parameters[0], parameters[0])
        return builder.ifElse(
          builder.compareIntegers(.signedLess, doubled, builder.integer(-10, index)),
          then: { [builder.integer(-10, index)] }, else: { [doubled] })
      },
      else: { [builder.mul(parameters[0], builder.integer(3, index))] })
    builder.ret(merged[0])
  }
  let function = unsafeBitCast(try module.address(of: "main"), to: (@convention(c) (Int) -> Int).self)
  #expect([-7, -2, 0, 4].map { function($0) } == [-10, -4, 0, 12])
}

@Test func switchesGoToTheirCases() throws {
  let module = try compiled([.integer(64)], .integer(64)) { builder, parameters in
    let index = IRType.integer(64)
    let blocks = (0..<9).map { builder.block("case\($0)") }
    builder.switchTo(
      parameters[0], cases: blocks.dropLast().enumerated().map { ($0.offset, $0.element) }, default: blocks[8])
    let exit = builder.block("exit")
    for block in blocks {
      builder.position(at: block)
      builder.branch(to: exit)
    }
    builder.position(at: exit)
    let result = builder.phi(index)
    for (number, block) in blocks.enumerated() { result.add(builder.integer(number * number % 7, index), from: block) }
    builder.ret(result.value)
  }
  let function = unsafeBitCast(try module.address(of: "main"), to: (@convention(c) (Int) -> Int).self)
  #expect((0..<9).map { function($0) } == (0..<9).map { $0 * $0 % 7 })
  #expect(function(100) == 1)
}

@Test func functionsOfTheProcessAreCalled() throws {
  let module = try compiled([.float64], .float64) { builder, parameters in
    let cosine = builder.module.function("cos", [.float64], .float64, isPrivate: false)
    let scaled = builder.call(cosine, [builder.fmul(parameters[0], builder.float(2, .float64))])
    builder.ret(builder.intrinsic("llvm.sqrt", [.float64], [scaled]))
  }
  let function = unsafeBitCast(try module.address(of: "main"), to: (@convention(c) (Double) -> Double).self)
  #expect(function(0) == 1)
  #expect(abs(function(0.5) - 0.5403023058681398.squareRoot()) < 1e-15)
}

@Test func functionsAreCalledByAddressAndByName() throws {
  let double: @convention(c) (Int) -> Int = { 2 * $0 }
  let address = UInt(bitPattern: unsafeBitCast(double, to: Int.self))
  let index = IRType.integer(64)
  let module = try compiled([.pointer, index], index, symbols: ["twice": address]) { builder, parameters in
    let helper = builder.module.function("helper", [index], index, isPrivate: true)
    let twice = builder.module.function("twice", [index], index, isPrivate: false)
    let inner = IRBuilder(builder.module, helper)
    inner.ret(inner.add(inner.call(twice, [helper.parameters[0]]), inner.integer(1, index)))
    let first = builder.call(address: parameters[0], parameters: [index], result: index, [parameters[1]])
    builder.ret(builder.call(helper, [first]))
  }
  let function = unsafeBitCast(
    try module.address(of: "main"), to: (@convention(c) (UInt, Int) -> Int).self)
  #expect(function(address, 10) == 41)
}

@Test func missingFunctionsAreReported() {
  #expect(throws: NativeCodeError.unresolvedSymbol("jacobi_no_such_function")) {
    try compiled([], .void) { builder, _ in
      builder.call(builder.module.function("jacobi_no_such_function", [], .void, isPrivate: false), [])
      builder.ret()
    }
  }
  #expect(throws: NativeCodeError.unresolvedSymbol("other")) {
    try compiled([], .void) { builder, _ in builder.ret() }.address(of: "other")
  }
}

@Test func constantsAreReadFromTheModule() throws {
  let module = try compiled([.integer(64)], .integer(8)) { builder, parameters in
    let bytes = builder.module.globalConstant(bytes: (0..<200).map { UInt8($0) }, alignment: 64)
    let pointer = builder.offset(bytes, by: parameters[0], of: .integer(8))
    builder.ret(builder.load(.integer(8), pointer, alignment: 1))
  }
  let function = unsafeBitCast(try module.address(of: "main"), to: (@convention(c) (Int) -> UInt8).self)
  #expect([0, 7, 199].map { function($0) } == [0, 7, 199])
}

@Test func anInvalidModuleIsReported() {
  #expect {
    try compiled([], .float32) { builder, _ in builder.ret(builder.integer(1, .integer(32))) }
  } throws: { error in
    guard case .invalidModule(let explanation) = error as? NativeCodeError else { return false }
    return explanation.contains("Function return type does not match")
  }
}

@Test func assemblyAndTextArePrinted() throws {
  let module = try IRModule(name: "test")
  let function = module.function("scaled", [.float64], .float64, isPrivate: false)
  let builder = IRBuilder(module, function)
  builder.ret(builder.fmul(function.parameters[0], builder.float(3, .float64)))
  #expect(module.text.contains("fmul contract double %0, 3.000000e+00"))
  #expect(try module.assembly().contains("scaled:"))
}

@Test func functionsAreHandedToOthers() throws {
  let apply: @convention(c) (@convention(c) (Double) -> Double, Double) -> Double = { $0($1) }
  let address = UInt(bitPattern: unsafeBitCast(apply, to: Int.self))
  let type = IRType.float64
  let module = try compiled([type], type, symbols: ["apply": address]) { builder, parameters in
    let cube = builder.module.function("cube", [type], type, isPrivate: true)
    let inner = IRBuilder(builder.module, cube)
    let x = cube.parameters[0]
    inner.ret(inner.fmul(inner.fmul(x, x), x))
    let apply = builder.module.function("apply", [.pointer, type], type, isPrivate: false)
    let cosine = builder.module.function("cos", [type], type, isPrivate: false)
    builder.ret(builder.call(apply, [cosine.pointer, builder.call(apply, [cube.pointer, parameters[0]])]))
  }
  let function = unsafeBitCast(try module.address(of: "main"), to: (@convention(c) (Double) -> Double).self)
  #expect(function(0) == 1)
  #expect(abs(function(2) - -0.14550003380861354) < 1e-15)
}

@Test func wideIntegersHaveTheirSign() throws {
  // The upper half of a product, and a wide division, which is a function of the C run time.
  let (index, wide) = (IRType.integer(64), IRType.integer(128))
  let module = try compiled([index, index], index) { builder, parameters in
    let product = builder.mul(builder.sext(parameters[0], to: wide), builder.sext(parameters[1], to: wide))
    let upper = builder.trunc(builder.lshr(product, builder.integer(64, wide)), to: index)
    let quotient = builder.sdiv(builder.sub(builder.integer(-7, wide), product), builder.sext(parameters[1], to: wide))
    builder.ret(builder.add(upper, builder.trunc(quotient, to: index)))
  }
  let function = unsafeBitCast(try module.address(of: "main"), to: (@convention(c) (Int, Int) -> Int).self)
  for (a, b) in [(3, 2), (-3, 2), (.max, .min), (.min, 17), (1 << 62, 12)] as [(Int, Int)] {
    let upper = a.multipliedFullWidth(by: b).high
    let quotient = Int(truncatingIfNeeded: (-7 - Int128(a) * Int128(b)) / Int128(b))
    #expect(function(a, b) == upper &+ quotient)
  }
}

@Test func floatConstantsKeepTheirBits() throws {
  let module = try compiled([.pointer], .void) { builder, parameters in
    let patterns: [(UInt64, IRType)] = [
      (0x7ff0_dead_beef_0001, .float64), (0x7f80_1234, .float32), (0xfe01, .float16), (0x7f81, .bfloat16),
      (0x8000_0000, .float32),
    ]
    for (index, (pattern, type)) in patterns.enumerated() {
      let place = builder.offset(parameters[0], by: builder.integer(8 * index, .integer(64)), of: .integer(8))
      builder.store(builder.bits(pattern, type), place, alignment: 8)
    }
    builder.ret()
  }
  let function = unsafeBitCast(
    try module.address(of: "main"), to: (@convention(c) (UnsafeMutablePointer<UInt64>) -> Void).self)
  var stored = [UInt64](repeating: 0, count: 5)
  function(&stored)
  #expect(stored == [0x7ff0_dead_beef_0001, 0x7f80_1234, 0xfe01, 0x7f81, 0x8000_0000])
}

@Test func productsAndSumsAreContractedUnlessForbidden() throws {
  // The rounding error of a product is lost when it is contracted with the sum.
  func errorOfProduct(_ fastMath: FastMath) throws -> Float {
    let module = try compiled([.float32, .float32], .float32) { builder, parameters in
      builder.withFastMath(fastMath) {
        let product = builder.fmul(parameters[0], parameters[1])
        builder.ret(builder.fadd(product, builder.float(-Double(Float(1.1) * Float(1.3)), .float32)))
      }
    }
    return unsafeBitCast(try module.address(of: "main"), to: Binary32.self)(1.1, 1.3)
  }
  #expect(try errorOfProduct([]) == 0)
  guard try LLVMLibrary.shared.host.supports("fma") else { return }
  #expect(try errorOfProduct(.contract) == (-(Float(1.1) * Float(1.3))).addingProduct(1.1, 1.3))
  #expect(try errorOfProduct(.contract) != 0)
}

#if arch(x86_64)
  @Test func codeThatTheMachineDoesNotHaveIsReported() throws {
    let module = try IRModule(name: "test")
    let function = module.function("main", [.float32], .float32, isPrivate: false)
    function.setAttribute("target-features", "-sse,-sse2,-avx,-avx2,-avx512f")
    IRBuilder(module, function).ret(function.parameters[0])
    #expect {
      try NativeModule.compile(module)
    } throws: { error in
      guard case .compilation(let explanation) = error as? NativeCodeError else { return false }
      return explanation.contains("SSE")
    }
  }
#endif
