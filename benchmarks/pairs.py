"""Interleaved pairs: ours, floor, ours, floor …, so that a machine that slows down slows both."""
import dataclasses
import statistics
import subprocess

import stage as stages

# Seconds for one row; a slow operation gets fewer rounds, but never less than LEAST.
BUDGET = 30
LEAST = 3


@dataclasses.dataclass
class Sample:
    milliseconds: float
    peak_mib: float


@dataclasses.dataclass
class Subject:
    """A program to be timed; `words` may be a function of the round's number, `before` is not timed."""
    stage: object
    words: object
    environment: dict
    before: object = None
    name: str = ""

    def words_of(self, number):
        return self.words(number) if callable(self.words) else self.words

    def once(self, number):
        if self.before:
            self.before()
        words = self.words_of(number)
        done = subprocess.run(
            [str(self.stage.floor("clock")), *map(str, words)], env=self.environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise stages.Failure(f"clock: status {done.returncode}")
        nanoseconds, peak, status = map(int, done.stdout.split())
        if status != 0:
            raise stages.Failure(f"{' '.join(map(str, words))}: status {status}\n{done.stderr}")
        return Sample(nanoseconds / 1e6, peak / 1024)


@dataclasses.dataclass
class Spread:
    """Of one side of all rounds: milliseconds."""
    median: float
    low: float
    high: float
    peak_mib: float = 0.0

    @staticmethod
    def of(values, peak_mib=0.0):
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return Spread(median, low, high, peak_mib)

    @staticmethod
    def of_samples(samples):
        return Spread.of([sample.milliseconds for sample in samples],
                         max(sample.peak_mib for sample in samples))


_numbers = iter(range(1, 1 << 30))


def measure(subjects, rounds, budget=BUDGET):
    """A warm-up, then the rounds; gives a list of samples for each subject."""
    cost = sum(subject.once(next(_numbers)).milliseconds for subject in subjects) / 1000
    rounds = max(LEAST, min(rounds, int(budget / max(cost, 0.001))))
    samples = [[] for _ in subjects]
    for _ in range(rounds):
        for subject, mine in zip(subjects, samples):
            mine.append(subject.once(next(_numbers)))
    return samples


def ratio(ours, floor):
    """The spread of the rounds' own ratios."""
    return Spread.of([a.milliseconds / b.milliseconds for a, b in zip(ours, floor)])


def difference(ours, floor):
    return Spread.of([a.milliseconds - b.milliseconds for a, b in zip(ours, floor)])
