// Trains a small network on real handwritten digits and shows what the transformations do on the way.
//
//   swift run -c release Digits                      the 8 x 8 digits that come with the example
//   swift run -c release Digits --mnist <folder>     MNIST, from a folder with its four unpacked files
//   swift run -c release Digits --epochs 5

import Foundation
import Jacobi

func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("Digits: \(message)\n".utf8))
  exit(1)
}

var mnistFolder: String?
var epochs: Int?
var arguments = CommandLine.arguments.dropFirst()
while let option = arguments.popFirst() {
  switch (option, arguments.popFirst()) {
  case ("--mnist", let folder?):
    mnistFolder = folder
  case ("--epochs", let text?):
    guard let count = Int(text), count > 0 else { fail("--epochs needs a positive number, got \(text)") }
    epochs = count
  default:
    fail("usage: Digits [--mnist <folder>] [--epochs <count>]")
  }
}

do {
  let (training, test) =
    if let mnistFolder {
      try Dataset.mnist(in: URL(fileURLWithPath: mnistFolder))
    } else {
      try Dataset.opticalDigits(in: Bundle.module.url(forResource: "digits", withExtension: "csv")!)
    }
  print("\(training.count) training and \(test.count) test images of \(training.pixelCount) pixels")
  var job = Training(training: training, test: test)
  if mnistFolder != nil { job.epochs = 3 }
  if let epochs { job.epochs = epochs }
  try job.run()
} catch {
  fail("\(error)")
}
