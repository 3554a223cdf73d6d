"""Telephones, mail, messengers. LPN and the published numbering plan; ITU E.164 for other countries."""
from qcgen import ids, tables

from .citizen import invisible
from .kinds import digits, grouped, kind
from .mark import Label, Mark, simple

_ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'


def _mobile(name, spell, prefix='', make=ids.mobile):
    @kind('cn.mobile', name)
    def mark(r):
        value = make(r)
        return simple('cn.mobile', spell(r, value), name, value, bare=True, prefix=prefix)


def _in_plan(prefixes):
    def make(r):
        head = r.choice(prefixes)
        while True:
            value = head + digits(r, 11 - len(head))
            if value not in ids.PLACEHOLDERS and len(set(value)) > 3:
                return value

    return make


_plain = lambda r, v: v  # noqa: E731
_mobile('plain', _plain)
for _range in ('13', '14', '15', '16', '17', '18', '19'):
    _heads = [p for p in tables.MOBILE_PREFIXES if p.startswith(_range)]
    _mobile('range-%s' % _range, _plain, make=_in_plan(_heads))
_mobile('range-1740', _plain, make=_in_plan(tables.MOBILE_1740))
_mobile('spaces-3-4-4', lambda r, v: grouped(v, 3, 4))
_mobile('dashes-3-4-4', lambda r, v: grouped(v, 3, 4, by='-'))
_mobile('nbsp-3-4-4', lambda r, v: grouped(v, 3, 4, by='\u00a0'))
_mobile('full-width', lambda r, v: ids.full_width(v))
_mobile('invisible', invisible)
for _prefix in ('+86', '+86 ', '+86-', '0086', '86', '(86)', '(+86)', '0', '17951', '12593 '):
    _mobile('prefix ' + _prefix.strip(), _plain, _prefix)


def _landline(name, areas, n, spell, bare, prefix=''):
    @kind('cn.landline', name)
    def mark(r):
        area = r.choice(areas)
        number = str(r.randrange(2, 9)) + digits(r, n - 1)
        return simple('cn.landline', spell(area, number), name, area + number, bare=bare, prefix=prefix)


for _form, _spell, _bare in (
    ('dash', '%s-%s', True),
    ('space', '%s %s', True),
    ('brackets', '%s)%s', True),
    ('plain', '%s%s', False),
):
    for _areas, _n, _name in (
        (tables.AREA_CODES_3, 8, '3+8'),
        (tables.AREA_CODES_4_8, 8, '4+8'),
        (tables.AREA_CODES_4_7, 7, '4+7'),
    ):
        _landline(
            '%s %s' % (_form, _name),
            _areas,
            _n,
            lambda a, b, s=_spell: s % (a, b),
            _bare,
            '(' if ')' in _spell else '',
        )


@kind('cn.landline', 'international')
def landline_86(r):
    area, number = r.choice(tables.AREA_CODES_3), '6' + digits(r, 7)
    return simple(
        'cn.landline', '%s-%s' % (area[1:], number), 'international', area + number, bare=True, prefix='+86-'
    )


def _extension(name, form):
    @kind('cn.landline', name)
    def mark(r):
        area, number = r.choice(tables.AREA_CODES_3), '6' + digits(r, 7)
        text = form % (area, number, r.randrange(100, 9999))
        label = Label('cn.landline', area + number, name, bare=True, stop=len(area) + 9)
        return Mark(text, [label])


_extension('extension-dash', '%s-%s-%d')
_extension('extension-zhuan', '%s-%s转%d')


def _email(name, make):
    @kind('email', name)
    def mark(r):
        return make(r)


def _address(form):
    # Made-up domains outside the reserved ones, which a scanner may call placeholders.
    return lambda r: form % (
        ids.email(r).split('@')[0],
        r.choice(('qc-test.net', 'kehu-demo.com.cn', 'post.qc-demo.cn', 'vip-demo.com')),
    )


def _email_kind(name, make):
    _email(name, lambda r: simple('email', make(r), name, bare=True))


_email_kind('plain', _address('%s@%s'))
_email_kind('upper', lambda r: _address('%s@%s')(r).upper())


@kind('email', 'qq-mail')
def qq_mail(r):
    number = str(r.randrange(1, 10)) + digits(r, r.choice((5, 8, 9)))
    text = number + '@qq.com'
    return Mark(
        text,
        [
            Label('email', text, 'qq-mail', bare=True),
            Label('qq', number, 'in-mail', policy='may', stop=len(number)),
        ],
    )


for _n in (5, 8, 10, 11):

    @kind('qq', 'digits-%d' % _n)
    def qq(r, n=_n):
        while True:
            text = str(r.randrange(1, 10)) + digits(r, n - 1)
            # a number of the telephone plan has no single truth
            if n != 11 or text[:2] not in ('13', '14', '15', '16', '17', '18', '19'):
                return simple('qq', text, 'digits-%d' % n)


@kind('wechat.id', 'wxid')
def wxid(r):
    return simple('wechat.id', 'wxid_' + ''.join(r.choice(_ALNUM[26:]) for _ in range(14)), 'wxid')


@kind('wechat.id', 'own')
def wechat_own(r):
    text = r.choice(tables.PINYIN) + r.choice(('_', '-', '')) + r.choice(tables.PINYIN) + digits(r, 3)
    return simple('wechat.id', text, 'own')


@kind('wechat.openid', 'plain')
def openid(r):
    return simple(
        'wechat.openid', 'o' + ''.join(r.choice(_ALNUM + '_-') for _ in range(26)) + r.choice(_ALNUM), 'plain'
    )


def _iot(head):
    @kind('cn.iot-number', head)
    def mark(r):
        return simple('cn.iot-number', head + digits(r, 13 - len(head)), head)


for _head in ('1440', '1441', '148', '146', '1410'):
    _iot(_head)


def _abroad(name, form):
    @kind('intl.phone', name)
    def mark(r):
        text = form(r)
        normal = '+' + ''.join(c for c in text if c.isdigit())
        return simple('intl.phone', text, name, normal, bare=True)


_abroad('hong-kong', lambda r: '+852 9%s %s' % (digits(r, 3), digits(r, 4)))
_abroad('hong-kong-plain', lambda r: '+8526' + str(r.randrange(10, 80)) + digits(r, 5))
_abroad('macau', lambda r: '+853 66%s %s' % (digits(r, 2), digits(r, 4)))
_abroad('taiwan', lambda r: '+886 91%d %s %s' % (r.randrange(10), digits(r, 3), digits(r, 3)))
_abroad('united-states', lambda r: '+1 415 %d %s' % (r.randrange(201, 799), digits(r, 4)))
_abroad('united-states-brackets', lambda r: '+1 (212) %d-%s' % (r.randrange(201, 799), digits(r, 4)))
_abroad('united-kingdom', lambda r: '+44 7911 %s' % digits(r, 6))
_abroad('japan', lambda r: '+81 90-%s-%s' % (str(r.randrange(1000, 9999)), digits(r, 4)))


def _service(name, form, bare):
    @kind('cn.service-number', name)
    def mark(r):
        text = form(r)
        return simple('cn.service-number', text, name, text.replace('-', ''), bare=bare)


_service('400-dashes', lambda r: '400-%s-%s' % (str(r.randrange(100, 999)), digits(r, 4)), True)
_service('400-plain', lambda r: '400' + str(r.randrange(1, 9)) + digits(r, 6), False)
_service('95-five', lambda r: '955%02d' % r.randrange(10, 100), False)
