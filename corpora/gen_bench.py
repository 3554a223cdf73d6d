#!/usr/bin/env python3
"""Corpora for speed, with counts of what was planted.

  gen_bench.py --out DIR [--mb N] [--seed N] [--only a,b,...]

a-dump      dense MySQL dump, UTF-8: one identifier per about 250 bytes       DIR/a-dump/crm.sql
b-gbk       the same dump in GBK                                               DIR/b-gbk/crm.sql
c-logs      access, application and JSON logs, few identifiers                 DIR/c-logs/*.log
d-text      documentation and headers of this machine                          DIR/d-text/text.txt
e-binary    programs of this machine (three parts) and random bytes (one)      DIR/e-binary/*
f-small     100,000 files of 1 to 8 KB in 1,000 directories                    DIR/f-small/ddd/*.txt

DIR/NAME.json: bytes, planted counts per rule, sha256. a, b, c, f depend on the seed alone; d and e on the machine.
"""
import argparse
import collections
import glob
import hashlib
import json
import os
import stat
import sys

from qcgen import VERSION, ids, negatives, rng, styles, tables

RULES = ('cn.resident-id', 'cn.mobile', 'email', 'cn.bank-card', 'cn.uscc')


class Counter:
    def __init__(self):
        self.bytes, self.hash, self.counts = 0, hashlib.sha256(), collections.Counter()

    def add(self, data):
        self.bytes += len(data)
        self.hash.update(data)

    def save(self, path, **more):
        with open(path, 'w') as f:
            json.dump(
                dict(
                    version=VERSION,
                    bytes=self.bytes,
                    sha256=self.hash.hexdigest(),
                    planted=dict(sorted(self.counts.items())),
                    **more
                ),
                f,
                indent=1,
            )


def rows(r, counts):
    """INSERT rows with filler columns, so that an identifier comes about every 250 bytes."""
    number = 0
    while True:
        block = []
        for _ in range(200):
            number += 1
            address = '%s%s%d号' % (r.choice(tables.DIVISIONS)[1], r.choice(tables.ROADS), r.randrange(1, 900))
            cells = ["%d" % number, "'%s'" % styles.person(r)]
            one = r.random()
            cells.append("'%s'" % ids.resident_id(r))
            counts['cn.resident-id'] += 1
            cells.append("'%s'" % ids.mobile(r))
            counts['cn.mobile'] += 1
            if one < 0.55:
                cells.append("'%s'" % ids.email(r))
                counts['email'] += 1
            else:
                cells.append('NULL')
            if one < 0.4:
                cells.append("'%s'" % ids.bank_card(r))
                counts['cn.bank-card'] += 1
            else:
                cells.append('NULL')
            if one > 0.93:
                cells.append("'%s'" % ids.uscc(r))
                counts['cn.uscc'] += 1
            else:
                cells.append('NULL')
            cells += [
                "'%s'" % address,
                "'DD%s'" % negatives.order_number(r)[0],
                "'%s'" % negatives.snowflake(r)[0],
                "'%d.%02d'" % (r.randrange(9999), r.randrange(100)),
                "'2024-%02d-%02d %02d:%02d:%02d'"
                % (r.randrange(1, 13), r.randrange(1, 29), r.randrange(24), r.randrange(60), r.randrange(60)),
                "'已完成，按合同约定于次月结算，备注：%s'" % r.choice(('老客户续费', '线下转账', '活动报名', '试听转正')),
                "'{\"src\":\"app\",\"ver\":\"%d.%d.%d\",\"dev\":\"%032x\"}'"
                % (r.randrange(9), r.randrange(20), r.randrange(90), r.getrandbits(128)),
                "'%s'" % ''.join(r.choice(('课程', '教材', '讲义', '答疑', '测评', '直播', '回放')) for _ in range(64)),
            ]
            block.append('(%s)' % ','.join(cells))
        yield 'INSERT INTO `t_customer` VALUES ' + ',\n'.join(block) + ';\n'


def dump(out, name, size, seed, codec, unit=8 << 20):
    """Distinct rows up to `unit` bytes, then the unit again in another order of its statements: dense and fast to make."""
    r, counter, unit_counts = rng(seed, 'bench', 'dump'), Counter(), collections.Counter()
    statements, total = [], 0
    source = rows(r, unit_counts)
    per_statement = []
    while total < unit:
        before = unit_counts.copy()
        data = next(source).encode(codec)
        statements.append(data)
        per_statement.append(unit_counts - before)
        total += len(data)
    order = list(range(len(statements)))
    with open(os.path.join(out, name, 'crm.sql'), 'wb') as f:
        while counter.bytes < size:
            for i in order:
                f.write(statements[i])
                counter.add(statements[i])
                counter.counts.update(per_statement[i])
                if counter.bytes >= size:
                    break
            r.shuffle(order)
    counter.save(os.path.join(out, name + '.json'))


def log_lines(r, counts):
    while True:
        kind = r.random()
        if kind < 0.5:
            yield '10.%d.%d.%d - - [%02d/May/2025:%02d:%02d:%02d +0800] "GET /api/v1/courses/%d?t=%d HTTP/1.1" 200 %d "-" "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" rt=0.%03d trace=%032x\n' % (
                r.randrange(256),
                r.randrange(256),
                r.randrange(1, 255),
                r.randrange(1, 29),
                r.randrange(24),
                r.randrange(60),
                r.randrange(60),
                r.randrange(900),
                1746000000000 + r.randrange(10**9),
                r.randrange(200, 90000),
                r.randrange(1000),
                r.getrandbits(128),
            )
        elif kind < 0.85:
            yield '2025-05-%02d %02d:%02d:%02d.%03d INFO  [http-nio-8080-exec-%d] c.m.c.OrderService - 订单处理完成 order=%s uid=%s cost=%dms\n' % (
                r.randrange(1, 29),
                r.randrange(24),
                r.randrange(60),
                r.randrange(60),
                r.randrange(1000),
                r.randrange(1, 50),
                negatives.order_number(r)[0],
                negatives.snowflake(r)[0],
                r.randrange(900),
            )
        elif kind < 0.999:
            yield '{"ts":%s,"lvl":"INFO","svc":"pay","trace":"%032x","msg":"回调成功","amount":%d.%02d}\n' % (
                negatives.epoch_milliseconds(r)[0],
                r.getrandbits(128),
                r.randrange(9999),
                r.randrange(100),
            )
        else:
            rule = r.choice(('cn.mobile', 'cn.mobile', 'cn.resident-id', 'email'))
            value = {'cn.mobile': ids.mobile, 'cn.resident-id': ids.resident_id, 'email': ids.email}[rule](r)
            counts[rule] += 1
            yield '2025-05-%02d 10:%02d:%02d.%03d WARN  [scheduler-1] c.m.c.SmsService - 发送失败 to=%s code=%d\n' % (
                r.randrange(1, 29),
                r.randrange(60),
                r.randrange(60),
                r.randrange(1000),
                value,
                r.randrange(100, 999),
            )


def logs(out, name, size, seed, unit=16 << 20):
    r, counter = rng(seed, 'bench', 'logs'), Counter()
    counts = collections.Counter()
    block, total = [], 0
    for line in log_lines(r, counts):
        data = line.encode('utf-8')
        block.append(data)
        total += len(data)
        if total >= min(unit, size):
            break
    data = b''.join(block)
    part = 0
    while counter.bytes < size:
        with open(os.path.join(out, name, 'app-%03d.log' % part), 'wb') as f:
            f.write(data)
        counter.add(data)
        counter.counts.update(counts)
        part += 1
    counter.save(os.path.join(out, name + '.json'))


def files_below(*tops):
    for top in tops:
        for directory, names, files in os.walk(top):
            names.sort()
            for name in sorted(files):
                path = os.path.join(directory, name)
                try:
                    if stat.S_ISREG(os.lstat(path).st_mode):
                        yield path
                except OSError:
                    continue


def text(out, name, size, seed):
    counter = Counter()
    with open(os.path.join(out, name, 'text.txt'), 'wb') as f:
        while counter.bytes < size:
            start = counter.bytes
            for path in files_below('/usr/include', '/usr/share/doc', '/usr/share/perl', '/usr/lib/python3'):
                if path.endswith(('.gz', '.xz', '.pyc', '.so', '.png', '.a')):
                    continue
                try:
                    data = open(path, 'rb').read(4 << 20)
                except OSError:
                    continue
                if b'\x00' in data:
                    continue
                data = data[: size - counter.bytes]
                f.write(data)
                counter.add(data)
                if counter.bytes >= size:
                    break
            if counter.bytes == start:
                sys.exit('gen_bench: no text found on this machine')
    counter.save(os.path.join(out, name + '.json'))


def binary(out, name, size, seed):
    r, counter = rng(seed, 'bench', 'binary'), Counter()
    part = 0
    with open(os.path.join(out, name, 'programs.bin'), 'wb') as f:
        while part < size * 3 // 4:
            start = part
            for path in files_below('/usr/bin', '/usr/lib/x86_64-linux-gnu', '/usr/lib/gcc'):
                try:
                    with open(path, 'rb') as g:
                        if g.read(4) != b'\x7fELF':
                            continue
                        g.seek(0)
                        data = g.read(16 << 20)[: size * 3 // 4 - part]
                except OSError:
                    continue
                f.write(data)
                counter.add(data)
                part += len(data)
                if part >= size * 3 // 4:
                    break
            if part == start:
                break
    with open(os.path.join(out, name, 'random.bin'), 'wb') as f:
        for _ in range(0, size // 4, 1 << 20):
            data = r.randbytes(1 << 20)
            f.write(data)
            counter.add(data)
    counter.save(os.path.join(out, name + '.json'))


def small(out, name, size, seed, files=100000):
    """Slices of dump rows and log lines with one identifier or none each."""
    r, counter = rng(seed, 'bench', 'small'), Counter()
    lines = log_lines(r, collections.Counter())
    filler = ''
    while len(filler) < 200000:
        line = next(lines)
        if 'WARN' not in line:  # lines with identifiers are added on purpose only
            filler += line
    for i in range(files):
        directory = os.path.join(out, name, '%03d' % (i // 100))
        if i % 100 == 0:
            os.makedirs(directory, exist_ok=True)
        at = filler.index('\n', r.randrange(190000)) + 1
        body = filler[at : at + r.randrange(900, 7500)]
        if i % 10 == 0:
            rule = r.choice(RULES[:3])
            value = {'cn.mobile': ids.mobile, 'cn.resident-id': ids.resident_id, 'email': ids.email}[rule](r)
            counter.counts[rule] += 1
            body += '\n客户：%s\n' % value
        data = body.encode('utf-8')
        with open(os.path.join(directory, '%05d.txt' % i), 'wb') as f:
            f.write(data)
        counter.add(data)
    counter.save(os.path.join(out, name + '.json'), files=files)


MAKERS = {
    'a-dump': lambda o, n, s, seed: dump(o, n, s, seed, 'utf-8'),
    'b-gbk': lambda o, n, s, seed: dump(o, n, s, seed, 'gbk'),
    'c-logs': logs,
    'd-text': text,
    'e-binary': binary,
    'f-small': small,
}


def make(out, name, megabytes, seed):
    os.makedirs(os.path.join(out, name), exist_ok=True)
    MAKERS[name](out, name, megabytes << 20, seed)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--out', required=True)
    p.add_argument('--mb', type=int, default=256)
    p.add_argument('--seed', default='1')
    p.add_argument('--only', default='')
    a = p.parse_args()
    for name in (
        [n for n in MAKERS if n[0] in a.only.split(',') or n in a.only.split(',')] if a.only else MAKERS
    ):
        make(a.out, name, a.mb, a.seed)
        print(name, open(os.path.join(a.out, name + '.json')).read().replace('\n', ''))


if __name__ == '__main__':
    main()
