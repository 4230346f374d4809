"""`cohort annotate`: the table comes back byte for byte, and what is appended is what `match` says of the row alone."""

from __future__ import annotations

import gzip
import json
import random
from datetime import date
from pathlib import Path

import pytest

from oncoplan.cli.main import main
from oncoplan.cohort import annotate as module
from oncoplan.cohort.annotate import COLUMNS, Annotated, annotate
from oncoplan.cohort.meanings import Meaning, meaning_of
from oncoplan.intake import Unusable
from oncoplan.intake.clinical import read_clinical
from oncoplan.intake.maf import stream_maf
from oncoplan.model.record import Diagnosis, FindingEntry, Record, Test
from oncoplan.pipeline import plan

DAY = date(2026, 11, 22)
NAMES = "\t".join(COLUMNS)
HEADING = "Hugo_Symbol\tVariant_Classification\tHGVSp_Short\tTumor_Sample_Barcode"
BRAF = "BRAF\tMissense_Mutation\tp.V600E\tS1"
PASSENGER = "OPN4\tMissense_Mutation\tp.G288D\tS1"
ALONE = "uncertain significance\t\t\t\t\t"


def annotated(folder: Path, data: bytes | str, out: str = "out.maf", cancer: str | None = "MEL") -> tuple[Annotated, bytes]:
    source = folder / "in.maf"
    source.write_bytes(data.encode() if isinstance(data, str) else data)
    made = annotate(source, folder / out, DAY, cancer=cancer)
    written = (folder / out).read_bytes()
    return made, gzip.decompress(written) if out.endswith(".gz") else written


def cells(line: bytes | str) -> list[str]:
    """The appended cells of a line."""
    text = line.decode() if isinstance(line, bytes) else line
    return text.rstrip("\r\n").split("\t")[-len(COLUMNS) :]


def short(meaning: Meaning) -> list[str]:
    return [meaning.on_label, meaning.off_label, *("; ".join(x) for x in (meaning.drugs, meaning.resistant, meaning.rules))]


def single(entry: FindingEntry, cancer: str) -> list[str]:
    """What a plan for this one alteration in this cancer says, without a record."""
    record = Record(id="alone", diagnoses=(Diagnosis(id="dx1", cancer=cancer),), tests=(Test(findings=(entry,)),))
    made = plan(record, as_of="2026-11-22", jurisdiction="US")
    effects = {finding.effect or "" for finding in made.findings}
    return [effects.pop() if len(effects) == 1 else "", *short(meaning_of(made.recommendations))]


def test_columns_stand_at_the_end_and_say_what_match_says(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    made, out = annotated(tmp_path, f"{HEADING}\n{BRAF}\n{PASSENGER}\n")
    heading, first, second = out.decode().splitlines()
    assert heading == f"{HEADING}\t{NAMES}"
    assert second == f"{PASSENGER}\t{ALONE}"
    assert made == Annotated(2, 0, 0, "")
    assert main(["match", "--cancer", "MEL", "--format", "json", "--as-of", "2026-11-22", "BRAF V600E"]) == 0
    said = json.loads(capsysbinary.readouterr().out)
    options = [o for o in said["recommendations"] if o["effect"] == "sensitive"]
    effect, on_label, off_label, drugs, resistant, rules = cells(first)
    assert effect == said["findings"][0]["effect"] == "oncogenic"
    assert on_label == min(o["levels"]["amp"] for o in options if o["on_label"] is not False) == "A"
    assert off_label == min((o["levels"]["amp"] for o in options if o["on_label"] is False), default="")
    assert rules.split("; ") == list(dict.fromkeys(o["rule"] for o in said["recommendations"]))
    assert "dabrafenib + trametinib" in drugs.split("; ")
    assert set(resistant.split("; ")) - {""} == {
        d for o in said["recommendations"] if o["effect"] in ("resistant", "avoid") for d in o["drugs"]
    }


def test_on_label_drugs_come_first_and_resistance_has_its_own_column(tmp_path: Path) -> None:
    row = "{}\tMissense_Mutation\t{}\tS1"
    data = "\n".join([HEADING, row.format("EGFR", "p.L858R"), row.format("EGFR", "p.T790M"), row.format("KRAS", "p.G12D")])
    _, out = annotated(tmp_path, data, cancer="COAD")
    assert "cetuximab" in cells(out.splitlines()[3])[4]
    _, out = annotated(tmp_path, data, cancer="LUAD")
    _, osimertinib, t790m, _ = out.splitlines()
    assert cells(osimertinib)[3].split("; ").index("osimertinib") < 8
    assert "erlotinib" in cells(t790m)[4].split("; ")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("out", ["out.maf", "out.maf.gz"])
def test_own_bytes_are_unchanged(tmp_path: Path, end: str, last: bool, out: str) -> None:
    lines = [
        b"#version 2.4", b"## a\tb\xff", HEADING.encode(), BRAF.encode(), b"# between", PASSENGER.encode(), b"", b"\t\t",
        b'"BRAF"\tMissense_Mutation\t"p.V600E"\tS1', b"OPN4\tMissense_Mutation\tp.G288D\t\xe9\xff",
    ]  # fmt: skip
    data = b"\xef\xbb\xbf" + end.encode().join(lines) + (end.encode() if last else b"")
    made, written = annotated(tmp_path, data, out)
    assert made.rows == 4
    assert made.unread == 0
    rows = {2: NAMES, 3: None, 5: ALONE, 8: None, 9: ALONE}
    ours = written.split(b"\n")
    for at, line in enumerate(data.split(b"\n")):
        body = line.rstrip(b"\r")
        if at not in rows:
            assert ours[at] == line
            continue
        assert ours[at].startswith(body + b"\t")
        assert ours[at].endswith(b"\r") == line.endswith(b"\r")
        if rows[at] is not None:
            assert ours[at].rstrip(b"\r") == body + b"\t" + rows[at].encode()
    assert cells(ours[3]) == cells(ours[8])
    assert len(ours) == len(data.split(b"\n"))


def test_short_rows_are_filled_up_with_tabs_and_too_long_ones_are_not_read(tmp_path: Path) -> None:
    heading = f"{HEADING}\tA\tB"
    made, out = annotated(tmp_path, f"{heading}\n{BRAF}\n{PASSENGER}\tx\ty\n{PASSENGER}\tx\ty\tz\n")
    first, short_row, whole, long = out.decode().splitlines()
    assert short_row.startswith(f"{BRAF}\t\t\toncogenic\t")
    assert short_row.count("\t") == first.count("\t")
    assert whole == f"{PASSENGER}\tx\ty\t{ALONE}"
    assert long.startswith(f"{PASSENGER}\tx\ty\tz\tnot read: more cells than the heading has columns\t")
    assert made.unread == 1


def test_rows_that_end_in_an_empty_cell_widen_the_table(tmp_path: Path) -> None:
    _, out = annotated(tmp_path, f"{HEADING}\n{BRAF}\t\n{PASSENGER}\n")
    heading, first, second = out.decode().splitlines()
    assert heading == f"{HEADING}\t\t{NAMES}"
    assert first.startswith(f"{BRAF}\t\toncogenic\t")
    assert second == f"{PASSENGER}\t\t{ALONE}"


def test_rows_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    rows = ["KRAS\tMissense_Mutation\tp.A12D\tS1", "TP53\tSilent\tp.P36P\tS1", "TP53\t\t\tS1"]
    made, out = annotated(tmp_path, "\n".join([HEADING, *rows]))
    _, wrong, silent, nothing = (cells(line) for line in out.decode().split("\n"))
    assert wrong[0].startswith("not read: KRAS A12D: residue 12 is G")
    assert silent == ["left out: silent: does not alter the protein", "", "", "", "", ""]
    assert nothing[0].startswith("not read: names no change")
    assert made.unread == 2


def test_a_cancer_that_is_not_known_leaves_the_effect_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.maf").write_text(f"{HEADING}\n{BRAF}\n{BRAF[:-1]}2\n{BRAF[:-1]}3\n")
    (tmp_path / "who.tsv").write_text("SAMPLE_ID\tONCOTREE_CODE\nS1\tMEL\nS2\tNO_SUCH_THING\n")
    arguments = ["--maf", str(tmp_path / "in.maf"), "--clinical", str(tmp_path / "who.tsv"), "--out", str(tmp_path / "o.maf")]
    assert main(["cohort", "annotate", *arguments, "--as-of", "2026-11-22"]) == 3
    said = capsys.readouterr()
    assert "2 samples without a cancer that is known" in said.err
    _, known, unmapped, absent = (tmp_path / "o.maf").read_text().splitlines()
    assert cells(known)[1] == "A"
    assert cells(unmapped) == cells(absent) == ["oncogenic", "", "", "", "", ""]


def test_each_sample_has_its_own_cancer(tmp_path: Path) -> None:
    (tmp_path / "in.maf").write_text(f"{HEADING}\n{BRAF}\n{BRAF[:-1]}2\n")
    (tmp_path / "who.tsv").write_text("SAMPLE_ID\tONCOTREE_CODE\nS1\tMEL\nS2\tCOAD\n")
    made = annotate(tmp_path / "in.maf", tmp_path / "o.maf", DAY, clinical=tmp_path / "who.tsv")
    _, skin, bowel = (tmp_path / "o.maf").read_text().splitlines()
    assert "encorafenib + cetuximab" in cells(bowel)[3] or "cetuximab + encorafenib" in cells(bowel)[3]
    assert "cetuximab" not in cells(skin)[3]
    assert made.strangers == 0


def test_one_alteration_is_asked_once_in_a_cancer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = module.Batch.recommended

    def counted(self: module.Batch, units: list[object]) -> object:
        asked.append(len(units))
        return real(self, units)  # type: ignore[arg-type]

    monkeypatch.setattr(module.Batch, "recommended", counted)
    rows = [f"{BRAF[:-1]}{i}" for i in range(50)] + [f"BRAF\tMissense_Mutation\tp.{x}\tS1" for x in ("Q262E", "E451Q", "S129L")]
    annotated(tmp_path, "\n".join([HEADING, *rows]))
    assert asked == [2]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"sample\tage\nS1\t60\n", "not a mutation table"),
        (b"", "empty"),
        (f"{HEADING}\t{NAMES}\n".encode(), "columns already"),
        (HEADING.replace("\t", ",").encode(), "commas"),
        (f"{HEADING}\n{BRAF}\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_what_is_not_a_maf_is_one_line_and_a_hint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, says: str
) -> None:
    (tmp_path / "in.maf").write_bytes(data)
    arguments = ["--maf", str(tmp_path / "in.maf"), "--out", str(tmp_path / "out.maf"), "--cancer", "MEL"]
    assert main(["cohort", "annotate", *arguments]) == 1
    first, hint = capsys.readouterr().err.splitlines()
    assert says in first
    assert hint.startswith("hint: ")
    assert [path.name for path in tmp_path.iterdir()] == ["in.maf"]


def test_the_table_itself_is_never_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "in.maf"
    source.write_text(f"{HEADING}\n{BRAF}\n")
    with pytest.raises(Unusable):
        annotate(source, source, DAY, cancer="MEL")
    assert source.read_text() == f"{HEADING}\n{BRAF}\n"


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.maf").write_text(f"{HEADING}\n{BRAF}\n")
    out = str(tmp_path / "none" / "out.maf")
    assert main(["cohort", "annotate", "--maf", str(tmp_path / "in.maf"), "--out", out, "--cancer", "MEL"]) == 1
    assert "hint: " in capsys.readouterr().err


def test_a_cancer_of_the_command_line_that_is_not_known_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.maf").write_text(f"{HEADING}\n{BRAF}\n")
    arguments = ["--maf", str(tmp_path / "in.maf"), "--out", str(tmp_path / "out.maf"), "--cancer", "NO_SUCH_THING"]
    assert main(["cohort", "annotate", *arguments]) == 1
    assert "--cancer 'NO_SUCH_THING' is not in the cancer vocabulary" in capsys.readouterr().err


# real rows


def extract(reference: Path, every: int) -> list[str]:
    with gzip.open(reference / "cohort" / "tcga_pan_9k.nonsyn.maf.gz", "rt") as lines:
        return [line for number, line in enumerate(lines) if number == 0 or number % every == 1]


@pytest.mark.reference
def test_rows_of_real_tumours_say_what_match_says_of_each_alone(reference: Path, tmp_path: Path) -> None:
    """200 random rows in genes that the knowledge asks about, and 400 of the others; and the careful reader says the same."""
    source, clinical = tmp_path / "in.maf", reference / "cohort" / "tcga_sample_oncotree.tsv"
    lines = extract(reference, 25)
    source.write_text("".join(lines))
    annotate(source, tmp_path / "out.maf", DAY, clinical=clinical)
    written = (tmp_path / "out.maf").read_text().splitlines()
    assert [line.rsplit("\t", len(COLUMNS))[0] + "\n" for line in written] == lines
    careful = [lines[0], *(part for line in lines[1:] for part in (line, "\n")[: 1 + (line is lines[1])])]
    source.write_text("".join(careful))
    annotate(source, tmp_path / "careful.maf", DAY, clinical=clinical)
    assert [line for line in (tmp_path / "careful.maf").read_text().splitlines() if line] == written

    source.write_text("".join(lines))
    people, book = read_clinical(clinical), module.Batch(DAY)
    rows = [row for row in stream_maf(source) if isinstance(row[2], FindingEntry)]
    inside = [row for row in rows if row[2].gene in book.asked]
    chosen = random.Random(7)
    compared = 0
    for sample, number, entry in (*chosen.sample(inside, 200), *chosen.sample(rows, 400)):
        said = cells(written[number - 1])
        person = people.find(sample)
        if said[0].startswith("not read") or person is None or not person.cancer:
            continue
        assert said == single(entry, person.cancer), (number, entry)
        compared += 1
    assert compared > 590
