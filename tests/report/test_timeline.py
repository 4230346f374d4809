"""The timeline drawn and in words."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from oncoplan.report.text import text
from oncoplan.report.timeline_svg import timeline_svg
from oncoplan.report.timeline_text import timeline_lines

RECORD = {
    "id": "a <b> & c",
    "diagnoses": [{"cancer": "PRAD", "date": "2024-02", "events": [{"progression": "2026-03-01"}]}],
    "therapies": [{"drugs": ["abiraterone"], "start": "2024-03-01", "ongoing": True},
                  {"drugs": ["docetaxel"], "start": "2026-09-01"}],
    "results": [{"what": "PSA", "value": v, "unit": "ng/mL", "on": on}
                for v, on in ((90, "2024-02-20"), ("<0.1", "2024-09-01"), (4, "2026-02-01"))],
}  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"


def test_the_drawing_is_one_svg_without_anything_from_outside(plan_of):
    drawn = timeline_svg(plan_of(RECORD))
    root = ET.fromstring(drawn)
    assert root.tag == f"{SVG}svg"
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in drawn
    titles = [t.text for t in root.iter(f"{SVG}title")]
    assert "abiraterone: 2024-03-01 to goes on" in titles
    assert "docetaxel: 2026-09-01 to not recorded" in titles
    assert "2024-09-01: <0.1" in titles
    assert drawn == timeline_svg(plan_of(RECORD))


def test_everything_lies_inside_the_page(plan_of):
    root = ET.fromstring(timeline_svg(plan_of(RECORD)))
    width, height = float(root.get("width")), float(root.get("height"))
    for dot in root.iter(f"{SVG}circle"):
        assert 0 <= float(dot.get("cx")) <= width
        assert 0 <= float(dot.get("cy")) <= height
    for label in root.iter(f"{SVG}text"):
        assert 0 <= float(label.get("y")) <= height


def test_one_day_and_one_value_can_be_drawn(plan_of):
    one = {"diagnoses": [{"cancer": "PRAD", "date": "2026-11-22"}]}
    assert ET.fromstring(timeline_svg(plan_of(one)))
    results = [{"what": "PSA", "value": 0, "on": day} for day in ("2026-01-01", "2026-02-01")]
    zero = {"diagnoses": [{"cancer": "PRAD"}], "results": results}
    assert ET.fromstring(timeline_svg(plan_of(zero)))


def test_without_days_there_is_nothing_to_draw(plan_of):
    with pytest.raises(ValueError, match="nothing has a date"):
        timeline_svg(plan_of("LUAD"))


def test_the_words_say_the_same(plan_of):
    plan = plan_of(RECORD)
    lines = "\n".join(timeline_lines(plan.timeline, 200))
    assert "2024-03-01 to goes on: abiraterone" in lines
    assert "PSA in ng/mL: 90 on 2024-02-20, lowest <0.1 on 2024-09-01, newest 4 on 2026-02-01" in lines
    assert "2026-03-01: progression" in lines
    assert "Timeline" in text(plan)


def test_the_screen_and_the_letter_say_how_it_goes(plan_of):
    from oncoplan.report.letter import letter

    plan = plan_of("CML; on imatinib since 2025-01-01; result: BCR::ABL1 2 % IS on 2026-05-05")
    screen = text(plan)
    assert "! Progressing: BCR::ABL1 above 1%" in screen
    assert "MONITORING" in screen
    assert "overdue" in screen
    told = letter(plan)
    assert "## How the treatment is going" in told
    assert "The next one was due on August 5, 2026." in told
