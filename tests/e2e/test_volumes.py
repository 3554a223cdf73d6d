"""Archives cut into volumes: joined, counted once, and missing ones named."""
import os
import shutil
import subprocess
import unittest

import base

ID = '11010519491231002X'


def run(*command, cwd):
    return subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


@unittest.skipUnless(shutil.which('7z') and shutil.which('zip'), 'needs 7z and zip')
class Volumes(base.Case):
    def setUp(self):
        super().setUp()
        # Incompressible, so that it needs several volumes, with one number at its very end.
        rows = ''.join('%032x\n' % self.random.getrandbits(128) for _ in range(8000))
        self.make = os.path.join(self.dir, 'make')
        os.mkdir(self.make)
        with open(os.path.join(self.make, 'people.csv'), 'w') as f:
            f.write(rows + 'id,' + ID + '\n')
        self.target = os.path.join(self.dir, 'target')
        os.mkdir(self.target)

    def volumes(self, *command):
        self.assertTrue(run(*command, cwd=self.make))
        names = sorted(n for n in os.listdir(self.make) if n != 'people.csv')
        for name in names:
            shutil.move(os.path.join(self.make, name), self.target)
        self.assertGreater(len(names), 2)
        return names

    def objects(self):
        self.scan('target')
        return {o['location'][len('target/'):]: o for o in self.json['objects']}

    def reasons(self, location):
        return {g['reason'] for g in self.json['gaps'] if g['location'] == location}

    def check_joined(self, names, reader, member):
        rows = self.objects()
        self.assertEqual(rows[member]['state'], 'scanned', rows[member])
        for name in names:
            self.assertEqual(rows[name]['state'], 'scanned', rows[name])
            if name != reader:
                self.assertEqual(rows[name]['format'], 'volume')
        self.assertEqual(len(rows), len(names) + 1)
        # What a report names can be opened again, from any directory.
        for cwd, path in ((self.dir, 'target/'), (self.target, ''), ('/', self.target + '/')):
            shown = subprocess.run([base.QINGCE, 'show', '--key-file', self.key, path + member],
                                   cwd=cwd, capture_output=True, env=self.env)
            self.assertEqual(shown.returncode, 0, shown.stderr)
            self.assertIn(b'cn.resident-id', shown.stdout)
            self.assertNotIn(ID.encode(), shown.stdout)

    def test_7z(self):
        names = self.volumes('7z', 'a', '-v40k', 'p.7z', 'people.csv')
        self.check_joined(names, 'p.7z.001', 'p.7z.001!people.csv')

    def test_split_zip(self):
        names = self.volumes('zip', '-s', '64k', 'p.zip', 'people.csv')
        self.check_joined(names, 'p.zip', 'p.zip!people.csv')

    def test_zip_cut_by_size(self):
        names = self.volumes('7z', 'a', '-tzip', '-v40k', 'p.zip', 'people.csv')
        self.check_joined(names, 'p.zip.001', 'p.zip.001!people.csv')

    def test_a_missing_volume_is_named(self):
        names = self.volumes('7z', 'a', '-v40k', 'p.7z', 'people.csv')
        os.remove(os.path.join(self.target, names[-1]))
        rows = self.objects()
        self.assertEqual(rows['p.7z.001']['state'], 'partial')
        self.assertIn('volume-missing', self.reasons('target/p.7z.001'))

    def test_a_volume_without_its_first(self):
        names = self.volumes('7z', 'a', '-v40k', 'p.7z', 'people.csv')
        os.remove(os.path.join(self.target, names[0]))
        rows = self.objects()
        for name in names[1:]:
            self.assertEqual(rows[name]['state'], 'partial')
            self.assertIn('volume-missing', self.reasons('target/' + name))

    def test_numbers_alone_make_no_set(self):
        for n in (1, 2, 3):
            with open(os.path.join(self.target, 'log.%03d' % n), 'w') as f:
                f.write('line %d\n' % n)
        rows = self.objects()
        self.assertEqual([rows['log.%03d' % n]['format'] for n in (1, 2, 3)], ['text'] * 3)


if __name__ == '__main__':
    unittest.main()
