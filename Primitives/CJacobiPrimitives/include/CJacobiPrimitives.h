// Nothing to declare: linking this target's object file installs the plugin of JacobiPrimitives.
