#!/usr/bin/env python3
"""Measures every row of docs/performance.md against its baseline in the same run (./dev bench).

Each row is a ratio: the median of alternating pairs (subject, baseline), with the spread of the pairs beside it. The absolute
figures are for orientation only. Writes OUT/bench.json, OUT/bench.txt and, where matplotlib is there, OUT/ingest.svg.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


class Server:
    """A parallaxd of its own on loopback, ended by its process id."""

    def __init__(self, build, data_dir=None):
        where = ["--data-dir", str(data_dir)] if data_dir else ["--memory"]
        started = time.monotonic()
        self.process = subprocess.Popen(
            [build / "bin/parallaxd", *where, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        self.start_seconds = time.monotonic() - started
        if "serving on" not in line:
            raise RuntimeError(f"parallaxd did not start: {line!r}")
        self.address = line.split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=60)


class EchoServer:
    """A synchronous gRPC server that does nothing."""

    def __init__(self, build):
        self.process = subprocess.Popen([build / "bin/bench_echo_server"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=30)


def run_json(*command, env=None):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, check=True,
                          env={**os.environ, **(env or {})})
    return json.loads(done.stdout.strip().splitlines()[-1])


class Bench:
    def __init__(self, args):
        self.build = pathlib.Path(args.build).resolve()
        self.npm = pathlib.Path(args.npm).resolve() if args.npm else None
        self.small = args.small
        self.pairs = 1 if args.small else 5
        self.rows = []

    def client(self, address, mode, **options):
        flags = [text for key, value in options.items() for text in (f"--{key.replace('_', '-')}", str(value))]
        return run_json(self.build / "bin/bench_client", address, mode, *flags)

    def add(self, what, reach, ratios, subject, baseline, unit):
        """A finished row: ratios of the pairs, and the medians of both sides in `unit`."""
        row = {"what": what, "reach": reach, "ratio": statistics.median(ratios), "low": min(ratios), "high": max(ratios),
               "pairs": len(ratios), "subject": subject, "baseline": baseline, "unit": unit}
        self.rows.append(row)
        print(f"{what:58} {row['ratio']:7.3f}  [{row['low']:.3f}, {row['high']:.3f}]  reach {reach:10} "
              f"{subject:12.1f} vs {baseline:12.1f} {unit}", flush=True)

    def paired(self, what, reach, subject, baseline, unit):
        """Alternates subject() and baseline(); the ratio is subject / baseline."""
        pairs = []
        for index in range(self.pairs):
            # Every other pair runs the other way round, so that drift of the machine cancels.
            first, second = (subject, baseline) if index % 2 == 0 else (baseline, subject)
            one, two = first(), second()
            pairs.append((one, two) if index % 2 == 0 else (two, one))
        self.add(what, reach, [s / b for s, b in pairs], statistics.median(s for s, _ in pairs),
                 statistics.median(b for _, b in pairs), unit)

    def hot_account(self):
        calls = 200 if self.small else 4000
        with Server(self.build) as server, EchoServer(self.build) as echo:
            self.client(server.address, "seed", accounts=1, signals=200)
            self.paired("Interpret, hot account of 200 signals, p50", "<= 1.3",
                        lambda: self.client(server.address, "interpret", calls=calls)["p50_us"],
                        lambda: self.client(server.address, "echo", calls=calls)["p50_us"], "us")
            self.paired("Interpret, 16 in flight, calls/s", ">= 0.7",
                        lambda: self.client(server.address, "interpret", calls=5 * calls, in_flight=16)["calls_per_second"],
                        lambda: self.client(server.address, "echo", calls=5 * calls, in_flight=16)["calls_per_second"], "/s")
            idle = 2 if self.small else 8
            self.paired("Interpret, calls 1.05 s apart, p50", "<= 1.3",
                        lambda: self.client(server.address, "interpret", calls=idle, gap_ms=1050)["p50_us"],
                        lambda: self.client(echo.address, "echo", calls=idle, gap_ms=1050)["p50_us"], "us")

    def history(self):
        calls = 2 if self.small else 40
        with Server(self.build) as server:
            self.client(server.address, "seed", accounts=1, signals=330)  # one every two days, and then a silence
            self.paired("GetHistory of 104 weeks, against 104 Interprets", "<= 0.25",
                        lambda: self.client(server.address, "history", calls=calls)["p50_us"],
                        lambda: self.client(server.address, "points", calls=calls)["p50_us"], "us")

    def portfolio(self, work):
        accounts = 200 if self.small else 10_000
        lens = self.build / "lenses/libparallax_saas.so"
        csv = work / "portfolio.csv"
        subject = run_json(self.build / "bin/bench_portfolio", lens, "--accounts", accounts, "--csv", csv)
        self.add("hot memory a signal, bytes of its columns", "<= 1.25",
                 [subject["bytes_per_signal"] / subject["column_bytes_per_signal"]], subject["bytes_per_signal"],
                 subject["column_bytes_per_signal"], "bytes")
        if not (self.npm and (self.npm / "node_modules/@duckdb/node-api").exists() and shutil.which("node")):
            print("portfolio: skipped, the SQL engine it is measured against (npm @duckdb/node-api) is not installed")
            return
        as_of = 1_735_689_600 + 200 * 2 * 86_400
        self.paired(f"portfolio, {accounts} accounts x 200 signals, 2 threads", "<= 1.0",
                    lambda: run_json(self.build / "bin/bench_portfolio", lens, "--accounts", accounts, "--rounds", 3)["ms"],
                    lambda: run_json("node", HERE / "duckdb_features.mjs", csv, as_of, 3,
                                     env={"PARALLAX_NPM": str(self.npm)})["ms"], "ms")

    def sweep(self):
        """The portfolio a day later, without new signals: with what the lens kept of the day before, and anew."""
        accounts = 200 if self.small else 10_000
        lens = self.build / "lenses/libparallax_saas.so"

        def days(*flags):
            return run_json(self.build / "bin/bench_portfolio", lens, "--accounts", accounts, "--rounds", 3, *flags)["ms"]

        self.paired(f"sweep over {accounts} accounts without new signals", "< 1",
                    lambda: days("--keep-bytes", 1 << 30), days, "ms")

    def ingest(self, work):
        signals = 20_000 if self.small else 2_000_000
        accounts = 20_000

        def served():
            with tempfile.TemporaryDirectory(dir=work) as data, Server(self.build, data) as server:
                return self.client(server.address, "ingest", signals=signals, accounts=accounts)["signals_per_second"]

        def loop(mode):
            with tempfile.TemporaryDirectory(dir=work) as data:
                return run_json(self.build / "bin/bench_ingest_store", "--rows", signals, "--contender", mode,
                                "--directory", data)["rows_per_s"]

        rounds, self.pairs = self.pairs, min(self.pairs, 3)  # 2 M rows a side: three pairs take minutes
        self.paired(f"durable ingest of {signals}, against a plain append loop", ">= 0.3", served, lambda: loop("plain"), "/s")
        self.paired(f"durable ingest of {signals}, against a UNIQUE index", ">= 3", served, lambda: loop("unique"), "/s")
        self.pairs = rounds

    def growth_and_start(self, work):
        """One server grows from nothing; then it is started again with everything stored."""
        step, steps = (10_000, 2) if self.small else (2_000_000, 5)
        data = work / "grown"
        rates = []
        with Server(self.build, data) as server:
            for part in range(steps):
                rates.append(self.client(server.address, "ingest", signals=step, accounts=20_000, offset=part * step)
                             ["signals_per_second"])
        self.growth = [{"signals": (i + 1) * step, "signals_per_second": rate} for i, rate in enumerate(rates)]
        self.add(f"ingest rate at {steps * step} signals, against the first {step}", ">= 0.8", [rates[-1] / rates[0]],
                 rates[-1], rates[0], "/s")
        full, empty = [], []
        for _ in range(self.pairs):
            with Server(self.build, data) as server:
                full.append(server.start_seconds)
            with tempfile.TemporaryDirectory(dir=work) as other, Server(self.build, other) as server:
                empty.append(server.start_seconds)
        extra = [f - e for f, e in zip(full, empty)]
        self.rows.append({"what": f"start with {steps * step} signals stored, seconds more than with none", "reach": "< 1",
                          "ratio": statistics.median(extra), "low": min(extra), "high": max(extra), "pairs": self.pairs,
                          "subject": statistics.median(full), "baseline": statistics.median(empty), "unit": "s"})
        print(f"start with {steps * step} signals: +{statistics.median(extra):.3f} s [{min(extra):.3f}, {max(extra):.3f}]")

    def write(self, out):
        out.mkdir(parents=True, exist_ok=True)
        (out / "bench.json").write_text(json.dumps({"small": self.small, "rows": self.rows, "growth": self.growth}, indent=2))
        lines = [f"{'what':58} {'ratio':>8} {'spread':>18} {'reach':>8} {'subject':>12} {'baseline':>12} unit"]
        for r in self.rows:
            spread = f"{r['low']:.3f}..{r['high']:.3f}"
            lines.append(f"{r['what']:58} {r['ratio']:8.3f} {spread:>18} {r['reach']:>8} {r['subject']:12.1f} "
                         f"{r['baseline']:12.1f} {r['unit']}")
        (out / "bench.txt").write_text("\n".join(lines) + "\n")
        try:
            import matplotlib
        except ImportError:
            return
        matplotlib.use("Agg")
        from matplotlib import pyplot
        figure, axes = pyplot.subplots(figsize=(7, 4))
        axes.plot([g["signals"] / 1e6 for g in self.growth], [g["signals_per_second"] / 1e3 for g in self.growth], marker="o")
        axes.set(xlabel="signals stored, millions", ylabel="durable ingest over gRPC, thousand signals/s", ylim=(0, None),
                 title="Ingest rate against size")
        figure.tight_layout()
        figure.savefig(out / "ingest.svg")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--npm", help="folder whose node_modules holds @duckdb/node-api")
    parser.add_argument("--out", required=True)
    parser.add_argument("--small", action="store_true", help="every row once, on little data: keeps the bench alive")
    parser.add_argument("--only", help="rows to run: hot, history, portfolio, sweep, ingest, growth")
    args = parser.parse_args()
    bench = Bench(args)
    bench.growth = []
    parts = args.only.split(",") if args.only else ["hot", "history", "portfolio", "sweep", "ingest", "growth"]
    with tempfile.TemporaryDirectory(prefix="parallax-bench-") as work:
        work = pathlib.Path(work)
        if "hot" in parts:
            bench.hot_account()
        if "history" in parts:
            bench.history()
        if "portfolio" in parts:
            bench.portfolio(work)
        if "sweep" in parts:
            bench.sweep()
        if "ingest" in parts:
            bench.ingest(work)
        if "growth" in parts:
            bench.growth_and_start(work)
    bench.write(pathlib.Path(args.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
