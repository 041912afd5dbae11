"""Curves of cost against the vault's size, and their picture: hand-written SVG on two logarithmic axes."""
import dataclasses
import math
import statistics

import pairs

COLOURS = {"list": "#1f6fb2", "exec": "#c2571a", "profile add": "#2e8540", "log": "#7b3fa0",
           "list in C": "#777777"}
PANELS = {"keys": "keys in the vault", "events": "audit events in the vault"}
LEFT, TOP, WIDTH, HEIGHT, GAP = 70, 40, 330, 260, 90


@dataclasses.dataclass
class Curve:
    panel: str
    name: str
    points: list  # (size, milliseconds)


def curves(subject, largest):
    """A few runs at each size; what would take minutes is left out."""
    keys = [("read", 10, 100), ("keys-1e3", 1000, 100), ("keys-1e5", 100_000, 100)]
    events = [("read", 10, 100), ("events-1e4", 10, 10_000), ("events-1e6", 10, 1_000_000)]
    add = ["profile", "add", "curve-{}", "--region", "eu-west-2"]
    found = []
    for panel, homes, wanted in (
        ("keys", keys, {"list": ["list"], "exec": ["exec", "key-5", "--", "true"],
                        "profile add": add}),
        ("events", events, {"list": ["list"], "profile add": add, "log": ["log"]}),
    ):
        for name, words in wanted.items():
            points = []
            for home_name, key_count, event_count in homes:
                if name == "log" and event_count > 10_000:
                    continue
                home = subject.home(home_name, key_count, event_count,
                                    cloud=home_name == "keys-1e5")
                size = key_count if panel == "keys" else event_count
                points.append((size, _median(subject, subject.vault(home, *words))))
            found.append(Curve(panel, name, points))
    floors = [(count, subject.home(name, count, 100, cloud=name == "keys-1e5"))
              for name, count, _ in keys]
    if largest:
        million = subject.home("keys-1e6", 1_000_000)
        floors.append((1_000_000, million))
        found[0].points.append((1_000_000, _median(subject, subject.vault(million, "list"))))
    found.append(Curve("keys", "list in C", [
        (count, _median(subject, subject.floor("list", home.database, home.key)))
        for count, home in floors]))
    return found


def _median(subject, measured):
    if measured.name in subject.medians:
        return subject.medians[measured.name]
    samples, = pairs.measure([measured], min(subject.rounds, 10), budget=10)
    return statistics.median(sample.milliseconds for sample in samples)


def svg(found):
    values = [cost for curve in found for _, cost in curve.points]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    width = LEFT + len(PANELS) * (WIDTH + GAP)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {TOP + HEIGHT + 60}" '
             'font-family="sans-serif" font-size="12">',
             "<title>What a command costs as the vault grows</title>",
             '<rect width="100%" height="100%" fill="#ffffff"/>']
    for number, panel in enumerate(PANELS):
        mine = [curve for curve in found if curve.panel == panel]
        parts += _panel(LEFT + number * (WIDTH + GAP), panel, mine, low, high)
    return "\n".join(parts + ["</svg>"]) + "\n"


def _panel(left, panel, found, low, high):
    sizes = [size for curve in found for size, _ in curve.points]
    first, last = math.floor(math.log10(min(sizes))), math.ceil(math.log10(max(sizes)))

    def x(size):
        return left + WIDTH * (math.log10(size) - first) / max(last - first, 1)

    def y(cost):
        return TOP + HEIGHT * (high - math.log10(cost)) / max(high - low, 1)

    parts = [f'<rect x="{left}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>',
             f'<text x="{left + WIDTH / 2}" y="{TOP + HEIGHT + 40}" text-anchor="middle">{PANELS[panel]}</text>']
    for power in range(low, high + 1):
        parts.append(f'<path d="M{left} {y(10 ** power):.1f}h{WIDTH}" stroke="#ddd"/>'
                     f'<text x="{left - 6}" y="{y(10 ** power) + 4:.1f}" text-anchor="end">{_time(10 ** power)}</text>')
    for power in range(first, last + 1):
        parts.append(f'<text x="{x(10 ** power):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{10 ** power:,}</text>')
    for curve, place in zip(found, range(len(found))):
        colour = COLOURS[curve.name]
        points = " ".join(f"{x(size):.1f},{y(cost):.1f}" for size, cost in curve.points)
        dashes = ' stroke-dasharray="5 4"' if curve.name.endswith("in C") else ""
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        parts += [f'<circle cx="{x(size):.1f}" cy="{y(cost):.1f}" r="3" fill="{colour}"/>'
                  for size, cost in curve.points]
        parts.append(f'<text x="{left + 10}" y="{TOP + 18 + 16 * place}" fill="{colour}">{curve.name}</text>')
    return parts


def _time(milliseconds):
    return f"{milliseconds / 1000:g} s" if milliseconds >= 1000 else f"{milliseconds:g} ms"
