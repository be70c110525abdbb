import JacobiCore

/// The closed set of primitives that every transformation and backend of the package supports.
public let standardPrimitives: [any Primitive.Type] =
  elementwise
  + reductions
  + cumulative
  + sorting
  + layout
  + indexing
  + contractions
  + linearAlgebra
  + convolutions
  + windows
  + fourier
  + random
  + controlFlow
  + callbacks

private let elementwise: [any Primitive.Type] = [
  Neg.self, Sign.self, Abs.self, Square.self, Add.self, Sub.self, Mul.self, Div.self, Rem.self, Max.self, Min.self,
  Floor.self, Ceil.self, Round.self, IsFinite.self, NextAfter.self,
  Exp.self, Exp2.self, Expm1.self, Log.self, Log1p.self, Logistic.self,
  Sqrt.self, Rsqrt.self, Cbrt.self, Pow.self, IntegerPow.self,
  Sin.self, Cos.self, Tan.self, Asin.self, Acos.self, Atan.self, Atan2.self,
  Sinh.self, Cosh.self, Tanh.self, Asinh.self, Acosh.self, Atanh.self,
  Erf.self, Erfc.self, ErfInv.self,
  Lgamma.self, Digamma.self, Polygamma.self, Zeta.self, Igamma.self, Igammac.self, IgammaGradA.self,
  RandomGammaGrad.self, RegularizedIncompleteBeta.self, BesselI0e.self, BesselI1e.self,
  Not.self, And.self, Or.self, Xor.self, ShiftLeft.self, ShiftRightLogical.self, ShiftRightArithmetic.self,
  CountLeadingZeros.self, PopulationCount.self, MultiplyHigh.self,
  Real.self, Imag.self, Conj.self, MakeComplex.self,
  Equal.self, NotEqual.self, Less.self, LessOrEqual.self, Greater.self, GreaterOrEqual.self,
  EqualInTotalOrder.self, LessInTotalOrder.self, LessOrEqualInTotalOrder.self,
  SelectN.self, Clamp.self, ConvertElementType.self, BitcastConvert.self, ReducePrecision.self,
  Copy.self, StopGradient.self, Name.self,
]

private let reductions: [any Primitive.Type] = [
  ReduceSum.self, ReduceProd.self, ReduceMax.self, ReduceMin.self, ReduceAnd.self, ReduceOr.self,
  ReduceXor.self, Reduce.self, ArgMax.self, ArgMin.self,
]

private let cumulative: [any Primitive.Type] = [
  CumSum.self, CumProd.self, CumMax.self, CumMin.self, CumLogSumExp.self,
]

private let sorting: [any Primitive.Type] = [Sort.self, TopK.self]

private let layout: [any Primitive.Type] = [
  Reshape.self, Transpose.self, BroadcastInDim.self, Rev.self, Iota.self, Slice.self, Concatenate.self, Split.self,
  Pad.self,
]

private let indexing: [any Primitive.Type] = [
  Gather.self, Scatter.self, ScatterAdd.self, ScatterSub.self, ScatterMul.self, ScatterMin.self, ScatterMax.self,
  DynamicSlice.self, DynamicUpdateSlice.self,
]

private let contractions: [any Primitive.Type] = [DotGeneral.self]

private let fourier: [any Primitive.Type] = [FourierTransform.self]

private let convolutions: [any Primitive.Type] = [ConvGeneralDilated.self]

private let windows: [any Primitive.Type] = [
  ReduceWindow.self, ReduceWindowSum.self, ReduceWindowMax.self, ReduceWindowMin.self,
  SelectAndGatherAdd.self, SelectAndScatterAdd.self, SelectAndScatter.self,
]

private let random: [any Primitive.Type] = [
  Threefry2x32.self, RandomGamma.self, RandomPoisson.self, RandomBinomial.self, RngBitGenerator.self,
]

private let controlFlow: [any Primitive.Type] = [
  Call.self, ElementwiseCall.self, Scan.self, While.self, Switch.self, RecomputedLoop.self,
  CustomCall.self, CustomLinearCall.self, Remat.self, OptimizationBarrier.self, ValidWhere.self,
]

private let callbacks: [any Primitive.Type] = [HostCallback.self]

@_cdecl("jacobi_primitives_plugin")
func primitivesPlugin() -> UnsafeMutableRawPointer {
  Plugin("JacobiPrimitives") { $0.add(standardPrimitives) }.exported()
}
