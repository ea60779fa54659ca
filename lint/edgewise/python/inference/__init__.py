"""Inference: what an expression may be."""
