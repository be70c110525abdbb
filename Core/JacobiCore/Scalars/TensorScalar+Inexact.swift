// Real numbers travel between types as a `Double`, which represents all of them exactly, so that the target rounds once.

#if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
  extension Float16: TensorScalar {
    @inlinable
    public static var dtype: DType { .float16 }

    @inlinable
    public init(converting value: Double) { self.init(value) }

    // Through Float no integer is rounded twice: those that Float16 can hold are exact in it.
    @inlinable
    public init(converting value: Int64) { self.init(Float(value)) }

    @inlinable
    public init(converting value: UInt64) { self.init(Float(value)) }

    @inlinable
    public func converted<Target: TensorScalar>(to target: Target.Type) -> Target { Target(converting: Double(self)) }
  }
#endif

extension BFloat16: TensorScalar {
  @inlinable
  public static var dtype: DType { .bfloat16 }

  @inlinable
  public init(converting value: Double) { self.init(value) }

  @inlinable
  public init(converting value: Int64) { self.init(value) }

  @inlinable
  public init(converting value: UInt64) { self.init(value) }

  @inlinable
  public func converted<Target: TensorScalar>(to target: Target.Type) -> Target { Target(converting: Double(self)) }
}

extension Float: TensorScalar {
  @inlinable
  public static var dtype: DType { .float32 }

  @inlinable
  public init(converting value: Double) { self.init(value) }

  @inlinable
  public init(converting value: Int64) { self.init(value) }

  @inlinable
  public init(converting value: UInt64) { self.init(value) }

  @inlinable
  public func converted<Target: TensorScalar>(to target: Target.Type) -> Target { Target(converting: Double(self)) }
}

extension Double: TensorScalar {
  @inlinable
  public static var dtype: DType { .float64 }

  @inlinable
  public init(converting value: Double) { self = value }

  @inlinable
  public init(converting value: Int64) { self.init(value) }

  @inlinable
  public init(converting value: UInt64) { self.init(value) }

  @inlinable
  public func converted<Target: TensorScalar>(to target: Target.Type) -> Target { Target(converting: self) }

  @inlinable
  public var doubleValue: Double { self }
}

extension ComplexNumber: TensorScalar {
  @inlinable
  public static var dtype: DType { Real.dtype.complexDType }

  @inlinable
  public init(converting value: Double) { self.init(Real(converting: value)) }

  @inlinable
  public init(converting value: Int64) { self.init(Real(converting: value)) }

  @inlinable
  public init(converting value: UInt64) { self.init(Real(converting: value)) }

  @inlinable
  public init(convertingReal real: Double, imaginary: Double) {
    self.init(Real(converting: real), Real(converting: imaginary))
  }

  @inlinable
  public func converted<Target: TensorScalar>(to target: Target.Type) -> Target {
    Target(convertingReal: real.doubleValue, imaginary: imaginary.doubleValue)
  }
}
