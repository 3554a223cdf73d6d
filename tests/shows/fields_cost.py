"""Instructions of a scan with fields against the same scan without, of two dumps as mysqldump writes them."""
import glob
import os
import random
import re
import subprocess
import sys

import gen_sql
from qcgen import styles

SCAN = 'qingce::FileScanner::scan(qingce::WorkItem const&)'


def dense(r):
    """Four of ten values are findings or look like them."""
    return list(gen_sql.rows(r, 4000))


def empty(r):
    """Goods: no run of digits that any rule would look at twice."""
    notes = [n for n in gen_sql.NOTES if n] + ['库存充足，三日内发货', 'A-4 / 80 g / 500', '内部编号 %d']
    for i in range(4000):
        note = r.choice(notes)
        yield (
            100 + i,
            '型号' + styles.person(r),
            'SKU-%s%03d' % (''.join(r.choice('ABCDEFGH') for _ in range(4)), r.randrange(1000)),
            None if r.random() < 0.1 else str(r.randrange(100000)),
            note % r.randrange(99999) if '%' in note else note,
            '2024-%02d-%02d' % (r.randrange(1, 13), r.randrange(1, 29)),
        )


def write(path, rows, size):
    """Dumps of these rows, one behind another, until there are `size` bytes."""
    text = ''.join(gen_sql.mysqldump(list(rows))).encode()
    with open(path, 'wb') as f:
        for _ in range(size // len(text) + 1):
            f.write(text)
    return os.path.getsize(path)


def instructions(folder, path, *flags):
    """Of the function that scans one file, in the process that has done it: the one with the most."""
    out = os.path.join(folder, 'callgrind')
    command = ['valgrind', '--tool=callgrind', '--toggle-collect=' + SCAN, '--callgrind-out-file=%s.%%p' % out]
    command += [os.environ['QINGCE'], 'scan', '-q', '-j', '1', '--key-file', os.environ['KEY']]
    command += ['--reference-date', '2026-11-21', '-i', os.path.join(folder, 'i.inv'), '--force']
    run = subprocess.run(command + list(flags) + [path], capture_output=True)
    if run.returncode != 0:
        raise SystemExit('callgrind: exit %d: %s' % (run.returncode, run.stderr.decode('utf-8', 'replace')[-600:]))
    most = 0
    for name in glob.glob(out + '.*'):
        with open(name, encoding='utf-8', errors='replace') as f:
            totals = re.findall(r'^(?:totals|summary): (\d+)', f.read(), re.MULTILINE)
        most = max([most] + [int(n) for n in totals])
        os.remove(name)
    if most == 0:
        raise SystemExit('callgrind counted nothing: is %s still called so?' % SCAN)
    return most


def main(folder, megabytes, *floors):
    bad = 0
    for (name, rows), most in zip((('dense', dense), ('without hits', empty)), floors):
        path = os.path.join(folder, 'dump.sql')
        size = write(path, rows(random.Random(5)), int(megabytes) << 20)
        plain = instructions(folder, path, '--no-fields')
        fields = instructions(folder, path)
        cost = 100 * (fields / plain - 1)
        good = cost <= float(most)
        bad += not good
        print(
            '%s: %.1f MB, %.2f instructions a byte with fields, %.2f without: %+.1f %% (at most %s) %s'
            % (name, size / 1e6, fields / size, plain / size, cost, most, 'ok' if good else 'FAIL')
        )
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
