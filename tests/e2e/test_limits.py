"""Bombs in small, and each limit at its edge, by option and by configuration: one value beside and inside is always found."""
import os
import unittest

from base import Case, ids
from qcgen import bombs
from qcgen.containers import gz, tar, zst
from qcgen.zipfiles import Entry, zip_bytes


class Limits(Case):
    def setUp(self):
        super().setUp()
        self.inside, self.beside = ids.resident_id(self.random), ids.resident_id(self.random)
        self.text = ('身份证号：%s\n' % self.inside).encode()
        self.write('target/clean.csv', '身份证号：%s\n' % self.beside)

    def reasons(self, *flags):
        """The reasons of all gaps; the value beside is found whatever happens."""
        self.scan('target', *flags)
        found = {f['digest'] for f in self.findings}
        self.assertIn(self.digest('cn.resident-id', self.beside)[0], found)
        self.found_inside = self.digest('cn.resident-id', self.inside)[0] in found
        o = self.json['coverage']['objects']
        self.assertEqual(o['seen'], o['scanned'] + o['partial'] + o['gap'])
        return {g['reason'] for g in self.json['gaps']}

    def edge(self, flag, good, over, reason, *others):
        """No gap at the limit, one just beyond it; so by option, and by configuration."""
        self.assertEqual(self.reasons(*others, flag, good), set())
        self.assertTrue(self.found_inside)
        self.assertEqual(self.json['run']['options'][flag[2:]], good)
        self.assertEqual(self.reasons(*others, flag, over), {reason})
        value = over if over.isdigit() else '"%s"' % over
        self.write('config.toml', '[scan]\n%s = %s\n' % (flag[2:], value), 0o600)
        self.assertEqual(self.reasons(*others, '--config', 'config.toml'), {reason})

    def test_depth(self):
        self.write('target/a.zip', zip_bytes([Entry('b.zip', zip_bytes([Entry('c.gz', gz(self.text))]))]))
        self.edge('--max-depth', '3', '2', 'limit-depth')

    def test_members(self):
        self.write('target/a.tar', tar([('1', self.text), ('2', b'x'), ('3', b'y')]))
        self.edge('--max-members', '3', '2', 'limit-members')

    def test_expanded_bytes(self):
        self.write('target/a.gz', gz(self.text + b'x' * (50000 - len(self.text))))
        self.edge('--max-bytes', '50000', '49999', 'limit-bytes')

    def test_ratio_and_floor(self):
        packed = gz(self.text + b'x' * (60000 - len(self.text)))
        self.write('target/a.gz', packed)
        ratio = next(r for r in range(1, 60000) if 60000 // r <= len(packed))
        self.edge('--max-ratio', str(ratio), str(ratio - 1), 'limit-ratio', '--max-ratio-floor', '1')
        self.edge('--max-ratio-floor', '60000', '59999', 'limit-ratio', '--max-ratio', '1')

    def test_decoder_memory(self):
        self.write('target/a.zst', zst(self.text + b'x' * (7000 - len(self.text))))
        self.edge('--max-memory', '7000', '6999', 'limit-memory')

    def test_spool(self):
        # Behind text that alone fills the memory, in a stream.
        archive = zip_bytes([Entry('c.csv', self.text)])
        self.write('target/a.gz', gz(b'a line of text\n' * 200000 + archive))
        flags = ('--max-spool-memory', '1M')
        self.edge('--max-spool-bytes', str(len(archive)), str(len(archive) - 1), 'limit-memory', *flags)

    def test_names(self):
        self.write('target/a.tar', tar([('name', self.text)]))
        self.edge('--max-name-bytes', '4', '3', 'limit-size')

    def test_file_size(self):
        self.write('target/clean.csv', '身份证号：%s' % self.beside)
        self.write('target/a.txt', self.text.ljust(500))
        self.edge('--max-file-size', '500', '499', 'limit-size')

    def test_a_limit_of_time_marks_the_run(self):
        self.reasons('--timeout-per-object', '3600')
        options = self.json['run']['options']
        self.assertEqual((options['timeout-per-object'], options['reproducible']), ('3600', 'false'))
        text = self.run_qingce('report', 'out.inv', '--lang', 'en').stdout.decode()
        text = ' '.join(text.split())
        self.assertIn('not reproducible', text)
        self.reasons()
        self.assertNotIn('reproducible', self.json['run']['options'])
        text = self.run_qingce('report', 'out.inv', '--lang', 'en').stdout.decode()
        text = ' '.join(text.split())
        self.assertNotIn('not reproducible', text)
        for limit in ('max-bytes 4T', 'max-depth 16', 'max-members 10000000', 'max-memory 256M', 'max-ratio 1000',
                      'max-ratio-floor 1G', 'max-spool-bytes 64G', 'max-spool-memory 16M'):
            self.assertIn(limit, text)

    def test_bad_values(self):
        for flag in ('--max-ratio-floor', '--max-spool-bytes', '--max-name-bytes', '--max-spool-memory'):
            for value in ('0', 'x', '-1', '99999999T'):
                self.assert_usage_error('scan', 'target', flag + '=' + value, names=flag)
        self.assert_usage_error('scan', 'target', '--max-spool-memory', '1023K', names='--max-spool-memory')
        self.assert_usage_error('scan', 'target', '--timeout-per-object=-1', names='--timeout-per-object')

    # ---- bombs in small

    def test_quines(self):
        self.write('target/q.gz', bombs.gzip_quine())
        self.write('target/q.zip', bombs.zip_quine())
        self.write('target/many.zip', bombs.zip_quine(8))
        self.assertEqual(self.reasons(), {'limit-depth'})
        self.assertLess(self.json['coverage']['objects']['seen'], 40)

    def test_zips_in_zips(self):
        entries = [(b'before.csv', self.text), (b'behind.csv', self.text)]
        self.write('target/42.zip', bombs.zip_nested(16 << 20, 3, 8, entries))
        self.assertEqual(self.reasons('--max-ratio-floor', '16M'), {'limit-ratio'})
        self.assertTrue(self.found_inside)

    def test_overlapping_entries(self):
        self.write('target/o.zip', bombs.zip_overlapping(200, 1 << 20, [(b'behind.csv', self.text)]))
        self.assertIn('limit-ratio', self.reasons('--max-ratio-floor', '8M', '--max-ratio', '100'))
        self.assertTrue(self.found_inside)

    def test_dictionaries_are_not_allocated(self):
        self.write('target/d.xz', bombs.xz_with_dictionary(self.text, 30))
        self.assertEqual(self.reasons(), {'limit-memory'})

    def test_entities_and_brackets(self):
        self.write('target/l.xlsx', bombs.billion_laughs_xlsx(self.text.decode()))
        self.write('target/b.json', b'[' * 100000 + b']' * 100000)
        self.reasons()
        self.assertTrue(self.found_inside)

    def test_magics_are_no_text(self):
        self.write('target/m', b'\x28\xb5\x2f\xfd' * 50000)
        self.assertEqual(self.reasons(), {'corrupt'})

    def test_a_wrong_check_of_a_deflated_member(self):
        whole = bytearray(zip_bytes([Entry('a.csv', self.text * 50), Entry('b.csv', self.text)]))
        whole[14] ^= 1  # of the local header; the directory's is the one that counts
        at = whole.index(b'PK\x01\x02')
        whole[at + 16] ^= 1
        self.write('target/w.zip', bytes(whole))
        self.assertEqual(self.reasons(), {'corrupt'})
        self.assertTrue(self.found_inside)

    def test_a_link_that_holds_a_file(self):
        whole = bytearray(zip_bytes([Entry('a.csv', self.text * 200)]))
        at = whole.index(b'PK\x01\x02')
        whole[at + 5] = 3  # made by Unix
        whole[at + 40 : at + 42] = (0o120777).to_bytes(2, 'little')
        self.write('target/link.zip', bytes(whole))
        self.assertEqual(self.reasons(), set())
        self.assertTrue(self.found_inside)


if __name__ == '__main__':
    unittest.main()
