"""The vocabulary of questions: one small file each, and the only row evaluator."""
