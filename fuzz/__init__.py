"""Inputs that nobody thought of: to the engine, to the knowledge loader, to the programs' door."""
