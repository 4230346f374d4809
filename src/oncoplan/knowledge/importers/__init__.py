"""Importers of outside knowledge: each turns a published file into a compiled pack beside the base."""
