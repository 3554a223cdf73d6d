"""Office documents end to end: one table as a workbook, a text and slides gives the same rows."""
import unittest

from base import Case, ids
from qcgen import office
from qcgen.office import Number, Runs

HEAD = ['姓名', '身份证号', '手机号', '邮箱']
FIELDS = {'身份证号': 'cn.resident-id', '手机号': 'cn.mobile', '邮箱': 'email'}


class Office(Case):
    def table(self, rows=40):
        r = self.random
        self.ids = [ids.resident_id(r) for _ in range(rows)]
        self.phones = [ids.mobile(r) for _ in range(rows)]
        self.mails = ['u%04d@example.cn' % i for i in range(rows)]
        return [['人', i, p, m] for i, p, m in zip(self.ids, self.phones, self.mails)]

    def rows(self, name):
        return [row for row in self.json['rows'] if row['location'].split('#')[0] == 'target/' + name]

    def assert_same_table(self, name, prefix):
        got = {row['field']: (row['rule'], row['matches'], row['distinct']) for row in self.rows(name)
               if row['field'] and row['field'].startswith(prefix) and row['field'][len(prefix):] in FIELDS}
        self.assertEqual(got, {prefix + f: (rule, 40, len(set(v))) for (f, rule), v in zip(
            FIELDS.items(), (self.ids, self.phones, self.mails))}, name)

    def test_one_table_in_six_documents(self):
        rows = self.table()
        plain = [HEAD] + rows
        # As programs store them: phones are numbers, Java prints them with an exponent.
        typed = [HEAD] + [[n, i, Number('%s.%sE10' % (p[0], p[1:].rstrip('0') or '0')), Runs((m[:3], m[3:]))]
                          for n, i, p, m in rows]
        self.write('target/a.xlsx', office.xlsx({'客户': typed}))
        self.write('target/b.xlsx', office.xlsx({'客户': plain}, shared=False))
        self.write('target/c.ods', office.odf('spreadsheet', office.odf_table('客户', typed)))
        self.write('target/d.docx', office.docx(office.word_table(plain)))
        self.write('target/e.odt', office.odf('text', office.odf_table('t', plain)))
        self.write('target/f.pptx', office.pptx([office.slide_table(plain)]))
        outputs = set()
        for flags in (['-j', '1'], ['-j', '2', '--window', '4096'], ['-j', '2', '--window', '65535']):
            self.scan('target', *flags)
            with open(self.path('out.json'), 'rb') as j, open(self.path('out.findings'), 'rb') as f:
                outputs.add((j.read(), f.read()))
        self.assertEqual(len(outputs), 1)
        for name in ('a.xlsx', 'b.xlsx', 'c.ods'):
            self.assert_same_table(name, '客户.')
        for name in ('d.docx', 'e.odt', 'f.pptx'):
            self.assert_same_table(name, '')
        self.assertEqual({o['state'] for o in self.json['objects']}, {'scanned'})

    def test_numbers_that_lost_digits_are_damaged(self):
        rows = self.table()
        cut = [['身份证号']] + [[Number('%s.%sE+17' % (i[0], i[1:15]))] for _, i, _, _ in rows]
        self.write('target/cut.xlsx', office.xlsx({'客户': cut}))
        self.write('target/bare.xlsx', office.xlsx({'客户': [['标题']] + cut[1:]}))
        self.scan('target')
        for name in ('cut.xlsx', 'bare.xlsx'):
            found = [row for row in self.rows(name) if row['rule'] == 'cn.resident-id']
            self.assertEqual(sum(row['matches'] for row in found), 40)
        self.assertEqual({f['state'] for f in self.findings if f['rule'] == 'cn.resident-id'}, {'damaged'})

    def test_a_place_is_shown_masked(self):
        rows = self.table()
        self.write('target/a.xlsx', office.xlsx({'客户': [HEAD] + rows}))
        run = self.run_qingce('show', 'target/a.xlsx#客户.身份证号', '--key-file', self.key)
        text = run.stdout.decode()
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn('客户.身份证号', text)
        for value in self.ids + self.phones:
            self.assertNotIn(value, text)

    def test_what_is_embedded_is_a_member(self):
        rows = self.table()
        inner = office.xlsx({'内': [HEAD] + rows})
        self.write('target/a.docx', office.docx(office.word_paragraph('附件'), [('word/embeddings/w.xlsx', inner)]))
        self.scan('target')
        found = [row for row in self.json['rows'] if row['field'] == '内.身份证号']
        self.assertEqual([row['location'] for row in found], ['target/a.docx!word/embeddings/w.xlsx'])


if __name__ == '__main__':
    unittest.main()
