"""A parallaxd of its own for a test: on loopback, in memory or in a directory, ended by its process id."""

import os
import signal
import subprocess
import threading


class Parallaxd:
    def __init__(self, binary, data_dir=None, flags=()):
        self.process = self.start(binary, data_dir, flags)
        line = self.process.stdout.readline()
        assert "serving on" in line, f"parallaxd did not start: {line!r}"
        self.address = line.split()[-1]

    @staticmethod
    def start(binary, data_dir, flags):
        where = ["--data-dir", data_dir] if data_dir else ["--memory"]
        return subprocess.Popen([binary, *where, "--listen", "127.0.0.1:0", *flags], stdout=subprocess.PIPE, text=True)

    @classmethod
    def kill_at_start(cls, binary, data_dir, flags, seconds):
        """Starts one and kills it so long after, ready or not."""
        process = cls.start(binary, data_dir, flags)
        threading.Timer(seconds, process.kill).start()
        process.wait(timeout=30)
        process.stdout.close()

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
