/// A tree without leaves: a value that belongs to the structure.
///
/// Transforms hand static values through unchanged, and `jit` compiles a function anew for each of them. One line
/// makes a type static:
///
/// ```swift
/// enum Padding: StaticTree { case same, valid }
/// extension Configuration: StaticTree {}
/// ```
///
/// An enum that is `Hashable` and says `: PyTree` is static, too; a structure that says `: PyTree` has fields. As a field
/// of a derived tree, a `Hashable` type needs no conformance at all.
public protocol StaticTree: PyTree, Hashable, Sendable {}

extension StaticTree {
  public func flatten(into flattener: inout TreeFlattener) throws(TensorError) {
    flattener.appendStatic(self)
  }

  public static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Self {
    try unflattener.takeStatic(Self.self)
  }
}

extension Bool: StaticTree {}
extension Character: StaticTree {}
extension String: StaticTree {}

extension Int: StaticTree {}
extension Int8: StaticTree {}
extension Int16: StaticTree {}
extension Int32: StaticTree {}
extension Int64: StaticTree {}
extension UInt: StaticTree {}
extension UInt8: StaticTree {}
extension UInt16: StaticTree {}
extension UInt32: StaticTree {}
extension UInt64: StaticTree {}

extension Double: StaticTree {}
extension Float: StaticTree {}
#if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
  extension Float16: StaticTree {}
#endif
