"""Base of the end-to-end tests: a directory, a key, and the program run the way a person runs it."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ('tests/shows', 'corpora'):
    sys.path.insert(0, os.path.join(HERE, '..', '..', folder))

from qcgen import ids, rng  # noqa: E402
from qcshow import QINGCE, digests, make_key, read_findings  # noqa: E402

RULES = [
    'cn.bank-account',
    'cn.bank-card',
    'cn.foreign-permanent-resident-card',
    'cn.hmt-residence-permit',
    'cn.landline',
    'cn.mobile',
    'cn.resident-id',
    'cn.resident-id-15',
    'cn.uscc',
    'email',
]


class Case(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix='qingce-e2e.')
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)
        self.key = make_key(self.dir)
        self.random = rng(self.id(), 'e2e')
        # Neither the tester's configuration nor his key takes part.
        self.env = dict(
            os.environ,
            HOME=os.path.join(self.dir, 'home'),
            XDG_CONFIG_HOME=os.path.join(self.dir, 'config'),
            XDG_STATE_HOME=os.path.join(self.dir, 'state'),
        )
        self.env.pop('QINGCE_CONFIG', None)
        self.env.pop('LANG', None)

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, data, mode=None):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as f:
            f.write(data if isinstance(data, bytes) else data.encode('utf-8'))
        if mode is not None:
            os.chmod(path, mode)
        return path

    def run_qingce(self, *args, stdin=None, env=None, stdout=subprocess.PIPE):
        return subprocess.run(
            [QINGCE, *args],
            cwd=self.dir,
            input=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=env or self.env,
            timeout=300,
        )

    def scan(self, *args, expect=0, stdin=None, env=None):
        """A scan with the case's key and date into out.inv, out.json, out.findings."""
        run = self.run_qingce(
            'scan',
            '--key-file',
            self.key,
            '--reference-date',
            '2026-11-21',
            '-i',
            'out.inv',
            '--force',
            '-o',
            'json=out.json',
            '-o',
            'findings=out.findings',
            *args,
            stdin=stdin,
            env=env
        )
        self.assertEqual(run.returncode, expect, run.stderr.decode('utf-8', 'replace')[-800:])
        return run

    @property
    def findings(self):
        return read_findings(self.path('out.findings'))

    @property
    def json(self):
        with open(self.path('out.json'), encoding='utf-8') as f:
            return json.load(f)

    def digest(self, rule, *values):
        return digests(rule, list(values), self.key)

    def listing(self):
        """Everything below the case's directory with size and time: to see that nothing was written."""
        out = []
        for d, dirs, files in os.walk(self.dir):
            for name in sorted(dirs + files):
                s = os.lstat(os.path.join(d, name))
                out.append(
                    (
                        os.path.join(d, name),
                        s.st_size if name in files else 0,
                        s.st_mtime_ns if name in files else 0,
                    )
                )
        return sorted(out)

    def assert_usage_error(self, *args, names='', stdin=None, env=None):
        """Exit 2, nothing written, nothing on stdout, and the culprit is named."""
        before = self.listing()
        run = self.run_qingce(*args, stdin=stdin, env=env)
        text = run.stderr.decode('utf-8', 'replace')
        self.assertEqual(run.returncode, 2, text)
        self.assertIn(names, text)
        self.assertEqual(run.stdout, b'')
        self.assertEqual(self.listing(), before, 'a usage error wrote something')
        return text
