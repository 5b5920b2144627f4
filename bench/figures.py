"""What was measured, beside what it should be: a table in Markdown and a plot as SVG."""

from dataclasses import dataclass, field

from pygal import Line

from accounts.plots import drawn, looks


@dataclass(frozen=True)
class Goal:
    """A line of the table: `work` is to take no more, or reach no less, than so much."""

    work: str
    sign: str  # ≤ or ≥
    bound: float
    unit: str = ""

    def __str__(self):
        return f"{self.sign} {self.bound:g}{self.unit}"

    def is_met_by(self, value):
        return value <= self.bound if self.sign == "≤" else value >= self.bound


def rounded(value):
    """Three digits, or all before the point."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def last_if_any(size):
    """A key to sort sizes by; 0 stands for what has nothing to do with size."""
    return size or float("inf")


@dataclass
class Figures:
    """By goal and size of board, the value and what else is to be known of it."""

    rows: dict = field(default_factory=dict)
    costs: dict = field(default_factory=dict)  # name: {size: milliseconds}, for the plot

    def add(self, goal, size, value, note=""):
        self.rows.setdefault(goal, {})[size] = (value, note)
        about = f", {size:,} comments" if size else ""
        print(f"{goal.work}{about}: {rounded(value)}{goal.unit} ({goal}) {note}", flush=True)

    def cost(self, name, size, milliseconds):
        self.costs.setdefault(name, {})[size] = milliseconds

    def table(self):
        sizes = sorted({size for row in self.rows.values() for size in row}, key=last_if_any)
        heads = ["", *(f"{size:,}" if size else "any" for size in sizes), "goal"]
        lines = [heads, ["---"] * len(heads)]
        for goal, row in self.rows.items():
            cells = (self._cell(goal, *row[size]) if size in row else "" for size in sizes)
            lines.append([goal.work, *cells, str(goal)])
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)

    def _cell(self, goal, value, note):
        shown = f"{rounded(value)}{goal.unit}"
        shown = shown if goal.is_met_by(value) else f"**{shown}**"
        return f"{shown} ({note})" if note else shown

    def plot(self):
        """Milliseconds against the size of the board."""
        sizes = sorted({size for row in self.costs.values() for size in row})
        chart = Line(
            **looks("Milliseconds by the size of the board", [f"{size:,}" for size in sizes])
        )
        for name, row in self.costs.items():
            chart.add(name, [row.get(size) for size in sizes])
        return drawn(chart)
