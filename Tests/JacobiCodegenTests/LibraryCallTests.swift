import CJacobiCodegen
import Testing

@Test func loopsRunInTheirParts() {
  final class Parts: @unchecked Sendable { var ranges: [Range<Int64>] = [] }
  let parts = Parts()
  let limit = jacobi_set_thread_limit(1)
  defer { jacobi_set_thread_limit(limit) }
  jacobi_parallel_for(
    10, 4,
    { context, begin, end in
      Unmanaged<Parts>.fromOpaque(context!).takeUnretainedValue().ranges.append(begin..<end)
    }, Unmanaged.passUnretained(parts).toOpaque())
  #expect(parts.ranges == [0..<4, 4..<8, 8..<10])
}
