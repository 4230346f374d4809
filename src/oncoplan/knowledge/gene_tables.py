"""Genes, their names and the models of their transcripts."""

from __future__ import annotations

from pathlib import Path

from oncoplan.knowledge.compiled import pack, table
from oncoplan.knowledge.oncogenicity_tables import oncogenicity_sections
from oncoplan.knowledge.source import KnowledgeError, read_tsv, split
from oncoplan.model.vocabulary import Allele, Domain, Exon, Gene, GeneModel, Numbering


def gene_sections(folder: Path) -> dict[str, bytes]:
    """Sections genes, gene_names, ambiguous_genes, gene_models, transcript_genes, gene_spans and gene_oncogenicity."""
    genes: dict[str, Gene] = {}
    names: dict[str, str] = {}
    clinical: dict[str, str] = {}
    for row in read_tsv(folder / "genes.tsv"):
        symbol = row["symbol"]
        if symbol in genes:
            raise KnowledgeError("genes.tsv", f"{symbol} is listed twice")
        genes[symbol] = Gene(
            symbol=symbol, name=row["name"], aliases=split(row["aliases"]), previous=split(row["previous"]),
            role=row["role"] or "other", two_hit=row["two_hit"] == "yes", heredity=row.get("heredity") == "yes",
            band=row["chromosome_band"], transcript=row.get("clinical_nm") or row["mane_nm"], ensembl_transcript=row["mane_enst"],
        )  # fmt: skip
        clinical[symbol] = (
            split(row.get("clinical_nm") or row["mane_nm"] or "")[0] if (row.get("clinical_nm") or row["mane_nm"]) else ""
        )
    ambiguous: dict[str, tuple[str, ...]] = {}
    path = folder / "ambiguous_aliases.tsv"
    if path.exists():
        ambiguous = {row["alias"].upper(): split(row["genes"]) for row in read_tsv(path)}
    for gene in genes.values():
        for alias in (*gene.previous, *gene.aliases):
            key = alias.upper()
            if key not in ambiguous and key not in genes:
                names.setdefault(key, gene.symbol)
                names.setdefault(key.replace("-", ""), gene.symbol)
    for symbol in genes:
        names[symbol.upper()] = symbol
    models = _models(folder / "gene_models", clinical)
    transcripts: dict[str, str] = {}
    for row in read_tsv(folder / "genes.tsv"):
        for accession in (row["mane_nm"], row["mane_enst"], *split(row.get("clinical_nm") or "")):
            if accession:
                transcripts[accession.split(".")[0].upper()] = row["symbol"]
    for row in read_tsv(folder / "gene_models" / "exons.tsv") if (folder / "gene_models" / "exons.tsv").exists() else ():
        for accession in (row["transcript"], row["enst"]):
            if accession:
                transcripts.setdefault(accession.split(".")[0].upper(), row["gene"])
    return {
        "genes": table(genes), "gene_names": pack(dict(sorted(names.items()))),
        "ambiguous_genes": pack(dict(sorted(ambiguous.items()))), "gene_models": table(models),
        "transcript_genes": pack(dict(sorted(transcripts.items()))), "gene_spans": pack(_spans(models)),
        **oncogenicity_sections(folder / "oncogenicity"),
    }  # fmt: skip


def _models(folder: Path, clinical: dict[str, str]) -> dict[str, GeneModel]:
    """One model a gene: its clinically used transcript (the first listed where none is named)."""
    if not folder.exists():
        return {}
    exons: dict[tuple[str, str], list[Exon]] = {}
    heads: dict[str, dict[str, tuple[str, str, int]]] = {}
    for row in read_tsv(folder / "exons.tsv"):
        key = (row["gene"], row["transcript"])
        heads.setdefault(row["gene"], {})[row["transcript"]] = (
            row["enst"],
            row["chrom"],
            1 if row["strand"] == "+" else -1,
        )
        rows = exons.setdefault(key, [])
        number = int(row["exon"]) if row["exon"].isdigit() else 0
        spans = [int(row[name] or 0) for name in ("cds_start", "cds_end", "g38_start", "g38_end", "g37_start", "g37_end")]
        rows.append(Exon(number, *spans))
    sequences = {(r["gene"], r["transcript"]): r for r in _rows(folder / "sequences.tsv")}
    domains: dict[str, list[Domain]] = {}
    for row in _rows(folder / "domains.tsv"):
        domains.setdefault(row["gene"], []).append(Domain(row["domain"], int(row["start"]), int(row["end"])))
    traps: dict[str, list[Numbering]] = {}
    for row in _rows(folder / "numbering.tsv"):
        alias = row.get("alias_transcript") or row.get("alias") or ""
        try:
            trap = Numbering(
                alias,
                int(row["alias_start"] or 1),
                int(row["alias_end"] or 100000),
                int(row["offset"]),
                row.get("note", ""),
            )
        except ValueError:
            continue
        traps.setdefault(row["gene"], []).append(trap)
    alleles: dict[str, list[Allele]] = {}
    for row in _rows(folder / "alleles.tsv"):
        coding = row.get("cdna") or row.get("coding") or ""
        alleles.setdefault(row["gene"], []).append(
            Allele(
                row["protein"],
                coding.rsplit(":", 1)[-1],
                row.get("g38", ""),
                row.get("g37", ""),
                split(row.get("synonyms", "")),
            )
        )
    genes = sorted({*heads, *domains, *traps, *alleles, *(gene for gene, _ in sequences)})
    models = {}
    for gene in genes:
        known = heads.get(gene, {})
        wanted = clinical.get(gene, "").split(".")[0]
        of_gene = [t for g, t in sequences if g == gene]
        choices = list(known) or of_gene
        transcript = next((t for t in choices if t.split(".")[0] == wanted), choices[0] if choices else wanted)
        enst, chrom, strand = known.get(transcript, ("", "", 0))
        row = sequences.get((gene, transcript)) or {}
        models[gene] = GeneModel(
            gene=gene, transcript=transcript, ensembl=enst, chrom=chrom, strand=strand,
            exons=tuple(sorted(exons.get((gene, transcript), ()), key=lambda e: e.cds_start)),
            protein_start=int(row.get("start") or 1), protein=row.get("protein", ""), cds=row.get("cds", ""),
            domains=tuple(domains.get(gene, ())), numbering=tuple(traps.get(gene, ())), alleles=tuple(alleles.get(gene, ())),
        )  # fmt: skip
    return models


def _rows(path: Path) -> list[dict[str, str]]:
    return list(read_tsv(path)) if path.exists() else []


def _spans(models: dict[str, GeneModel]) -> list[tuple[str, str, str, int, int]]:
    """Where each gene lies, by build, for finding the gene of a genomic position."""
    found = []
    for gene, model in sorted(models.items()):
        for build, first, last in (("GRCh38", "g38_start", "g38_end"), ("GRCh37", "g37_start", "g37_end")):
            starts = [getattr(e, first) for e in model.exons if getattr(e, first)]
            ends = [getattr(e, last) for e in model.exons if getattr(e, last)]
            if starts:
                found.append((gene, build, model.chrom, min(*starts, *ends), max(*starts, *ends)))
    return found
