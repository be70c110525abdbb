// The standard library gives the widest integers default implementations that throw, which take precedence over the
// generic methods of these containers.

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ParameterFieldWriter {
  func encode(_ value: Int128, forKey key: Key) throws { try encoder.set(value, forKey: key) }
  func encode(_ value: UInt128, forKey key: Key) throws { try encoder.set(value, forKey: key) }
  func encodeIfPresent(_ value: Int128?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: UInt128?, forKey key: Key) throws { try encodeOptional(value, key) }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ParameterElementWriter {
  func encode(_ value: Int128) throws { try encoder.append(value) }
  func encode(_ value: UInt128) throws { try encoder.append(value) }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ParameterLeafWriter {
  func encode(_ value: Int128) throws { try encoder.set(value) }
  func encode(_ value: UInt128) throws { try encoder.set(value) }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ParameterFieldReader {
  func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 { try child(forKey: key).leaf() }
  func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 { try child(forKey: key).leaf() }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ParameterElementReader {
  mutating func decode(_ type: Int128.Type) throws -> Int128 { try decodeLeaf() }
  mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try decodeLeaf() }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ParameterLeafReader {
  func decode(_ type: Int128.Type) throws -> Int128 { try decoder.leaf() }
  func decode(_ type: UInt128.Type) throws -> UInt128 { try decoder.leaf() }
}
