"""Identifiers: check digits after the standards, and generators of valid values.

Check algorithms: GB 11643-1999 (MOD 11-2), GB 32100-2015 (mod 31), GB 11714-1997 (mod 11), ISO/IEC 7812 (Luhn),
ICAO 9303 (7-3-1). Each generator takes a random.Random and returns the plain value.
"""
import datetime

from . import tables

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# Published example and demo numbers, which a scanner may call placeholders: never generated as people.
PLACEHOLDERS = frozenset(
    (
        '13800138000',
        '13888888888',
        '110101199003074514',
        '11010519491231002X',
        '440524188001010014',
        '4111111111111111',
        '123456789012345678',
    )
)


def mod11_2(body):
    """Check character of the 17 digits of a resident ID."""
    return '10X98765432'[sum(int(c) * w for c, w in zip(body, _ID_WEIGHTS)) % 11]


def luhn(body):
    """Check digit after ISO/IEC 7812."""
    total = 0
    for i, c in enumerate(reversed(body)):
        d = int(c)
        if i % 2 == 0:
            d *= 2
            if d > 9:
                d -= 9
        total += d
    return str(-total % 10)


def uscc_check(body):
    """Check character of the first 17 characters of a unified social credit code."""
    return USCC_ALPHABET[-sum(USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]


def org_check(body):
    """Check character of the 8 characters of an organisation code."""
    value = lambda c: int(c) if c.isdigit() else ord(c) - ord('A') + 10
    return '0X987654321'[sum(value(c) * w for c, w in zip(body, _ORG_WEIGHTS)) % 11]


def icao(body):
    """Check digit of ICAO Doc 9303 (weights 7, 3, 1)."""
    value = lambda c: int(c) if c.isdigit() else 0 if c == '<' else ord(c) - ord('A') + 10
    return str(sum(value(c) * (7, 3, 1)[i % 3] for i, c in enumerate(body)) % 10)


def is_date(digits):
    """True for YYYYMMDD of a day that exists."""
    try:
        datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        return True
    except ValueError:
        return False


def is_mod11_2(value):
    return len(value) == 18 and value[:17].isdigit() and mod11_2(value[:17]) == value[17]


def is_luhn(value):
    return value.isdigit() and luhn(value[:-1]) == value[-1]


def is_uscc(value):
    return (
        len(value) == 18
        and all(c in USCC_ALPHABET for c in value)
        and uscc_check(value[:17]) == value[17]
        and org_check(value[8:16]) == value[16]
    )


def to18(value15):
    """The 18-digit form of a 15-digit resident ID."""
    body = value15[:6] + '19' + value15[6:]
    return body + mod11_2(body)


def birth(r, first=1935, last=2019):
    """A day of birth as YYYYMMDD."""
    day = datetime.date(first, 1, 1) + datetime.timedelta(
        days=r.randrange((datetime.date(last, 12, 31) - datetime.date(first, 1, 1)).days + 1)
    )
    return day.strftime('%Y%m%d')


def division(r):
    if r.random() < 0.03:
        return r.choice(tables.ABOLISHED)
    return r.choice(tables.DIVISIONS)[0]


def resident_id(r, first=1935, last=2019, place=None, sex=None):
    while True:
        sequence = r.randrange(1, 996)
        if sex is not None and sequence % 2 != sex:
            continue
        body = (place or division(r)) + birth(r, first, last) + '%03d' % sequence
        value = body + mod11_2(body)
        if value not in PLACEHOLDERS:
            return value


def resident_id_15(r):
    return division(r) + birth(r, 1935, 1998)[2:] + '%03d' % r.randrange(1, 996)


def hmt_permit(r):
    body = r.choice(('810000', '820000', '830000')) + birth(r, 1950, 2018) + '%03d' % r.randrange(1, 996)
    return body + mod11_2(body)


def pr_card_new(r):
    while True:
        body = (
            '9'
            + r.choice(tables.PR_PLACES)[:2]
            + r.choice(tables.COUNTRIES)[1]
            + birth(r, 1950, 2015)
            + '%03d' % r.randrange(1, 996)
        )
        value = body + mod11_2(body)
        if not is_uscc(value):  # some satisfy both standards: no truth to be had there
            return value


def pr_card_old(r):
    body = (
        r.choice(tables.COUNTRIES)[0]
        + r.choice(tables.PR_PLACES)
        + birth(r, 1950, 1999)[2:]
        + str(r.randrange(10))
    )
    return body + icao(body)


def mobile(r):
    while True:
        if r.random() < 0.01:
            value = r.choice(tables.MOBILE_1740) + '%06d' % r.randrange(10**6)
        else:
            value = r.choice(tables.MOBILE_PREFIXES) + '%08d' % r.randrange(10**8)
        if value not in PLACEHOLDERS and len(set(value)) > 3 and '12345678' not in value:
            return value


MOBILE_FORMS = ('{0}{1}{2}',) * 6 + ('{0}-{1}-{2}', '{0} {1} {2}')
MOBILE_PREFIX_FORMS = ('',) * 6 + ('+86', '+86 ', '+86-', '0086', '86', '(+86)', '(86)')


def mobile_form(r, plain):
    """(prefix, spelling): what stands in a document; the span counts without the prefix."""
    return r.choice(MOBILE_PREFIX_FORMS), r.choice(MOBILE_FORMS).format(plain[:3], plain[3:7], plain[7:])


def landline(r):
    """(area code, subscriber)"""
    kind = r.randrange(3)
    if kind == 0:
        area, n = r.choice(tables.AREA_CODES_3), 8
    elif kind == 1:
        area, n = r.choice(tables.AREA_CODES_4_8), 8
    else:
        area, n = r.choice(tables.AREA_CODES_4_7), 7
    return area, str(r.randrange(2, 9)) + ''.join(str(r.randrange(10)) for _ in range(n - 1))


def bank_card(r):
    while True:
        bin_, length = r.choice(tables.BINS)
        body = bin_ + ''.join(str(r.randrange(10)) for _ in range(length - len(bin_) - 1))
        value = body + luhn(body)
        # 18 digits that are a resident ID as well have no single truth
        if value not in PLACEHOLDERS and not is_mod11_2(value) and len(set(value[len(bin_) :])) > 3:
            return value


BANK_CARD_GROUPS = {16: (4, 4, 4, 4), 19: (4, 4, 4, 4, 3)}


def bank_card_form(r, plain):
    """The card as it is written: mostly plain, sometimes in the printed groups."""
    groups = BANK_CARD_GROUPS.get(len(plain))
    if not groups or r.random() < 0.75:
        return plain
    parts, at = [], 0
    for n in groups:
        parts.append(plain[at : at + n])
        at += n
    return r.choice((' ', '-')).join(parts)


def bank_account(r):
    """A company's account: no check digit, no fixed length; only its context tells."""
    while True:
        n = r.choice((12, 14, 15, 17, 18, 20, 21, 22))
        value = r.choice('2345679') + ''.join(str(r.randrange(10)) for _ in range(n - 1))
        if (
            not is_luhn(value)
            and not is_mod11_2(value)
            and not is_uscc(value)
            and not is_date(value[6:14])
            and not (n == 15 and is_date('19' + value[6:12]))
        ):
            return value


def uscc(r):
    """Firms (91), sole traders (92) and private schools (52)."""
    while True:
        head = r.choice(('91', '91', '91', '92', '52')) + r.choice(tables.DIVISIONS)[0]
        if r.random() < 0.8:
            org = 'MA' + ''.join(r.choice(USCC_ALPHABET) for _ in range(6))
        else:
            org = ''.join(str(r.randrange(10)) for _ in range(8))
        body = head + org + org_check(org)
        if body[-1] not in USCC_ALPHABET:
            continue
        value = body + uscc_check(body)
        if not is_mod11_2(value):
            return value


def email(r):
    while True:
        name = r.choice(tables.PINYIN)
        kind = r.randrange(4)
        if kind == 0:
            local = '%s.%s' % (name, r.choice(tables.PINYIN))
        elif kind == 1:
            local = '%s%s%d' % (name, r.choice(tables.PINYIN), r.randrange(1, 9999))
        elif kind == 2:
            local = '%s_%s' % (name, r.choice('abcdefghk') + str(r.randrange(10, 99)))
        else:
            local = '%s-%s+%s' % (name, r.choice(tables.PINYIN), r.choice(('kehu', 'x', 'vip')))
        return '%s@%s' % (local, r.choice(tables.MAIL_DOMAINS))


def full_width(text):
    """The same characters in their full-width forms (U+FF01..FF5E)."""
    return ''.join(chr(ord(c) + 0xFEE0) if '!' <= c <= '~' else c for c in text)
