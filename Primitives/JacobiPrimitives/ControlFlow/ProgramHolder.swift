import JacobiCore

/// A primitive that runs programs, and can be given others of the same types in their place.
///
/// How passes reach what is inside of calls, loops and branches.
public protocol ProgramHolder: Primitive {
  /// The same primitive with other bodies, as many as it has.
  func replacingBodies(_ bodies: [Program]) -> Self
}

extension ProgramHolder {
  /// The same primitive with each body transformed.
  public func mapBodies(_ transform: (Program) throws -> Program) rethrows -> Self {
    replacingBodies(try bodies.map(transform))
  }
}

extension ProgramCall {
  public func replacingBodies(_ bodies: [Program]) -> Self { derived(bodies[0], name: name) }
}

extension CustomCall: ProgramHolder {
  public func replacingBodies(_ bodies: [Program]) -> CustomCall {
    var call = self
    call.program = bodies[0]
    return call
  }
}

extension Scan: ProgramHolder {
  public func replacingBodies(_ bodies: [Program]) -> Scan {
    var scan = self
    scan.body = bodies[0]
    return scan
  }
}

extension While: ProgramHolder {
  public func replacingBodies(_ bodies: [Program]) -> While {
    While(condition: bodies[0], body: bodies[1], constantCount: constantCount, checkpoints: checkpoints)
  }
}

extension Switch: ProgramHolder {
  public func replacingBodies(_ bodies: [Program]) -> Switch { Switch(bodies, isLazy: isLazy) }
}
