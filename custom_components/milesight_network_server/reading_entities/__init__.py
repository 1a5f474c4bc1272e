"""Entities of what devices measure, and of how they are heard."""
