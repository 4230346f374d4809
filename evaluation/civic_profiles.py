"""How many of CIViC's molecular profiles become criteria: `python -m evaluation.civic_profiles FILE [--all]`.

FILE is CIViC's tab-separated file of accepted evidence. A profile counts as parsed when every variant in it became a criterion
of the rule language that compiles; the rest are printed by cause. The last line is `N of M profiles parsed (P %); K not
modelled`. Exit 0 at 95 % or more, 1 below, 2 when the file cannot be used.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from oncoplan.knowledge.authored import CriteriaTable, compile_expr
from oncoplan.knowledge.importers.civic import rows_of
from oncoplan.knowledge.importers.civic_profiles import NotModelled, read_profile
from oncoplan.knowledge.importers.civic_terms import terms
from oncoplan.knowledge.importers.civic_variants import Reader
from oncoplan.knowledge.load import base
from oncoplan.knowledge.source import KnowledgeError

LEAST = 0.95


def main() -> int:
    """Read every distinct profile and print."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("file", type=Path)
    flags.add_argument("--all", action="store_true", help="print every profile that is not modelled, not three of each cause")
    chosen = flags.parse_args()
    try:
        profiles = sorted({row["molecular_profile"] for row in rows_of(chosen.file.read_bytes())})
    except (OSError, KnowledgeError) as error:
        print(f"{chosen.file}: {error}", file=sys.stderr)
        return 2
    reader, table = Reader(base().vocabulary, terms()), CriteriaTable()
    left: dict[str, list[str]] = defaultdict(list)
    for profile in profiles:
        try:
            compile_expr(reader.condition(read_profile(profile)), table, profile)
        except NotModelled as error:
            left[error.cause].append(profile)
        except KnowledgeError as error:
            left[error.says].append(profile)
    for cause, found in sorted(left.items(), key=lambda item: (-len(item[1]), item[0])):
        shown = found if chosen.all else found[:3]
        more = f" and {len(found) - len(shown)} more" if len(found) > len(shown) else ""
        print(f"{len(found):4}  {cause}: {'; '.join(shown)}{more}")
    missing = sum(map(len, left.values()))
    share = (len(profiles) - missing) / max(len(profiles), 1)
    print(f"{len(profiles) - missing} of {len(profiles)} profiles parsed ({100 * share:.1f} %); {missing} not modelled")
    return 0 if profiles and share >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
