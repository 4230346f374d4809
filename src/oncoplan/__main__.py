"""`python -m oncoplan` is the command `oncoplan`."""

from oncoplan.cli.main import run

run()
