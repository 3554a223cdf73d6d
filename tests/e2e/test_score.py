"""The score itself: a perfect result passes, and each kind of fault is seen. No scanner takes part."""
import hashlib
import json
import os
import subprocess
import sys
import unittest

from base import HERE, Case

CORPORA = os.path.join(HERE, '..', '..', 'corpora')
FAKE = '''#!/usr/bin/python3
import hashlib, sys
rule = sys.argv[sys.argv.index('--rule') + 1]
for line in sys.stdin:
    print(hashlib.md5((rule + line.rstrip('\\n')).encode()).hexdigest())
'''


def masked(rule, normal):
    if rule == 'email':
        return normal[0] + '***@***.' + normal.rsplit('.', 1)[1]
    head, tail = (3, 4) if rule == 'cn.mobile' else (2, 1)
    return normal[:head] + '*' * (len(normal) - head - tail) + normal[-tail:]


class Score(Case):
    def setUp(self):
        super().setUp()
        self.write('fake', FAKE, 0o755)
        subprocess.run(
            [
                sys.executable,
                '-B',
                os.path.join(CORPORA, 'gen_planted.py'),
                '--out',
                self.dir,
                '--values',
                '600',
                '--encodings',
                'utf8,gbk-traps',
                '--containers',
                'plain,zip-in-zip,gz+text',
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with open(self.path('truth.jsonl'), encoding='utf-8') as f:
            self.truth = [json.loads(line) for line in f]
        self.perfect = [
            {
                'location': t['location'],
                'field': None,
                'rule': t['rule'],
                'also': [],
                'offset': t['offset'],
                'length': t['length'],
                'record': None,
                'confidence': 'likely',
                'state': 'valid',
                'masked': masked(t['rule'], t['normal']),
                'digest': hashlib.md5((t['rule'] + t['normal']).encode()).hexdigest(),
            }
            for t in self.truth
            if t['rule']
        ]

    def score(self, findings):
        self.write('f.jsonl', ''.join(json.dumps(f) + '\n' for f in findings))
        run = subprocess.run(
            [
                sys.executable,
                '-B',
                os.path.join(CORPORA, 'score.py'),
                '--truth',
                self.path('truth.jsonl'),
                '--findings',
                self.path('f.jsonl'),
                '--qingce',
                self.path('fake'),
                '--key-file',
                self.key,
            ],
            capture_output=True,
            text=True,
        )
        self.assertIn(run.returncode, (0, 1), run.stderr)
        return run.returncode, run.stdout

    def changed(self, of, **values):
        """The perfect result with one finding of rule `of` in a file of fixed places changed."""
        out = [dict(f) for f in self.perfect]
        for f in out:
            if f['rule'] == of and '-plain' in f['location']:
                f.update({k: v(f) if callable(v) else v for k, v in values.items()})
                return out
        self.fail('no such finding')

    def test_perfect(self):
        code, text = self.score(self.perfect)
        self.assertEqual(code, 0, text)

    def test_truth_is_in_the_bytes(self):
        codec = {'utf8': 'utf-8', 'gbk-traps': 'gbk'}
        checked = 0
        for t in self.truth:
            if t['rule'] and t['container'] == 'plain':
                with open(self.path(t['location']), 'rb') as f:
                    f.seek(t['offset'])
                    self.assertEqual(f.read(t['length']).decode(codec[t['encoding']]), t['value'])
                checked += 1
        self.assertGreater(checked, 300)

    def test_faults_are_seen(self):
        faults = {
            'missing': [
                f for f in self.perfect if f is not next(x for x in self.perfect if x['rule'] == 'cn.uscc')
            ],
            'moved': self.changed('cn.resident-id', offset=lambda f: f['offset'] + 1),
            'wrong rule': self.changed('cn.bank-card', rule='cn.mobile'),
            'other digest': self.changed('cn.mobile', digest='0' * 32),
            'raw value': self.changed('email', masked='whole@example.com'),
            'thin mask': self.changed('cn.resident-id', masked=lambda f: 'x'),
            'twice': self.perfect + [next(f for f in self.perfect if '-plain' in f['location'])],
        }
        for name, findings in faults.items():
            with self.subTest(name):
                code, text = self.score(findings)
                self.assertEqual(code, 1, text)
                self.assertIn('FAIL', text)

    def test_negative_accepted_is_seen(self):
        t = next(t for t in self.truth if t['rule'] is None and t['strict'] and not t['loose'])
        bad = dict(
            self.perfect[0],
            location=t['location'],
            offset=t['offset'],
            length=t['length'],
            rule=t['not_rules'][0],
        )
        code, text = self.score(self.perfect + [bad])
        self.assertEqual(code, 1, text)

    def test_also_counts(self):
        code, text = self.score(self.changed('cn.resident-id', rule='cn.bank-card', also=['cn.resident-id']))
        self.assertEqual(code, 0, text)


if __name__ == '__main__':
    unittest.main()
