"""Long statements, lines and column lists: the field is right, and the memory stays within bounds."""
import itertools
import os
import resource
import sys

import qcshow
from qcgen import ids

MOST_KB = 160 * 1024  # 64 MiB + one worker's 32 MiB, and what the rules' databases and libraries take


def pad(size):
    row = b"(1,'it''s a row','nothing here'),"
    return row * (size // len(row))


def write(path, *pieces):
    write_all(path, pieces)


def write_all(path, pieces):
    """One after another: what this process ever held would count as the memory of the one it starts."""
    with open(path, 'wb') as f:
        for piece in pieces:
            f.write(piece)


def cases(folder, megabytes):
    import random

    r = random.Random(4)
    value = ids.mobile(r).encode()
    head = b"CREATE TABLE u (id int, a text, tel text);\nINSERT INTO u VALUES "
    last = b"(2,'x','" + value + b"');\n"
    path = lambda name: os.path.join(folder, name)
    write(path('first-hit-at-the-end.sql'), head, pad(3 << 20), last)
    yield path('first-hit-at-the-end.sql'), {'u.tel': 1}
    write(path('lines.sql'), *((head if i == 0 else b'INSERT INTO u VALUES ') + pad(10 << 20) + last for i in range(3)))
    yield path('lines.sql'), {'u.tel': 3}
    columns = ['c%05d' % i for i in range(5000)]
    cells = ["'x'"] * 5000
    cells[0] = cells[4999] = "'" + value.decode() + "'"
    row = '(' + ','.join(cells) + ')'
    text = 'CREATE TABLE w (%s);\nINSERT INTO w VALUES %s,%s;\n' % (','.join(c + ' text' for c in columns), row, row)
    write(path('columns.sql'), text.encode())
    yield path('columns.sql'), {'w.c00000': 2, 'w.c04999': 2}
    piece = pad(1 << 20) + last[:-2] + b','
    middle = (piece for _ in range(megabytes - 1))
    write_all(path('one-insert.sql'), itertools.chain([head], middle, [pad(1 << 20), last]))
    yield path('one-insert.sql'), {'u.tel': megabytes}


def main(folder, megabytes):
    os.makedirs(folder)
    key = os.environ['KEY']
    bad = 0
    for path, expected in cases(folder, int(megabytes)):
        scan = qcshow.Scan([path], path, key, '-j', '1')
        import json

        with open(path + '.json', encoding='utf-8') as f:
            rows = json.load(f)['rows']
        got = {}
        for row in rows:
            got[row['field']] = got.get(row['field'], 0) + row['matches']
        good = got == expected
        bad += not good
        print('%s: %d MB, %s %s' % (os.path.basename(path), os.path.getsize(path) >> 20, got, 'ok' if good else 'FAIL'))
        os.remove(path)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print('peak memory %d MB (at most %d)' % (peak >> 10, MOST_KB >> 10))
    return 1 if bad or peak > MOST_KB else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
