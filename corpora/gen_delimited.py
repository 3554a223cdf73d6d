#!/usr/bin/env python3
"""One customer table as programs export it into delimited text, with the truth per column of each file.

Writes DIR/<dialect>.txt (the content decides, not the name), and DIR/truth.json:
{"csv.txt": {"id_card": {rule: [matches, distinct]}}}. What Python's csv module can write it writes; the other forms
follow the output of the programs they are called by. All persons are generated.

  gen_delimited.py --out DIR [--rows N] [--seed N]
"""
import argparse
import csv
import io
import json
import os
import random

import gen_sql

COLUMNS = gen_sql.COLUMNS
HAN = ('编号', '姓名', '身份证号', '手机号', '备注', '创建时间')
TRADITIONAL = ('編號', '姓名', '身分證號', '手機號碼', '備註', '建立時間')
NUMBERED = tuple('c%d' % (i + 1) for i in range(len(COLUMNS)))
# Their second byte in GBK is '|'.
WITH_BAR = ''.join(bytes((lead, 0x7C)).decode('gbk') for lead in (0x84, 0x92, 0xC6))


def text(value):
    return '' if value is None else str(value)


def one_line(table):
    for row in table:
        yield tuple(v.replace('\n', ' ').replace('\t', ' ') if isinstance(v, str) else v for v in row)


def written(table, header, **how):
    out = io.StringIO(newline='')
    writer = csv.writer(out, **how)
    if header:
        writer.writerow(header)
    for row in table:
        writer.writerow([text(v) for v in row])
    return out.getvalue()


def guarded(table):
    """Excel keeps long numbers as text behind ="..." or an apostrophe."""
    for row in table:
        card = None if row[2] is None else '="%s"' % row[2]
        mobile = None if row[3] is None else "'" + row[3]
        yield (row[0], row[1], card, mobile) + row[4:]


def bare_guards(table, header):
    lines = [','.join(header)]
    for row in one_line(table):
        note = '"%s"' % row[4].replace('"', '""')
        lines.append('%d,%s,="%s",="%s",%s,%s' % (row[0], text(row[1]), text(row[2]), text(row[3]), note, row[5]))
    return '\r\n'.join(lines) + '\r\n'


def load_data(table, delimiter='\t', null='\\N'):
    """mysqldump --tab: a backslash before what would end a cell or a row."""
    out = []
    for row in table:
        cells = []
        for v in row:
            v = null if v is None else str(v).replace('\\', '\\\\').replace('\n', '\\\n').replace(delimiter, '\\' + delimiter)
            cells.append(v)
        out.append(delimiter.join(cells) + '\n')
    return ''.join(out)


def batch(table):
    """mysql --batch"""
    out = ['\t'.join(COLUMNS) + '\n']
    for row in table:
        cells = ['NULL' if v is None else str(v) for v in row]
        cells = [c.replace('\\', '\\\\').replace('\n', '\\n').replace('\t', '\\t') for c in cells]
        out.append('\t'.join(cells) + '\n')
    return ''.join(out)


def width(value):
    return sum(2 if ord(c) > 0x2E80 else 1 for c in value)


def padded(value, columns):
    return value + ' ' * (columns - width(value))


def drawn(table, corner, left, right):
    rows = [COLUMNS] + [tuple('NULL' if v is None else str(v).replace('|', '/') for v in row) for row in one_line(table)]
    widths = [max(width(row[i]) for row in rows) for i in range(len(COLUMNS))]
    ruler = corner.join('-' * (w + 2) for w in widths)
    lines = [left + '|'.join(' %s ' % padded(v, w) for v, w in zip(row, widths)) + right for row in rows]
    return ruler, lines


def mysql_table(table):
    ruler, lines = drawn(table, '+', '|', '|')
    ruler = '+' + ruler + '+'
    return '\n'.join([ruler, lines[0], ruler] + lines[1:] + [ruler]) + '\n'


def psql_table(table):
    ruler, lines = drawn(table, '+', '', '')
    return '\n'.join([lines[0], ruler] + lines[1:] + ['(%d rows)' % (len(lines) - 1)]) + '\n\n'


def markdown(table):
    ruler, lines = drawn(table, '|', '|', '|')
    return '\n'.join([lines[0], '|' + ruler + '|'] + lines[1:]) + '\n'


def traditional(table):
    for row in table:
        yield (row[0], None if row[1] is None else '許功蓋', row[2], row[3], row[4].replace('回电', '回電'), row[5])


def with_bars(table):
    for i, row in enumerate(table):
        yield row[:4] + (row[4] if i % 3 else WITH_BAR, row[5])


def hive(table):
    for row in one_line(table):
        yield row[:4] + (row[4].replace('\\', '/'),) + row[5:]


def dialects(table):
    """name -> (content, encoding, names of the columns, the table as written)"""
    out = {}

    def add(name, content, encoding='utf-8', names=COLUMNS, rows=table):
        out[name] = (content, encoding, names, rows)

    excel = {'lineterminator': '\r\n'}
    unix = {'lineterminator': '\n'}
    add('csv', written(table, COLUMNS, **excel))
    add('csv-quoted', written(table, HAN, quoting=csv.QUOTE_ALL, **unix), names=HAN)
    add('csv-bom', written(table, HAN, **excel), 'utf-8-sig', HAN)
    add('csv-gbk', written(table, HAN, **excel), 'gbk', HAN)
    add('csv-gb18030', written(table, HAN, quoting=csv.QUOTE_NONNUMERIC, **unix), 'gb18030', HAN)
    big5 = list(traditional(table))
    add('csv-big5', written(big5, TRADITIONAL, **excel), 'big5', TRADITIONAL, big5)
    add('csv-utf16', written(table, HAN, **excel), 'utf-16', HAN)
    add('csv-utf16be', '\ufeff' + written(table, COLUMNS, **excel), 'utf-16-be')
    add('csv-semicolon', written(table, COLUMNS, delimiter=';', **excel))
    add('csv-sep', 'sep=;\r\n' + written(table, HAN, delimiter=';', **excel), 'gbk', HAN)
    add('csv-guards', written(guarded(table), HAN, **excel), 'utf-8-sig', HAN)
    add('csv-bare-guards', bare_guards(table, COLUMNS))
    add('csv-no-header', written(table, None, **excel), names=NUMBERED)
    add('csv-no-header-gbk', written(table, None, **unix), 'gbk', NUMBERED)
    titles = '客户信息表,,,,,\r\n导出时间：2026-11-01,,,,,\r\n'
    add('csv-title', titles + written(table, HAN, **excel), 'gbk', HAN)
    add('csv-backslash', written(table, COLUMNS, doublequote=False, escapechar='\\', quoting=csv.QUOTE_ALL, **unix))
    add('tsv', written(table, HAN, delimiter='\t', **excel), names=HAN)
    add('tsv-excel-unicode', written(table, HAN, delimiter='\t', **excel), 'utf-16', HAN)
    add('tab-mysqldump', load_data(table), names=NUMBERED)
    add('tab-mysqldump-gbk', load_data(table), 'gbk', NUMBERED)
    add('tab-mysql-batch', batch(table))
    add('pipe', written(table, COLUMNS, delimiter='|', **unix))
    bars = list(with_bars(table))
    add('pipe-gbk', written(bars, COLUMNS, delimiter='|', **unix), 'gbk', rows=bars)
    rows = list(hive(table))
    add('hive', load_data(rows, '\x01'), names=NUMBERED, rows=rows)
    add('mysql-table', mysql_table(table))
    add('psql-table', psql_table(table))
    add('markdown', markdown(table))
    mobiles = [row for row in table if row[3] is not None]
    only = [(None, None, None, row[3], '', None) for row in mobiles]
    add('column', ''.join(row[3] + '\n' for row in mobiles), names=('', '', '', 'c1', '', ''), rows=only)
    add('column-header', '手机号\r\n' + ''.join(row[3] + '\r\n' for row in mobiles), 'gbk', ('', '', '', '手机号', '', ''),
        only)
    return out


def truth_of(table, names):
    fields = {'customers.' + c: n for c, n in zip(COLUMNS, names)}
    found = gen_sql.truth_of([row[:4] + (row[4].replace(' 回電 ', ' 回电 '),) + row[5:] for row in table])
    return {fields[f]: rules for f, rules in found.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--out', required=True)
    parser.add_argument('--rows', type=int, default=3000)
    parser.add_argument('--seed', type=int, default=7)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    table = list(gen_sql.rows(random.Random(args.seed), args.rows))
    truth = {}
    for name, (content, encoding, names, rows) in dialects(table).items():
        with open(os.path.join(args.out, name + '.txt'), 'wb') as f:
            f.write(content.encode(encoding))
        truth[name + '.txt'] = truth_of(rows, names)
    with open(os.path.join(args.out, 'truth.json'), 'w', encoding='utf-8') as f:
        json.dump(truth, f, indent=1, sort_keys=True, ensure_ascii=False)


if __name__ == '__main__':
    main()
