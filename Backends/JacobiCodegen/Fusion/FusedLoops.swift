import JacobiCore

/// How a value comes about in a nest of loops.
enum MemberKind {
  /// One element for each step.
  case elements
  /// The elements of all steps of some loops combined into one.
  case reduction(any Primitive)
  /// Elements written over some of another value's.
  case update
}

/// A value that loops compute.
struct LoopMember {
  var variable: Int
  var type: TensorType
  var kind: MemberKind
  /// The element, or what is combined, in the graph of the loops.
  var node: NodeID
  /// Where the element is stored.
  var position: Affine
  /// The loops whose steps are combined.
  var reduced: [LoopVariable] = []
  /// Whether there are others of the same variable, for the other positions on an axis that is written out.
  var isPart = false
  /// Of an update whose elements may be written several times, one after the other: what it is carried out by.
  var scattering: Scattering?
}

/// How an update changes elements at positions that are computed.
struct Scattering {
  /// What combines an element with its update; `nil` for one that takes its place.
  var combination: (any Primitive)?
  /// Where there is no element, nothing is written.
  var guards: [RangeTest]
}

/// Loops inside of others, with the values that they compute.
struct LoopPhase {
  var loops: [LoopVariable]
  var members: [LoopMember]
}

/// Loops over several values at once: common outer ones, and phases that follow each other inside.
struct FusedLoops {
  var graph = ExpressionGraph()
  var outer: [LoopVariable]
  var phases: [LoopPhase]
  /// The values that are computed here, and those that are read.
  var defined: Set<Int> = []
  var read: Set<Int> = []

  var members: [LoopMember] { phases.flatMap(\.members) }

  /// How many steps the loops take in all.
  var stepCount: Int {
    // Values that lie nowhere may have so many elements that their sum overflows.
    let count = outer.reduce(1.0) { $0 * Double($1.extent) }
    return Int(min(phases.reduce(0) { $0 + $1.loops.reduce(count) { $0 * Double($1.extent) } }, 1e18))
  }
}

extension FusedLoops: CustomStringConvertible {
  /// The loops as text: outer loops, then each phase with what it stores.
  var description: String {
    var lines: [String] = []
    var indentation = ""
    if !outer.isEmpty {
      lines.append("for \(outer.map { "i\($0.id) in 0..<\($0.extent)" }.joined(separator: ", "))")
      indentation = "  "
    }
    for phase in phases {
      var inner = indentation
      if !phase.loops.isEmpty {
        lines.append(
          "\(indentation)for \(phase.loops.map { "i\($0.id) in 0..<\($0.extent)" }.joined(separator: ", "))")
        inner += "  "
      }
      for member in phase.members {
        let expression = graph.text(of: member.node)
        let value =
          switch member.kind {
          case .elements, .update: expression
          case .reduction(let primitive):
            "\(type(of: primitive).id) over \(member.reduced.map { "i\($0.id)" }.joined(separator: ", ")) of \(expression)"
          }
        lines.append("\(inner)%\(member.variable)[\(member.position)] = \(value)")
      }
    }
    return lines.joined(separator: "\n")
  }
}
