"""Hard negatives: numbers that look like identifiers and are not. Each comes with the rules it must not be."""
import datetime

from . import ids, tables

STRICT = True  # not even a weak finding of the rule in state `valid`
WEAK = False  # no finding with more than the lowest confidence


def _digits(r, n):
    return ''.join(str(r.randrange(10)) for _ in range(n))


def _not_a_card(r, make):
    while True:
        value = make()
        if not ids.is_luhn(value) and not ids.is_mod11_2(value) and not ids.is_uscc(value):
            return value


def epoch_seconds(r):
    return str(r.randrange(1500000000, 1790000000)), ('cn.mobile', 'cn.landline'), WEAK


def epoch_milliseconds(r):
    return str(r.randrange(1500000000000, 1790000000000)), ('cn.mobile', 'cn.bank-card'), STRICT


def epoch_microseconds(r):
    return (
        _not_a_card(r, lambda: str(r.randrange(1500000000, 1790000000)) + _digits(r, 6)),
        ('cn.mobile', 'cn.bank-card'),
        STRICT,
    )


def epoch_nanoseconds(r):
    return (
        _not_a_card(r, lambda: str(r.randrange(1500000000, 1790000000)) + _digits(r, 9)),
        ('cn.mobile', 'cn.bank-card'),
        STRICT,
    )


def snowflake(r):
    n = r.choice((18, 19))
    return (
        _not_a_card(r, lambda: str(r.randrange(1, 10)) + _digits(r, n - 1)),
        ('cn.resident-id', 'cn.bank-card', 'cn.mobile', 'cn.uscc'),
        STRICT,
    )


def order_number(r):
    day = datetime.date(2020, 1, 1) + datetime.timedelta(days=r.randrange(2000))
    n = r.choice((6, 8, 12))
    return (
        _not_a_card(r, lambda: day.strftime('%Y%m%d') + _digits(r, n)),
        ('cn.resident-id', 'cn.mobile', 'cn.bank-card'),
        STRICT,
    )


def uuid(r):
    h = '%032x' % r.getrandbits(128)
    return (
        '-'.join((h[:8], h[8:12], '4' + h[13:16], 'a' + h[17:20], h[20:])),
        ('cn.resident-id', 'cn.mobile', 'cn.bank-card', 'cn.uscc'),
        WEAK,
    )


def md5_hex(r):
    return '%032x' % r.getrandbits(128), ('cn.resident-id', 'cn.mobile', 'cn.bank-card', 'cn.uscc'), WEAK


def version(r):
    return (
        '%d.%d.%d-%d' % (r.randrange(9), r.randrange(99), r.randrange(999), r.randrange(10**4)),
        ('cn.mobile', 'cn.landline'),
        WEAK,
    )


def decimal(r):
    return '0.%s' % _digits(r, 14), ('cn.mobile', 'cn.bank-card'), WEAK


def address(r):
    return '.'.join(str(r.randrange(1, 255)) for _ in range(4)), ('cn.mobile', 'cn.landline'), STRICT


def wrong_resident_check(r):
    def make():
        value = ids.resident_id(r)
        return value[:17] + r.choice([c for c in '0123456789' if c != value[17]])

    while True:
        value = make()
        if not ids.is_luhn(value) and not ids.is_uscc(value):
            return value, ('cn.resident-id',), STRICT


def impossible_date(r):
    while True:
        month, day = r.choice(
            ((2, 30), (2, 31), (4, 31), (6, 31), (9, 31), (11, 31), (13, 1), (0, 10), (5, 0), (1, 32))
        )
        body = ids.division(r) + '%04d%02d%02d%03d' % (
            r.randrange(1950, 2015),
            month,
            day,
            r.randrange(1, 996),
        )
        value = body + ids.mod11_2(body)
        if not ids.is_luhn(value) and not ids.is_uscc(value):
            return value, ('cn.resident-id',), STRICT


def no_such_division(r):
    while True:
        body = r.choice(tables.NO_PROVINCE) + '0101' + ids.birth(r) + '%03d' % r.randrange(1, 996)
        value = body + ids.mod11_2(body)
        if not ids.is_luhn(value) and not ids.is_uscc(value):
            return value, ('cn.resident-id',), WEAK


def wrong_luhn(r):
    value = ids.bank_card(r)
    last = r.choice([c for c in '0123456789' if c != value[-1]])
    value = value[:-1] + last
    if ids.is_mod11_2(value):
        return wrong_luhn(r)
    return value, ('cn.bank-card',), STRICT


def wrong_uscc(r):
    while True:
        value = ids.uscc(r)
        value = value[:17] + r.choice([c for c in ids.USCC_ALPHABET if c != value[17]])
        if not ids.is_mod11_2(value):
            return value, ('cn.uscc',), STRICT


def wrong_org_check(r):
    """mod 31 is right, the organisation code's own check is not."""
    while True:
        org = 'MA' + ''.join(r.choice(ids.USCC_ALPHABET) for _ in range(6))
        wrong = r.choice([c for c in '0123456789X' if c != ids.org_check(org)])
        body = '91' + r.choice(tables.DIVISIONS)[0] + org + wrong
        value = body + ids.uscc_check(body)
        if not ids.is_mod11_2(value):
            return value, ('cn.uscc',), STRICT


def unassigned_mobile(r):
    return r.choice(tables.MOBILE_UNASSIGNED) + _digits(r, 8), ('cn.mobile',), STRICT


KINDS = (
    epoch_seconds,
    epoch_milliseconds,
    epoch_microseconds,
    epoch_nanoseconds,
    snowflake,
    snowflake,
    order_number,
    order_number,
    uuid,
    md5_hex,
    version,
    decimal,
    address,
    wrong_resident_check,
    impossible_date,
    no_such_division,
    wrong_luhn,
    wrong_uscc,
    wrong_org_check,
    unassigned_mobile,
)


def any_negative(r):
    """(kind, text, rules it must not be, strict)"""
    make = r.choice(KINDS)
    text, rules, strict = make(r)
    return make.__name__, text, rules, strict
