"""The figure of an audit as numbers, for a page that draws it: how many pairs there are in each cell of a grid."""

from dataclasses import asdict
from typing import Any, Final

import numpy as np

from firth.studies.audit.report import AuditReport, Part

__all__ = ["drawable"]

_COLUMNS: Final = 56
_ROWS: Final = 42


def drawable(report: AuditReport) -> dict[str, Any]:
    """What a page shows of an audit, as JSON values.

    Returns:
        The numbers of `AuditReport.as_dict` without its notes, the fits of each pair once, and ``cells``: the values
        at the optimum and the inner products at the edges of the grid (``theory`` and ``product``, two each), its
        ``columns`` and ``rows``, and in ``pairs`` those in each cell, row after row from the least product up.
    """
    sides = [(float(values.min()), float(values.max())) for values in (report.theory, report.product)]
    edges = [(low - 0.5, high + 0.5) if low == high else (low, high) for low, high in sides]
    pairs, _, _ = np.histogram2d(report.product, report.theory, (_ROWS, _COLUMNS), range=edges[::-1])
    told = {name: value for name, value in report.as_dict().items() if name not in {"notes", "whole", "bands"}}
    return {
        **told,
        "pairs": report.whole.pairs,
        "fit": asdict(report.whole.plain),
        "bands": [_band(band) for band in report.bands],
        "cells": {
            "theory": edges[0],
            "product": edges[1],
            "columns": _COLUMNS,
            "rows": _ROWS,
            "pairs": pairs.astype(int).ravel().tolist(),
        },
    }


def _band(band: Part) -> dict[str, Any]:
    return {"first": band.first_rank, "last": band.last_rank, "pairs": band.pairs, **asdict(band.plain)}
