"""Look-alikes: numbers and words that some rule could take for its own and that are none. name -> maker of text.

A maker draws again where chance made a value that every standard would call valid: no scanner could know better.
"""
import base64
import datetime

from qcgen import ids, tables

from . import checks, lists
from .kinds import digits, letters
from .mark import negative

KINDS = {}  # class -> (maker, header in Chinese, header of programs, rules it must not be)


def look_alike(name, chinese='', program='', rules=('*',)):
    def register(make):
        KINDS[name] = (make, chinese, program, rules)
        return make

    return register


def _free(r, make):
    """Drawn until it has no valid check digit by chance (a bank card's digits, a citizen's number, a credit code)."""
    while True:
        text = make(r)
        plain = text.replace('-', '').replace(' ', '')
        if not (ids.is_luhn(plain) or ids.is_mod11_2(plain) or ids.is_uscc(plain)):
            return text


def _hex(r, n):
    return '%0*x' % (n, r.getrandbits(4 * n))


def _day(r):
    return datetime.datetime(2019, 1, 1) + datetime.timedelta(seconds=r.randrange(200000000))


def _add(name, make, chinese='', program='', rules=('*',)):
    KINDS[name] = (make, chinese, program, rules)


_seconds = lambda r: str(r.randrange(1546300800, 1790000000))  # noqa: E731
_add('epoch-seconds', _seconds, '时间戳', 'create_time')
_add('epoch-milliseconds', lambda r: _seconds(r) + digits(r, 3), '时间戳', 'ts')
_add('epoch-microseconds', lambda r: _free(r, lambda r: _seconds(r) + digits(r, 6)), '时间戳', 'ts_us')
_add('epoch-nanoseconds', lambda r: _free(r, lambda r: _seconds(r) + digits(r, 9)), '时间戳', 'time_ns')


@look_alike('snowflake', '主键', 'id')
def snowflake(r):
    """41 bits of milliseconds since November 2010, 10 bits of the machine, 12 of the sequence."""
    while True:
        ms = int(_seconds(r)) * 1000 + r.randrange(1000) - 1288834974657
        text = str(ms << 22 | r.randrange(1024) << 12 | r.randrange(4096))
        if not ids.is_luhn(text) and not ids.is_mod11_2(text):
            return text


_add(
    'order-date',
    lambda r: _free(r, lambda r: _day(r).strftime('%Y%m%d%H%M%S') + digits(r, r.choice((4, 6, 8)))),
    '订单号',
    'order_no',
)
_add('order-letters', lambda r: 'SO%s%s' % (_day(r).strftime('%Y%m%d'), digits(r, 6)), '订单编号', 'order_sn')
_add('serial-flow', lambda r: _free(r, lambda r: digits(r, r.choice((16, 20, 24)))), '流水号', 'trace_no')
_add(
    'uuid',
    lambda r: '-'.join((_hex(r, 8), _hex(r, 4), '4' + _hex(r, 3), 'a' + _hex(r, 3), _hex(r, 12))),
    '',
    'uuid',
)
_add('uuid-plain', lambda r: _hex(r, 32), '', 'request_id')
_add('md5', lambda r: _hex(r, 32), '校验值', 'md5')
_add('sha1', lambda r: _hex(r, 40), '', 'sha1')
_add('sha256', lambda r: _hex(r, 64), '', 'sha256')
_add('git-short', lambda r: _hex(r, r.choice((7, 8, 12))), '', 'commit')
_add('base64', lambda r: base64.b64encode(r.randbytes(r.randrange(24, 90))).decode(), '', 'payload')
_add('integrity', lambda r: 'sha512-' + base64.b64encode(r.randbytes(64)).decode(), '', 'integrity')
_add(
    'version',
    lambda r: '%d.%d.%d-%d' % (r.randrange(9), r.randrange(99), r.randrange(999), r.randrange(10**4)),
    '版本号',
    'version',
)
_add(
    'version-like-ip',
    lambda r: 'v%d.%d.%d.%d' % (r.randrange(1, 12), r.randrange(20), r.randrange(20), r.randrange(200)),
    '版本号',
    'app_version',
)
_add('decimal', lambda r: '0.' + digits(r, r.choice((11, 15, 18))), '', 'score')
_add('negative-float', lambda r: '-%d.%s' % (r.randrange(9), digits(r, 16)), '', 'weight')
_add(
    'scientific',
    lambda r: '%d.%se-%02d' % (r.randrange(1, 10), digits(r, 15), r.randrange(1, 30)),
    '',
    'loss',
)
_add('hex-colour', lambda r: '#' + _hex(r, 6), '', 'color')
_add(
    'svg-path',
    lambda r: 'M%s,%sL%s,%s' % tuple('%d.%s' % (r.randrange(999), digits(r, 3)) for _ in range(4)),
    '',
    'path',
)


def _ean(r, head, length=13):
    body = head + digits(r, length - 1 - len(head))
    return body + str(-sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body)) % 10)


_add(
    'isbn',
    lambda r: (lambda t: '-'.join((t[:3], t[3], t[4:8], t[8:12], t[12])))(_ean(r, '9787')),
    '书号',
    'isbn',
)
_add('ean', lambda r: _ean(r, '69'), '商品条码', 'barcode')
_add('tracking-sf', lambda r: 'SF' + digits(r, 13), '快递单号', 'tracking_no')
_add(
    'tracking-digits',
    lambda r: _free(r, lambda r: r.choice(('43', '77', '55', '31')) + digits(r, r.choice((11, 12)))),
    '运单号',
    'waybill_no',
)
_add('serial-letters', lambda r: letters(r, 2) + digits(r, 2) + letters(r, 1) + digits(r, 7), '序列号', 'serial')
_add('asset-number', lambda r: 'ZC-%d-%s' % (r.randrange(2015, 2026), digits(r, 6)), '资产编号', 'asset_no')
_add(
    'batch-number',
    lambda r: _day(r).strftime('%Y%m%d') + digits(r, 3),
    '批次号',
    'batch_no',
    ('cn.mobile', 'cn.landline', 'cn.bank-card', 'cn.bank-account', 'imei'),
)
_add('date-digits', lambda r: _day(r).strftime('%Y%m%d'), '下单日期', 'order_date')
_add('datetime-digits', lambda r: _day(r).strftime('%Y%m%d%H%M%S'), '创建时间', 'gmt_create')
_add('price', lambda r: '%d.%02d' % (r.randrange(1, 9999), r.randrange(100)), '单价', 'price')
_add('quantity', lambda r: str(r.randrange(1, 2000)), '数量', 'quantity')
_add(
    'fragment',
    lambda r: _free(r, lambda r: digits(r, r.choice((3, 6))) + ids.mobile(r) + digits(r, 9)),
    '',
    'raw',
)
_add('phone-too-long', lambda r: ids.mobile(r) + digits(r, 1), '', 'seq12')
_add('phone-too-short', lambda r: ids.mobile(r)[:10], '', 'seq10', ('cn.mobile',))
_add('unassigned-prefix', lambda r: r.choice(tables.MOBILE_UNASSIGNED) + digits(r, 8), '', 'code11')
_add(
    'fingerprint', lambda r: ':'.join(_hex(r, 2) for _ in range(r.choice((16, 20, 32)))), '指纹', 'fingerprint'
)
_add('ports', lambda r: ','.join(str(r.randrange(1024, 65535)) for _ in range(4)), '', 'ports')
_add('range', lambda r: '%d-%d' % (r.randrange(10000), r.randrange(10000, 99999999)), '', 'range')
_add(
    'dimensions',
    lambda r: '%dx%dx%d' % (r.randrange(9999), r.randrange(9999), r.randrange(999)),
    '尺寸',
    'size',
)
_add(
    'file-name',
    lambda r: 'IMG_%s_%s.jpg' % (_day(r).strftime('%Y%m%d'), _day(r).strftime('%H%M%S')),
    '附件',
    'file_name',
)
_add('error-code', lambda r: 'ERR-%s-%s' % (digits(r, 5), digits(r, 8)), '错误码', 'error_code')
_add('object-id', lambda r: _hex(r, 24), '', '_id')
_add('trace-parent', lambda r: '00-%s-%s-01' % (_hex(r, 32), _hex(r, 16)), '', 'traceparent')
_add('percentages', lambda r: '%d.%s%%' % (r.randrange(100), digits(r, 6)), '占比', 'ratio')
_add('pi-digits', lambda r: '3.14159265358979323846264338327950288419716939937510', '', 'pi')
_add('readme-plate', lambda r: '更新README%d' % r.randrange(1, 9), '', 'message')
_add(
    'issue-number',
    lambda r: 'M%s' % _day(r).strftime('%Y%m%d'),
    '期号',
    'issue',
    ('cn.hk-macau-travel-permit', 'cn.passport'),
)


# What is wrong on purpose; in a column named so it may be reported, so these stand beside nothing.
@look_alike('wrong-resident-check')
def wrong_resident(r):
    while True:
        value = ids.resident_id(r)
        value = value[:17] + r.choice([c for c in '0123456789' if c != value[17]])
        if not ids.is_luhn(value) and not ids.is_uscc(value):
            return value


@look_alike('impossible-date')
def impossible_date(r):
    while True:
        body = '%s%04d%s%03d' % (
            ids.division(r),
            r.randrange(1950, 2015),
            r.choice(('0230', '0431', '1301', '0010', '0500')),
            r.randrange(1, 996),
        )
        value = body + ids.mod11_2(body)
        if not ids.is_luhn(value) and not ids.is_uscc(value):
            return value


@look_alike('no-such-division', rules=('cn.resident-id',))
def no_division(r):
    body = r.choice(tables.NO_PROVINCE) + '0101' + ids.birth(r) + '%03d' % r.randrange(1, 996)
    return body + ids.mod11_2(body)


@look_alike('wrong-luhn', rules=('cn.bank-card',))
def wrong_luhn(r):
    while True:
        value = ids.bank_card(r)
        value = value[:-1] + r.choice([c for c in '0123456789' if c != value[-1]])
        if not ids.is_mod11_2(value):
            return value


@look_alike('wrong-uscc', rules=('cn.uscc', 'cn.resident-id'))
def wrong_uscc(r):
    while True:
        value = ids.uscc(r)
        value = value[:17] + r.choice([c for c in ids.USCC_ALPHABET if c != value[17]])
        if not ids.is_mod11_2(value):
            return value


_add(
    'wrong-hkid',
    lambda r: (
        lambda a, d: '%s%s(%s)' % (a, d, r.choice([c for c in '0123456789A' if c != checks.hkid(a, d)]))
    )(letters(r, 1), digits(r, 6)),
)
_add('wrong-iban', lambda r: 'DE%02d%s' % (r.randrange(10, 98), digits(r, 17)))  # one digit short as well
_add('wrong-vin', lambda r: 'LSVAA%s0E2%s' % (digits(r, 2), 'IOQ' + digits(r, 4)))

# Masked, damaged and placeholder values: a copy of something, at most `possible`.
_add('masked-mobile', lambda r: ids.mobile(r)[:3] + '****' + digits(r, 4), '手机号', 'mobile')
_add('masked-resident', lambda r: ids.resident_id(r)[:6] + '********' + digits(r, 4), '身份证号', 'id_card')
_add('masked-card', lambda r: ids.bank_card(r)[:6] + '******' + digits(r, 4), '银行卡号', 'card_no')
_add(
    'placeholder-mobile',
    lambda r: r.choice(('13800138000', '11111111111', '12345678901', '13888888888', '00000000000')),
    '手机号',
    'mobile',
)
_add(
    'placeholder-resident',
    lambda r: r.choice(
        ('111111111111111111', '000000000000000000', '110101199003074514', '123456789012345678')
    ),
    '身份证号',
    'id_card',
)
_add(
    'placeholder-card',
    lambda r: r.choice(('0000000000000000', '1111111111111111111', '6222222222222222')),
    '银行卡号',
    'card_no',
)
_add(
    'placeholder-mail',
    lambda r: '%s@example.%s' % (r.choice(tables.PINYIN), r.choice(('com', 'org', 'net'))),
    '邮箱',
    'email',
)
_add('excel-damage', lambda r: '%s.%sE+17' % (r.randrange(1, 7), digits(r, 5)), '身份证号', 'id_card')
_add('excel-damage-000', lambda r: _free(r, lambda r: ids.resident_id(r)[:15] + '000'), '证件号码', 'id_no')

# Words of Chinese that begin like a name or look like an address
_add('word-like-name', lambda r: r.choice(lists.WORDS_LIKE_NAMES), '标签', 'tag', ('cn.person-name',))
_add(
    'place-like-name',
    lambda r: r.choice(lists.PLACES_LIKE_NAMES),
    '地点',
    'area',
    ('cn.person-name', 'cn.address'),
)
_add('company-name', lambda r: r.choice(lists.COMPANIES), '公司', 'company', ('cn.person-name', 'cn.address'))

# Specifications: text about numbers
_SPECIFICATIONS = (
    r'^1[3-9]\d{9}$',
    r'^\d{17}[\dXx]$',
    r'(\d{3})-(\d{4})-(\d{4})',
    r'[1-9]\d{5}(18|19|20)\d{9}',
    'YYYYMMDDHHMMSS',
    'VARCHAR(18)',
    'xxxx-xxxx-xxxx-xxxx',
    '长度为 11 位',
    '18 位，最后一位可以是 X',
)
_add('specification', lambda r: r.choice(_SPECIFICATIONS), '校验规则', 'pattern')

# Numbers of one kind in a column of theirs that could be another kind's
_add('employee-number', lambda r: '%06d' % r.randrange(10**6), '工号', 'emp_no')
_add('row-count', lambda r: str(r.randrange(10**7, 10**8)), '记录数', 'rows')
_add('device-serial-15', lambda r: _free(r, lambda r: '8' + digits(r, 14)), '设备编号', 'device_sn')
_add('meter-number', lambda r: '%s' % digits(r, 9), '电表号', 'meter_no')


def mark(r, name):
    make, _, _, rules = KINDS[name]
    return negative(name, make(r), rules)
