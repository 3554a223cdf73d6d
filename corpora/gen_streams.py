#!/usr/bin/env python3
"""Long lists of numbers that are none of a person: snowflake ids, timestamps, UUIDs, git hashes, order numbers.

  gen_streams.py --out DIR [--seed N] [--count N]

Of each kind DIR/corpus/<kind>.txt with nine of ten, one a line, and DIR/corpus/<kind>.log with the rest in lines of a
log. DIR/corpus/one-card.txt has the snowflake ids of another seed and one real card number among them; its place is
DIR/card.json.
"""
import argparse
import json
import os
import random

from qcgen import ids

_BATCH = 20000
_FIRST, _LAST = 1546300800000, 1790000000000  # 2019 to 2026, milliseconds


def snowflake(r, n):
    """41 bits of milliseconds since an epoch of November 2010, 10 bits of the machine, 12 of the sequence."""
    for _ in range(n):
        yield str(r.randrange(_FIRST, _LAST) - 1288834974657 << 22 | r.getrandbits(22))


def milliseconds(r, n):
    for _ in range(n):
        yield str(r.randrange(_FIRST, _LAST))


def uuid(r, n):
    for _ in range(n):
        h = '%032x' % r.getrandbits(128)
        yield '%s-%s-4%s-%s%s-%s' % (h[:8], h[8:12], h[13:16], '89ab'[r.getrandbits(2)], h[17:20], h[20:])


def git_hash(r, n):
    for _ in range(n):
        yield '%040x' % r.getrandbits(160)


def order_number(r, n):
    """Day or second and a counter, in the lengths shops use; a sixth with letters before it."""
    forms = ('%s%06d', '%s%08d', '%s%010d', '%s%04d', 'SO%s%06d', '%s-%06d')
    for i in range(n):
        day = '20%02d%02d%02d' % (r.randrange(19, 27), r.randrange(1, 13), r.randrange(1, 29))
        if i % 3 == 0:
            day += '%02d%02d%02d' % (r.randrange(24), r.randrange(60), r.randrange(60))
        form = forms[i % len(forms)]
        yield form % (day, r.randrange(10**4 if '04' in form else 10**6))


KINDS = {
    'snowflake': snowflake,
    'milliseconds': milliseconds,
    'uuid': uuid,
    'git-hash': git_hash,
    'order-number': order_number,
}
_LINES = (
    '2025-03-01 08:00:00.%03d INFO  [exec-%d] svc - handled %s in 12 ms',
    '{"level":"info","n":%d,"k":%d,"ref":"%s"}',
    'GET /v1/item/%d/%d/%s 200',
)


def _write(path, numbers, count, form=None):
    with open(path, 'w', encoding='ascii') as f:
        for at in range(0, count, _BATCH):
            lines = numbers(min(_BATCH, count - at))
            if form:
                lines = (form[i % 3] % (i % 1000, i % 17, x) for i, x in enumerate(lines))
            f.write('\n'.join(lines) + '\n')


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--out', required=True)
    p.add_argument('--seed', default='1')
    p.add_argument('--count', type=int, default=100000, help='numbers of each kind')
    a = p.parse_args()
    corpus = os.path.join(a.out, 'corpus')
    os.makedirs(corpus, exist_ok=True)
    for kind, make in KINDS.items():
        r = random.Random('streams/%s/%s' % (a.seed, kind))
        in_log = a.count // 10
        _write(os.path.join(corpus, kind + '.txt'), lambda n: make(r, n), a.count - in_log)
        _write(os.path.join(corpus, kind + '.log'), lambda n: make(r, n), in_log, _LINES)
    r = random.Random('streams/%s/card' % a.seed)
    path = os.path.join(corpus, 'one-card.txt')
    _write(path, lambda n: snowflake(r, n), a.count)
    with open(path, 'r+b') as f:  # every line has the same length: 19 digits
        card = ids.bank_card(r)
        while len(card) != 19:
            card = ids.bank_card(r)
        offset = a.count * 2 // 3 * 20
        f.seek(offset)
        f.write(card.encode())
    with open(os.path.join(a.out, 'card.json'), 'w') as f:
        json.dump(
            {'location': 'corpus/one-card.txt', 'offset': offset, 'length': 19, 'rule': 'cn.bank-card'}, f
        )


if __name__ == '__main__':
    main()
