// A recurrent network that learns to continue a text letter by letter: the letters of a sequence are the steps of a scan.
import Foundation
import Jacobi

/// A cell with a memory: S. Hochreiter and J. Schmidhuber, "Long short-term memory", Neural Computation 9, 1997.
struct LSTM: PyTree {
  /// From the letter and the last output to the gates.
  var gates: Tensor
  var gateBias: Tensor
  /// From the output to the scores of the next letter.
  var readout: Tensor
  var readoutBias: Tensor

  init(letters: Int, hidden: Int, key: RandomKey) {
    let keys = key.split(into: 2)
    gates = Initializer.glorotNormal()(keys[0], [letters + hidden, 4 * hidden])
    gateBias = .zeros([4 * hidden])
    readout = Initializer.glorotNormal()(keys[1], [hidden, letters])
    readoutBias = .zeros([letters])
  }

  /// What the cell carries from letter to letter.
  struct State: PyTree {
    var memory: Tensor
    var output: Tensor
  }

  func start(batch: Int) -> State {
    let zeros = Tensor.zeros([batch, readout.shape.sizes[0]])
    return State(memory: zeros, output: zeros)
  }

  func step(_ state: State, _ letter: Tensor) -> State {
    let sums = matmul(concatenated([letter, state.output], axis: -1), gates) + gateBias
    let parts = sums.split(parts: 4, axis: -1)
    let kept = sigmoid(parts[0] + 1) * state.memory
    let memory = kept + sigmoid(parts[1]) * tanh(parts[2])
    return State(memory: memory, output: sigmoid(parts[3]) * tanh(memory))
  }

  func scores(_ state: State) -> Tensor { matmul(state.output, readout) + readoutBias }
}

/// The text as numbers of letters.
struct Corpus {
  let alphabet: [Character]
  let letters: [Int32]

  init(_ url: URL) throws {
    let text = try String(contentsOf: url, encoding: .utf8).replacingOccurrences(of: "\n", with: " ")
    let alphabet = Set(text).sorted()
    self.alphabet = alphabet
    letters = text.map { Int32(alphabet.firstIndex(of: $0)!) }
  }

  /// Sequences of letters side by side, `int32[length, batch]`, which begin at regular distances from `start`.
  func batch(_ count: Int, length: Int, start: Int) -> Tensor {
    let distance = letters.count / count
    let numbers = (0..<length).flatMap { step in
      (0..<count).map { letters[(start + $0 * distance + step) % letters.count] }
    }
    return Tensor(numbers, shape: [length, count])
  }
}

let corpus = try Corpus(Bundle.module.url(forResource: "text", withExtension: "txt")!)
let letterCount = corpus.alphabet.count

/// The mean surprise, in nats, at each letter after the first.
func loss(_ model: LSTM, _ letters: Tensor) -> Tensor {
  let length = letters.shape.sizes[0]
  let inputs = oneHot(letters[0..<(length - 1)], classes: letterCount)
  let (_, surprises) = scan(over: (inputs, letters[1..<length]), from: model.start(batch: letters.shape.sizes[1])) {
    state, step in
    let next = model.step(state, step.0)
    return (next, softmaxCrossEntropy(logits: model.scores(next), labels: step.1))
  }
  return surprises.mean()
}

/// The most likely letters after a beginning.
func continuation(_ model: LSTM, of beginning: String, count: Int) -> String {
  let start = Tensor(beginning.map { Int32(corpus.alphabet.firstIndex(of: $0)!) })
  let (state, _) = scan(over: oneHot(start, classes: letterCount), from: model.start(batch: 1)) { state, letter in
    (model.step(state, letter.reshaped([1, letterCount])), ())
  }
  let (_, letters) = scan(length: Dimension(count), from: state) { state in
    let letter = model.scores(state).argMax(axis: -1)
    return (model.step(state, oneHot(letter, classes: letterCount)), letter[0])
  }
  return beginning + String(letters.asType(.int32).scalars(Int32.self).map { corpus.alphabet[Int($0)] })
}

let rate = 0.02
let train = jit { (model: LSTM, moments: LSTM, letters: Tensor) throws in
  let (value, gradient) = try valueAndGrad(loss)(model, letters)
  // Each parameter moves by about `rate`, whatever the size of its gradient: G. Hinton's RMSprop.
  let moments = try treeMap(moments, gradient) { 0.9 * $0 + 0.1 * $1 * $1 }
  let next = try treeMap(model, gradient, moments) { $0 - rate * $1 / (sqrt($2) + 1e-4) }
  return (next, moments, value)
}

var model = LSTM(letters: letterCount, hidden: 32, key: RandomKey(0))
var moments = try treeMap(model) { .zeros($0.shape) }
var history: [Float] = []
for step in 0..<120 {
  let result = try train(model, moments, corpus.batch(8, length: 24, start: 5 * step))
  (model, moments) = (result.0, result.1)
  history.append(result.2.item(Float.self))
  if step % 20 == 19 { print("step \(step + 1): \(history.suffix(20).reduce(0, +) / 20) nats per letter") }
}
print(continuation(model, of: "the rain came", count: 60))
exit(history.suffix(20).reduce(0, +) / 20 < 1.8 ? 0 : 1)
