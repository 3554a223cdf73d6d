"""Travel documents and the identity cards of Hong Kong, Macau and Taiwan: facts of each issuer, ICAO Doc 9303."""
from qcgen import ids

from . import checks, lists
from .kinds import digits, kind, letters
from .mark import Label, Mark, simple

_NO_IO = 'ABCDEFGHJKLMNPQRSTUVWXYZ'


def _shape(rule, name, form):
    @kind(rule, name)
    def make(r):
        return simple(rule, form(r), name)


for _head, _n in (('E', 8), ('G', 8), ('D', 8), ('S', 8), ('P', 8), ('K', 8), ('H', 8), ('14', 7), ('15', 7)):
    _shape('cn.passport', '%s+%d' % (_head, _n), lambda r, h=_head, n=_n: h + digits(r, n))
for _head in ('DE', 'SE', 'PE', 'KJ', 'MA'):
    _shape('cn.passport', _head + '+7', lambda r, h=_head: h + digits(r, 7))
_shape('cn.passport', 'E-letter+7', lambda r: 'E' + letters(r, 1, _NO_IO) + digits(r, 7))

for _head in 'HM':
    _shape('cn.hk-macau-travel-permit', _head + '+8', lambda r, h=_head: h + digits(r, 8))
    _shape(
        'cn.hk-macau-travel-permit',
        _head + '+10',
        lambda r, h=_head: h + digits(r, 8) + '0' + str(r.randrange(1, 9)),
    )

_shape('cn.taiwan-travel-permit', 'card-8', lambda r: '0' + digits(r, 7))
_shape('cn.taiwan-travel-permit', 'booklet-10', lambda r: digits(r, 10) + '(%s)' % r.choice('ABCD'))

for _head in 'CWLT':
    _shape('cn.exit-entry-permit', _head + '+8', lambda r, h=_head: h + digits(r, 8))
_shape('cn.exit-entry-permit', 'C-letter+7', lambda r: 'C' + letters(r, 1, _NO_IO) + digits(r, 7))


def _hong_kong(name, form, count=1, want=None):
    @kind('hk.id-card', name)
    def make(r):
        while True:
            head, number = letters(r, count, 'ABCDEFGHKMNPRSTVYZ'), digits(r, 6)
            check = checks.hkid(head, number)
            if want is None or check == want:
                return simple('hk.id-card', form % (head + number, check), name, head + number + check)


_hong_kong('brackets', '%s(%s)')
_hong_kong('two-letters', '%s(%s)', 2)
_hong_kong('check-A', '%s(%s)', 1, 'A')
_hong_kong('no-brackets', '%s%s')
_hong_kong('full-width-brackets', '%s（%s）')


def _macau(first):
    @kind('mo.id-card', 'first-' + first)
    def make(r):
        number, last = first + digits(r, 6), digits(r, 1)
        return simple('mo.id-card', '%s(%s)' % (number, last), 'first-' + first, number + last)


for _first in '157':
    _macau(_first)


def _taiwan(rule, name, second, check):
    @kind(rule, name)
    def make(r):
        body = letters(r, 1, 'ABCDEFGHIJKLMNOPQRSTUVWXZ') + r.choice(second)
        body += digits(r, 9 - len(body))
        return simple(rule, body + check(body), name)


_taiwan('tw.id-card', 'male', '1', checks.taiwan)
_taiwan('tw.id-card', 'female', '2', checks.taiwan)
_taiwan('tw.arc', 'new-8', '8', checks.taiwan)
_taiwan('tw.arc', 'new-9', '9', checks.taiwan)
_taiwan('tw.arc', 'old-letters', 'ABCD', checks.taiwan_arc_old)


def mrz_lines(r, number=None, country='CHN'):
    """The two lines of a passport's machine readable zone (ICAO Doc 9303 part 4)."""
    number = number or 'E' + digits(r, 8)
    name = 'P<%s%s<<%s' % (country, r.choice(lists.LATIN), r.choice(lists.LATIN_GIVEN))
    birth, expiry = ids.birth(r, 1950, 2010)[2:], '3%d%02d%02d' % (
        r.randrange(9),
        r.randrange(1, 13),
        r.randrange(1, 28),
    )
    number = number.ljust(9, '<')
    personal = '<' * 14
    head = number + checks.icao(number)
    body = birth + checks.icao(birth)
    last = expiry + checks.icao(expiry)
    whole = checks.icao(head + body + last + personal + '0')
    return name.ljust(44, '<'), head + country + body + r.choice('MF') + last + personal + '0' + whole


def _mrz(name, join, number, country):
    @kind('icao.mrz', name)
    def make(r):
        lines = mrz_lines(r, number(r), country)
        inside = [
            Label(rule, '', 'in-mrz', policy='may', span='inside')
            for rule in ('cn.passport', 'birth-date', 'cn.hk-macau-travel-permit', 'cn.exit-entry-permit')
        ]
        return Mark(join.join(lines), [Label('icao.mrz', lines[1], name, bare=True, span='inside')] + inside)


_mrz('two-lines', '\n', lambda r: 'E' + digits(r, 8), 'CHN')
_mrz('foreign', '\n', lambda r: 'L%sC%d' % (digits(r, 6), r.randrange(10)), 'UTO')
