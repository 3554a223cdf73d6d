"""Texts: logs, chats, contracts, notes, configuration, tracks of positions. A text is pieces: str or Mark."""
from . import devices, lists, negatives
from .headers import HEADERS, TRADITIONAL
from .mark import Label, Mark

_CALM = (
    '双方本着平等自愿、诚实信用的原则，经协商一致，签订本协议。',
    '我们很高兴与您合作，马上安排项目启动，时间以通知为准。',
    '请于本月底前完成付款，金额以发票为准，方便时请回复。',
    '白云山景区于是日开放，黄山路段施工，高新区车辆请绕行。',
    '温度过高时设备自动停机，任务全部完成后再次启动。',
    '关于课程安排：周期为三个月，水平测试合格者进入高级班。',
    '石家庄、张家口、秦皇岛三地的平台数据均已备份。',
)
_CALM_ENGLISH = (
    'The parties agree to keep all materials confidential for a period of three years after termination.',
    'Payment is due within 30 days of the date of the invoice; late amounts bear interest of 0.05% a day.',
    'Version 2.4.1-1024 of the platform was released after 128 tests in 4096 configurations.',
    'Nothing in this agreement is a waiver of any right under clause 12.3.4 or schedule 7.',
)


def _word(m, rule, by='：'):
    word = m.r.choice(HEADERS[rule][0].split())
    return [word.translate(TRADITIONAL) if m.script == 'traditional' else word, by, m.value(rule).at('word')]


def _alike(m, *names):
    return negatives.mark(m.r, m.r.choice(names))


def _stamp(m):
    return '2025-%02d-%02d %02d:%02d:%02d' % (
        m.r.randrange(1, 13),
        m.r.randrange(1, 29),
        m.r.randrange(24),
        m.r.randrange(60),
        m.r.randrange(60),
    )


def application_log(m, n):
    for _ in range(n):
        yield '%s.%03d  %s [http-nio-8080-exec-%d] c.d.svc.' % (
            _stamp(m),
            m.r.randrange(1000),
            m.r.choice(('INFO', 'WARN', 'DEBUG')),
            m.r.randrange(1, 30),
        )
        kind = m.r.randrange(6)
        if kind == 0:
            yield from [
                'SmsService - send code to ',
                m.value('cn.mobile'),
                ' ok, traceId=',
                _alike(m, 'uuid-plain', 'trace-parent'),
            ]
        elif kind == 1:
            yield from [
                'AuthService - identity check idNo=',
                m.value('cn.resident-id').at('word'),
                ' result=PASS cost=%dms' % m.r.randrange(900),
            ]
        elif kind == 2:
            yield from [
                'OrderService - order ',
                _alike(m, 'order-date', 'order-letters', 'snowflake'),
                ' created at ',
                _alike(m, 'epoch-milliseconds'),
            ]
        elif kind == 3:
            yield from [
                'PayService - card ',
                m.value('cn.bank-card'),
                ' bound, requestId=',
                _alike(m, 'uuid'),
            ]
        elif kind == 4:
            yield from [
                'Gateway - client_ip=',
                m.value('ipv4').at('word'),
                ' mac=',
                m.value('mac').at('word'),
                ' sha1=',
                _alike(m, 'sha1'),
            ]
        else:
            yield from [
                'MailService - bounce from ',
                m.value('email'),
                ', offset=',
                _alike(m, 'quantity'),
                ' duration=',
                _alike(m, 'epoch-nanoseconds'),
            ]
        yield '\n'


def chat(m, n):
    for _ in range(n):
        yield '[%s] ' % _stamp(m)
        yield m.value('cn.person-name')
        yield ': '
        kind = m.r.randrange(8)
        if kind == 0:
            yield from ['你好，我的手机号是', m.value('cn.mobile').at('word'), '，加我微信就行']
        elif kind == 1:
            yield from _word(m, 'wechat.id') + ['，方便联系']
        elif kind == 2:
            yield from ['身份证发你了 ', m.value('cn.resident-id'), ' 尽快办理']
        elif kind == 3:
            yield from ['快递寄到 ', m.value('cn.address'), ' 谢谢']
        elif kind == 4:
            yield from ['QQ：', m.value('qq').at('word'), '，晚上在线']
        elif kind == 5:
            yield from ['单号 ', _alike(m, 'tracking-sf', 'tracking-digits'), ' 查一下']
        elif kind == 6:
            yield from ['转账到 ', m.value('cn.bank-card'), '，户主是本人']
        else:
            yield m.r.choice(_CALM)
        yield '\n'


def contract(m, n):
    for i in range(max(1, n // 8)):
        yield '服务合同（编号 HT-%d-%04d）\n' % (2020 + i % 6, m.r.randrange(10000))
        yield from ['甲方：', _alike(m, 'company-name'), '\n'] + _word(m, 'cn.uscc') + ['\n']
        yield from ['乙方姓名：', m.value('cn.person-name').at('word'), '    '] + _word(m, 'cn.resident-id') + [
            '\n'
        ]
        yield from ['住址：', m.value('cn.address').at('word'), '\n'] + _word(m, 'cn.mobile') + ['    '] + _word(
            m, 'email'
        ) + ['\n']
        yield from ['开户行：', m.r.choice(lists.BANKS), '    账号：', m.value('cn.bank-account').at('word'), '\n']
        for k in range(3):
            yield '第%d条 %s\n' % (k + 1, m.r.choice(_CALM))
        yield from [
            '经办人',
            m.value('cn.person-name'),
            '于',
            '2025年%d月%d日' % (m.r.randrange(1, 13), m.r.randrange(1, 29)),
            '签字。\n\n',
        ]


def contract_english(m, n):
    for _ in range(max(1, n // 6)):
        yield 'SERVICE AGREEMENT No. HT-%d\n' % m.r.randrange(10000)
        yield from [
            'The Customer, holder of resident identity card No. ',
            m.value('cn.resident-id').at('word'),
            ', mobile ',
            m.value('cn.mobile').at('word'),
            ',\n',
        ]
        yield from [
            'e-mail ',
            m.value('email'),
            ', passport No. ',
            m.value('cn.passport').at('word'),
            ', agrees as follows.\n',
        ]
        yield from [m.r.choice(_CALM_ENGLISH), '\n', m.r.choice(_CALM_ENGLISH), '\n']
        yield from [
            'Payments to IBAN ',
            m.value('iban').at('word'),
            ', SWIFT code ',
            m.value('bic').at('word'),
            '. Order ',
            _alike(m, 'order-letters'),
            '.\n',
        ]
        yield from ['Contact abroad: ', m.value('intl.phone'), '\n\n']


def medical_note(m, n):
    for _ in range(max(1, n // 4)):
        yield from _word(m, 'cn.medical-record') + [
            '  姓名：',
            m.value('cn.person-name').at('word'),
            '  性别：',
            m.value('sex').at('word'),
            '\n',
        ]
        yield from [
            '主诉：咳嗽三天。诊断：',
            m.r.choice(lists.DIAGNOSES),
            '。处方：',
            m.r.choice(lists.DRUGS),
            ' 0.25g*24 粒。',
        ]
        yield from [
            '联系电话：',
            m.value('cn.mobile').at('word'),
            '，紧急联系人：',
            m.value('cn.person-name').at('word'),
            '。\n',
        ]


def configuration(m, n):
    for i in range(max(1, n // 5)):
        yield '# service %d\n' % i
        yield from [
            'spring.datasource.url=jdbc:mysql://db%d.internal:3306/crm\nspring.datasource.username=app\nspring.datasource.password='
            % i
        ]
        yield from [m.value('secret.password').at('word'), '\n']
        yield from [
            'redis:\n  host: cache.internal\n  password: ',
            m.value('secret.password').at('word'),
            '\n',
        ]
        yield from [
            '{"smtp": {"user": "noreply", "passwd": "',
            m.value('secret.password').at('word'),
            '"}}\n',
        ]
        yield from [
            'build.commit=',
            _alike(m, 'sha1'),
            '\nbuild.version=',
            _alike(m, 'version'),
            '\nserver.ports=',
            _alike(m, 'ports'),
            '\n',
        ]


def documents(m, n):
    """What a scanner of passports and cards writes down."""
    for _ in range(max(1, n // 4)):
        yield from ['MRZ:\n', m.value('icao.mrz').at('word'), '\n']
        yield from _word(m, 'cn.passport') + ['\n']
        yield from _word(m, 'cn.exit-entry-permit') + ['\n', '\n']


def terminal(m, n):
    """The log of a payment terminal."""
    for _ in range(n):
        yield from ['%s POS swipe track: ' % _stamp(m), m.value('card.track').at('word'), '\n']
        yield from [
            '%s POS auth cvv2=' % _stamp(m),
            m.value('card.security-code').at('word'),
            ' stan=%06d\n' % m.r.randrange(10**6),
        ]


def network_log(m, n):
    for _ in range(n):
        yield '%s radiusd: ' % _stamp(m)
        yield from [
            'imei=',
            m.value('imei').at('word'),
            ' imsi=',
            m.value('imsi').at('word'),
            ' iccid=',
            m.value('iccid').at('word'),
        ]
        yield from [
            ' mac=',
            m.value('mac').at('word'),
            ' src_ip=',
            m.value('ipv4').at('word'),
            ' session=',
            _alike(m, 'object-id'),
            '\n',
        ]


def track(m, n):
    """Points with times, one a line, and the whole is where somebody went."""
    points = []
    lng, lat = (float(x) for x in devices.point(m.r))
    for i in range(max(n, 20)):
        lng, lat = lng + m.r.uniform(-0.001, 0.001), lat + m.r.uniform(-0.001, 0.001)
        text = '%.6f,%.6f' % (lng, lat)
        labels = [
            Label('geo.coordinate', text, 'track-point', policy='may', span='inside'),
            Label('geo.track', text, 'track-point', policy='may', span='inside'),
        ]
        points += [
            '2025-03-01 08:%02d:%02d,' % (i // 60 % 60, i % 60),
            Mark(text, labels),
            ',%d\n' % m.r.randrange(120),
        ]
    yield 'gps_time,lng,lat,speed\n'
    yield from points


def notes(m, n):
    """Every rule behind its word, one to a line: the remarks of a customer desk."""
    rules = [rule for rule in HEADERS if rule != 'icao.mrz']
    for i in range(max(n, len(rules))):
        rule = rules[i % len(rules)]
        yield from _word(m, rule, m.r.choice(('：', ': ', ' '))) + [m.r.choice(('。', '，已核对。', '\n备注：无')), '\n']


def bare(m, n):
    """Values that speak for themselves among words that say nothing."""
    rules = (
        'cn.resident-id',
        'cn.mobile',
        'cn.bank-card',
        'email',
        'cn.uscc',
        'cn.hmt-residence-permit',
        'cn.landline',
        'iban',
        'cn.foreign-permanent-resident-card',
    )
    for _ in range(n):
        yield from [
            m.r.choice(('ok ', 'see ', '- ', '> ')),
            m.value(m.r.choice(rules)),
            m.r.choice((' done', '', ' ;')),
            '\n',
        ]


# Before and after a value that stands in a string within a string
_ESCAPED = (
    ('data=%7B%22mobile%22%3A%22', '%22%7D'),
    ('body="{\\"v\\":\\"', '\\"}"'),
    ("VALUES ('first line\\n", "\\nlast line')"),
    ('"remark":"a\\tb\\t', '\\r\\n"'),
    ('&quot;v&quot;:&quot;', '&quot;'),
    ('&lt;td&gt;', '&lt;/td&gt;'),
    ('"v":"\\u0022', '\\u0022"'),
    ('q=tel%3A', '&x=1'),
)


def escaped(m, n):
    rules = ('cn.resident-id', 'cn.mobile', 'cn.bank-card', 'cn.uscc', 'cn.hmt-residence-permit')
    for i in range(n):
        before, after = _ESCAPED[i % len(_ESCAPED)]
        mark = m.value(rules[i % len(rules)])
        while not mark.text.isascii() or not mark.text.isalnum() or mark.prefix:
            mark = m.value(rules[i % len(rules)])
        for label in mark.labels:  # the escape is the alternative that counts here
            label.kind = 'behind ' + before[-6:]
        yield from ['%s INFO req %d ' % (_stamp(m), i), before, mark, after, ' done\n']


def lock_file(m, n):
    for i in range(n):
        yield '"pkg-%d@^%d.%d.%d":\n  version "%d.%d.%d"\n  resolved "https://r.example.com/pkg-%d.tgz#' % tuple(
            m.r.randrange(20) for _ in range(8)
        )
        yield from [_alike(m, 'sha1'), '"\n  integrity ', _alike(m, 'integrity'), '\n']


def hash_list(m, n):
    for i in range(n):
        yield from [
            _alike(m, 'md5', 'sha256', 'sha1'),
            '  dist/file-%d.bin  ' % i,
            _alike(m, 'git-short', 'file-name'),
            '\n',
        ]


def float_table(m, n):
    for _ in range(n):
        for k in range(6):
            yield '\t' if k else ''
            yield _alike(m, 'decimal', 'negative-float', 'scientific')
        yield '\n'


def style_sheet(m, n):
    for i in range(n):
        yield from [
            '.c%d { color: ' % i,
            _alike(m, 'hex-colour'),
            '; background: url(data:image/png;base64,',
            _alike(m, 'base64'),
            '); }\n',
        ]
        yield from ['<path d="', _alike(m, 'svg-path'), '"/>\n']


def specification(m, n):
    for i in range(n):
        yield from [
            '%d. 字段校验规则 ' % i,
            _alike(m, 'specification'),
            '，例如 ',
            _alike(m, 'placeholder-mobile', 'placeholder-resident', 'placeholder-card'),
            '\n',
        ]


def calm_prose(m, n):
    """Prose without any person: what must stay quiet."""
    for i in range(n):
        text = m.r.choice(_CALM)
        yield from [negatives.negative('prose', text, ('cn.person-name', 'cn.address')), '\n']
        yield from [
            negatives.negative(
                'prose-words',
                '，'.join(m.r.choice(lists.WORDS_LIKE_NAMES) for _ in range(6)),
                ('cn.person-name', 'cn.address'),
            ),
            '。\n',
        ]
        yield from [
            negatives.negative(
                'prose-places',
                '、'.join(m.r.choice(lists.PLACES_LIKE_NAMES) for _ in range(4)),
                ('cn.person-name', 'cn.address'),
            ),
            '等地。\n',
        ]


def wrong_values(m, n):
    names = [name for name, (_, chinese, program, _) in negatives.KINDS.items() if not program]
    for i in range(n):
        yield from ['- ', negatives.mark(m.r, names[i % len(names)]), '\n']


# text -> (function, suffix, lines for each row asked for)
TEXTS = {
    'application-log': (application_log, '.log', 2),
    'chat': (chat, '.txt', 2),
    'contract': (contract, '.txt', 2),
    'contract-english': (contract_english, '.txt', 2),
    'medical-note': (medical_note, '.txt', 2),
    'configuration': (configuration, '.properties', 2),
    'documents': (documents, '.txt', 2),
    'terminal': (terminal, '.log', 1),
    'network-log': (network_log, '.log', 1),
    'track': (track, '.csv', 2),
    'notes': (notes, '.txt', 2),
    'escaped': (escaped, '.log', 4),
    'bare': (bare, '.txt', 2),
    'lock-file': (lock_file, '.lock', 3),
    'hash-list': (hash_list, '.txt', 3),
    'float-table': (float_table, '.dat', 2),
    'style-sheet': (style_sheet, '.css', 2),
    'specification': (specification, '.md', 2),
    'calm-prose': (calm_prose, '.txt', 3),
    'wrong-values': (wrong_values, '.txt', 3),
}
