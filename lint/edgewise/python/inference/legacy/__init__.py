"""The five readers that the evaluator replaces; they go as soon as no family of rules asks them any more."""
