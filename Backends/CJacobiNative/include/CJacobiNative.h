// Linking this target's object files installs the plugin of JacobiNative.
#pragma once
