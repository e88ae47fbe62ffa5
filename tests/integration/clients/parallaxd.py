"""A parallaxd of its own for a test: on loopback, in memory or in a directory, ended by its process id."""

import os
import signal
import subprocess


class Parallaxd:
    def __init__(self, binary, data_dir=None):
        where = ["--data-dir", data_dir] if data_dir else ["--memory"]
        self.process = subprocess.Popen([binary, *where, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert "serving on" in line, f"parallaxd did not start: {line!r}"
        self.address = line.split()[-1]

    def __enter__(self):
        return self

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)
        self.process.stdout.close()

    def __exit__(self, *_):
        os.kill(self.process.pid, signal.SIGTERM)
        assert self.process.wait(timeout=30) == 0, "parallaxd did not drain"
        self.process.stdout.close()
