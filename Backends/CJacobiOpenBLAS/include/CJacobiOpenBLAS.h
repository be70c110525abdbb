// Linking this target's object files installs the plugin of JacobiOpenBLAS.
#pragma once
