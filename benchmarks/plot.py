"""Results as a picture: how time, disk and memory grow with the number of records."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator

from engines import MODULES
from results import Results

# The palette of Okabe and Ito 2008, which colour-blind readers can distinguish, as the marks are.
_STYLES = dict(
    zip(
        MODULES,
        (("#D55E00", "o"), ("#999999", "X"), ("#0072B2", "s"), ("#009E73", "^"), ("#CC79A7", "D")),
        strict=True,
    )
)
_PANELS = (
    ("build_s", "Build, s"),
    ("p50_ms", "Warm query, median, ms"),
    ("p99_ms", "Warm query, 99th percentile, ms"),
    ("disk_mb", "Index on disk, MB"),
    ("query_mb", "Peak memory, query process, MB"),
    ("build_mb", "Memory for building, MB"),
)


def draw(results: Results, path: Path) -> None:
    """Draw six panels with logarithmic axes; the suffix of the path says in which format."""
    mpl.rcParams["svg.fonttype"] = "none"
    mpl.rcParams["font.size"] = 10
    figure = Figure(figsize=(12, 7), layout="constrained")
    panels = figure.subplots(2, 3)
    for axes, (field, title) in zip(panels.flat, _PANELS, strict=True):
        _draw_panel(axes, results, field, title)
    handles, labels = panels.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    figure.suptitle(f"{results.machine}; {results.began}", fontsize=9, color="#555555")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)


def _draw_panel(axes: Axes, results: Results, field: str, title: str) -> None:
    for engine, (colour, mark) in _STYLES.items():
        rows = [row for row in results.records_rows if row.engine == engine]
        # Nothing has no place on a logarithmic axis.
        points = sorted((row.size, getattr(row, field)) for row in rows if getattr(row, field))
        if points:
            emphasis = 2.6 if engine == "painsci-search" else 1.4
            axes.plot(
                *zip(*points, strict=True),
                color=colour,
                marker=mark,
                linewidth=emphasis,
                label=engine,
            )
    axes.set(xscale="log", yscale="log", xlabel="records")
    axes.set_title(title, fontsize=11, loc="left")
    axes.xaxis.set_major_locator(FixedLocator(results.sizes()))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.grid(which="major", color="#DDDDDD", linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
