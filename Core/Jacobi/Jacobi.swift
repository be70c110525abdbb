// The whole library in one import. Whoever wants only parts of it imports the modules that they need.
@_exported import JacobiCodegen
@_exported import JacobiCore
@_exported import JacobiFFT
@_exported import JacobiGrad
@_exported import JacobiJIT
@_exported import JacobiJacobian
@_exported import JacobiLinalg
@_exported import JacobiNN
@_exported import JacobiNumPy
@_exported import JacobiOpenBLAS
@_exported import JacobiPrimitives
@_exported import JacobiRandom
@_exported import JacobiReference
@_exported import JacobiScan
@_exported import JacobiSpecial
@_exported import JacobiVmap
