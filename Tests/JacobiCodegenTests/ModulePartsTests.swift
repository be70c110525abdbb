import Foundation
import JacobiCore
import JacobiPrimitives
import Testing

@testable import JacobiCodegen

/// A module that is compiled in parts is the module that is compiled at once.
@Suite struct ModulePartsTests {
  /// Rows of softmax in several sizes, with loops that threads share: a function for each, some of which are equal.
  private func program(_ layers: Int) throws -> Program {
    let shapes = [Shape([300, 400]), Shape([400, 300])]
    return try traceProgram(shapes.map { TensorType(.float32, $0) }, name: "test") { x in
      (0..<2).map { number in
        (0..<layers).reduce(x[number]) { y, _ in
          let shape = shapes[number]
          let shifted = Exp()(Sub()(y, BroadcastInDim(to: shape, dimensions: [0])(ReduceMax(axes: [1])(y))))
          return Sin()(Div()(shifted, BroadcastInDim(to: shape, dimensions: [0])(ReduceSum(axes: [1])(shifted))))
        }
      }
    }.program
  }

  private func code(_ program: Program) throws -> NativeCode {
    try NativeCode(program, NativeResults(of: program), compiler().context)
  }

  private func run(_ objects: [[UInt8]], _ program: Program) throws -> [[UInt32]] {
    let code = try code(program)
    let executable = try NativeProgram(
      objects: objects, results: NativeResults(of: program), inPlace: [:], tables: code.tables,
      arenaByteCount: code.layout.arena.byteCount)
    let inputs = program.inputTypes.enumerated().map { sample($0.element, seed: $0.offset) }
    return try executable.run(inputs).map { $0.scalars(as: Float.self).map(\.bitPattern) }
  }

  @Test func partsGiveTheSameBits() throws {
    let program = try program(6)
    let whole = try code(program).module.objects(parts: 1)
    #expect(whole.count == 1)
    let parts = try code(program).module.objects(parts: 3)
    #expect(parts.count > 1)
    #expect(try run(parts, program) == run(whole, program))
  }

  @Test(.enabled(if: threadCount > 1)) func partsComeBackFromACache() throws {
    let (folder, program) = (try CacheFolder(), try program(6))
    let inputs = program.inputTypes.enumerated().map { sample($0.element, seed: $0.offset) }
    let cold = try withThreads(2) { try folder.opened().compile(program) }
    let file = try #require(folder.files.first)
    let key = try #require(CodeKey(program, compiler().context, CompilationOptions(), donated: []))
    let entry = try #require(CodeEntry([UInt8](try Data(contentsOf: file)), for: key))
    #expect(entry.objects.count > 1)
    let cache = folder.opened()
    let warm = try cache.compile(program)
    #expect(cache.counts == [1, 0, 0])
    #expect(bits(try warm.run(inputs)) == bits(try cold.run(inputs)))
  }

  @Test func smallModulesAreNotDivided() throws {
    let program = try traceProgram([f32(100)], name: "test") { x in [Sin()(x[0])] }.program
    #expect(try code(program).module.objects(parts: 8).count == 1)
  }

  @Test func equalFunctionsAreCompiledOnce() throws {
    let module = try compiled([.pointer], .void) { builder, parameters in
      for (number, constant) in [2.0, 3, 2].enumerated() {
        let function = builder.module.function("f\(number)", [.float64], .float64, isPrivate: true)
        let inner = IRBuilder(builder.module, function)
        inner.ret(inner.fmul(function.parameters[0], inner.float(constant, .float64)))
        let place = builder.offset(parameters[0], by: builder.integer(number, .integer(64)), of: .pointer)
        builder.store(function.pointer, place, alignment: 8)
      }
      builder.ret()
    }
    let function = unsafeBitCast(
      try module.address(of: "main"), to: (@convention(c) (UnsafeMutablePointer<UInt>) -> Void).self)
    var addresses = [UInt](repeating: 0, count: 3)
    function(&addresses)
    #expect(addresses[0] == addresses[2] && addresses[0] != addresses[1] && addresses[0] != 0)
  }

  @Test func anErrorOfAPartIsReported() throws {
    var options = CompilationOptions()
    options.passes = "no-such-pass"
    let module = try code(program(6)).module
    #expect(throws: NativeCodeError.self) { try module.objects(options, parts: 3) }
  }
}
