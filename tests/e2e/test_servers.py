"""Dumps that database servers wrote, kept in fixtures/servers: each column has what SQL counted before they were written.

Made anew by: tests/shows/servers_rows.py --fixtures DIR 40 (the full size is tests/shows/04-servers.sh).
"""
import json
import os
import shutil
import unittest

import servers_rows
from base import HERE, Case

DATA = os.path.join(HERE, 'fixtures', 'servers')


class Servers(Case):
    def test_each_column_has_what_sql_counts(self):
        with open(os.path.join(DATA, 'truth.json'), encoding='utf-8') as f:
            kept = json.load(f)
        self.assertEqual(sorted(os.listdir(DATA)), sorted(kept['files'] + ['truth.json']))
        os.mkdir(self.path('dumps'))
        names = []
        for name in kept['files']:
            shutil.copyfile(os.path.join(DATA, name), os.path.join(self.path('dumps'), name))
            names += servers_rows.packed(self.path('dumps'), name)
        self.scan('dumps')
        self.assertEqual(servers_rows.compare(self.json, names, kept['truth']), [])
        self.assertFalse(servers_rows.people(self.json, kept['truth']))

    def test_hexadecimal_text_keeps_its_place(self):
        """The values of a BLOB column, found where their own digits stand, whatever the window."""
        path = os.path.join(DATA, 'mysqldump-hex.sql')
        with open(path, 'rb') as f:
            text = f.read()
        for window in ('4096', '1048576'):
            self.scan('--window', window, path)
            found = [f for f in self.findings if f['field'] == 'customers.contact']
            values = [bytes.fromhex(text[f['offset'] : f['offset'] + f['length']].decode()).decode() for f in found]
            self.assertGreater(len(values), 10)
            self.assertEqual(self.digest('cn.mobile', *values), [f['digest'] for f in found])


if __name__ == '__main__':
    unittest.main()
