"""Measures workloads of JAX on request: a line of JSON in, a line of JSON out; what Worker.swift does for Jacobi."""
import gc
import json
import os
import sys
import time

# Whatever a library prints must not come between the answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
os.environ["JAX_PLATFORMS"] = "cpu"

import jax  # noqa: E402

import algebra  # noqa: E402, F401
import arrays  # noqa: E402, F401
import loops  # noqa: E402, F401
import memory  # noqa: E402
import training  # noqa: E402, F401
from cases import CASES  # noqa: E402
from fills import checksum  # noqa: E402
from suite import WORKLOADS  # noqa: E402
from timing import Timing  # noqa: E402


class Worker:
    run = timing = base = peak_of_first = None

    def describe(self, request):
        return {"description": f"JAX {jax.__version__}, jaxlib {jax.lib.__version__}"}

    def prepare(self, request):
        self.drop()
        run, result = WORKLOADS[request["id"]]()
        memory.forget_peak()
        self.base = memory.resident()
        start = time.perf_counter()
        results = jax.block_until_ready(result())
        first = time.perf_counter() - start
        self.run = run
        self.peak_of_first = memory.peak()
        check = checksum(results)
        del results
        # What comparing takes is not the workload's.
        memory.forget_peak()
        return {"first": first, "check": check}

    def sample(self, request):
        seconds = request["seconds"]
        if self.timing is None:
            self.timing = Timing(self.run, seconds / 2)
        return {"samples": self.timing.samples(seconds, request["least"])}

    def release(self, request):
        peaks, base = (self.peak_of_first, memory.peak()), self.base
        self.drop()
        return {"peak": max(peaks) - base} if base and all(peaks) else {}

    def case(self, request):
        return {"values": {name: value for name, value in CASES[request["id"]]().items() if value is not None}}

    def drop(self):
        self.run = self.timing = None
        gc.collect()
        jax.clear_caches()


if __name__ == "__main__":
    worker = Worker()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(worker, request["command"])(request)
        except Exception as error:  # the other side decides what a failure means
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)
