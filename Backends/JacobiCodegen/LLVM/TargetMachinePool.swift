import Synchronization

/// Code generators that wait for their next use: making one costs more than compiling a small function.
final class TargetMachinePool: Sendable {
  static let shared = TargetMachinePool()

  /// SAFETY: whoever takes a machine is its only user until it is put back.
  private struct Idle: @unchecked Sendable { var machines: [TargetMachine] = [] }

  private let idle = Mutex(Idle())
  private let capacity = 8

  func take(
    _ library: LLVMLibrary, _ effort: CompilationOptions.Effort = .standard
  ) throws(NativeCodeError) -> TargetMachine {
    let found = idle.withLock { idle in
      Box(idle.machines.lastIndex { $0.effort == effort }.map { idle.machines.remove(at: $0) })
    }
    if let machine = found.machine { return machine }
    return try TargetMachine(library, effort)
  }

  func put(back machine: TargetMachine) {
    let box = Box(machine)
    idle.withLock { idle in
      if idle.machines.count < capacity, let machine = box.machine { idle.machines.append(machine) }
    }
  }

  // SAFETY: carries one machine into or out of the lock; see `Idle`.
  private struct Box: @unchecked Sendable {
    let machine: TargetMachine?
    init(_ machine: TargetMachine?) { self.machine = machine }
  }
}
