import JacobiCore

/// The values that a loop carries, while its code is written.
struct LoopCarries {
  private let emitter: ProgramEmitter
  private let memory: CarryMemory
  private let atoms: [Atom]
  /// For values on the stack or in one block, where they are; for those in two blocks, where they are now and next.
  private var storagesNow: [Storage]
  private var next: [IRValue?]
  private var spare: [IRValue?]

  var byteCount: Int { memory.byteCount }

  init(_ emitter: ProgramEmitter, _ memory: CarryMemory, _ atoms: [Atom], _ block: IRValue) {
    self.emitter = emitter
    self.memory = memory
    self.atoms = atoms
    storagesNow = []
    next = []
    spare = []
    let builder = emitter.builder
    func place(_ offset: Int) -> IRValue {
      builder.offset(block, by: builder.integer(offset, .integer(64)), of: .integer(8))
    }
    for (carry, atom) in zip(memory.places, atoms) {
      let initial = emitter.storage(of: atom)
      switch carry {
      case .register:
        storagesNow.append(.register(emitter.element(initial, atom.type)))
        add(nil, nil)
      case .stack:
        let pointer = emitter.code.stack(atom.type)
        emitter.copy(initial, atom.type, to: pointer)
        storagesNow.append(.memory(pointer))
        add(emitter.code.stack(atom.type), nil)
      case .shared:
        let pointer = emitter.pointer(initial, atom.type)
        storagesNow.append(.memory(pointer))
        add(pointer, nil)
      case .inPlace(let offset):
        emitter.copy(initial, atom.type, to: place(offset))
        storagesNow.append(.memory(place(offset)))
        add(place(offset), nil)
      case .alternating(let first, let second):
        storagesNow.append(.memory(emitter.pointer(initial, atom.type)))
        add(place(first), place(second))
      }
    }
  }

  private mutating func add(_ next: IRValue?, _ spare: IRValue?) {
    self.next.append(next)
    self.spare.append(spare)
  }

  var storages: [Storage] { storagesNow }

  /// Where the step is to write the values of the next one.
  var destinations: [IRValue?] { next }

  /// Takes over what the step has computed.
  mutating func advance(_ outputs: [Storage]) {
    for (number, carry) in memory.places.enumerated() {
      switch carry {
      case .register: storagesNow[number] = .register(emitter.element(outputs[number], atoms[number].type))
      case .stack:
        guard case .memory(let pointer) = storagesNow[number], let written = next[number] else { continue }
        emitter.code.copy(atoms[number].type, from: written, to: pointer)
      case .inPlace, .shared: continue
      case .alternating:
        guard let written = next[number] else { continue }
        storagesNow[number] = .memory(written)
        (next[number], spare[number]) = (spare[number], written)
      }
    }
  }

  /// What changes from step to step: values in registers, and which block is which.
  var state: [IRValue] {
    get {
      memory.places.indices.flatMap { number -> [IRValue] in
        switch memory.places[number] {
        case .register: return storagesNow[number].parts
        case .stack, .inPlace, .shared: return []
        case .alternating:
          guard case .memory(let now) = storagesNow[number] else { return [] }
          return [now, next[number]!, spare[number]!]
        }
      }
    }
    set {
      var rest = newValue[...]
      for number in memory.places.indices {
        switch memory.places[number] {
        case .register:
          storagesNow[number] =
            Storage.rebuilt([storagesNow[number]], Array(rest.prefix(storagesNow[number].parts.count)))[0]
          rest = rest.dropFirst(storagesNow[number].parts.count)
        case .stack, .inPlace, .shared: continue
        case .alternating:
          storagesNow[number] = .memory(rest.removeFirst())
          next[number] = rest.removeFirst()
          spare[number] = rest.removeFirst()
        }
      }
    }
  }

  /// Copies the last values to where the results of the loop are kept.
  func deliver(_ equation: Equation) {
    for (output, storage) in zip(equation.outputs, storagesNow) where output.type.elementCount != 1 {
      guard let place = emitter.memory(for: output.index, output.type) else { continue }
      if case .memory(let pointer) = storage, pointer.reference == place.reference { continue }
      emitter.copy(storage, output.type, to: place)
      emitter.set(output.index, .memory(place))
    }
  }
}
