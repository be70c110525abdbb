"""Times calls, in groups when they are short: what Timing.swift does."""
import gc
import math
import time


class Timing:
    def __init__(self, run, warm_up):
        self.run = run
        shortest, spent, calls = math.inf, 0.0, 0
        while calls < 2 or (spent < warm_up and calls < 1000):
            seconds = self._seconds(1)
            shortest, spent, calls = min(shortest, seconds), spent + seconds, calls + 1
            if calls == 1 and seconds > 10 * warm_up:
                break
        self.calls_per_sample = max(1, math.ceil(200e-6 / shortest))

    def samples(self, seconds, least):
        """Seconds per call, at least so many; one is enough when it takes more than a second.

        Without collections of garbage, which no one asked for.
        """
        gc.collect()
        gc.disable()
        try:
            end, samples = time.perf_counter() + seconds, []
            while len(samples) < (1 if samples and samples[0] > 1 else least) or (len(samples) < 400 and time.perf_counter() < end):
                samples.append(self._seconds(self.calls_per_sample) / self.calls_per_sample)
            return samples
        finally:
            gc.enable()

    def _seconds(self, calls):
        run, start = self.run, time.perf_counter()
        for _ in range(calls):
            run()
        return time.perf_counter() - start
