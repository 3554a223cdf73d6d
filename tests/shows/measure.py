"""measure.py FIGURES COMMAND...: runs the command and writes '{"seconds": s, "kib": peak memory, "code": c}' to FIGURES.

A program of its own, because a child's peak starts with that of the process that made it; this one stays small.
"""
import os
import sys
import time

if __name__ == '__main__':
    start = time.monotonic()
    pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
    _, status, usage = os.wait4(pid, 0)
    with open(sys.argv[1], 'w', encoding='utf-8') as out:
        out.write(
            '{"seconds": %.2f, "cpu": %.2f, "kib": %d, "code": %d}'
            % (
                time.monotonic() - start,
                usage.ru_utime + usage.ru_stime,
                usage.ru_maxrss,
                os.waitstatus_to_exitcode(status),
            )
        )
