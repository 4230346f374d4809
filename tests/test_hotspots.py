"""The recount of hotspot residues: what it lists, and that the table in the knowledge is what it prints."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from evaluation import hotspots as recount

from oncoplan.knowledge.source import read_tsv

TABLE = Path(__file__).parents[1] / "src/oncoplan/knowledge/base/vocabulary/oncogenicity/hotspots.tsv"


def _spread(gene: str, residues: int) -> recount.Residues:
    """One leucine changed once at every other residue: a load without a hotspot."""
    return {(gene, "L", at): Counter("F") for at in range(1, 2 * residues, 2)}


def test_a_residue_beyond_the_genes_own_load_is_listed() -> None:
    residues = _spread("KRAS", 40) | {("KRAS", "G", 12): Counter("DDDDDDDDVVVVC")}
    assert recount.hotspots(residues, {"KRAS": 189}) == [("KRAS", "G", 12)]


def test_nothing_is_listed_where_the_load_explains_it_or_tumours_are_few() -> None:
    assert recount.hotspots(_spread("TTN", 400), {"TTN": 800}) == []
    few = _spread("KRAS", 10) | {("KRAS", "G", 12): Counter("DDD")}
    assert recount.hotspots(few, {"KRAS": 5000}) == []


def test_rows_read_from_a_file_leave_out_what_only_older_calls_have(tmp_path: Path) -> None:
    lines = ["Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\tSource"]
    lines += [f"KRAS\tp.G12D\tMissense_Mutation\tS{n}\t{'MC3' if n == 3 else 'Firehose'}" for n in range(4)]
    lines += [f"PTEN\tp.E352G\tMissense_Mutation\tS{n}\tFirehose" for n in range(3)]
    lines += ["KRAS\tp.G12D\tMissense_Mutation\tS1\tFirehose", "TTN\tp.A5V\tMissense_Mutation\tS1\tMC3"]
    path = tmp_path / "calls.maf"
    path.write_text("\n".join(lines) + "\n")
    from oncoplan.knowledge.load import base

    residues, lengths, unread = recount.counted(path, base().vocabulary, recount.older_calls(path))
    assert residues == {("KRAS", "G", 12): Counter("DDDD")}
    assert lengths["KRAS"] > 180
    assert unread == 0


@pytest.mark.reference
def test_the_table_is_what_the_recount_prints(reference: Path) -> None:
    from oncoplan.knowledge.load import base

    path = reference / "cohort" / "tcga_pan_9k.nonsyn.maf.gz"
    residues, lengths, _ = recount.counted(path, base().vocabulary, recount.older_calls(path))
    rows = {(row["gene"], row["residue"]): row["tumours"] for row in read_tsv(TABLE)}
    listed = recount.hotspots(residues, lengths)
    assert {(gene, f"{ref}{at}"): str(residues[gene, ref, at].total()) for gene, ref, at in listed} == rows
