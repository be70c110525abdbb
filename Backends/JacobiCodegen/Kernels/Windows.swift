import CJacobiCodegen
import JacobiCore
import JacobiPrimitives

extension KernelLibrary {
  static let windows: [Row] = [
    row { (reduction: ReduceWindowSum, inputs, outputs) in
      combined(JacobiWindowSum, reduction, inputs[0], outputs[0])
    },
    row { (reduction: ReduceWindowMax, inputs, outputs) in
      combined(JacobiWindowMaximum, reduction, inputs[0], outputs[0])
    },
    row { (reduction: ReduceWindowMin, inputs, outputs) in
      combined(JacobiWindowMinimum, reduction, inputs[0], outputs[0])
    },
    row { (scatter: SelectAndScatterAdd, inputs, _) in
      moved(
        scatter.selection, gathers: false, keys: inputs[1], values: inputs[0], positions: inputs[0],
        sizes: scatter.sizes, motion: scatter.motion)
    },
    row { (gather: SelectAndGatherAdd, inputs, outputs) in
      moved(
        gather.selection, gathers: true, keys: inputs[1], values: inputs[0], positions: outputs[0],
        sizes: gather.sizes, motion: gather.motion)
    },
  ]

  private static func combined(
    _ reduction: JacobiWindowReduction, _ primitive: some WindowReductionPrimitive, _ input: TensorType,
    _ output: TensorType
  ) -> LibraryCall? {
    guard input.dtype == .float32 || input.dtype == .float64,
      let windows = JacobiWindows(
        over: input.shape, positions: output.shape, sizes: primitive.sizes, motion: primitive.motion)
    else { return nil }
    let isDouble = input.dtype == .float64
    return LibraryCall(
      "windows",
      plan: ClosurePlan { memory in
        withUnsafePointer(to: windows) {
          jacobi_reduce_windows(isDouble, reduction, $0, memory.operands[0], memory.results[0])
        }
      })
  }

  private static func moved(
    _ selection: WindowSelection, gathers: Bool, keys: TensorType, values: TensorType, positions: TensorType,
    sizes: [Dimension], motion: [WindowMotion]
  ) -> LibraryCall? {
    guard keys.dtype == values.dtype, keys.dtype == .float32 || keys.dtype == .float64,
      let windows = JacobiWindows(over: keys.shape, positions: positions.shape, sizes: sizes, motion: motion)
    else { return nil }
    let isDouble = keys.dtype == .float64
    return LibraryCall(
      gathers ? "selected elements" : "sums of selected elements",
      plan: ClosurePlan { memory in
        let isDone = withUnsafePointer(to: windows) {
          jacobi_move_selected(
            isDouble, selection == .smallest, gathers, $0, memory.operands[0], memory.operands[1], memory.results[0])
        }
        if !isDone { throw LibraryFailure.noMemory }
      })
  }
}

extension JacobiWindows {
  /// - Returns: `nil` for operands or windows without elements, and for numbers that the kernels cannot count.
  fileprivate init?(over operand: Shape, positions: Shape, sizes: [Dimension], motion: [WindowMotion]) {
    let axes = operand.sizes.indices.compactMap { axis in
      JacobiWindowAxis(operand.sizes[axis], positions.sizes[axis], sizes[axis].known, motion[axis])
    }
    guard axes.count == operand.rank else { return nil }
    // The window does not move along axes at either end: they count as one each.
    let first = axes.firstIndex { !$0.isTrivial } ?? max(axes.count - 1, 0)
    let end = (axes.lastIndex { !$0.isTrivial } ?? axes.count - 1) + 1
    self.init(
      axes[first..<end], outer: axes[..<first].reduce(1) { $0 * $1.size },
      inner: axes[end...].reduce(1) { $0 * $1.size })
  }

  /// A window that moves along some axes of each of `outer` blocks, with `inner` elements at each place.
  ///
  /// - Returns: `nil` for operands or windows without elements, and for numbers that the kernels cannot count.
  init?(_ axes: some Collection<JacobiWindowAxis>, outer: Int64, inner: Int64) {
    guard axes.count <= Int(JACOBI_MAXIMUM_WINDOW_AXES), outer > 0, inner > 0, inner < Int32.max,
      axes.allSatisfy({ $0.size > 0 && $0.positions > 0 && $0.window > 0 && $0.isCountable }),
      // As numbers that are not exact: the product may overflow.
      axes.reduce(1.0, { $0 * Double($1.window) }) < 1e9
    else { return nil }
    let moving = axes.isEmpty ? [JacobiWindowAxis.single] : Array(axes)
    self.init()
    self.outer = outer
    self.inner = inner
    rank = Int32(moving.count)
    withUnsafeMutableBytes(of: &self.axes) { bytes in
      let target = bytes.bindMemory(to: JacobiWindowAxis.self)
      for (number, axis) in moving.enumerated() { target[number] = axis }
    }
  }
}

extension JacobiWindowAxis {
  fileprivate static let single = JacobiWindowAxis(
    size: 1, positions: 1, window: 1, stride: 1, before: 0, base: 1, dilation: 1)

  init?(_ size: Int, _ positions: Int, _ window: Int?, _ motion: WindowMotion) {
    guard let window, let before = motion.before.known else { return nil }
    self.init(
      size: Int64(size), positions: Int64(positions), window: Int64(window), stride: Int64(motion.stride),
      before: Int64(before), base: Int64(motion.baseDilation), dilation: Int64(motion.windowDilation))
  }

  /// Whether products of two of the numbers cannot overflow.
  fileprivate var isCountable: Bool {
    [size, positions, window, stride, before, base, dilation].allSatisfy { $0.magnitude < Int32.max.magnitude }
  }

  /// Whether each window is one element.
  var isTrivial: Bool {
    window == 1 && stride == 1 && before == 0 && base == 1 && positions == size
  }
}
