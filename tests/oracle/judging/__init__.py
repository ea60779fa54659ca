"""Run a program with the real ``twilio`` package, and say what has to hold for its findings and its fix."""
