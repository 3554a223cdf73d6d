"""The shows that are quick enough for every run: diff, regions, vectors and privacy, as scripts of their own."""
import os
import subprocess
import unittest

from base import HERE, Case

SHOWS = os.path.join(HERE, '..', 'shows')


class Shows(Case):
    def show(self, name):
        run = subprocess.run(
            ['bash', os.path.join(SHOWS, name)], capture_output=True, text=True, env=self.env, cwd=self.dir
        )
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_vectors(self):
        self.show('01-vectors.sh')

    def test_diff(self):
        self.show('03-diff.sh')

    def test_regions(self):
        self.show('01-regions.sh')

    def test_privacy(self):
        self.show('01-privacy.sh')


if __name__ == '__main__':
    unittest.main()
