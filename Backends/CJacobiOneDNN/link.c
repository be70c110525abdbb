#include "CJacobi.h"

JACOBI_LINK_PLUGIN(jacobi_onednn_plugin)
