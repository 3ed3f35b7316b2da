"""Verdicts in words: reasons, sentences, and a counterexample as a test."""
