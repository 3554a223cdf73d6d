"""The vectors of the ten rules, by `qingce digest` and by a scan. Run by 01-vectors.sh.

Sources: the examples of GB 11643, GB 32100, ISO/IEC 7812, ICAO 9303, public samples of permits and cards; computed
ones end in a check character made here by corpora/qcgen/ids.py.
"""
import os
import sys

from qcgen import ids, tables
from qcshow import STRONG, Scan, digests, make_key

ID, ID15, HMT, PR, MOBILE, LANDLINE, CARD, ACCOUNT, USCC, MAIL = (
    'cn.resident-id',
    'cn.resident-id-15',
    'cn.hmt-residence-permit',
    'cn.foreign-permanent-resident-card',
    'cn.mobile',
    'cn.landline',
    'cn.bank-card',
    'cn.bank-account',
    'cn.uscc',
    'email',
)
LABEL = {
    ID: '身份证号',
    ID15: '身份证号',
    HMT: '居住证号码',
    PR: '永久居留身份证',
    MOBILE: '手机',
    LANDLINE: '电话',
    CARD: '银行卡号',
    ACCOUNT: '开户行账号',
    USCC: '统一社会信用代码',
    MAIL: '邮箱',
}


def with_check(body):
    return body + ids.mod11_2(body)


POSITIVE = (
    [
        (ID, v)
        for v in (
            '11010519491231002X',
            '440524188001010014',
            '11010519000101001X',
            '440305201202290028',
            '360426199101010071',
            '120103198806018241',
            '440308199901101512',
            '11010519491231002x',
        )
    ]
    + [(ID, with_check(b)) for b in ('11010519000101002', '33010620180101002', '44030520121101003')]
    + [
        (ID15, v)
        for v in (
            '610104620927690',
            '110105491231002',
            '130503670401001',
            '350102900101007',
            '110101900101008',
        )
    ]
    + [
        (HMT, v)
        for v in (
            '810000199408230021',
            '830000199201300022',
            '820000198506150022',
            with_check('82000019900101000'),
        )
    ]
    + [
        (PR, v)
        for v in (
            'KAZ110090123105',
            'USA310085061514',
            'JPN440390010125',
            '911398199012310021',
            '931840198506150015',
            '944392199001010023',
        )
    ]
    + [
        (USCC, v)
        for v in (
            '91110000600037341L',
            '91350100M000100Y43',
            '9144030071526726XG',
            '91110108MA0000015T',
            '92310115MA1H000047',
            '52110000500000007X',
            '11100000000000000J',
            '914403001922038216',
            '91330100799655058B',
            '91110000802100433B',
            '91110108551385082Q',
        )
    ]
    + [
        (CARD, v)
        for v in (
            '6221500000000009',
            '62179900000000006',
            '622848000000000007',
            '6227000000000000003',
            '6222020000000000000',
            '4367420000000009',
            '4111111111111111',
            '5555555555554444',
            '3530111333300000',
            '378282246310005',
        )
    ]
    + [
        (CARD, b + ids.luhn(b))
        for b in (
            '621700000000000000',
            '622848000000000001',
            '622202000000000000',
            '621226000000000000',
            '955880000000000000',
            '622588000000000',
            '625094100652859',
            '356827000000000',
            '436742000000000',
        )
    ]
    + [(MOBILE, p + '12345679') for p in tables.MOBILE_PREFIXES]
    + [(MOBILE, p + '345679') for p in tables.MOBILE_1740]
    + [
        (MOBILE, v)
        for v in (
            '138 0013 8001',
            '138-0013-8001',
            '+8613800138001',
            '+86 13800138001',
            '+86-138-0013-8001',
            '008613800138001',
            '8613800138001',
        )
    ]
    + [
        (LANDLINE, v)
        for v in (
            '010-62345678',
            '021-61234567',
            '0755-26001234',
            '0310-6123456',
            '01062345678',
            '0755 26001234',
        )
    ]
    + [
        (MAIL, v)
        for v in (
            'zhang.san@example.com',
            'li-si+vip@mail.example.com.cn',
            '13800138001@example.com',
            'a_b@x1.example.org',
        )
    ]
    + [(ACCOUNT, v) for v in ('200600512013', '3301040160001234567', '7559 1234 5610 808')]
)

# (rule, value): never this rule in state `valid`, and `digest` prints '-'.
NEGATIVE = (
    [
        (ID, v)
        for v in (
            '110105194912310021',
            '310115201502290014',
            '11010519491331002X',
            with_check('31011520150229001'),
            with_check('65010219000229001'),
        )
    ]
    + [
        (HMT, '810000199408230022'),
        (PR, 'KAZ110090123106'),
        (PR, '911398199012310022'),
        (PR, 'USA310085061515'),
    ]
    + [(ID15, '110105491331002'), (ID15, '61010462092769X')]
    + [(USCC, '91110000600037342L'), (USCC, '91110108MA0000015A')]
    + [(CARD, v) for v in ('6222020000000000001', '2026112100000000001', '490154203237519')]
    + [(MOBILE, '1731234567890')]
    + [(MOBILE, p + '12345679') for p in ('154', '160', '163', '164', '168', '169', '179', '194', '120')]
    + [(LANDLINE, '026-61234567'), (LANDLINE, '0755-16001234'), (LANDLINE, '400-612-3456')]
    + [(MAIL, 'zhang@localhost'), (MAIL, '@example.com'), (MAIL, 'zhang@')]
)
# Weak at most: no such address.
LOW = [(ID, '999999190001010015')]
# Well-known fillers and demo numbers: a finding says `placeholder`.
PLACEHOLDER = [(MOBILE, '13800138000'), (MOBILE, '13888888888'), (ID, '110101199003074514')]
# Fillers: never in state `valid`, whatever else is said of them.
FILLER = [
    '00000000000000000X',
    '111111111111111',
    '0000000000000000',
    '123456789012345678',
    '000000000000000000',
]
# In running text without context none of the strong types.
NOISE = [
    '550e8400-e29b-41d4-a716-446655440000',
    'd41d8cd98f00b204e9800998ecf8427e',
    '1731234567890',
    '2026112100000000001',
    '102100099997',
    '490154203237519',
    'a3f5c1d2e4b60718293a4b5c6d7e8f90',
    '新README',
    'M20260805',
]

failed = 0


def fail(text):
    global failed
    failed += 1
    print('FAIL ' + text)


def masked_name(rule, i):
    return '%s vector %d' % (rule, i)


def by_digest(key):
    checked = 0
    for rules, want in ((POSITIVE, True), (NEGATIVE, False)):
        grouped = {}
        for i, (rule, value) in enumerate(rules):
            grouped.setdefault(rule, []).append((i, value))
        for rule, items in grouped.items():
            for (i, value), d in zip(items, digests(rule, [v for _, v in items], key)):
                checked += 1
                if (d != '-') != want:
                    fail(
                        'digest %s %s: %s' % (masked_name(rule, i), value, 'rejected' if want else 'accepted')
                    )
    pairs = [
        ('610104620927690', '610104196209276908'),
        ('110105491231002', '11010519491231002X'),
        ('130503670401001', '130503196704010016'),
    ]
    for old, new in pairs:
        checked += 1
        if digests(ID15, [old], key) != digests(ID, [new], key):
            fail('the 15- and 18-digit form of one person have two digests: ' + old)
    forms = [v for r, v in POSITIVE if r == MOBILE and '8001' in v]
    if len(set(digests(MOBILE, forms, key))) != 1:
        fail('spellings of one mobile have several digests')
    return checked + 1


def lines_file(path, rows):
    """rows: (label, value) -> {value row: (offset, length)}"""
    data, at = b'', []
    for label, value in rows:
        data += ('%s：' % label if label else '记录 ').encode('utf-8')
        at.append((len(data), len(value.encode('utf-8'))))
        data += value.encode('utf-8') + '。\n'.encode('utf-8')
    with open(path, 'wb') as f:
        f.write(data)
    return at


def by_scan(directory, key):
    corpus = os.path.join(directory, 'corpus')
    os.makedirs(corpus)
    spans = {
        name: lines_file(os.path.join(corpus, name), rows)
        for name, rows in (
            ('positive.txt', [(LABEL[r], v) for r, v in POSITIVE]),
            ('negative.txt', [('', v) for _, v in NEGATIVE + LOW]),
            ('placeholder.txt', [(LABEL[r], v) for r, v in PLACEHOLDER]),
            ('noise.txt', [('', v) for v in NOISE]),
            ('filler.txt', [('证件号', v) for v in FILLER]),
        )
    }
    scan = Scan(['corpus'], os.path.join(directory, 'out'), key, cwd=directory)
    found = {}
    for f in scan.findings:
        found.setdefault(f['location'], []).append(f)

    def at(name, i):
        begin, length = spans[name][i]
        return [
            f
            for f in found.get('corpus/' + name, [])
            if f['offset'] is not None and f['offset'] < begin + length and f['offset'] + f['length'] > begin
        ]

    for i, (rule, value) in enumerate(POSITIVE):
        here = at('positive.txt', i)
        if not any(f['rule'] == rule or rule in f['also'] for f in here):
            fail('scan %s %s: found as %s' % (masked_name(rule, i), value, [f['rule'] for f in here]))
    for i, (rule, value) in enumerate(NEGATIVE + LOW):
        strict = i < len(NEGATIVE)
        for f in at('negative.txt', i):
            if f['rule'] == rule and f['state'] == 'valid' and (strict or f['confidence'] in STRONG):
                fail('scan %s %s: accepted as %s' % (masked_name(rule, i), value, f['confidence']))
    for i, (rule, value) in enumerate(PLACEHOLDER):
        here = [f for f in at('placeholder.txt', i) if f['rule'] == rule]
        if not here or any(f['state'] != 'placeholder' for f in here):
            fail('placeholder %s: state %s' % (value, [f['state'] for f in here]))
    for i, value in enumerate(NOISE):
        for f in at('noise.txt', i):
            if f['confidence'] in STRONG and f['state'] == 'valid':
                fail('noise %s: %s %s' % (value, f['rule'], f['confidence']))
    for i, value in enumerate(FILLER):
        for f in at('filler.txt', i):
            if f['state'] == 'valid' and f['confidence'] in STRONG:
                fail('filler %s: %s %s' % (value, f['rule'], f['confidence']))


def main():
    directory = sys.argv[1]
    key = make_key(directory)
    checked = by_digest(key)
    by_scan(directory, key)
    print(
        'vectors: %d by digest, %d by scan, %d failed'
        % (
            checked,
            len(POSITIVE) + len(NEGATIVE) + len(LOW) + len(PLACEHOLDER) + len(NOISE) + len(FILLER),
            failed,
        )
    )
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
