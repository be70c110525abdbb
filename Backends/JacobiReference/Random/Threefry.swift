import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let random = RuleTable { table in
    table[Threefry2x32.self] = { _, _ in
      { operands, outputs in
        let results = outputs.map { TensorValue(uninitialized: $0) }
        let words = operands.map { $0.scalars(as: UInt32.self) }
        results[0].withMutableElements(of: UInt32.self) { first in
          results[1].withMutableElements(of: UInt32.self) { second in
            for i in 0..<first.count {
              (first[i], second[i]) = threefry2x32(key: (words[0][i], words[1][i]), counter: (words[2][i], words[3][i]))
            }
          }
        }
        return results
      }
    }
  }
}

/// Threefry-2x32 with 20 rounds, four to each of five injections of the key. (Salmon, Moraes, Dror, Shaw: "Parallel random
/// numbers: as easy as 1, 2, 3", 2011.)
func threefry2x32(key: (UInt32, UInt32), counter: (UInt32, UInt32)) -> (UInt32, UInt32) {
  let schedule = (key.0, key.1, key.0 ^ key.1 ^ 0x1BD1_1BDA)
  var block = (counter.0 &+ schedule.0, counter.1 &+ schedule.1)

  func rotate(_ count: UInt32) {
    block.0 &+= block.1
    block.1 = block.0 ^ (block.1 &<< count | block.1 &>> (32 - count))
  }
  func mix(_ first: UInt32, _ second: UInt32, _ third: UInt32, _ fourth: UInt32) {
    rotate(first)
    rotate(second)
    rotate(third)
    rotate(fourth)
  }
  func inject(_ first: UInt32, _ second: UInt32, round: UInt32) {
    block.0 &+= first
    block.1 &+= second &+ round
  }
  mix(13, 15, 26, 6)
  inject(schedule.1, schedule.2, round: 1)
  mix(17, 29, 16, 24)
  inject(schedule.2, schedule.0, round: 2)
  mix(13, 15, 26, 6)
  inject(schedule.0, schedule.1, round: 3)
  mix(17, 29, 16, 24)
  inject(schedule.1, schedule.2, round: 4)
  mix(13, 15, 26, 6)
  inject(schedule.2, schedule.0, round: 5)
  return block
}
