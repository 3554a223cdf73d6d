"""Progress: JSON lines and the line on a terminal. The scan reads stdin to its end, so the test decides how long it runs."""
import json
import os
import re
import subprocess
import unittest

from base import Case
from qcshow import QINGCE
from terminal import Terminal

FIELDS = {'files', 'bytes', 'matches', 'total_files', 'total_bytes', 'counted', 'bytes_per_second', 'seconds_left',
          'current', 'done'}


class Progress(Case):
    def scan_lines(self, *args, **more):
        run = subprocess.run(
            [QINGCE, 'scan', '--key-file', self.key, '-i', 'out.inv', '--force', '-q', '--progress', 'json', *args],
            cwd=self.dir, env=self.env, capture_output=True, timeout=300, **more)
        self.assertEqual(run.returncode, 0, run.stderr)
        lines = [json.loads(line) for line in run.stderr.splitlines()]
        for line in lines:
            self.assertEqual(set(line), FIELDS)
        self.assertEqual([line['done'] for line in lines], [False] * (len(lines) - 1) + [True])
        return lines

    def test_the_last_line_counts_everything(self):
        sizes = [0, 1, 70000, 5]
        for i, size in enumerate(sizes):
            self.write(f't/{i % 2}/{i}', b'x' * size)
        last = self.scan_lines('t')[-1]
        self.assertEqual((last['files'], last['bytes'], last['matches']), (4, sum(sizes), 0))
        # The count of its own may not have ended before such a small scan; what it has is no more than there is.
        self.assertLessEqual(last['total_bytes'], sum(sizes))

    def live(self, *args):
        """A scan of stdin and, before it, of what `args` names; its first line that shows stdin, then its end."""
        child = subprocess.Popen(
            [QINGCE, 'scan', '--key-file', self.key, '-i', 'out.inv', '-q', '--progress', 'json', *args, '-',
             '--stdin-name', 'live-13912345678.sql'],
            cwd=self.dir, env=self.env, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        block = b'x' * 65536
        try:
            while True:
                child.stdin.write(block)
                child.stdin.flush()
                line = json.loads(child.stderr.readline())
                if line['current'] and line['current'].startswith('live'):
                    break
        finally:
            child.stdin.close()
            rest = child.stderr.read().splitlines()
            child.stderr.close()
        self.assertEqual(child.wait(), 0)
        return line, json.loads(rest[-1])

    def test_what_is_in_hand_is_named_with_its_values_masked(self):
        self.write('t/a', 'x' * 1000)
        line, last = self.live('t')
        self.assertNotIn('13912345678', line['current'])
        self.assertRegex(line['current'], r'^live-139\*\*\*\*5678~[0-9a-f]{6}\.sql$')
        self.assertEqual((line['counted'], line['seconds_left']), (False, None), 'the length of stdin is not known')
        self.assertEqual((last['files'], last['counted']), (2, False))

    def test_terminal(self):
        os.mkfifo(self.path('feed'))
        command = f"exec '{QINGCE}' scan - --stdin-name '清册 live' --key-file '{self.key}' -i out.inv --lang en <feed"
        terminal = Terminal(['bash', '-c', command], self.dir, dict(self.env, TERM='xterm', LC_ALL='C.UTF-8'))
        with open(self.path('feed'), 'wb') as feed:
            feed.write(b'x' * 3_000_000)
            feed.flush()
            terminal.wait_for(re.compile(r'\d files? .*清册 live'.encode()))
        self.assertEqual(terminal.finish(), 0)
        shown = terminal.seen.decode()
        # The line is gone before the summary begins.
        self.assertIn('\r\x1b[K', shown)
        self.assertIn('Verdict', shown)

    def test_none_is_none_even_on_a_terminal(self):
        self.write('t/a', 'x')
        for option in (['--progress', 'none'], ['-q']):
            terminal = Terminal([QINGCE, 'scan', 't', '--key-file', self.key, '-i', 'out.inv', '--force', *option], self.dir,
                                dict(self.env, TERM='xterm'))
            self.assertEqual(terminal.finish(), 0)
            self.assertNotIn(b'\x1b[K', terminal.seen)


if __name__ == '__main__':
    unittest.main()
