"""Devices, networks, vehicles, places. 3GPP TS 23.003, ITU-T E.118, IEEE 802, RFC 4291, GA 36-2018, GB 16735."""
from . import checks
from .kinds import digits, grouped, kind, letters
from .mark import Label, Mark, simple


def imei_number(r):
    body = r.choice(('86', '35', '01')) + digits(r, 12)
    return body + checks.luhn(body)


@kind('imei', 'plain')
def imei(r):
    return simple('imei', imei_number(r), 'plain')


@kind('imei', 'dashes')
def imei_dashes(r):
    value = imei_number(r)
    return simple('imei', grouped(value, 2, 6, 6, by='-'), 'dashes', value)


@kind('meid', 'hex-14')
def meid(r):
    return simple('meid', 'A' + ''.join(r.choice('0123456789ABCDEF') for _ in range(13)), 'hex-14')


for _code in ('00', '01', '02', '03', '11', '15', '20'):

    @kind('imsi', '460' + _code)
    def imsi(r, code=_code):
        return simple('imsi', '460' + code + digits(r, 10), '460' + code)


@kind('iccid', 'twenty')
def iccid_20(r):
    body = '8986' + r.choice(('00', '01', '02', '03', '06')) + digits(r, 13)
    return simple('iccid', body + checks.luhn(body), 'twenty')


@kind('iccid', 'nineteen')
def iccid_19(r):
    body = '8986' + r.choice(('00', '01', '03')) + digits(r, 12)
    return simple('iccid', body + checks.luhn(body), 'nineteen')


def _mac(name, form):
    @kind('mac', name)
    def make(r):
        octets = ['%02x' % (r.randrange(64) * 4)] + ['%02x' % r.randrange(256) for _ in range(5)]
        return simple('mac', form(octets), name, ''.join(octets))


_mac('colons', lambda o: ':'.join(o))
_mac('colons-upper', lambda o: ':'.join(o).upper())
_mac('dashes', lambda o: '-'.join(o).upper())
_mac('dots', lambda o: '.'.join((o[0] + o[1], o[2] + o[3], o[4] + o[5])))


@kind('ipv4', 'public')
def ipv4_public(r):
    return simple(
        'ipv4',
        '%d.%d.%d.%d'
        % (
            r.choice((36, 58, 101, 114, 120, 180, 222)),
            r.randrange(256),
            r.randrange(256),
            r.randrange(1, 255),
        ),
        'public',
    )


@kind('ipv4', 'private')
def ipv4_private(r):
    # Private ranges are low by the rule's own statement.
    text = '%s.%d.%d' % (r.choice(('10.8', '192.168', '172.16')), r.randrange(256), r.randrange(1, 255))
    return simple('ipv4', text, 'private', policy='may')


@kind('ipv6', 'full')
def ipv6_full(r):
    return simple('ipv6', '2408:' + ':'.join('%04x' % r.randrange(0x1000, 0x10000) for _ in range(7)), 'full')


@kind('ipv6', 'short')
def ipv6_short(r):
    return simple(
        'ipv6',
        '240e:%x:%x::%x' % (r.randrange(1, 0xFFFF), r.randrange(1, 0xFFFF), r.randrange(1, 0xFFFF)),
        'short',
    )


_PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼'
_BODY = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'


def _plate(name, form):
    @kind('cn.plate', name)
    def make(r):
        text = r.choice(_PROVINCES) + form(r)
        return simple('cn.plate', text, name, text.replace('·', ''))


def _body(r, n):
    while True:
        text = ''.join(r.choice(_BODY) for _ in range(n))
        if any(c.isdigit() for c in text):
            return text


_letter = lambda r: letters(r, 1)  # noqa: E731
_plate('ordinary-digits', lambda r: _letter(r) + digits(r, 5))
_plate('ordinary-mixed', lambda r: _letter(r) + _body(r, 5))
_plate('dot', lambda r: _letter(r) + '·' + _body(r, 5))
_plate('new-energy-small', lambda r: _letter(r) + r.choice('ABCDEFGHJK') + _body(r, 1)[:1] + digits(r, 4))
_plate('new-energy-large', lambda r: _letter(r) + digits(r, 5) + r.choice('ABCDEFGHJK'))
_plate('trailer', lambda r: _letter(r) + digits(r, 4) + '挂')
_plate('learner', lambda r: _letter(r) + digits(r, 4) + '学')
_plate('police', lambda r: _letter(r) + digits(r, 4) + '警')


@kind('cn.plate', 'hong-kong-macau')
def plate_cross(r):
    text = '粤Z' + _body(r, 4) + r.choice('港澳')
    return simple('cn.plate', text, 'hong-kong-macau')


@kind('cn.plate', 'consulate')
def plate_consulate(r):
    return simple('cn.plate', r.choice(('沪A', '粤A', '川A')) + digits(r, 4) + '领', 'consulate')


def _vin(name, heads):
    @kind('vin', name)
    def make(r):
        text = (
            r.choice(heads)
            + letters(r, 1, 'ABCDEFGHJKLMNPRSTUVWXYZ')
            + digits(r, 4)
            + '0'
            + r.choice('EFGHJKLMNPR')
            + letters(r, 1, 'ABCDEFGH')
            + digits(r, 6)
        )
        return simple('vin', text[:8] + checks.vin(text) + text[9:], name)


_vin('chinese', ('LSV', 'LFV', 'LGB', 'LVS', 'LBV', 'LJD'))
_vin('foreign', ('WBA', 'JTM', '1HG', '5YJ', 'WDD', 'KMH'))


def point(r):
    """Longitude and latitude of somewhere in a Chinese town, six decimals."""
    lng, lat = r.choice(((116.39, 39.9), (121.47, 31.23), (113.26, 23.13), (104.06, 30.67), (108.95, 34.26)))
    return '%.6f' % (lng + r.random() / 5 + 1e-5), '%.6f' % (lat + r.random() / 5 + 1e-5)


@kind('geo.coordinate', 'pair')
def pair(r):
    text = '%s,%s' % point(r)
    return simple('geo.coordinate', text, 'pair', span='inside')


@kind('geo.coordinate', 'pair-latitude-first')
def pair_latitude(r):
    lng, lat = point(r)
    return simple('geo.coordinate', '%s, %s' % (lat, lng), 'pair-latitude-first', span='inside')


def coordinate(text, name):
    label = Label('geo.coordinate', text, name)
    return Mark(text, [label, Label('geo.track', '', 'in-point', policy='may', span='inside')])


def _walk(r, n):
    lng, lat = (float(x) for x in point(r))
    return [('%.6f' % (lng + i * 0.0007 + r.random() / 2000), '%.6f' % (lat + i * 0.0005)) for i in range(n)]


def _track(name, form):
    @kind('geo.track', name)
    def make(r):
        text = form(_walk(r, r.randrange(5, 12)))
        inside = Label('geo.coordinate', '', 'in-track', policy='may', span='inside')
        return Mark(text, [Label('geo.track', text, name, span='inside'), inside])


_track('linestring', lambda w: 'LINESTRING(%s)' % ', '.join('%s %s' % p for p in w))
_track('geojson', lambda w: '[%s]' % ','.join('[%s,%s]' % p for p in w))
_track('semicolons', lambda w: ';'.join('%s,%s' % p for p in w))
