"""A Rollcall server with one tenant and one token, on a database of its own."""

import pathlib
import subprocess
import tempfile
import threading

TENANT = "conformance"
START_LIMIT_SECONDS = 60
STOP_LIMIT_SECONDS = 20


class Rollcall:
    """Runs while its `with` block does. `base_url` is the tenant's SCIM base URL."""

    def __init__(self, binary: str):
        self.binary = pathlib.Path(binary).resolve()
        self.folder = tempfile.TemporaryDirectory(prefix="rollcall-conformance-")
        self.process: subprocess.Popen | None = None
        self.base_url = ""
        self.token = ""

    def __enter__(self) -> "Rollcall":
        try:
            self._command("tenant", "create", TENANT, "--name", "Conformance")
            self.token = self._command("token", "issue", "--tenant", TENANT, "--name", "tester")
            self.base_url = f"{self._serve()}/t/{TENANT}/scim/v2"
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def _command(self, *arguments: str) -> str:
        done = subprocess.run(
            [self.binary, *arguments], cwd=self.folder.name, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise SystemExit(f"rollcall {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout.strip()

    def _serve(self) -> str:
        self.log = open(pathlib.Path(self.folder.name, "log"), "w+")
        self.process = subprocess.Popen(
            [self.binary, "serve", "--listen", "127.0.0.1:0"],
            cwd=self.folder.name,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        # A server that never says where it listens is ended, which ends the reading below.
        limit = threading.Timer(START_LIMIT_SECONDS, self.process.kill)
        limit.start()
        line = self.process.stdout.readline().strip()
        limit.cancel()
        if not line.startswith("listening on "):
            self.log.seek(0)
            raise SystemExit(f"rollcall serve did not start:\n{self.log.read()}")
        return line.removeprefix("listening on ")

    def _stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(STOP_LIMIT_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
            self.log.close()
        self.folder.cleanup()
