"""The tables a company keeps, column by column. A store is a function of a Maker that returns the columns."""
from . import devices, lists, negatives
from .headers import GUARDIAN, HEADERS, LATITUDE, LONGITUDE, TRADITIONAL

from .table import Column, Table


def _names(m, words):
    return m.r.choice(words[0].split()), m.r.choice(words[1].split())


def value(m, rule, words=None):
    return Column(_names(m, words or HEADERS[rule]), lambda: m.value(rule), rule)


def alike(m, name):
    """A column of look-alikes under their own name."""
    _, chinese, program, _ = negatives.KINDS[name]
    return Column((chinese or program, program), lambda: negatives.mark(m.r, name))


def plain(chinese, program, make):
    return Column((chinese, program), make)


def _counter(m, chinese='序号', program='no'):
    state = [m.r.randrange(1, 500)]

    def make():
        state[0] += 1
        return str(state[0])

    return plain(chinese, program, make)


def _stamp(m, chinese='创建时间', program='created_at'):
    return plain(
        chinese,
        program,
        lambda: '%d-%02d-%02d %02d:%02d:%02d'
        % (
            m.r.randrange(2019, 2026),
            m.r.randrange(1, 13),
            m.r.randrange(1, 29),
            m.r.randrange(24),
            m.r.randrange(60),
            m.r.randrange(60),
        ),
    )


def customers(m):
    return [
        _counter(m),
        value(m, 'cn.person-name'),
        value(m, 'sex'),
        value(m, 'cn.resident-id'),
        value(m, 'cn.mobile'),
        value(m, 'email'),
        value(m, 'cn.address'),
        value(m, 'cn.postal-code'),
        _stamp(m),
    ]


def orders(m):
    return [
        alike(m, m.r.choice(('order-date', 'order-letters', 'snowflake'))),
        value(m, 'cn.person-name', ('收货人', 'receiver_name consignee')),
        value(m, 'cn.mobile', ('收货人电话 联系电话', 'receiver_phone receiver_mobile')),
        value(m, 'cn.address', ('收货地址', 'receiver_address')),
        alike(m, m.r.choice(('tracking-sf', 'tracking-digits'))),
        alike(m, 'price'),
        alike(m, 'ean'),
        alike(m, 'date-digits'),
    ]


def roster(m):
    guardian = [value(m, rule, words) for rule, words in GUARDIAN.items()]
    return [
        _counter(m),
        value(m, 'cn.person-name', ('学生姓名 学员姓名', 'student_name')),
        value(m, 'sex'),
        value(m, 'birth-date'),
        value(m, 'cn.student-id'),
        value(m, 'ethnicity'),
        plain('班级', 'class', lambda: '%d年级%d班' % (m.r.randrange(1, 7), m.r.randrange(1, 9))),
    ] + guardian


def patients(m):
    return [
        value(m, 'cn.medical-record'),
        value(m, 'cn.person-name', ('患者姓名 姓名', 'patient_name')),
        value(m, 'sex'),
        value(m, 'birth-date'),
        value(m, 'cn.social-security'),
        value(m, 'cn.landline'),
        plain('诊断', 'diagnosis', lambda: m.r.choice(lists.DIAGNOSES)),
        plain('药品', 'drug', lambda: m.r.choice(lists.DRUGS)),
        _stamp(m, '就诊时间', 'visit_time'),
    ]


def salaries(m):
    return [
        alike(m, 'employee-number'),
        value(m, 'cn.person-name', ('姓名 员工姓名', 'employee_name name')),
        value(m, 'cn.resident-id'),
        value(m, 'cn.bank-card'),
        value(m, 'amount.balance-or-income'),
        value(m, 'cn.housing-fund'),
        value(m, 'cn.social-security'),
        plain('部门', 'department', lambda: m.r.choice(('教务部', '市场部', '技术部', '财务部'))),
    ]


def handsets(m):
    return [
        value(m, 'cn.mobile', ('手机号码', 'msisdn mobile')),
        value(m, 'imei'),
        value(m, 'imsi'),
        value(m, 'iccid'),
        value(m, 'meid'),
        value(m, 'mac'),
        value(m, 'ipv4'),
        alike(m, 'serial-letters'),
        alike(m, 'epoch-milliseconds'),
    ]


def things(m):
    return [
        value(m, 'cn.iot-number'),
        value(m, 'ipv6'),
        value(m, 'mac'),
        alike(m, 'device-serial-15'),
        alike(m, 'snowflake'),
        alike(m, 'version-like-ip'),
    ]


def vehicles(m):
    return [
        value(m, 'cn.plate'),
        value(m, 'vin'),
        value(m, 'cn.person-name', ('车主 车主姓名', 'owner_name')),
        value(m, 'cn.driver-licence'),
        value(m, 'cn.mobile'),
    ]


def travellers(m):
    return [
        value(m, 'cn.person-name'),
        value(m, 'cn.passport'),
        value(m, 'cn.hk-macau-travel-permit'),
        value(m, 'cn.taiwan-travel-permit'),
        value(m, 'cn.exit-entry-permit'),
        value(m, 'intl.phone'),
        alike(m, 'issue-number'),
    ]


def border(m):
    return [
        value(m, 'cn.person-name'),
        value(m, 'hk.id-card'),
        value(m, 'mo.id-card'),
        value(m, 'tw.id-card'),
        value(m, 'tw.arc'),
        value(m, 'cn.hmt-residence-permit'),
        value(m, 'intl.phone'),
        value(m, 'cn.address'),
    ]


def foreigners(m):
    return [
        _counter(m),
        value(m, 'cn.foreign-permanent-resident-card'),
        value(m, 'cn.passport'),
        value(m, 'intl.phone'),
        value(m, 'email'),
        plain('国籍', 'nationality', lambda: m.r.choice(('USA', 'JPN', 'KOR', 'GBR'))),
    ]


def accounts(m):
    return [
        value(m, 'cn.person-name', ('户名 持卡人', 'account_name card_holder')),
        value(m, 'cn.bank-card'),
        value(m, 'card.security-code'),
        value(m, 'cn.bank-account'),
        value(m, 'cn.cnaps'),
        value(m, 'bic'),
        value(m, 'iban'),
        value(m, 'amount.balance-or-income'),
        alike(m, 'serial-flow'),
    ]


def companies(m):
    return [
        alike(m, 'company-name'),
        value(m, 'cn.uscc'),
        value(m, 'cn.org-code'),
        value(m, 'cn.business-registration'),
        value(m, 'cn.taxpayer-id'),
        value(m, 'cn.invoice'),
        value(m, 'cn.person-name', ('联系人 法定代表人', 'contact_name legal_person')),
        value(m, 'cn.landline'),
        value(m, 'cn.service-number'),
    ]


def members(m):
    return [
        value(m, 'qq'),
        value(m, 'wechat.id'),
        value(m, 'wechat.openid'),
        value(m, 'email'),
        value(m, 'secret.password'),
        value(m, 'ipv4'),
        value(m, 'ethnicity'),
        alike(m, 'uuid'),
        alike(m, 'epoch-seconds'),
    ]


def archives(m):
    return [
        value(m, 'cn.person-name'),
        value(m, 'cn.resident-id-15'),
        value(m, 'cn.officer-id'),
        value(m, 'cn.landline'),
        value(m, 'cn.address'),
        alike(m, 'asset-number'),
    ]


def positions(m):
    """Points with times: a track. Longitude and latitude in columns of their own."""
    here = [None]

    def longitude():
        here[0] = devices.point(m.r)
        return devices.coordinate(here[0][0], 'longitude')

    names = [
        tuple(m.r.choice(w.split()) for w in (words[0], words[1]))
        for words in ((LONGITUDE[0], ' '.join(LONGITUDE[1:])), (LATITUDE[0], ' '.join(LATITUDE[1:])))
    ]
    return [
        plain('车辆编号', 'vehicle', lambda: 'V%03d' % m.r.randrange(200)),
        _stamp(m, '定位时间', 'gps_time'),
        Column(names[0], longitude, 'geo.coordinate'),
        Column(names[1], lambda: devices.coordinate(here[0][1], 'latitude'), 'geo.coordinate'),
        alike(m, 'quantity'),
    ]


def trips(m):
    return [
        plain('行程', 'trip', lambda: 'T%05d' % m.r.randrange(10**5)),
        value(m, 'cn.plate'),
        value(m, 'geo.track'),
        _stamp(m),
        alike(m, 'decimal'),
    ]


def shops(m):
    return [
        alike(m, 'company-name'),
        value(m, 'geo.coordinate'),
        value(m, 'cn.landline'),
        alike(m, 'place-like-name'),
        alike(m, 'word-like-name'),
        alike(m, 'meter-number'),
    ]


def numbers(m):
    """A column alone: what a list of one value a line is made of."""
    return [
        value(
            m,
            m.r.choice(('cn.resident-id', 'cn.mobile', 'cn.bank-card', 'cn.uscc', 'email', 'cn.resident-id')),
        )
    ]


def look_alikes(names):
    def columns(m):
        return [_counter(m)] + [alike(m, name) for name in names]

    return columns


# Look-alikes by the half dozen, as the tables and logs of other systems hold them
_LEFT = [n for n, (_, chinese, program, _) in negatives.KINDS.items() if program]
LOOK_ALIKES = {'alike_%d' % (i // 7): look_alikes(_LEFT[i : i + 7]) for i in range(0, len(_LEFT), 7)}

_ROW = ('csv', 'tsv', 'headerless', 'sql', 'copy', 'json', 'xml', 'log', 'form', 'query')
# store -> (columns, the forms it is written in)
STORES = {
    'customers': (customers, _ROW),
    'orders': (orders, _ROW),
    'students': (roster, _ROW),
    'patients': (patients, _ROW),
    'salaries': (salaries, _ROW),
    'handsets': (handsets, _ROW),
    'things': (things, _ROW),
    'vehicles': (vehicles, _ROW),
    'travellers': (travellers, _ROW),
    'border': (border, _ROW),
    'foreigners': (foreigners, _ROW),
    'accounts': (accounts, _ROW),
    'companies': (companies, _ROW),
    'members': (members, _ROW),
    'archives': (archives, _ROW),
    'positions': (positions, _ROW),
    'trips': (trips, _ROW),
    'shops': (shops, _ROW),
    'numbers': (numbers, ('one-column',)),
}
STORES.update(
    {name: (columns, ('csv', 'headerless', 'sql', 'json', 'log')) for name, columns in LOOK_ALIKES.items()}
)
TRADITIONAL_STORES = ('border', 'customers', 'travellers')


def table(m, store, rows, chinese):
    columns = STORES[store][0](m)
    used, unique = set(), []
    for column in columns:  # two columns of one name would be no table
        chinese_name, program = column.names
        if m.script == 'traditional':
            chinese_name = chinese_name.translate(TRADITIONAL)
        while chinese_name in used or program in used:
            chinese_name, program = chinese_name + '2', program + '2'
        used.update((chinese_name, program))
        column.names = (chinese_name, program)
        unique.append(column)
    return Table('t_' + store, unique, [[c.make() for c in unique] for _ in range(rows)], chinese)
