"""Prints what findings mean in a cancer: the part of a plan that rests on them alone."""

from __future__ import annotations

import msgspec

from oncoplan.model.plan import Plan, Recommendation
from oncoplan.report.lines import unverified

_SIGN = {
    "sensitive": "option", "resistant": "resistant", "avoid": "avoid", "urgent": "URGENT", "supports": "supports",
    "contradicts": "contradicts", "better": "better outlook", "worse": "worse outlook", "unsupported": "not supported",
}  # fmt: skip


def rests_on_findings(option: Recommendation) -> bool:
    """True when something molecular that was found speaks for it."""
    return (option.effect in _SIGN and any(b.about == "molecular" and b.facts for b in option.because)) or (
        option.effect in _SIGN and any(m.about == "molecular" for m in option.missing) and option.verdict == "unknown"
    )


def matched_text(plan: Plan) -> str:
    """Findings, then one line a statement."""
    lines = []
    for dx in plan.diagnoses:
        lines.append(f"{dx.name or dx.stated} ({dx.cancer})")
    lines.extend(f"  {finding.says}" for finding in plan.findings)
    lines.append("")
    shown = [option for option in plan.recommendations if rests_on_findings(option)]
    if not shown:
        lines.append("Nothing in the knowledge rests on these findings in this cancer.")
    for option in shown:
        label = (
            {True: "on label", False: "off label", None: "label conditions open"}[option.on_label]
            if option.effect == "sensitive" and option.pack == "base"
            else ""
        )
        level = ", ".join(f"{scheme.upper()} {level}" for scheme, level in option.levels.items())
        head = f"{_SIGN[option.effect]}: {option.regimen}" if option.drugs else _SIGN[option.effect]
        source = "" if option.pack == "base" else f"pack {option.pack}"
        tail = "; ".join(part for part in (source, label, level, "needs settling" if option.verdict == "unknown" else "") if part)
        lines.append(f"{head}" + (f"  [{tail}]" if tail else ""))
        lines.append(f"    {option.says}{unverified(option.basis)}")
        lines.extend(f"    ! {caution.says}{unverified(caution.basis)}" for caution in option.cautions)
        lines.extend(f"    + {other.pack}: {other.says}" for other in option.also[:3] if other.pack != "base")
        lines.extend(f"    ~ {other.says}" for other in option.not_supported[:3])
        open_ = list(dict.fromkeys(m.says for m in option.missing if m.decides))
        if open_ and option.verdict == "unknown":
            lines.append(f"    open: {'; '.join(open_[:3])}" + (f"; and {len(open_) - 3} more" if len(open_) > 3 else ""))
    return "\n".join(lines)


def matched_json(plan: Plan) -> bytes:
    """The same statements as in a plan, with the findings as read."""
    shown = [option for option in plan.recommendations if rests_on_findings(option)]
    return msgspec.json.encode({"findings": plan.findings, "recommendations": shown, "limits": plan.limits}) + b"\n"
