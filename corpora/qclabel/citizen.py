"""Identity numbers of the mainland: citizens, residents from Hong Kong, Macau, Taiwan and abroad, and what is built
of them (driver's licence, social security, school register). GB 11643, GB 11714, NIA 2023."""
from qcgen import ids, tables

from .kinds import digits, grouped, kind, letters
from .mark import Label, Mark, simple

RESIDENT = 'cn.resident-id'


def _resident(name, make, spell=lambda r, v: v):
    def mark(r):
        value = make(r)
        return simple(RESIDENT, spell(r, value), name, value, bare=True)

    kind(RESIDENT, name)(mark)


def _born(first, last):
    return lambda r: ids.resident_id(r, first, last)


def _with_sequence(*sequences):
    def make(r):
        body = ids.division(r) + ids.birth(r) + r.choice(sequences)
        return body + ids.mod11_2(body)

    return make


def _ending_x(r):
    while True:
        value = ids.resident_id(r)
        if value[-1] == 'X':
            return value


def _abolished(r):
    return ids.resident_id(r, place=r.choice(tables.ABOLISHED))


def _leap_day(r):
    body = (
        ids.division(r)
        + r.choice(('1956', '1984', '1996', '2000', '2012'))
        + '0229%03d' % r.randrange(1, 996)
    )
    return body + ids.mod11_2(body)


_INVISIBLE = ('\u200b', '\u200c', '\u200d', '\ufeff', '\u00ad')


def invisible(r, value):
    at = r.randrange(3, len(value) - 2)
    return value[:at] + r.choice(_INVISIBLE) + value[at:]


_resident('plain', ids.resident_id)
_resident('upper-x', _ending_x)
_resident('lower-x', _ending_x, lambda r, v: v.lower())
_resident('grouped-6-8-4', ids.resident_id, lambda r, v: grouped(v, 6, 8))
_resident('born-1900s', _born(1900, 1910))
_resident('born-2020s', _born(2023, 2025))
_resident('leap-day', _leap_day)
_resident('sequence-ends', _with_sequence('001', '002', '995', '999'))
_resident('abolished-division', _abolished)
_resident('full-width', ids.resident_id, lambda r, v: ids.full_width(v))
_resident('invisible', ids.resident_id, invisible)


@kind('cn.resident-id-15', 'plain')
def resident_15(r):
    return simple('cn.resident-id-15', ids.resident_id_15(r), 'plain')


def _permit(place, name):
    @kind('cn.hmt-residence-permit', name)
    def make(r):
        body = place + ids.birth(r, 1950, 2018) + '%03d' % r.randrange(1, 996)
        return simple('cn.hmt-residence-permit', body + ids.mod11_2(body), name, bare=True)


_permit('810000', 'hong-kong')
_permit('820000', 'macau')
_permit('830000', 'taiwan')


@kind('cn.foreign-permanent-resident-card', 'new-18')
def pr_new(r):
    return simple('cn.foreign-permanent-resident-card', ids.pr_card_new(r), 'new-18', bare=True)


@kind('cn.foreign-permanent-resident-card', 'old-15')
def pr_old(r):
    return simple('cn.foreign-permanent-resident-card', ids.pr_card_old(r), 'old-15', bare=True)


def _is_resident(rule, name):
    """A number that is the citizen ID: found as either, the other in `also`."""

    @kind(rule, name)
    def make(r):
        value = ids.resident_id(r)
        return Mark(value, [Label(rule, value, name), Label(RESIDENT, value, 'in-' + rule, bare=True)])


_is_resident('cn.driver-licence', 'citizen-id')
_is_resident('cn.social-security', 'citizen-id')


@kind('cn.driver-licence', 'archive-12')
def driver_archive(r):
    value = r.choice(('11', '31', '44', '51', '33')) + digits(r, 10)
    return simple('cn.driver-licence', value, 'archive-12')


@kind('cn.social-security', 'card-9')
def social_card(r):
    return simple('cn.social-security', letters(r, 1) + digits(r, 8), 'card-9')


def _officer(name, form):
    @kind('cn.officer-id', name)
    def make(r):
        return simple('cn.officer-id', form(r), name)


_officer('jun-8', lambda r: '军字第%s号' % digits(r, 8))
_officer('shi-7', lambda r: '士字第%s号' % digits(r, 7))
_officer('wen-6', lambda r: '文字第%s号' % digits(r, 6))
_officer('nan-space', lambda r: '南字第 %s 号' % digits(r, 8))
_officer('no-zi', lambda r: '空第%s号' % digits(r, 8))


def _housing(n):
    @kind('cn.housing-fund', 'digits-%d' % n)
    def make(r):
        return simple('cn.housing-fund', str(r.randrange(2, 10)) + digits(r, n - 1), 'digits-%d' % n)


_housing(9)
_housing(12)


def _school(letter):
    name = 'register-' + letter

    @kind('cn.student-id', name)
    def make(r):
        value = ids.resident_id(r, 2008, 2018)
        inner = Label(RESIDENT, value, 'in-student-id', policy='may', start=1)
        return Mark(letter + value, [Label('cn.student-id', letter + value, name, bare=True), inner])


_school('G')
_school('L')


def _medical(name, form):
    @kind('cn.medical-record', name)
    def make(r):
        return simple('cn.medical-record', form(r), name)


_medical('digits-7', lambda r: digits(r, 7))
_medical('digits-10', lambda r: '20' + digits(r, 8))
_medical('inpatient-letters', lambda r: 'ZY%04d%s' % (r.randrange(2015, 2026), digits(r, 5)))
_medical('letter-8', lambda r: 'M' + digits(r, 8))
