"""Forms: what each form of expression gives, one module a family of them."""
