"""Risk models with published formulas: one file each, pure, their constants in the knowledge.

They stand with the criteria because a criterion asks them (`score`), and a criterion may use nothing above itself.
Each takes typed inputs and the vocabulary and answers a `Risk`, or a `Refused` that says why the model does not hold.
"""
