"""A program on a terminal of its own: keys in, what it wrote out."""
import os
import pty
import select
import time

SECONDS = 60  # nothing is waited for that long unless something is wrong


class Terminal:
    def __init__(self, command, cwd, env):
        self.seen = b''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(cwd)
                os.execvpe(command[0], command, env)
            finally:
                os._exit(127)

    def send(self, keys):
        os.write(self.fd, keys.encode())

    def read(self):
        """Some more bytes; b'' at the end."""
        try:
            more = os.read(self.fd, 65536)
        except OSError:  # Linux says EIO when the other side is gone
            more = b''
        self.seen += more
        return more

    def wait_for(self, mark):
        """Everything up to and including `mark`, a pattern of bytes."""
        end = time.monotonic() + SECONDS
        while not (found := mark.search(self.seen)):
            ready, _, _ = select.select([self.fd], [], [], max(0, end - time.monotonic()))
            if not ready or not self.read():
                raise AssertionError(f'{mark.pattern!r} never came: {self.seen[-800:]!r}')
        text, self.seen = self.seen[: found.end()], self.seen[found.end() :]
        return text

    def finish(self):
        """Reads to the end; the exit code."""
        while self.read():
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)
