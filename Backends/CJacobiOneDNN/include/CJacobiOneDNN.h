// Linking this target's object files installs the plugin of JacobiOneDNN.
#pragma once
