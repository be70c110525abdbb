import Foundation
import JacobiCore

/// Primitives with one parameter changed: numbers to extreme ones, lists to shorter and longer ones.
///
/// There are a few hundred for some primitives; those that are tried are drawn.
func mutants(of primitive: any Primitive, _ sampler: inout Sampler, limit: Int = 60) -> [any Primitive] {
  guard let data = try? JSONEncoder().encode(primitive), let tree = try? JSONDecoder().decode(JSONTree.self, from: data)
  else { return [] }
  let trees = sampler.choose(limit, of: tree.mutations)
  return trees.compactMap { tree in
    // What is not even of the right kind is refused here.
    (try? JSONEncoder().encode(tree)).flatMap { decoded(type(of: primitive), from: $0) }
  }
}

private func decoded(_ primitive: any Primitive.Type, from data: Data) -> (any Primitive)? {
  try? JSONDecoder().decode(primitive, from: data)
}

/// A value of JSON.
private enum JSONTree: Codable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONTree])
  case object([String: JSONTree])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONTree].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONTree].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// The trees that differ from this one in one place.
  var mutations: [JSONTree] {
    switch self {
    case .null: [.integer(-1), .integer(0)]
    case .bool(let value): [.bool(!value)]
    case .integer(let value):
      [-1, 0, 1, .min, .max, .max / 2, value &+ 1, -value].filter { $0 != value }.map { .integer($0) }
    case .number: [.number(-1), .number(0), .number(.greatestFiniteMagnitude), .number(1e-300)]
    case .string: []
    case .array(let elements): listMutations(elements)
    case .object(let fields):
      fields.keys.sorted().flatMap { key in
        fields[key]!.mutations.map { changed in
          .object(fields.merging([key: changed]) { $1 })
        }
      }
    }
  }

  private func listMutations(_ elements: [JSONTree]) -> [JSONTree] {
    let lists = [
      [], Array(elements.dropLast()), elements + elements.prefix(1), elements + [.integer(-1)], elements.reversed(),
    ]
    return lists.map { .array($0) }
      + elements.indices.flatMap { index in
        elements[index].mutations.map { changed in
          var copy = elements
          copy[index] = changed
          return .array(copy)
        }
      }
  }
}
