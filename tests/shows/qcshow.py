"""Helpers of the shows and end-to-end tests: run the program, read its outputs. Standard library only."""
import json
import os
import subprocess

QINGCE = os.environ.get(
    'QINGCE',
    os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'build', 'release', 'qingce'),
)
KEY_HEX = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
STRONG = ('likely', 'confirmed')


def make_key(directory):
    path = os.path.join(directory, 'key')
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(fd, KEY_HEX.encode())
    os.close(fd)
    return path


class ScanError(Exception):
    pass


def read_findings(path):
    with open(path, encoding='utf-8') as f:
        return [json.loads(line) for line in f if line.strip()]


class Scan:
    """One run of `qingce scan` into files of `out` (a path prefix)."""

    def __init__(self, targets, out, key, *flags, cwd=None, expect=(0,), env=None, stdin=None):
        self.out = out
        command = [
            QINGCE,
            'scan',
            '-q',
            '--key-file',
            key,
            '--reference-date',
            '2026-11-21',
            '-i',
            out + '.inv',
            '--force',
            '-o',
            'json=' + out + '.json',
            '-o',
            'findings=' + out + '.findings',
            *flags,
            *targets,
        ]
        run = subprocess.run(command, cwd=cwd, capture_output=True, env=env, input=stdin)
        self.code, self.stdout, self.stderr = run.returncode, run.stdout, run.stderr
        if run.returncode not in expect:
            raise ScanError(
                'scan gave exit %d: %s' % (run.returncode, run.stderr.decode('utf-8', 'replace')[-600:])
            )

    @property
    def findings(self):
        return read_findings(self.out + '.findings')

    @property
    def json(self):
        with open(self.out + '.json', encoding='utf-8') as f:
            return json.load(f)


def digests(rule, values, key):
    """One line per value, '-' where the rule rejects it."""
    run = subprocess.run(
        [QINGCE, 'digest', '--key-file', key, '--rule', rule],
        input='\n'.join(values) + '\n',
        capture_output=True,
        text=True,
    )
    if run.returncode != 0:
        raise ScanError('digest --rule %s gave exit %d: %s' % (rule, run.returncode, run.stderr[-300:]))
    return run.stdout.split('\n')[: len(values)]
