"""The command line: one file per command. Results on stdout, everything else on stderr."""
