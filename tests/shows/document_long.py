"""Long and deep documents: the field is right, and the memory stays within bounds."""
import json
import os
import random
import resource
import sys

import qcshow
from qcgen import ids

MOST_KB = 160 * 1024  # 64 MiB + one worker's 32 MiB, and what the rules' databases and libraries take


def write(path, *pieces):
    with open(path, 'wb') as f:
        for piece in pieces:
            f.write(piece)


def cases(folder, megabytes):
    r = random.Random(4)
    value = ids.mobile(r).encode()
    path = lambda name: os.path.join(folder, name)
    row = b'{"id":1,"name":"nobody","tags":["a","b"]},'
    block = row * ((1 << 20) // len(row))
    last = b'{"id":2,"u":{"tel":"' + value + b'"}},'
    write(path('array.json'), b'[', *(block + last for _ in range(megabytes)), b'{}]')
    yield path('array.json'), {'[*].u.tel': megabytes}
    write(path('string.json'), b'{"a":"', b'x ' * (20 << 19), value, b'","b":"' + value + b'"}')
    yield path('string.json'), {'a': 1, 'b': 1}
    deep = 100000
    write(path('deep.json'), b'{"x":', b'[' * deep, b'"' + value + b'"', b']' * deep, b',"a":"' + value + b'"}')
    yield path('deep.json'), {'…': 1, 'a': 1}
    element = b'<u><id>1</id><name>nobody</name></u>'
    block = element * ((1 << 20) // len(element))
    last = b'<u><tel>' + value + b'</tel></u>'
    write(path('rows.xml'), b'<r>', *(block + last for _ in range(megabytes // 4)), b'</r>')
    yield path('rows.xml'), {'r.u.tel': megabytes // 4}


def main(folder, megabytes):
    os.makedirs(folder)
    key = os.environ['KEY']
    bad = 0
    for path, expected in cases(folder, int(megabytes)):
        qcshow.Scan([path], path, key, '-j', '1')
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
