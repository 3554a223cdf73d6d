"""Persons who do not exist: names, addresses, birth dates, sex, people; alternatives are registered like all others."""
from qcgen import ids, tables

from . import lists
from .kinds import digits, kind
from .mark import simple


def chinese_name(r):
    """Seven in eight with a common surname; two or three characters, some compound surnames."""
    n = r.random()
    surname = r.choice(
        lists.SURNAMES if n < 0.87 else lists.RARE_SURNAMES if n < 0.97 else lists.COMPOUND_SURNAMES
    )
    return surname + r.choice(lists.GIVEN_ONE if r.random() < 0.25 else lists.GIVEN_TWO)


def _name(kind_name, make):
    @kind('cn.person-name', kind_name)
    def mark(r):
        return simple('cn.person-name', make(r), kind_name, bare=True)


_name('common', lambda r: r.choice(lists.SURNAMES) + r.choice(lists.GIVEN_TWO))
_name('two-characters', lambda r: r.choice(lists.SURNAMES) + r.choice(lists.GIVEN_ONE))
_name('any', chinese_name)
_name('rare-surname', lambda r: r.choice(lists.RARE_SURNAMES) + r.choice(lists.GIVEN_TWO))
_name('compound', lambda r: r.choice(lists.COMPOUND_SURNAMES) + r.choice(lists.GIVEN_ONE + lists.GIVEN_TWO))
_name('minority', lambda r: r.choice(lists.MINORITY_NAMES))


def traditional_name(r):
    return simple(
        'cn.person-name', r.choice(lists.SURNAMES_TW) + r.choice(lists.GIVEN_TW), 'traditional', bare=True
    )


def _address(kind_name, make):
    @kind('cn.address', kind_name)
    def mark(r):
        return simple('cn.address', make(r), kind_name, bare=True, span='overlap')


def _place(r):
    code, city, county = r.choice(tables.DIVISIONS)
    return city + county


def _door(r):
    return '%d号楼%d单元%d室' % (
        r.randrange(1, 30),
        r.randrange(1, 6),
        r.randrange(1, 28) * 100 + r.randrange(1, 5),
    )


_address(
    'estate',
    lambda r: '%s%s%d号%s%s'
    % (_place(r), r.choice(lists.ROADS), r.randrange(1, 999), r.choice(lists.ESTATES), _door(r)),
)
_address(
    'street-office',
    lambda r: '%s%s%s%d号' % (_place(r), r.choice(lists.STREETS), r.choice(lists.ROADS), r.randrange(1, 999)),
)
_address(
    'dong-shi',
    lambda r: '%s%s%d号%d栋%d室'
    % (_place(r), r.choice(lists.ROADS), r.randrange(1, 300), r.randrange(1, 20), r.randrange(101, 2505)),
)
_address(
    'lane',
    lambda r: '%s%s%d%s%d号%d室'
    % (
        _place(r),
        r.choice(lists.ROADS),
        r.randrange(10, 999),
        '弄',
        r.randrange(1, 99),
        r.randrange(101, 1805),
    ),
)


def _village(r):
    city, county, _ = r.choice(lists.COUNTRYSIDE)
    return '%s%s%s镇%s%d组%d号' % (
        city,
        county,
        r.choice(('城关', '东风', '石桥', '大河')),
        r.choice(lists.VILLAGES),
        r.randrange(1, 15),
        r.randrange(1, 200),
    )


_address('village', _village)
_address(
    'without-province',
    lambda r: '%s%s%s%d号%s'
    % (
        r.choice(('海淀区', '浦东新区', '南山区', '武侯区')),
        r.choice(lists.STREETS),
        r.choice(lists.ROADS),
        r.randrange(1, 99),
        _door(r),
    ),
)


def traditional_address(r):
    text = r.choice(lists.ADDRESSES_TW) % (r.randrange(1, 400), r.randrange(2, 20))
    return simple('cn.address', text, 'traditional', bare=True, span='overlap')


def _birth(kind_name, form):
    @kind('birth-date', kind_name)
    def mark(r):
        day = ids.birth(r, 1945, 2018)
        normal = '%s-%s-%s' % (day[:4], day[4:6], day[6:])
        return simple('birth-date', form(day), kind_name, normal)


_birth('dashes', lambda d: '%s-%s-%s' % (d[:4], d[4:6], d[6:]))
_birth('slashes', lambda d: '%s/%s/%s' % (d[:4], d[4:6], d[6:]))
_birth('digits', lambda d: d)
_birth('chinese', lambda d: '%s年%d月%d日' % (d[:4], int(d[4:6]), int(d[6:])))


def _sex(text):
    @kind('sex', text)
    def mark(r):
        return simple('sex', text, text)


for _text in ('男', '女', 'M', 'F', 'male', 'female'):
    _sex(_text)


@kind('ethnicity', 'full')
def ethnicity(r):
    return simple('ethnicity', r.choice(lists.ETHNICITIES), 'full')


@kind('ethnicity', 'short')
def ethnicity_short(r):
    return simple('ethnicity', r.choice(('汉', '满', '回', '壮', '苗', '藏')), 'short')


@kind('cn.postal-code', 'six')
def postal(r):
    return simple('cn.postal-code', r.choice(lists.POSTAL_HEADS) + digits(r, 2), 'six')


_PASSWORD = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'


def _secret(kind_name, make):
    @kind('secret.password', kind_name)
    def mark(r):
        return simple('secret.password', make(r), kind_name)


def _word(r, n, alphabet=_PASSWORD):
    return ''.join(r.choice(alphabet) for _ in range(n))


_secret('mixed', lambda r: _word(r, 10) + r.choice('!@#$') + _word(r, 2))
_secret('letters-digits', lambda r: _word(r, 8) + digits(r, 3))
_secret('digits', lambda r: digits(r, 8))
_secret('bcrypt', lambda r: '$2a$10$' + _word(r, 53))
