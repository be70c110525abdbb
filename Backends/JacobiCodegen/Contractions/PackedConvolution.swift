import CJacobiCodegen
import JacobiCore
import JacobiPrimitives

/// A convolution as products of matrices: what the kernel lies on at each position, as the rows of one, times the kernel.
///
/// The matrix is made a few hundred rows at a time, in the cache. Operands whose features are not last are copied first. It has
/// all kinds of groups, paddings and dilations, hence also the gradients.
final class PackedConvolution: LibraryPlan {
  private let element: LibraryElement
  private let functions: any MatrixFunctions
  private let windows: JacobiWindows
  private let groupCount: Int
  /// Positions of all examples of a group, and how many of them make a part.
  private let rowCount: Int
  private let partRowCount: Int
  /// Columns of the matrix: elements under the kernel.
  private let depth: Int
  /// Features of the input that a group has, and how far the groups are apart in elements.
  private let featureCount: Int
  private let groupStride: Int
  private let outputFeatureCount: Int
  /// Whether the input itself is the matrix.
  private let isPointwise: Bool
  private let input: Reordering
  private let kernel: Reordering
  private let output: Reordering
  private let slotCount: Int

  /// - Returns: `nil` for types that the library does not have, for operands without elements, and for sizes that it
  ///   cannot count.
  init?(
    _ convolution: ConvGeneralDilated, _ inputType: TensorType, _ kernelType: TensorType, result: TensorType,
    by functions: some MatrixFunctions
  ) {
    guard let element = LibraryElement(result.dtype), functions.has(element), inputType.dtype == result.dtype,
      kernelType.dtype == result.dtype, let featureGroups = convolution.featureGroupCount.known,
      let batchGroups = convolution.batchGroupCount.known
    else { return nil }
    let axes = convolution.axes
    let (inputs, kernels, outputs) = (inputType.shape.sizes, kernelType.shape.sizes, result.shape.sizes)
    let moving = convolution.motion.indices.compactMap { number in
      JacobiWindowAxis(
        inputs[axes.input[number + 2]], outputs[axes.output[number + 2]], kernels[axes.kernel[number + 2]],
        convolution.motion[number])
    }
    let features = inputs[axes.input[1]]
    guard moving.count == convolution.motion.count,
      let windows = JacobiWindows(moving, outer: Int64(inputs[axes.input[0]]), inner: Int64(features)),
      !kernels.contains(0), !outputs.contains(0), inputs.count <= maximumCopyRank
    else { return nil }
    self.element = element
    self.functions = functions
    self.windows = windows
    groupCount = featureGroups * batchGroups
    rowCount = outputs[axes.output[0]] * moving.reduce(1) { $0 * Int($1.positions) }
    featureCount = kernels[axes.kernel[1]]
    depth = featureCount * moving.reduce(1) { $0 * Int($1.window) }
    outputFeatureCount = outputs[axes.output[1]]
    groupStride = featureGroups > 1 ? featureCount : inputs.reduce(1, *) / batchGroups
    isPointwise = moving.allSatisfy(\.isTrivial)
    input = Reordering(inputs, [axes.input[0]] + axes.input.dropFirst(2) + [axes.input[1]], element)
    kernel = Reordering(kernels, axes.kernel.dropFirst(2) + [axes.kernel[1], axes.kernel[0]], element)
    output = Reordering(outputs, [axes.output[0]] + axes.output.dropFirst(2) + [axes.output[1]], element)
    let fitting = PackedConvolution.matrixByteCount / (depth * element.byteCount)
    partRowCount = min(rowCount, max(fitting, PackedConvolution.fewestRows))
    slotCount = min(groupCount * ((rowCount + partRowCount - 1) / partRowCount), maximumThreadCount)
    let counts = [depth, features, outputFeatureCount, partRowCount]
    if !counts.allSatisfy({ $0 <= Int(Int32.max) }) { return nil }
  }

  /// How much of the matrix is there at a time: half of a usual second cache.
  private static let matrixByteCount = 1 << 19
  /// Products of fewer rows read the kernel too often.
  private static let fewestRows = 32

  /// Bytes of the matrix that a slot has.
  private var partByteCount: Int { isPointwise ? 0 : (partRowCount * depth * element.byteCount).roundedToCacheLine }

  var scratchByteCount: Int {
    input.copyByteCount + kernel.copyByteCount + output.copyByteCount + slotCount * partByteCount
  }

  func run(_ memory: CallMemory) {
    var scratch = memory.scratch
    func take(_ byteCount: Int) -> UnsafeMutableRawPointer? {
      if byteCount == 0 { return nil }
      defer { scratch = scratch.map { $0 + byteCount } }
      return scratch
    }
    let x = input.copied(memory.operands[0], into: take(input.copyByteCount))
    let w = kernel.copied(memory.operands[1], into: take(kernel.copyByteCount))
    let copy = take(output.copyByteCount)
    let y = copy ?? memory.results[0]
    let parts = (rowCount + partRowCount - 1) / partRowCount
    let matrices = scratch
    forEachPart(of: groupCount * parts, slots: slotCount) { part, slot in
      let begin = part % parts * partRowCount
      let rows = begin..<min(begin + partRowCount, rowCount)
      multiply(rows, group: part / parts, x, w, y, matrix: matrices.map { $0 + slot * partByteCount })
    }
    if let copy { output.copyBack(copy, to: memory.results[0]) }
  }

  /// Computes rows of the result of a group.
  private func multiply(
    _ rows: Range<Int>, group: Int, _ x: UnsafeRawPointer, _ w: UnsafeRawPointer, _ y: UnsafeMutableRawPointer,
    matrix: UnsafeMutableRawPointer?
  ) {
    let size = element.byteCount
    let source = x + group * groupStride * size
    let columns = outputFeatureCount / groupCount
    let pitch = Int(windows.inner)
    var (left, leading) = (source + rows.lowerBound * pitch * size, pitch)
    if !isPointwise, let matrix {
      withUnsafePointer(to: windows) {
        jacobi_pack_windows(
          Int32(size), $0, Int64(featureCount), Int64(rows.lowerBound), Int64(rows.upperBound), source, matrix)
      }
      (left, leading) = (UnsafeRawPointer(matrix), depth)
    }
    functions.gemm(
      element, false, false, Int32(rows.count), Int32(columns), Int32(depth), left, Int32(leading),
      w + group * columns * size, Int32(outputFeatureCount),
      y + (rows.lowerBound * outputFeatureCount + group * columns) * size, Int32(outputFeatureCount))
  }
}

/// An operand and a copy of it with its axes in another order.
private struct Reordering: Sendable {
  private let sizes: [Int]
  private let order: [Int]
  private let width: Int
  /// Bytes of the copy; 0 if the operand has the order.
  let copyByteCount: Int

  init(_ sizes: [Int], _ order: [Int], _ element: LibraryElement) {
    self.sizes = sizes
    self.order = order
    width = element.byteCount
    let moving = order.filter { sizes[$0] != 1 }
    copyByteCount = moving == moving.sorted() ? 0 : (sizes.reduce(1, *) * width).roundedToCacheLine
  }

  func copied(_ operand: UnsafeRawPointer, into copy: UnsafeMutableRawPointer?) -> UnsafeRawPointer {
    guard let copy else { return operand }
    let strides = sizes.rowMajorStrides
    copyPermuted(
      byteCount: width, sizes: order.map { sizes[$0] }, strides: order.map { strides[$0] }, from: operand, to: copy)
    return UnsafeRawPointer(copy)
  }

  func copyBack(_ copy: UnsafeMutableRawPointer, to result: UnsafeMutableRawPointer) {
    let copied = order.map { sizes[$0] }.rowMajorStrides
    var strides = sizes
    for (place, axis) in order.enumerated() { strides[axis] = copied[place] }
    copyPermuted(byteCount: width, sizes: sizes, strides: strides, from: UnsafeRawPointer(copy), to: result)
  }
}

extension Int {
  /// The next multiple of a cache line's bytes.
  package var roundedToCacheLine: Int { (self + 63) / 64 * 64 }
}

extension LibraryCall {
  /// A convolution by way of products of matrices; `nil` where the library does not have them.
  package init?(
    packed convolution: ConvGeneralDilated, _ input: TensorType, _ kernel: TensorType, result: TensorType,
    by functions: some MatrixFunctions
  ) {
    guard let plan = PackedConvolution(convolution, input, kernel, result: result, by: functions) else { return nil }
    self.init(
      "\(functions.name) packed convolution", plan: plan, scratchByteCount: plan.scratchByteCount)
  }
}
