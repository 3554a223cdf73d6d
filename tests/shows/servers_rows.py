"""One customer table dumped by database servers in every way, against what the servers themselves count.

  servers_rows.py DIR PEOPLE           the show: starts the servers, dumps, packs, scans, compares
  servers_rows.py --fixtures DIR N     the small dumps that are committed, with truth.json

For each object and column: matches that keep the standard, matches that do not, distinct values and the interval of
people, all from SQL over the loaded table and the generator's judgement.
"""
import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile

import gen_customers
import servers

EXACT = 4096
MOST_LINES = 30  # of one database
# Where the column's name says what it holds, a wrong check digit is told too; SQL counts both. State `invalid`, or
# `damaged` where the last three digits are 000, as a spreadsheet leaves them.
TELLS_WRONG = ('id_card', 'bank_card')


def queries():
    """column -> SQL for (right, wrong, distinct of both, distinct right ones)"""
    join = ' FROM customers t JOIN judged j ON t.id = j.id'
    out = {}
    for column in gen_customers.JUDGED:
        if column == 'remark':
            out[column] = 'SELECT count(remark), 0, count(DISTINCT remark), count(DISTINCT remark) FROM judged'
            continue
        mark, tells = 'j.' + column, column in TELLS_WRONG
        value = 't.contact' if column == 'contact' else 'upper(t.%s)' % column
        count = lambda n: 'count(CASE WHEN %s = %d THEN 1 END)' % (mark, n)
        different = lambda n: 'count(DISTINCT CASE WHEN %s >= %d THEN %s END)' % (mark, n, value)
        parts = [count(1), count(0) if tells else '0', different(0 if tells else 1), different(1)]
        out[column] = 'SELECT ' + ', '.join(parts) + join
    return out


def truth_of(rows):
    """`rows(sql)` of any of the databases."""
    counted = {}
    for column, sql in queries().items():
        right, wrong, *distinct = [int(n) for n in rows(sql)[0]]
        counted[column] = [right, wrong, distinct]
    people = rows('SELECT count(DISTINCT upper(id_card)) FROM customers')
    return {'columns': counted, 'people': int(people[0][0]), 'rows': int(rows('SELECT count(*) FROM customers')[0][0])}


def make_sqlite(path, source):
    """A database file of the same rows: text, whole numbers, one BLOB column."""
    back = {'\\\\': '\\', '\\n': '\n', '\\t': '\t', '\\r': '\r'}

    def cell(text):
        if text == '\\N':
            return None
        out, i = [], 0
        while i < len(text):
            step = 2 if text[i] == '\\' else 1
            out.append(back.get(text[i : i + step], text[i : i + step]))
            i += step
        return ''.join(out)

    base = sqlite3.connect(path)
    base.execute(servers.ANSI_TABLE % ('blob', 'text'))
    base.execute(servers.JUDGED_TABLE)
    for table in (servers.TABLE, 'judged'):
        with open(os.path.join(source, table + '.tsv'), encoding='utf-8', newline='\n') as f:
            for line in f:
                cells = [cell(c) for c in line[:-1].split('\t')]
                if table == servers.TABLE:
                    contact = gen_customers.COLUMNS.index('contact')
                    cells[contact] = cells[contact] and cells[contact].encode()
                base.execute('INSERT INTO %s VALUES (%s)' % (table, ','.join('?' * len(cells))), cells)
    base.commit()
    return base


def in_gbk(source, target):
    with open(source, encoding='utf-8', newline='') as a, open(target, 'w', encoding='gbk', newline='') as b:
        shutil.copyfileobj(a, b)


def dumps_of_mariadb(server, folder):
    for name, flags in (
        ('mysqldump', []),
        ('mysqldump-single', ['--extended-insert=FALSE']),
        ('mysqldump-hex', ['--hex-blob']),
    ):
        server.dump(os.path.join(folder, name + '.sql'), *flags)
        yield name + '.sql'
        server.dump(os.path.join(folder, name + '.gbk.sql'), '--default-character-set=gbk', *flags)
        yield name + '.gbk.sql'
    for name, flags in (('mysqldump-tab', []), ('mysqldump-tab.gbk', ['--default-character-set=gbk'])):
        server.dump_tab(os.path.join(folder, 'tab'), *flags)
        shutil.move(os.path.join(folder, 'tab', servers.TABLE + '.txt'), os.path.join(folder, name + '.txt'))
        shutil.rmtree(os.path.join(folder, 'tab'))
        yield name + '.txt'


def dumps_of_postgres(server, folder):
    for name, flags in (('pg_dump', []), ('pg_dump-inserts', ['--inserts'])):
        server.dump(os.path.join(folder, name + '.sql'), *flags)
        yield name + '.sql'
        server.dump(os.path.join(folder, name + '.gbk.sql'), '-E', 'GBK', *flags)
        yield name + '.gbk.sql'
    server.export(os.path.join(folder, 'postgres.csv'))
    yield 'postgres.csv'


def dumps_of_sqlite(path, folder):
    """The database holds the judge's table as well: what leaves it is the customers."""
    alone = os.path.join(folder, 'sqlite.db')
    subprocess.run(['sqlite3', path, "VACUUM INTO '%s'" % alone], check=True)
    subprocess.run(['sqlite3', alone, 'DROP TABLE judged; VACUUM'], check=True)
    yield 'sqlite.db'
    table = 'SELECT * FROM ' + servers.TABLE
    for name, flags, command in (('sqlite.sql', [], '.dump'), ('sqlite.csv', ['-csv', '-header'], table)):
        with open(os.path.join(folder, name), 'wb') as f:
            subprocess.run(['sqlite3', *flags, alone, command], stdout=f, check=True)
        yield name
        gbk = name.replace('.', '.gbk.')
        in_gbk(os.path.join(folder, name), os.path.join(folder, gbk))
        yield gbk


def packed(folder, name):
    """The same in gzip and in zip."""
    path = os.path.join(folder, name)
    with open(path, 'rb') as a, gzip.GzipFile(path + '.gz', 'wb', compresslevel=1, mtime=0) as b:
        shutil.copyfileobj(a, b)
    with zipfile.ZipFile(path + '.zip', 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        z.write(path, name)
    return [name, name + '.gz', name + '.zip']


def field_of(name, column):
    """Where a value of `column` stands, as the format itself says it."""
    if name.endswith('.txt'):
        return 'c%d' % (gen_customers.COLUMNS.index(column) + 1)
    return column if name.endswith('.csv') else servers.TABLE + '.' + column


def close(got, wanted):
    return got == wanted if wanted < EXACT else abs(got - wanted) <= 0.02 * wanted


def differences(name, rows, truth):
    """Sentences; none where all is as it should be. `rows`: of one object."""
    seen = {}
    for row in rows:
        seen[(row['field'], row['rule'])] = row
    named = not name.endswith('.txt')  # a column without a name cannot say that a wrong number was meant to be one
    for column, (right, wrong, distinct) in truth['columns'].items():
        rule = gen_customers.JUDGED[column]
        where = field_of(name, column)
        row = seen.pop((where, rule), None) or {'by_state': {}, 'distinct': 0}
        states = dict(row['by_state'])
        got = states.pop('valid', 0), states.pop('invalid', 0) + states.pop('damaged', 0)
        expected = (right, wrong if named else 0)
        if got != expected or states:
            yield '%s %s: %d right, %d wrong %s; SQL counts %d, %d' % (where, rule, *got, states or '', *expected)
        if not close(row['distinct'], distinct[0 if named else 1]):
            yield '%s %s: %d distinct; SQL counts %s' % (where, rule, row['distinct'], distinct)
    for (field, rule), row in sorted(seen.items(), key=str):
        if row['confidence'] != 'possible':
            yield '%s %s: %d matches that no row of the table has' % (field, rule, row['matches'])


def compare(report, names, truth):
    """What differs, as sentences."""
    bad, by_name = [], {}
    for row in report['rows']:
        by_name.setdefault(row['location'].split('/')[-1].split('!')[0], []).append(row)
    for name in names:
        base = name.removesuffix('.gz').removesuffix('.zip')
        bad += ['%s: %s' % (name, line) for line in differences(base, by_name.get(name, []), truth)]
    return bad + ['gap %s: %s' % (gap['location'].split('/')[-1], gap['reason']) for gap in report['gaps']]


def people(report, truth):
    """Intervals that do not hold the truth; None: the report has none."""
    if 'people' not in report:
        return None
    bad = []
    for table in report.get('tables', []):
        if not table['at_least'] <= truth['people'] <= table['at_most']:
            bad.append('%s: %d..%d people' % (table['location'].split('/')[-1], table['at_least'], table['at_most']))
    return bad


def sources(folder, count):
    """(truth, folder of dumps, their names) of one database after another; the folder is emptied between them."""
    gen_customers.write(os.path.join(folder, 'source'), count, 5)
    source = os.path.join(folder, 'source')
    truths = []
    out = os.path.join(folder, 'dumps')

    def give(names, truth):
        truths.append(truth)
        if truth != truths[0]:
            raise SystemExit('the databases count differently: %s, %s' % (truths[0], truth))
        return truth, out, names

    for kind, dump in ((servers.MariaDb, dumps_of_mariadb), (servers.Postgres, dumps_of_postgres)):
        os.makedirs(out)
        with kind(os.path.join(folder, 's')) as server:
            server.load(source)
            truth = truth_of(server.rows)
            names = list(dump(server, out))
            version = '%s %s' % (kind.__name__, server.version)
        print('%s: %d rows, %d dumps' % (version, truth['rows'], len(names)))
        yield give(names, truth)
        shutil.rmtree(out)
    os.makedirs(out)
    path = os.path.join(folder, 'all.db')
    base = make_sqlite(path, source)
    truth = truth_of(lambda sql: base.execute(sql).fetchall())
    base.close()
    names = list(dumps_of_sqlite(path, out))
    print('SQLite %s: %d rows, %d dumps' % (sqlite3.sqlite_version, truth['rows'], len(names)))
    yield give(names, truth)
    shutil.rmtree(out)


def scan(dumps, out):
    """The json report; findings one by one would be millions."""
    command = [os.environ['QINGCE'], 'scan', '-q', '--key-file', os.environ['KEY'], '--reference-date', '2026-11-21']
    subprocess.run(command + ['-i', out + '.inv', '--force', '-o', 'json=%s.json' % out, dumps], check=True)
    with open(out + '.json', encoding='utf-8') as f:
        return json.load(f)


def show(folder, count):
    bad = files = 0
    intervals = []
    for truth, dumps, names in sources(folder, int(count)):
        every = [n for name in names for n in packed(dumps, name)]
        report = scan(dumps, os.path.join(folder, 'o'))
        wrong = compare(report, every, truth)
        print(*('FAIL ' + line for line in wrong[:MOST_LINES]), sep='\n', end='\n' if wrong else '')
        bad += len(wrong)
        files += len(every)
        intervals.append(people(report, truth))
    columns = ', '.join('%s %d+%d/%d' % (c, n[0], n[1], n[2][0]) for c, n in truth['columns'].items())
    print('SQL (right+wrong/distinct): %s; %d people' % (columns, truth['people']))
    if None in intervals:
        print('people: skipped, the report has no section of that name yet')
    else:
        wrong = [line for lines in intervals for line in lines]
        bad += len(wrong)
        print('people: %d of %d intervals do not hold %d' % (len(wrong), files, truth['people']), *wrong, sep='\n  ')
    print('%d files, %d columns each: %d differences' % (files, len(truth['columns']), bad))
    return 1 if bad else 0


def fixtures(folder, count):
    work = os.path.join(folder, 'work')
    kept = {}
    for truth, dumps, names in sources(work, int(count)):
        for name in names:
            shutil.copyfile(os.path.join(dumps, name), os.path.join(folder, name))
            kept[name] = truth
    shutil.rmtree(work)
    with open(os.path.join(folder, 'truth.json'), 'w', encoding='utf-8') as f:
        json.dump({'truth': truth, 'files': sorted(kept)}, f, indent=1, sort_keys=True)
        f.write('\n')
    return 0


if __name__ == '__main__':
    sys.exit(fixtures(*sys.argv[2:]) if sys.argv[1] == '--fixtures' else show(*sys.argv[1:]))
