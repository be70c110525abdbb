import Foundation
import Jacobi

/// Labelled images of handwritten digits, as rows of pixels in 0...1.
struct Dataset {
  /// f32[n, pixels]
  var images: Tensor
  /// i32[n], each in 0...9
  var labels: Tensor
  var pixelCount: Int
  var count: Int

  init(pixels: [Float], labels: [Int32]) {
    count = labels.count
    pixelCount = labels.isEmpty ? 0 : pixels.count / labels.count
    images = Tensor(pixels, shape: [count, pixelCount])
    self.labels = Tensor(labels)
  }

  /// The images and labels at some positions.
  func batch(_ positions: some Collection<Int>) -> (images: Tensor, labels: Tensor) {
    let indices = Tensor(positions.map { Int32($0) })
    return (images.take(indices, axis: 0), labels.take(indices, axis: 0))
  }
}

// MARK: - The digits in this repository

extension Dataset {
  /// The UCI optical digits: 1,797 images of 8 x 8 pixels; see `Resources/ATTRIBUTION.md`.
  ///
  /// Every fifth image is held out for testing.
  static func opticalDigits(in file: URL) throws(DataError) -> (training: Dataset, test: Dataset) {
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try Data(contentsOf: file))
    } catch {
      throw .unreadable(file: file.path, reason: error.localizedDescription)
    }
    return try opticalDigits(bytes, file: file.path)
  }

  static func opticalDigits(_ bytes: [UInt8], file: String) throws(DataError) -> (training: Dataset, test: Dataset) {
    let pixelCount = 64
    let brightest: Float = 16
    var parts = [(pixels: [Float], labels: [Int32])](repeating: ([], []), count: 2)
    var offset = 0
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).enumerated() {
      let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { Int(String(decoding: $0, as: UTF8.self)) ?? -1 }
      guard fields.count == pixelCount + 1, fields.dropLast().allSatisfy({ (0...16).contains($0) }),
        let label = fields.last, (0...9).contains(label)
      else {
        throw .malformed(
          file: file, offset: offset, expected: "\(pixelCount) pixels in 0...16 and a digit, separated by commas",
          actual: "line \(number + 1): \(String(decoding: line.prefix(40), as: UTF8.self))")
      }
      let part = number % 5 == 0 ? 1 : 0
      parts[part].pixels += fields.dropLast().map { Float($0) / brightest }
      parts[part].labels.append(Int32(label))
      offset += line.count + 1
    }
    guard !parts[1].labels.isEmpty, !parts[0].labels.isEmpty else {
      throw .malformed(file: file, offset: 0, expected: "at least two images", actual: "\(parts[1].labels.count)")
    }
    return (
      Dataset(pixels: parts[0].pixels, labels: parts[0].labels),
      Dataset(pixels: parts[1].pixels, labels: parts[1].labels)
    )
  }
}

// MARK: - MNIST

extension Dataset {
  /// MNIST from a folder that holds its four unpacked files.
  static func mnist(in folder: URL) throws(DataError) -> (training: Dataset, test: Dataset) {
    (
      try mnist(images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte", in: folder),
      try mnist(images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte", in: folder)
    )
  }

  private static func mnist(images imageName: String, labels labelName: String, in folder: URL)
    throws(DataError) -> Dataset
  {
    let labelFile = folder.appendingPathComponent(labelName)
    let images = try IDXFile(contentsOf: folder.appendingPathComponent(imageName), rank: 3)
    let labels = try IDXFile(contentsOf: labelFile, rank: 1)
    guard labels.sizes[0] == images.sizes[0] else {
      throw .malformed(
        file: labelFile.path, offset: 4, expected: "\(images.sizes[0]) labels, as many as images in \(imageName)",
        actual: "\(labels.sizes[0])")
    }
    if let position = labels.elements.firstIndex(where: { $0 > 9 }) {
      throw .malformed(
        file: labelFile.path, offset: 8 + position, expected: "a digit", actual: "\(labels.elements[position])")
    }
    return Dataset(pixels: images.elements.map { Float($0) / 255 }, labels: labels.elements.map { Int32($0) })
  }
}
