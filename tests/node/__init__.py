"""Programs in JavaScript and TypeScript, run with the real npm package before and after their rewrite."""
