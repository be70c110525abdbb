#include "CJacobi.h"

JACOBI_LINK_PLUGIN(jacobi_native_plugin)
