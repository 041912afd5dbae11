"""Rows of the table: what was measured, against what, what is wanted, what came out."""
import dataclasses

import pairs

HEAD = ("operation", "ours", "floor", "ratio", "goal", "verdict")


@dataclasses.dataclass
class Row:
    operation: str
    ours: str = ""
    floor: str = ""
    ratio: str = ""
    goal: str = ""
    verdict: str = "not measured"
    # The same in numbers, for -o json.
    figures: dict = dataclasses.field(default_factory=dict)

    @property
    def cells(self):
        return [self.operation, self.ours, self.floor, self.ratio, self.goal, self.verdict]


def verdict(values, goal):
    """Of a spread, or of a count; where half of the rounds lie on both sides of the goal, none."""
    if goal is None:
        return "no goal"
    low, high = (values.low, values.high) if isinstance(values, pairs.Spread) else (values, values)
    if high <= goal:
        return "met"
    return "missed" if low > goal else "unclear"


def _unit(milliseconds):
    """The unit that suits a time, and how many of it a millisecond is."""
    if milliseconds >= 10_000:
        return "s", 0.001
    return ("ms", 1) if milliseconds >= 1 else ("µs", 1000)


def _digits(value):
    """Three figures; no more is known."""
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}"


def time(milliseconds):
    unit, factor = _unit(milliseconds)
    return f"{milliseconds * factor:g} {unit}"


def spread(values):
    unit, factor = _unit(values.median)
    median, low, high = (_digits(v * factor) for v in (values.median, values.low, values.high))
    return f"{median} {unit} ({low}–{high})"


def ratio_row(operation, ours, floor, goal):
    mine, theirs = pairs.Spread.of_samples(ours), pairs.Spread.of_samples(floor)
    ratio = pairs.ratio(ours, floor)
    return Row(
        operation, spread(mine), spread(theirs), f"{ratio.median:.2f} ({ratio.low:.2f}–{ratio.high:.2f})",
        "" if goal is None else f"≤ {goal}", verdict(ratio, goal),
        {"rounds": len(ours), "ours": vars(mine), "floor": vars(theirs), "ratio": vars(ratio),
         "goal": goal})


def difference_row(operation, ours, floor, goal):
    mine, theirs = pairs.Spread.of_samples(ours), pairs.Spread.of_samples(floor)
    more = pairs.difference(ours, floor)
    return Row(
        operation, spread(mine), spread(theirs), f"+{more.median:.1f} ms ({more.low:.1f}–{more.high:.1f})",
        f"≤ {goal} ms", verdict(more, goal),
        {"rounds": len(ours), "ours": vars(mine), "floor": vars(theirs), "difference": vars(more),
         "goal": goal})


def value_row(operation, value, unit, goal, places=0):
    unit = f" {unit}" if unit else ""
    return Row(
        operation, f"{value:.{places}f}{unit}", "", "", "" if goal is None else f"≤ {goal}{unit}",
        verdict(value, goal), {"value": value, "goal": goal})


def time_row(operation, samples, goal):
    mine = pairs.Spread.of_samples(samples)
    return Row(
        operation, spread(mine), "", "", "" if goal is None else f"≤ {time(goal)}",
        verdict(mine, goal), {"rounds": len(samples), "ours": vars(mine), "goal": goal})


def text(rows):
    """A table that is Markdown too."""
    lines = [list(HEAD)] + [row.cells for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    rendered = ["| " + " | ".join(c.ljust(w) for c, w in zip(line, widths)) + " |" for line in lines]
    rendered.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(rendered)
