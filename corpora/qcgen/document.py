"""Documents with planted values: a list of pieces, each either text or a Value, encoded with exact offsets."""
from . import ids


class Value:
    """A planted value. `text` is the counted span as it is written, `normal` what a digest is made of."""

    __slots__ = ('rule', 'text', 'normal', 'prefix', 'must', 'not_rules', 'strict', 'note')

    def __init__(self, rule, text, normal=None, prefix='', must=True, not_rules=(), strict=False, note=''):
        self.rule = rule  # None: a negative
        self.text = text
        self.normal = text if normal is None else normal
        self.prefix = prefix  # "+86": belongs to the document, not to the span
        self.must = must
        self.not_rules = not_rules
        self.strict = strict
        self.note = note


class Span:
    """Where a value lies in the encoded bytes."""

    __slots__ = ('value', 'offset', 'length', 'prefix_length')

    def __init__(self, value, offset, length, prefix_length):
        self.value, self.offset, self.length, self.prefix_length = value, offset, length, prefix_length


def encode(pieces, codec, base=0):
    """(bytes, [Span]) of the pieces in a stateless codec; `base` is added to every offset."""
    out, spans, at = [], [], base
    for piece in pieces:
        if isinstance(piece, Value):
            prefix = piece.prefix.encode(codec)
            data = piece.text.encode(codec)
            spans.append(Span(piece, at + len(prefix), len(data), len(prefix)))
            out.append(prefix)
            out.append(data)
            at += len(prefix) + len(data)
        else:
            data = piece.encode(codec)
            out.append(data)
            at += len(data)
    return b''.join(out), spans


class Words:
    """The words of one script: simplified for the mainland's encodings, traditional for Big5, none for ASCII."""

    def __init__(self, table):
        self.__dict__.update(table)


SIMPLIFIED = Words(
    dict(
        resident='身份证号',
        card='银行卡号',
        mobile='手机',
        landline='电话',
        mail='邮箱',
        uscc='统一社会信用代码',
        hmt='居住证号码',
        pr='永久居留身份证',
        account='开户行招商银行账号',
        customer='客户',
        order='订单号',
        note='备注',
        address='住址',
        colon='：',
        comma='，',
        stop='。',
        sign='签订服务协议',
        login='登录成功',
        refund='退款失败',
        name='姓名',
        guardian='家长',
    )
)
TRADITIONAL = Words(
    dict(
        resident='身份證號',
        card='銀行卡號',
        mobile='手機',
        landline='電話',
        mail='郵箱',
        uscc='統一社會信用代碼',
        hmt='居住證號碼',
        pr='永久居留身份證',
        account='開戶行招商銀行帳號',
        customer='客戶',
        order='訂單號',
        note='備註',
        address='住址',
        colon='：',
        comma='，',
        stop='。',
        sign='簽訂服務協議',
        login='登錄成功',
        refund='退款失敗',
        name='姓名',
        guardian='家長',
    )
)
ASCII = Words(
    dict(
        resident='id card',
        card='bank card',
        mobile='mobile',
        landline='tel',
        mail='mail',
        uscc='uscc',
        hmt='residence permit',
        pr='permanent residence',
        account='bank account',
        customer='customer',
        order='order',
        note='note',
        address='address',
        colon=': ',
        comma=', ',
        stop='.',
        sign='signed',
        login='login ok',
        refund='refund failed',
        name='name',
        guardian='guardian',
    )
)


def label_of(words, rule):
    return {
        'cn.resident-id': words.resident,
        'cn.resident-id-15': words.resident,
        'cn.bank-card': words.card,
        'cn.mobile': words.mobile,
        'cn.landline': words.landline,
        'email': words.mail,
        'cn.uscc': words.uscc,
        'cn.hmt-residence-permit': words.hmt,
        'cn.foreign-permanent-resident-card': words.pr,
        'cn.bank-account': words.account,
    }[rule]


WEIGHTS = (
    ('cn.resident-id', 23),
    ('cn.mobile', 21),
    ('cn.bank-card', 15),
    ('email', 10),
    ('cn.uscc', 9),
    ('cn.landline', 7),
    ('cn.hmt-residence-permit', 4),
    ('cn.foreign-permanent-resident-card', 5),
    ('cn.resident-id-15', 3),
    ('cn.bank-account', 3),
)
_RULES = [rule for rule, weight in WEIGHTS for _ in range(weight)]
# Rules that need a word beside the value; where the words are in an encoding or script whose words no scanner is
# asked to know, they are planted but not demanded.
CONTEXT_RULES = ('cn.resident-id-15', 'cn.bank-account')
# Rules whose values have letters throughout: in full-width form they are planted but not demanded.
LETTER_RULES = ('cn.uscc', 'email', 'pr-old')


def any_value(r, rule=None, forms=True):
    """A Value of a random rule."""
    rule = rule or r.choice(_RULES)
    if rule == 'cn.resident-id':
        plain = ids.resident_id(r)
        if plain.endswith('X') and r.random() < 0.15:
            return Value(rule, plain[:-1] + 'x', plain)
        return Value(rule, plain)
    if rule == 'cn.resident-id-15':
        return Value(rule, ids.resident_id_15(r))
    if rule == 'cn.hmt-residence-permit':
        return Value(rule, ids.hmt_permit(r))
    if rule == 'cn.foreign-permanent-resident-card':
        return (
            Value(rule, ids.pr_card_new(r))
            if r.random() < 0.6
            else Value(rule, ids.pr_card_old(r), note='pr-old')
        )
    if rule == 'cn.mobile':
        plain = ids.mobile(r)
        prefix, text = ids.mobile_form(r, plain) if forms else ('', plain)
        return Value(rule, text, plain, prefix)
    if rule == 'cn.landline':
        area, number = ids.landline(r)
        return Value(rule, area + r.choice(('-', '-', '-', ' ', '')) + number, area + number)
    if rule == 'cn.bank-card':
        plain = ids.bank_card(r)
        return Value(rule, ids.bank_card_form(r, plain) if forms else plain, plain)
    if rule == 'cn.bank-account':
        return Value(rule, ids.bank_account(r))
    if rule == 'cn.uscc':
        return Value(rule, ids.uscc(r))
    return Value('email', ids.email(r))
