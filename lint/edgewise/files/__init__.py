"""Files: which ones a run looks at, what kind each is, and its bytes as text."""
