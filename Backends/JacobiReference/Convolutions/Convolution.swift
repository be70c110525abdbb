import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let convolutions = RuleTable { table in
    table.add(ConvGeneralDilated.self) { convolution, inputs in
      (convolution.elementType ?? inputs[0].dtype).visit(Convolution(convolution: convolution))
    }
  }
}

/// Multiplies and adds in the accumulator of the dtype, in the order of the kernel's spatial axes, then of the features.
private struct Convolution: ScalarVisitor {
  var convolution: ConvGeneralDilated

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [convolution] operands, outputs in
      let input: [Scalar.Accumulator] = try accumulators(operands[0], of: scalar)
      let kernel: [Scalar.Accumulator] = try accumulators(operands[1], of: scalar)
      let layout = ConvolutionLayout(convolution, operands[0].shape, operands[1].shape, outputs[0].shape)
      let result = TensorValue(uninitialized: outputs[0])
      result.withMutableElements(of: Scalar.self) { result in
        input.withUnsafeBufferPointer { input in
          kernel.withUnsafeBufferPointer { kernel in
            layout.forEachOutput { output, inputStart, kernelStart, taps in
              var sum = Scalar.Accumulator.zero
              for tap in taps {
                var x = inputStart + tap.element
                var w = kernelStart + tap.window
                for _ in 0..<layout.inputFeatureCount {
                  sum = .sum(sum, .product(input[x], kernel[w]))
                  x += layout.inputFeatureStride
                  w += layout.kernelFeatureStride
                }
              }
              result[output] = Scalar(accumulated: sum)
            }
          }
        }
      }
      return [result]
    }
  }

  private func accumulators<Scalar: ReferenceScalar>(
    _ value: TensorValue, of scalar: Scalar.Type
  ) throws -> [Scalar.Accumulator] {
    try value.converted(to: Scalar.dtype).withElements(of: Scalar.self) { $0.map(\.accumulator) }
  }
}

/// Where the elements of a convolution are.
private struct ConvolutionLayout {
  private let axes: ConvolutionAxes
  private let windows: WindowTaps
  private let inputStrides: [Int]
  private let kernelStrides: [Int]
  private let outputStrides: [Int]
  private let batchCount: Int
  private let outputFeatureCount: Int
  /// The number of output features of a group.
  private let featuresInGroup: Int
  private let hasBatchGroups: Bool
  /// The number of input features of a group.
  let inputFeatureCount: Int

  init(_ convolution: ConvGeneralDilated, _ input: Shape, _ kernel: Shape, _ output: Shape) {
    let axes = convolution.axes
    let (inputStrides, kernelStrides) = (input.strides, kernel.strides)
    windows = WindowTaps(
      convolution.motion.enumerated().map { number, motion in
        let (inInput, inKernel) = (axes.input[number + 2], axes.kernel[number + 2])
        return WindowTaps.Axis(
          size: input.sizes[inInput], stride: inputStrides[inInput], window: kernel.sizes[inKernel],
          windowStride: kernelStrides[inKernel], motion: motion, positions: output.sizes[axes.output[number + 2]])
      })
    self.axes = axes
    self.inputStrides = inputStrides
    self.kernelStrides = kernelStrides
    outputStrides = output.strides
    batchCount = output.sizes[axes.output[0]]
    outputFeatureCount = output.sizes[axes.output[1]]
    inputFeatureCount = kernel.sizes[axes.kernel[1]]
    hasBatchGroups = convolution.batchGroupCount != 1
    let groups = hasBatchGroups ? convolution.batchGroupCount : convolution.featureGroupCount
    featuresInGroup = outputFeatureCount / Shape([groups]).sizes[0]
  }

  var inputFeatureStride: Int { inputStrides[axes.input[1]] }
  var kernelFeatureStride: Int { kernelStrides[axes.kernel[1]] }

  /// Calls `body` for each element of the result: where it is, where its group of the input and its part of the kernel
  /// begin, and which elements of space meet.
  func forEachOutput(_ body: (_ output: Int, _ input: Int, _ kernel: Int, _ taps: [WindowTaps.Tap]) -> Void) {
    if batchCount == 0 || outputFeatureCount == 0 { return }
    var windows = windows
    windows.forEachPosition { position, taps in
      let place = zip(position, axes.output.dropFirst(2)).reduce(0) { $0 + $1.0 * outputStrides[$1.1] }
      for batch in 0..<batchCount {
        for feature in 0..<outputFeatureCount {
          let group = feature / featuresInGroup
          let inputStart =
            hasBatchGroups
            ? (group * batchCount + batch) * inputStrides[axes.input[0]]
            : batch * inputStrides[axes.input[0]] + group * inputFeatureCount * inputFeatureStride
          let output = place + batch * outputStrides[axes.output[0]] + feature * outputStrides[axes.output[1]]
          body(output, inputStart, feature * kernelStrides[axes.kernel[0]], taps)
        }
      }
    }
  }
}

extension TensorValue {
  /// The elements in another dtype, as ``ConvertElementType`` gives them.
  fileprivate func converted(to dtype: DType) throws -> TensorValue {
    if self.dtype == dtype { return self }
    let conversion = ConvertElementType(to: dtype)
    guard let kernel = try ReferenceBackend().kernel(for: conversion, inputs: [type]) else {
      preconditionFailure("internal error: there is no kernel for \(conversion)")
    }
    return try kernel([self], [type.with(dtype: dtype)])[0]
  }
}
