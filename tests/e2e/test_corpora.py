"""A small corpus of every encoding in every container against its truth; the full size is tests/shows/01-recall.sh."""
import os
import subprocess
import sys
import unittest

from base import HERE, QINGCE, Case

CORPORA = os.path.join(HERE, '..', '..', 'corpora')


class Corpora(Case):
    def test_every_encoding_in_every_container(self):
        subprocess.run(
            [
                sys.executable,
                '-B',
                os.path.join(CORPORA, 'gen_planted.py'),
                '--out',
                self.path('p'),
                '--seed',
                'e2e',
                '--values',
                '12000',
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        self.dir, base = self.path('p'), self.dir
        self.scan('--password-file', 'passwords.txt', 'corpus')
        score = subprocess.run(
            [
                sys.executable,
                '-B',
                os.path.join(CORPORA, 'score.py'),
                '--truth',
                self.path('truth.jsonl'),
                '--findings',
                self.path('out.findings'),
                '--qingce',
                QINGCE,
                '--key-file',
                self.key,
                '--misses',
                '10',
            ],
            capture_output=True,
            text=True,
        )
        self.dir = base
        self.assertEqual(score.returncode, 0, score.stdout + score.stderr)


if __name__ == '__main__':
    unittest.main()
