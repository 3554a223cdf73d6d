"""Labelled stores in small: precision and recall of every rule against corpora/floors.toml, and the score itself.

The full size is tests/shows/06-labelled.sh.
"""
import json
import os
import subprocess
import sys
import unittest

from base import HERE, QINGCE, Case

CORPORA = os.path.join(HERE, '..', '..', 'corpora')
FAKE = '#!/bin/sh\n[ "$1" = rules ] && printf "cn.mobile\\tL3\\n"\nexit 0\n'


def generate(out, *args):
    subprocess.run(
        [sys.executable, '-B', os.path.join(CORPORA, 'gen_labelled.py'), '--out', out, *args],
        check=True,
        stdout=subprocess.DEVNULL,
    )


class Labelled(Case):
    def score(self, findings, qingce, *args):
        run = subprocess.run(
            [
                sys.executable,
                '-B',
                os.path.join(CORPORA, 'score_labelled.py'),
                '--truth',
                self.path('l/truth.jsonl'),
                '--findings',
                findings,
                '--qingce',
                qingce,
                '--key-file',
                self.key,
                *args,
            ],
            capture_output=True,
            text=True,
        )
        self.assertIn(run.returncode, (0, 1), run.stderr)
        return run

    def truth(self):
        with open(self.path('l/truth.jsonl'), encoding='utf-8') as f:
            return [json.loads(line) for line in f]

    def test_rules_reach_their_floors(self):
        generate(self.path('l'), '--seed', 'e2e')
        self.dir, base = self.path('l'), self.dir
        self.scan('corpus')
        self.dir = base
        run = self.score(self.path('l/out.findings'), QINGCE)
        self.assertEqual(run.returncode, 0, run.stdout[-6000:])

    def test_everything_is_planted(self):
        generate(self.path('l'))
        with open(self.path('l/summary.json'), encoding='utf-8') as f:
            summary = json.load(f)
        self.assertEqual(summary['kinds_left_out'], [])
        self.assertGreaterEqual(len(summary['encodings']) + len(summary['containers']), 20)
        alikes = {t['kind'] for t in self.truth() if t.get('policy') == 'must-not'}
        self.assertGreaterEqual(len(alikes), 30)

    def test_same_seed_same_bytes(self):
        both = []
        for name in ('a', 'b'):
            generate(self.path(name), '--rows', '3', '--stores', 'customers,notes,alike_0')
            files = sorted(os.path.join(d, f) for d, _, names in os.walk(self.path(name)) for f in names)
            content = []
            for path in files:
                with open(path, 'rb') as f:
                    content.append(f.read())
            both.append(content)
        self.assertEqual(both[0], both[1])

    def test_labels_are_in_the_bytes(self):
        generate(self.path('l'), '--rows', '12', '--stores', 'customers,orders,chat')
        codecs = {
            'utf8': 'utf-8',
            'utf8-bom': 'utf-8',
            'gbk': 'gbk',
            'gb18030': 'gb18030',
            'utf16le': 'utf-16-le',
        }
        truth = self.truth()
        plain = {
            t['location']: codecs.get(t['encoding'])
            for t in truth
            if t.get('document') and t['container'] == 'plain'
        }
        seen = 0
        for t in truth:
            codec = plain.get(t['location'])
            if codec is None or t.get('rule') not in ('cn.person-name', 'sex', 'cn.address', 'email'):
                continue
            with open(os.path.join(self.path('l'), t['location']), 'rb') as f:
                f.seek(t['offset'])
                self.assertEqual(f.read(t['length']).decode(codec), t['normal'])
            seen += 1
        self.assertGreater(seen, 100)

    def test_the_score_sees_faults(self):
        """A perfect result passes; one miss in a hundred, one look-alike, one wrong span do not."""
        generate(self.path('l'), '--stores', 'customers,orders', '--formats', 'csv,sql')
        self.write('fake', FAKE, 0o755)
        self.write('floors', '[x]\nrecall = 0.999\nprecision = 0.999\nrules = ["cn.mobile"]\n')
        truth = self.truth()
        perfect = [
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
                'masked': '*',
                'digest': '',
            }
            for t in truth
            if t.get('rule') == 'cn.mobile'
        ]
        alike = next(t for t in truth if t.get('policy') == 'must-not')
        false = dict(perfect[0], location=alike['location'], offset=alike['offset'], length=alike['length'])
        cases = {
            'perfect': (perfect, 0),
            'missed': (perfect[1:], 1),
            'only possible': ([dict(perfect[0], confidence='possible')] + perfect[1:], 1),
            'look-alike': (perfect + [false], 1),
            'weak look-alike': (perfect + [dict(false, confidence='possible')], 0),
            'moved': ([dict(perfect[0], offset=perfect[0]['offset'] + 1)] + perfect[1:], 1),
            'other rule first': ([dict(perfect[0], rule='email', also=['cn.mobile'])] + perfect[1:], 0),
        }
        for name, (findings, code) in cases.items():
            with self.subTest(name):
                path = self.write('f', ''.join(json.dumps(f) + '\n' for f in findings))
                run = self.score(path, self.path('fake'), '--floors', self.path('floors'))
                self.assertEqual(run.returncode, code, run.stdout)


if __name__ == '__main__':
    unittest.main()
