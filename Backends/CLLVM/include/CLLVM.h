// The part of LLVM's C interface that Jacobi uses, loaded when it is first needed.
#pragma once
