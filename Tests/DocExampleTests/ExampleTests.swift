import Jacobi
import Testing

@Test(arguments: exampleModules.flatMap(\.examples))
func theExampleShowsWhatItSays(_ example: Example) {
  let check = Check(path: example.path)
  do {
    try withTensorErrors { try example.run(check) }
  } catch {
    check.fail(example.line, "the example throws \(error)")
  }
}

@Test(arguments: exampleModules.map(\.name))
func theModuleHasExamples(_ name: String) {
  #expect(exampleModules.contains { $0.name == name && !$0.examples.isEmpty })
}
