import JacobiCore
import JacobiGrad
import JacobiNN
import JacobiNumPy
import JacobiRandom
import JacobiReference
import Testing

/// The expected numbers are those of `jax.image`, `jax.nn` and its initialisers (JAX 0.10.2) in `float64`.
@Suite struct ImageAndNormalizationTests {
  private let x = Tensor([[1.0, 2, 4], [3, 3, 3], [-1, 0, 5]], dtype: .float64)
  private let mask = Tensor([true, true, false, true, true, true, false, true, true], shape: [3, 3])

  /// - Parameter relative: weights of images are sums of differences, some roundings large.
  private func expect(_ actual: Tensor, _ expected: [Double], relative: Double = 1e-12) {
    let close = allClose(actual.raveled(), Tensor(expected), relative: relative, absolute: relative)
    #expect(close.item(Bool.self), "\(actual.raveled()), expected \(expected)")
  }

  @Test func resizing() {
    let image = Tensor([[1.0, 4, 2, 8], [5, 7, 1, 3], [0, 6, 2, 9]], dtype: .float64)
    expect(
      resize(image, to: [5, 7], method: .nearest, antialias: true),
      [1, 1, 4, 2, 2, 8, 8, 1, 1, 4, 2, 2, 8, 8, 5, 5, 7, 1, 1, 3, 3, 0, 0, 6, 2, 2, 9, 9, 0, 0, 6, 2, 2, 9, 9])
    expect(resize(image, to: [2, 3], method: .nearest, antialias: true), [1, 2, 8, 0, 2, 9])
    expect(resize(image, to: [2, 3], method: .nearest, antialias: false), [1, 2, 8, 0, 2, 9])
    expect(
      resize(image, to: [5, 7], method: .linear, antialias: true),
      [
        1, 2.071428571428571, 3.785714285714285, 3, 2.428571428571427, 5.857142857142857, 8, 2.5999999999999996,
        3.5285714285714276, 5.014285714285713, 3.4, 1.9142857142857133, 4.428571428571429, 6, 5, 5.7142857142857135,
        6.857142857142856, 4, 1.1428571428571423, 2.2857142857142856, 3, 1.9999999999999996, 3.5714285714285703,
        6.0857142857142845, 4, 1.957142857142856, 4.814285714285714, 6.6000000000000005, 0, 2.1428571428571423,
        5.57142857142857, 4, 2.4999999999999982, 6.499999999999999, 9,
      ])
    expect(
      resize(image, to: [2, 3], method: .linear, antialias: true),
      [3.2874999999999996, 3.3749999999999996, 4.774999999999999, 3.225, 3.9999999999999996, 5.212499999999999])
    expect(
      resize(image, to: [2, 3], method: .linear, antialias: false),
      [2.458333333333333, 3.25, 5.916666666666665, 2.083333333333333, 4, 6.541666666666665])
    expect(
      resize(image, to: [5, 7], method: .cubic, antialias: true),
      [
        0.45414550072568816, 1.6919050104217015, 3.6865441274828243, 2.7228773584905657, 2.3085545338240396,
        6.40901741432912, 8.877267779390422, 2.430916331802526, 3.5063305566178946, 5.09250149904902,
        3.2318097014925375, 1.695128701158814, 4.523344164971848, 6.324519230769232, 4.841346153846154,
        5.833191922620057, 7.093801127067805, 4, 0.9061988729321967, 2.166808077379942, 3.1586538461538463,
        1.5717207233065429, 3.494200050148036, 6.428959999131771, 4.012593283582088, 1.6839000778691542,
        4.954742662050343, 7.073604334098736, -0.8772677793904221, 1.6731075244373712, 5.757526075876427,
        3.9327830188679243, 2.2911546099680002, 7.077514415888372, 10.038053338171263,
      ])
    expect(
      resize(image, to: [2, 3], method: .cubic, antialias: true),
      [
        3.4146724897245555, 3.282681592590543, 4.7232149744169885, 3.3151687229798976, 4.021482537222561,
        5.1638745128576184,
      ])
    expect(
      resize(image, to: [2, 3], method: .cubic, antialias: false),
      [
        2.2090753725502728, 3.039233576642336, 6.305163794342666, 1.6792154482582369, 3.9753649635036497,
        7.024389464773433,
      ])
    expect(
      resize(image, to: [5, 7], method: .lanczos3, antialias: true),
      [
        -0.019023002877651934, 1.5586350783177427, 3.580208197159805, 2.412375876424288, 2.4609839040653867,
        6.637402496984082, 9.544787263180512, 2.447136779281995, 3.8190340439737263, 5.1365057228585576,
        3.055535304884095, 1.6672505566682325, 4.211770140063163, 6.340862462141017, 4.564301784598122,
        6.078681539900555, 7.134705547681455, 4, 0.8652944523185433, 1.921318460099446, 3.4356982154018794,
        1.3536351499524983, 3.858204405139401, 6.607271776934299, 4.050661119456837, 1.6258006151322293,
        4.608254869900235, 7.256844088445084, -1.5382697298567074, 1.6130560699279965, 5.6236038848064505,
        3.79494504337562, 2.4033957978175167, 7.188255016949228, 10.817398158683885,
      ])
    expect(
      resize(image, to: [2, 3], method: .lanczos3, antialias: true),
      [
        3.7356115774742618, 3.228077544279561, 4.4182555551914025, 3.6925965196700665, 4.044883150629894,
        4.790044242349152,
      ])
    expect(
      resize(image, to: [2, 3], method: .lanczos3, antialias: false),
      [
        2.4762267796734787, 2.8449613849143924, 6.000011627090847, 1.9791157473661294, 3.9722575501849064,
        6.70061928345345,
      ])
    expect(
      resize(image, to: [5, 7], method: .lanczos5, antialias: true),
      [
        -0.4969553105214322, 1.7882387481442907, 3.6241620019287777, 2.2162942698924284, 2.5034358615372176,
        6.534869677332265, 10.013410828838749, 2.383175029566606, 4.088482233084644, 5.14676214057544,
        2.9127654265274012, 1.6525377395634295, 3.972120552031046, 6.362995924015245, 4.390343797274501,
        6.1464213277148065, 7.118754749097466, 3.9999999999999996, 0.8812452509025347, 1.8535786722851944,
        3.609656202725498, 1.0941954371063551, 4.188322649095695, 6.726657951113289, 4.0952153738467745,
        1.5907132171631204, 4.293471823667602, 7.476969624803645, -2.071561576292852, 1.9102029324865468,
        5.554148990931966, 3.6607648471623233, 2.4279115623789633, 6.927429597436773, 11.374231418572084,
      ])
    expect(
      resize(image, to: [2, 3], method: .lanczos5, antialias: true),
      [
        3.9094184260510607, 3.206802410469563, 4.2649070648567955, 3.900952170109234, 4.0563425171170895,
        4.584865898449319,
      ])
    expect(
      resize(image, to: [2, 3], method: .lanczos5, antialias: false),
      [
        2.722641304440392, 2.6805919326522507, 5.762737288445321, 2.2525404288144193, 3.985618966111174,
        6.424280858087286,
      ])
  }

  @Test func standardization() {
    expect(
      standardize(x),
      [
        -1.0690415314502972, -0.26726038286257414, 1.336301914312872, 0, 0, 0, -0.8890002437594551, -0.5080001392911172,
        1.3970003830505726,
      ])
    expect(
      standardize(x, where: mask),
      [
        -0.9999800005999799, 0.9999800005999799, 4.999900002999899, 0, 0, 0, -1.3999988800013439, -0.99999920000096,
        0.99999920000096,
      ])
    expect(
      standardize(x, axis: 0, epsilon: 0.1),
      [
        0, 0.25906388007542, 0, 1.2024072240843036, 1.0362555203016799, -1.1420804814403216, -1.2024072240843036,
        -1.2953194003770994, 1.1420804814403216,
      ])
    expect(
      standardize(x, mean: Tensor(1.0, dtype: .float64), variance: Tensor(4.0, dtype: .float64), epsilon: 0),
      ((x - 1) / 2).scalars(Double.self))
  }

  @Test func exponentialsOfNothingAreNothing() {
    let none = Tensor.zeros([3, 0])
    #expect(softmax(none).shape == [3, 0])
    #expect(logSoftmax(none).shape == [3, 0])
    #expect(logSumExp(none, axis: 1).scalars(Float.self) == [Float](repeating: -.infinity, count: 3))
  }

  @Test func maskedSoftmax() throws {
    expect(
      softmax(x, where: mask),
      [
        0.2689414213699951, 0.7310585786300049, 0, 0.3333333333333333, 0.3333333333333333, 0.3333333333333333, 0,
        0.006692850924284856, 0.9933071490757153,
      ])
    expect(exp(logSoftmax(x, where: mask)), softmax(x, where: mask).scalars(Double.self))
    expect(logSumExp(x, axis: 1, where: mask), [2.313261687518223, 4.09861228866811, 5.006715348489118])
    expect(logMeanExp(x, axis: 0), [2.04431933983179, 2.2503999281000766, 4.308993675776271])
    expect(logMeanExp(x, where: mask), [3.4467037373515756])
    expect(
      try grad { square(softmax($0, where: mask)).sum() }(x),
      [-0.18171549534589682, 0.18171549534589682, 0, 0, 0, 0, 0, -0.013118135532645129, 0.01311813553264507])
    let none = Tensor([false, false, false, true, true, true, true, true, true], shape: [3, 3])
    expect(
      softmax(x, where: none),
      [
        0, 0, 0, 0.3333333333333333, 0.3333333333333333, 0.3333333333333333, 0.0024561149044509535,
        0.006676412513376451, 0.9908674725821726,
      ])
    expect(
      try grad { square(softmax($0, where: none)).sum() }(x),
      [0, 0, 0, 0, 0, 0, -0.0048111009493498405, -0.013021575389966926, 0.017832676339316844])
    expect(glu(Tensor([1.0, -2, 3, 0.5], dtype: .float64)), [0.9525741268224334, -1.2449186624037092])
  }

  @Test func normalizationFollowsItsDefinition() {
    let y = layerNorm(
      x, scale: Tensor([1.0, 2, 3], dtype: .float64), bias: Tensor([0.5, 0, 0], dtype: .float64), epsilon: 1e-5)
    expect(
      y,
      (standardize(x) * Tensor([1.0, 2, 3], dtype: .float64) + Tensor([0.5, 0, 0], dtype: .float64)).scalars(
        Double.self))
    expect(rmsNorm(Tensor([[3.0, 4]], dtype: .float64), epsilon: 0), [3 / 12.5.squareRoot(), 4 / 12.5.squareRoot()])
    let image = Tensor.arange(12, dtype: .float64).reshaped(1, 3, 4)
    let grouped = groupNorm(image, groups: 2, epsilon: 0)
    #expect(allClose(grouped[.all, .all, ..<2].mean(), Tensor(0.0, dtype: .float64), absolute: 1e-12).item(Bool.self))
    #expect(allClose(grouped[.all, .all, 2...].variance(), Tensor(1.0, dtype: .float64)).item(Bool.self))
    let batch = batchNorm(
      x, mean: x.mean(axis: 0), variance: x.variance(axis: 0), scale: Tensor([2.0, 2, 2], dtype: .float64),
      bias: Tensor([1.0, 1, 1], dtype: .float64),
      epsilon: 0.1)
    expect(batch, (standardize(x, axis: 0, epsilon: 0.1) * 2 + 1).scalars(Double.self))
    #expect(throws: TensorError.self) { try withTensorErrors { groupNorm(x, groups: 2) } }
    #expect(throws: TensorError.self) { try withTensorErrors { batchNorm(x, mean: x, variance: x, axis: 2) } }
  }

  @Test func lossesFollowTheirDefinitions() throws {
    let predictions = Tensor([-1e4, -1, 0, 2, 1e4], dtype: .float64)
    let labels = Tensor([0, 1, 0.5, 1, 1.0], dtype: .float64)
    expect(
      sigmoidBinaryCrossEntropy(logits: predictions, labels: labels),
      [0, 1.3132616875182228, 0.6931471805599453, 0.1269280110429726, 0])
    expect(
      try grad { sigmoidBinaryCrossEntropy(logits: $0, labels: labels).sum() }(predictions),
      [0, -0.7310585786300049, 0, -0.11920292202211757, 0])
    expect(huberLoss(Tensor([0.5, -3], dtype: .float64), Tensor([0.0, 0], dtype: .float64)), [0.125, 2.5])
    expect(
      try grad { huberLoss($0, Tensor([0.0, 0], dtype: .float64)).sum() }(Tensor([0.5, -3], dtype: .float64)),
      [0.5, -1])
    expect(
      klDivergence(
        logPredictions: log(Tensor([0.25, 0.75], dtype: .float64)), targets: Tensor([0.5, 0.5], dtype: .float64)),
      [0.14384103622589042])
    expect(cosineSimilarity(Tensor([[3.0, 4]], dtype: .float64), Tensor([[4.0, 3]], dtype: .float64)), [0.96])
    #expect(
      try grad { klDivergence(logPredictions: log(Tensor([0.25, 0.75], dtype: .float64)), targets: $0) }(
        Tensor([0.0, 1], dtype: .float64)
      )
      .scalars(Double.self).allSatisfy(\.isFinite))
  }

  @Test func dropoutKeepsTheMean() {
    let ones = Tensor.ones([100, 100])
    let y = dropout(ones, rate: 0.25, key: RandomKey(3))
    #expect(Set(y.scalars(Float.self)) == [0, Float(1) / 0.75])
    #expect(abs(y.mean().item(Float.self) - 1) < 0.03)
    let rows = dropout(ones, rate: 0.5, key: RandomKey(3), broadcastAxes: [1])
    #expect(rows.variance(axis: 1).sum().item(Float.self) == 0)
    #expect(throws: TensorError.self) { try withTensorErrors { dropout(ones, rate: 2, key: RandomKey(3)) } }
  }
}
