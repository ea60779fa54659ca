"""Coverage-guided fuzzing: what has to hold for every input, inputs to start from, and those that once broke it."""
