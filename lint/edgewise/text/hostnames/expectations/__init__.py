"""What tests expect of hosts in any language, and what makes it."""
