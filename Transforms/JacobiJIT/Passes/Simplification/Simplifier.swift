import JacobiCore
import JacobiPrimitives

extension Program {
  /// The program with each operation in its simplest form: identities such as `x * 1` left out, one change of the axes
  /// instead of several, changes of axes made part of contractions, sums and products of constants computed.
  ///
  /// Results are the same, bit by bit; see ``Simplification`` for the rules. What an operation does not need any more stays, as
  /// dead code. Takes time in proportion to the program.
  ///
  ///     let program = try makeProgram { (x: Tensor) in -(-x) * 1 }(Tensor([1.0]))
  ///     program.simplifyingOperations(on: ReferenceBackend()).removingDeadCode().program.equations.count  // 0
  ///
  /// - Parameter backend: computes operations on scalars that are known.
  public func simplifyingOperations(on backend: any Backend) -> Program {
    Simplifier(ConstantFolder(backend, limit: 1), uses: useCounts).simplified(self)
  }
}

/// Builds a program from another one, each operation in its simplest form. A class, so that rules add to it in place.
final class Simplifier {
  /// Where in the user's program an operation belongs, and how many replacements have led to it.
  struct Place {
    var site: CallSite
    var nameScope: String
    var depth = 0

    /// The place of what takes the place of the operation.
    var inner: Place { Place(site: site, nameScope: nameScope, depth: depth + 1) }
  }

  /// Rules may give rise to operations that are simplified in turn; those that do so for ever are stopped.
  private static let greatestDepth = 16

  private var builder = ProgramBuilder()
  /// By the index of the variable; `nil` for inputs.
  private var definitions: [(equation: Int, output: Int)?] = []
  private let folder: ConstantFolder
  /// How often the variables of the old program are read, and those of the new one where they stand for old ones.
  private let oldUses: [Int]
  private var newUses: [Int] = []

  init(_ folder: ConstantFolder, uses: [Int]) {
    self.folder = folder
    oldUses = uses
  }

  func simplified(_ program: Program) -> Program {
    var atoms = program.inputTypes.map { Atom.variable(builder.input($0)) }
    for index in atoms.indices {
      define(at: nil)
      newUses[index] = oldUses[index]
    }
    func read(_ atom: Atom) -> Atom { atom.variable.map { atoms[$0.index] } ?? atom }
    for equation in program.equations {
      let place = Place(site: equation.site, nameScope: equation.nameScope)
      do throws(TensorError) {
        let results = try append(equation.primitive, equation.inputs.map(read), place)
        for (old, new) in zip(equation.outputs, results) {
          if let new = new.variable { newUses[new.index] += oldUses[old.index] }
        }
        atoms += results
      } catch {
        preconditionFailure("internal error: a rule of simplification made an ill-typed program: \(error)")
      }
    }
    let result = builder.program(returning: program.outputs.map(read))
    return result == program ? program : result
  }

  /// Adds an operation in its simplest form.
  func append(_ primitive: any Primitive, _ operands: [Atom], _ place: Place) throws(TensorError) -> [Atom] {
    if primitive.effects.isEmpty, place.depth < Simplifier.greatestDepth,
      let results = replacement(for: primitive, operands, place)
    {
      return results
    }
    let results = try builder.append(primitive, operands, site: place.site, nameScope: place.nameScope)
    for number in results.indices { define(at: (builder.equations.count - 1, number)) }
    return results
  }

  private func replacement(for primitive: any Primitive, _ operands: [Atom], _ place: Place) -> [Atom]? {
    let rewrite = Rewrite(operands: operands, simplifier: self, place: place)
    let rule = Simplification.rule(for: type(of: primitive))
    guard
      let results = folder.results(of: primitive, operands) ?? (try? rule?(primitive, rewrite))
        ?? (primitive is any ElementwisePrimitive ? try? rewrite.movingAxesBehind(primitive) : nil)
    else { return nil }
    let types = try? primitive.outputTypes(for: Operands(operands.map(\.type), of: type(of: primitive).id))
    if results.map(\.type) == types { return results }
    assertionFailure("the rule for the simplification of \(type(of: primitive).id) gives another type than it has")
    return nil
  }

  private func define(at definition: (equation: Int, output: Int)?) {
    definitions.append(definition)
    newUses.append(0)
  }

  /// The operation that gives a variable of the new program, and which of its results that is.
  func definition(of variable: Variable) -> (equation: Equation, output: Int)? {
    definitions[variable.index].map { (builder.equations[$0.equation], $0.output) }
  }

  func useCount(of variable: Variable) -> Int { newUses[variable.index] }
}
