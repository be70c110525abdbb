import CNumericLibraries
import JacobiCodegen
import JacobiPrimitives

/// Solutions of triangular systems. Right sides do not depend on each other, so many of them are divided into pieces.
final class TriangularPlan: LibraryPlan {
  private let solve: TriangularSolve
  private let a: MatrixStack
  private let b: MatrixStack
  /// How many right sides a piece has, which depends on sizes alone, and with it the bits of the result.
  private let pieceSize: Int

  init(_ solve: TriangularSolve, _ a: MatrixStack, _ b: MatrixStack) {
    (self.solve, self.a, self.b) = (solve, a, b)
    pieceSize = a.rows < 64 ? max(solve.leftSide ? b.columns : b.rows, 1) : 64
  }

  private var rightSideCount: Int { solve.leftSide ? b.columns : b.rows }

  func run(_ memory: CallMemory) {
    b.copy(memory.operands[1], to: memory.results[0])
    let pieces = (rightSideCount + pieceSize - 1) / pieceSize
    let work = a.rows * a.rows * pieceSize
    forEachPart(of: b.count * pieces, grain: max(1, (1 << 16) / work)) { part in
      for index in part { run(piece: index % pieces, of: index / pieces, memory) }
    }
  }

  private func run(piece: Int, of index: Int, _ memory: CallMemory) {
    let first = piece * pieceSize
    let count = min(pieceSize, rightSideCount - first)
    let offset = solve.leftSide ? first : first * b.columns
    jacobi_trsm(
      b.element.code, solve.leftSide, solve.lower, solve.transposeA, solve.conjugateA, solve.unitDiagonal,
      Int32(solve.leftSide ? b.rows : count), Int32(solve.leftSide ? count : b.columns),
      memory.operands[0] + index * a.stride, Int32(a.columns),
      memory.results[0] + index * b.stride + offset * b.element.byteCount, Int32(b.columns))
  }
}
