"""What a source says of its parameters: types, uses, call sites, and what tracers saw."""
