import Foundation
import JacobiCore

/// Values of primitives that other libraries computed.
///
/// A file is a JSON array of cases; of a tensor it holds the bytes, in hexadecimal, little-endian:
///
///     {"primitive": "neg", "parameters": {}, "operands": [{"dtype": "i8", "shape": [2], "bits": "01ff"}], "results": [...]}
///
/// Parameters are what the primitive's own `Codable` conformance reads.
public struct Goldens: Sendable {
  /// One set of operands and the expected results.
  struct Case: Sendable {
    var primitive: any Primitive
    var operands: [TensorValue]
    var results: [TensorValue]

    /// The dtype that the case is about: of the first operand, or without operands of the result.
    var dtype: DType { (operands.first ?? results[0]).dtype }

    var description: String { "golden \(primitive) on \(operands.map(\.type.description).joined(separator: ", "))" }
  }

  private let load: @Sendable () throws -> [String: [Case]]

  /// The values for the standard primitives that this package brings.
  public static let standard = Goldens(folders: [Bundle.module.url(forResource: "Goldens", withExtension: nil)])

  /// The cases of all `.json` files in a folder, read once when they are first needed.
  public init(folder: URL) { self.init(folders: [folder]) }

  private init(folders: [URL?]) {
    let cases = Lazy { try Goldens.read(folders.compactMap(\.self)) }
    load = { try cases.value() }
  }

  func cases(of primitive: any Primitive.Type) throws -> [Case] {
    try load()[primitive.id] ?? []
  }

  private static func read(_ folders: [URL]) throws -> [String: [Case]] {
    let types = Dictionary(uniqueKeysWithValues: registeredPrimitives.map { ($0.id, $0) })
    var cases: [String: [Case]] = [:]
    for folder in folders {
      let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      for file in files where file.pathExtension == "json" {
        let decoder = JSONDecoder()
        decoder.userInfo[.primitives] = types
        for golden in try decoder.decode([GoldenCase].self, from: Data(contentsOf: file)) {
          cases[golden.id, default: []].append(golden.value)
        }
      }
    }
    return cases
  }
}

extension CodingUserInfoKey {
  fileprivate static let primitives = CodingUserInfoKey(rawValue: "primitives")!
}

/// A case as it stands in a file.
private struct GoldenCase: Decodable {
  var id: String
  var value: Goldens.Case

  private enum Key: CodingKey { case primitive, parameters, operands, results }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    id = try container.decode(String.self, forKey: .primitive)
    guard let types = decoder.userInfo[.primitives] as? [String: any Primitive.Type], let type = types[id] else {
      throw DecodingError.dataCorruptedError(
        forKey: .primitive, in: container, debugDescription: "there is no primitive \"\(id)\"")
    }
    value = Goldens.Case(
      primitive: try container.decode(type, forKey: .parameters),
      operands: try container.decode([GoldenTensor].self, forKey: .operands).map(\.value),
      results: try container.decode([GoldenTensor].self, forKey: .results).map(\.value))
  }
}

private struct GoldenTensor: Decodable {
  var value: TensorValue

  private enum Key: CodingKey { case dtype, shape, bits }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let type = TensorType(
      try container.decode(DType.self, forKey: .dtype), try container.decode(Shape.self, forKey: .shape))
    let digits = Array(try container.decode(String.self, forKey: .bits).utf8)
    guard digits.count == 2 * type.byteCount else {
      throw DecodingError.dataCorruptedError(
        forKey: .bits, in: container, debugDescription: "\(digits.count / 2) bytes for \(type)")
    }
    value = TensorValue(uninitialized: type)
    for position in 0..<type.byteCount {
      let byte = hexadecimalDigit(digits[2 * position]) << 4 | hexadecimalDigit(digits[2 * position + 1])
      value.buffer.pointer.storeBytes(of: byte, toByteOffset: position, as: UInt8.self)
    }
  }
}

private func hexadecimalDigit(_ character: UInt8) -> UInt8 {
  character <= UInt8(ascii: "9") ? character - UInt8(ascii: "0") : character - UInt8(ascii: "a") + 10
}
