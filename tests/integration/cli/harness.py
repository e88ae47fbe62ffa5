"""A real server and the real command line, for tests. Standard library only.

The binaries are those of PARALLAX_BINARY_DIR/bin; PARALLAX_LENSES names another manifest than the one beside them.
"""
import json
import os
import queue
import subprocess
import threading
import unittest

BINARIES = os.path.join(os.environ.get("PARALLAX_BINARY_DIR", "build/release"), "bin")
SOURCE = os.environ.get(
    "PARALLAX_SOURCE_DIR",
    os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "..")))
START_SECONDS = 60
COMMAND_SECONDS = 300


class Result:
    def __init__(self, process, out, err):
        self.code = process.returncode
        self.out = out
        self.err = err

    def json(self):
        return json.loads(self.out)

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


class Server:
    """parallaxd in memory on a free port of loopback; ended by its own process id."""

    def __init__(self):
        command = [os.path.join(BINARIES, "parallaxd"), "--memory", "--listen", "127.0.0.1:0",
                   "--log-level", "warn"]
        if os.environ.get("PARALLAX_LENSES"):
            command += ["--lenses", os.environ["PARALLAX_LENSES"]]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PARALLAX_")}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        line = self._first_line()
        if "127.0.0.1:" not in line:
            self.stop()
            raise RuntimeError(f"parallaxd did not say where it serves, but: {line!r}")
        self.address = line.split()[-1]

    def _first_line(self):
        lines = queue.Queue()
        threading.Thread(target=lambda: lines.put(self.process.stdout.readline()),
                         daemon=True).start()
        try:
            return lines.get(timeout=START_SECONDS)
        except queue.Empty:
            return ""

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def parallax(*arguments, address=None, stdin="", environment=None, columns=80):
    """Runs the command line once; nothing of the caller's settings reaches it."""
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "COLUMNS": str(columns)}
    if address:
        env["PARALLAX_ADDRESS"] = address
    env.update(environment or {})
    process = subprocess.Popen([os.path.join(BINARIES, "parallax"), *arguments],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, env=env)
    out, err = process.communicate(stdin, timeout=COMMAND_SECONDS)
    return Result(process, out, err)


class ServerTest(unittest.TestCase):
    """Tests that share one server."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def run_cli(self, *arguments, **options):
        return parallax(*arguments, address=self.server.address, **options)

    def must(self, *arguments, **options):
        result = self.run_cli(*arguments, **options)
        self.assertEqual(result.code, 0, f"parallax {' '.join(arguments)}: {result.err}")
        return result


class SampleTest(ServerTest):
    """Tests that share one server, on which one scenario is stored."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sample = os.path.join(SOURCE, "tests", "scenarios", "silence-with-review")
        for arguments in (["account", "upsert", "--file", os.path.join(sample, "accounts.ndjson")],
                          ["signal", "send", "--file", os.path.join(sample, "signals.ndjson")]):
            done = parallax(*arguments, address=cls.server.address)
            if done.code != 0:
                raise RuntimeError(done.err)
