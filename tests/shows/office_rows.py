"""The table of 04-office.sh: writes it as flat OpenDocument with its truth, and compares a report with that.

    office_rows.py make DIRECTORY ROWS
    office_rows.py compare REPORT TRUTH
"""
import json
import os
import sys

from qcgen import ids, office, rng

HEAD = ['姓名', '身份证号', '手机号', '邮箱', '备注']
RULES = {'身份证号': 'cn.resident-id', '手机号': 'cn.mobile', '邮箱': 'email'}
PREFIX = {'sheet.xlsx': '客户.', 'sheet.ods': '客户.'}
DOCUMENTS = ('sheet.xlsx', 'sheet.ods', 'text.docx', 'text.odt', 'slides.pptx', 'slides.odp')
SLIDE_ROWS = 40  # a slide holds few rows, and names its columns again


def table(rows):
    r = rng('04-office', 'show')
    out = []
    for i in range(rows):
        out.append(['人', ids.resident_id(r), ids.mobile(r), 'u%05d@example.cn' % i, '第%d行\n换行' % i])
    return out


def flat(kind, body):
    return (office.XML + '<office:document office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.%s" '
            '%s><office:body><office:%s>%s</office:%s></office:body></office:document>' % (
                kind, office.ODF, kind, body, kind))


def slides(rows):
    out = ''
    for at in range(0, len(rows), SLIDE_ROWS):
        inner = office.odf_table('t%d' % at, [HEAD] + rows[at:at + SLIDE_ROWS])
        out += ('<draw:page draw:name="page%d"><draw:frame xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
                'svg:width="25cm" svg:height="15cm" svg:x="1cm" svg:y="1cm">%s</draw:frame></draw:page>' % (at, inner))
    return out


def make(directory, count):
    os.makedirs(directory)
    rows = table(count)
    # Phones are numbers in the sheet, as people type them.
    typed = [[n, i, office.Number(p), m, note] for n, i, p, m, note in rows]
    files = {
        'sheet.fods': flat('spreadsheet', office.odf_table('客户', [HEAD] + typed)),
        'text.fodt': flat('text', office.odf_table('t', [HEAD] + rows)),
        'slides.fodp': flat('presentation', slides(rows)),
    }
    for name, text in files.items():
        with open(os.path.join(directory, name), 'w', encoding='utf-8') as f:
            f.write(text)
    columns = {'身份证号': 1, '手机号': 2, '邮箱': 3}
    truth = {f: [RULES[f], len(rows), len({row[c] for row in rows})] for f, c in columns.items()}
    with open(os.path.join(directory, 'truth.json'), 'w', encoding='utf-8') as f:
        json.dump(truth, f, ensure_ascii=False)


def compare(report, truth_path):
    with open(report, encoding='utf-8') as f:
        inventory = json.load(f)
    with open(truth_path, encoding='utf-8') as f:
        truth = json.load(f)
    bad = 0
    for name in DOCUMENTS:
        got = {}
        for row in inventory['rows']:
            if os.path.basename(row['location'].split('#')[0]) != name:
                continue
            cell = got.setdefault(row['field'] or '(no field)', [row['rule'], 0, 0])
            cell[1] += row['matches']
            cell[2] = max(cell[2], row['distinct'])
        expected = {PREFIX.get(name, '') + field: row for field, row in truth.items()}
        if got != expected:
            bad += 1
            print('FAIL %s: %s, expected %s' % (name, json.dumps(got, ensure_ascii=False, sort_keys=True),
                                                json.dumps(expected, ensure_ascii=False, sort_keys=True)))
    partial = [(o['location'], o['state']) for o in inventory['objects']
               if o['state'] != 'scanned' and '!' not in o['location']]
    for location, state in partial:
        print('FAIL %s is %s' % (location, state))
    print('%d documents, %d values each: %d differ, %d not scanned' % (
        len(DOCUMENTS), sum(row[1] for row in truth.values()), bad, len(partial)))
    return 1 if bad or partial else 0


if __name__ == '__main__':
    if sys.argv[1] == 'make':
        make(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(compare(*sys.argv[2:]))
