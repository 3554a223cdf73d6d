"""Banks, firms, taxes, payment cards. ISO/IEC 7812, ISO 13616, ISO 9362, GB 32100, GB 11714, GS 15-2006."""
from qcgen import ids, tables

from . import checks, lists
from .kinds import digits, grouped, kind, letters
from .mark import Label, Mark, simple

CARD = 'bank-card'


def _card(name, spell, lengths=None):
    @kind('cn.bank-card', name)
    def make(r):
        while True:
            value = ids.bank_card(r)
            if lengths is None or len(value) in lengths:
                return simple('cn.bank-card', spell(r, value), name, value, bare=True)


_card('plain', lambda r, v: v)
for _n in (16, 17, 18, 19):
    _card('plain-%d' % _n, lambda r, v: v, (_n,))
_card('spaces', lambda r, v: grouped(v, 4, 4, 4, 4), (16, 19))
_card('dashes', lambda r, v: grouped(v, 4, 4, 4, 4, by='-'), (16, 19))
_card('full-width', lambda r, v: ids.full_width(v))


def _international(name, head, length):
    """Visa, Mastercard, JCB, American Express by their published heads: other people's cards, not in Chinese tables."""

    @kind('cn.bank-card', name)
    def make(r):
        body = head + digits(r, length - len(head) - 1)
        return simple('cn.bank-card', body + checks.luhn(body), name, bare=False)


_international('visa-16', '4', 16)
_international('mastercard-16', '53', 16)
_international('jcb-16', '3530', 16)
_international('amex-15', '37', 15)


@kind('cn.bank-account', 'plain')
def account(r):
    return simple('cn.bank-account', ids.bank_account(r), 'plain')


@kind('cn.bank-account', 'grouped-4')
def account_grouped(r):
    value = ids.bank_account(r)
    return simple('cn.bank-account', grouped(value, *[4] * ((len(value) - 1) // 4)), 'grouped-4', value)


def _uscc(name, head):
    @kind('cn.uscc', name)
    def make(r):
        while True:
            value = ids.uscc(r)
            body = head + value[2:17]
            value = body + ids.uscc_check(body)
            if not ids.is_mod11_2(value):
                return simple('cn.uscc', value, name, bare=True)


for _name, _head in (
    ('firm', '91'),
    ('sole-trader', '92'),
    ('school', '52'),
    ('society', '51'),
    ('office', '11'),
    ('farm', '93'),
):
    _uscc(_name, _head)


def org_code(r):
    body = r.choice((digits(r, 8), 'MA' + letters(r, 6, ids.USCC_ALPHABET), letters(r, 1) + digits(r, 7)))
    return body + ids.org_check(body)


@kind('cn.org-code', 'dash')
def org_dash(r):
    value = org_code(r)
    return simple('cn.org-code', value[:8] + '-' + value[8], 'dash', value)


@kind('cn.org-code', 'plain')
def org_plain(r):
    return simple('cn.org-code', org_code(r), 'plain')


@kind('cn.business-registration', 'plain')
def registration(r):
    body = r.choice(tables.DIVISIONS)[0] + digits(r, 8)
    return simple('cn.business-registration', body + checks.mod11_10(body), 'plain')


@kind('cn.taxpayer-id', 'old-15')
def taxpayer_15(r):
    return simple('cn.taxpayer-id', r.choice(tables.DIVISIONS)[0] + org_code(r), 'old-15')


@kind('cn.taxpayer-id', 'trader-20')
def taxpayer_20(r):
    value = ids.resident_id(r)
    tail = Label('cn.resident-id', value, 'in-taxpayer', policy='may', stop=18)
    text = value + '%02d' % r.randrange(10)
    return Mark(text, [Label('cn.taxpayer-id', text, 'trader-20'), tail])


@kind('cn.taxpayer-id', 'uscc-18')
def taxpayer_18(r):
    value = ids.uscc(r)
    return Mark(
        value, [Label('cn.taxpayer-id', value, 'uscc-18'), Label('cn.uscc', value, 'in-taxpayer', bare=True)]
    )


def _invoice(name, form):
    @kind('cn.invoice', name)
    def make(r):
        return simple('cn.invoice', form(r), name)


_invoice('number-8', lambda r: digits(r, 8))
_invoice('code-10', lambda r: r.choice(tables.DIVISIONS)[0][:4] + '%02d' % r.randrange(12, 24) + digits(r, 4))
_invoice(
    'code-12', lambda r: '0' + r.choice(tables.DIVISIONS)[0][:4] + '%02d' % r.randrange(12, 24) + digits(r, 5)
)
_invoice(
    'digital-20', lambda r: '%02d' % r.randrange(22, 26) + r.choice(('11', '31', '44', '51')) + digits(r, 16)
)


@kind('cn.cnaps', 'plain')
def cnaps(r):
    body = r.choice(lists.BANK_CODES) + r.choice(lists.CITY_CODES) + digits(r, 4)
    return simple('cn.cnaps', body + checks.mod11_10(body), 'plain')


@kind('bic', 'eight')
def bic_8(r):
    return simple('bic', r.choice(lists.BIC_HEADS) + r.choice(lists.BIC_PLACES), 'eight')


@kind('bic', 'eleven')
def bic_11(r):
    return simple(
        'bic',
        r.choice(lists.BIC_HEADS) + r.choice(lists.BIC_PLACES) + r.choice((3 * 'X', '300', '45A', '110')),
        'eleven',
    )


def _iban(country, make):
    for name, spell in (('plain', lambda v: v), ('spaces', lambda v: grouped(v, *[4] * ((len(v) - 1) // 4)))):

        @kind('iban', '%s-%s' % (country, name))
        def mark(r, name=name, spell=spell):
            value = checks.iban(country, make(r))
            return simple('iban', spell(value), '%s-%s' % (country, name), value, bare=True)


_iban('GB', lambda r: letters(r, 4) + digits(r, 14))
_iban('DE', lambda r: digits(r, 18))
_iban('NL', lambda r: letters(r, 4) + digits(r, 10))
_iban('FR', lambda r: digits(r, 10) + digits(r, 11) + digits(r, 2))
_iban('CH', lambda r: digits(r, 17))
_iban('AE', lambda r: digits(r, 19))


def _track_labels(name, text, pan):
    at = text.index(pan)
    inner = Label('cn.bank-card', pan, 'in-track', policy='may', start=at, stop=at + len(pan))
    more = [
        Label(x, '', 'in-track', policy='may', span='inside') for x in ('cn.bank-account', 'cn.person-name')
    ]
    return Mark(text, [Label('card.track', text, name, bare=True, span='overlap'), inner] + more)


@kind('card.track', 'track-2')
def track_2(r):
    pan = ids.bank_card(r)
    text = ';%s=%02d%02d%s%s?' % (
        pan,
        r.randrange(26, 32),
        r.randrange(1, 13),
        r.choice(('101', '201', '220')),
        digits(r, 10),
    )
    return _track_labels('track-2', text, pan)


@kind('card.track', 'track-1')
def track_1(r):
    pan = ids.bank_card(r)
    text = '%%B%s^%s/%s^%02d%02d%s%s?' % (
        pan,
        r.choice(lists.LATIN),
        r.choice(lists.LATIN_GIVEN),
        r.randrange(26, 32),
        r.randrange(1, 13),
        '201',
        digits(r, 12),
    )
    return _track_labels('track-1', text, pan)


@kind('card.security-code', 'three')
def cvv_3(r):
    return simple('card.security-code', digits(r, 3), 'three')


@kind('card.security-code', 'four')
def cvv_4(r):
    return simple('card.security-code', digits(r, 4), 'four')


def _amount(name, form):
    @kind('amount.balance-or-income', name)
    def make(r):
        return simple('amount.balance-or-income', form(r), name)


_amount('decimals', lambda r: '%d.%02d' % (r.randrange(1000, 90000), r.randrange(100)))
_amount('thousands', lambda r: '%d,%03d.%02d' % (r.randrange(1, 90), r.randrange(1000), r.randrange(100)))
_amount('whole', lambda r: str(r.randrange(3000, 60000)))
