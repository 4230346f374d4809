"""Files → records. One reader per format; a reader decides nothing medical, and lists what it could not read."""

from oncoplan.intake.problem import Intake, Problem, Unusable
from oncoplan.intake.records import load_record, read_records

__all__ = ["Intake", "Problem", "Unusable", "load_record", "read_records"]
