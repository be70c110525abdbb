import Foundation
import JacobiCore

/// What can go wrong with a file.
public enum FileError: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  /// The text of a program that cannot be read back: where, what was expected, and what was found.
  case malformedProgram(path: String, error: ProgramParseError)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    case .malformedProgram(let path, let error): "\(path): \(error)"
    }
  }
}

extension Program {
  /// Reads a program from a file that holds its text.
  ///
  ///     try program.write(toFile: "model.jacobi")
  ///     let same = try Program(contentsOfFile: "model.jacobi")
  ///
  /// The file may come from anywhere: what is wrong with it is an error, with line and column, never a trap.
  ///
  /// - Throws: ``FileError/unreadable(path:reason:)`` or ``FileError/malformedProgram(path:error:)``.
  public init(contentsOfFile path: String) throws(FileError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    do throws(ProgramParseError) {
      try self.init(parsing: String(decoding: data, as: UTF8.self))
    } catch {
      throw .malformedProgram(path: path, error: error)
    }
  }

  /// Writes the text of the program to a file, which is either complete afterwards or as it was before.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public func write(toFile path: String) throws(FileError) {
    do {
      try Data(description.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }
}
