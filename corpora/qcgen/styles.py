"""Ways in which companies keep such values: dump, table, JSON lines, log, prose. A style yields pieces."""
import datetime

from . import negatives, tables
from .document import ASCII, CONTEXT_RULES, Value, any_value, label_of


def person(r, traditional=False):
    surnames, given = (
        (tables.SURNAMES_TW, tables.GIVEN_TW) if traditional else (tables.SURNAMES, tables.GIVEN)
    )
    return r.choice(surnames) + ''.join(r.choice(given) for _ in range(r.choice((1, 2, 2))))


class Style:
    """State of one document: random numbers, words, names that fit the encoding."""

    def __init__(self, r, words, name):
        self.r, self.words, self.name = r, words, name
        self.row = r.randrange(1000, 9000)

    def negative(self):
        kind, text, rules, strict = negatives.any_negative(self.r)
        return Value(None, text, not_rules=rules, strict=strict, note=kind)

    def stamp(self):
        t = datetime.datetime(2024, 1, 1) + datetime.timedelta(seconds=self.r.randrange(60000000))
        return t.strftime('%Y-%m-%d %H:%M:%S')


def context_line(s, value, newline):
    """A value that only its word explains stands on a line of its own, behind that word."""
    gap = ' ' if s.words is ASCII else ''
    return [s.name() + gap + label_of(s.words, value.rule) + s.words.colon, value, newline]


def sql(s, values, newline):
    yield '-- MySQL dump 10.13  Distrib 8.0.36%s--%s' % (newline, newline)
    yield 'DROP TABLE IF EXISTS `t_customer`;%s' % newline
    yield (
        'CREATE TABLE `t_customer` (`id` bigint NOT NULL, `name` varchar(64), `c1` varchar(64), `c2` varchar(64), '
        '`ref` varchar(64), `created` datetime, PRIMARY KEY (`id`)) ENGINE=InnoDB;%s' % newline
    )
    rows = 0
    while values:
        if values[-1].rule in CONTEXT_RULES:
            if rows:
                yield ';' + newline
                rows = 0
            yield from ['-- '] + context_line(s, values.pop(), newline)
            continue
        first = values.pop()
        second = values.pop() if values and values[-1].rule not in CONTEXT_RULES else None
        s.row += 1
        yield 'INSERT INTO `t_customer` VALUES ' if rows == 0 else ','
        yield "(%d,'%s','" % (s.row, s.name())
        yield first
        yield "','"
        if second:
            yield second
        yield "','"
        if s.r.random() < 0.3:
            yield s.negative()
        yield "','%s')" % s.stamp()
        rows += 1
        if rows >= 20:
            yield ';' + newline
            rows = 0
    if rows:
        yield ';' + newline


def csv(s, values, newline):
    yield 'no,%s,a,b,ref,%s%s' % (s.words.name, s.words.note, newline)
    while values:
        if values[-1].rule in CONTEXT_RULES:
            yield from context_line(s, values.pop(), newline)
            continue
        s.row += 1
        yield '%d,%s,' % (s.row, s.name())
        quote = '"' if s.r.random() < 0.3 else ''
        yield quote
        yield values.pop()
        yield quote + ','
        if values and values[-1].rule not in CONTEXT_RULES:
            yield values.pop()
        yield ','
        if s.r.random() < 0.3:
            yield s.negative()
        yield ',%s%s' % (s.r.choice(('', s.words.sign, 'A-%d' % s.r.randrange(99))), newline)


def json_lines(s, values, newline):
    while values:
        if values[-1].rule in CONTEXT_RULES:
            yield '{"remark":"'
            yield from context_line(s, values.pop(), '"}' + newline)
            continue
        s.row += 1
        yield '{"id":%d,"name":"%s","v":"' % (s.row, s.name())
        yield values.pop()
        yield '"'
        if s.r.random() < 0.4:
            yield ',"ref":"'
            yield s.negative()
            yield '"'
        yield ',"at":"%s"}%s' % (s.stamp(), newline)


def log(s, values, newline):
    while values:
        if values[-1].rule in CONTEXT_RULES:
            yield from ['WARN  '] + context_line(s, values.pop(), newline)
            continue
        yield '%s.%03d INFO  [http-nio-8080-exec-%d] c.d.c.UserService - %s uid=%d %s=' % (
            s.stamp(),
            s.r.randrange(1000),
            s.r.randrange(1, 20),
            s.words.login,
            s.r.randrange(10000, 99999),
            s.r.choice(('v', 'arg', 'to')),
        )
        yield values.pop()
        yield ' ip=10.%d.%d.%d' % (s.r.randrange(256), s.r.randrange(256), s.r.randrange(1, 255))
        if s.r.random() < 0.4:
            yield ' trace='
            yield s.negative()
        yield newline


def prose(s, values, newline):
    w = s.words
    while values:
        value = values.pop()
        if value.rule in CONTEXT_RULES:
            yield from context_line(s, value, w.stop + newline)
            continue
        yield '%s%s%s%s%s' % (
            w.customer,
            ' ' if w is ASCII else '',
            s.name(),
            w.comma,
            label_of(w, value.rule) + s.r.choice((w.colon, ' ' if w is ASCII else '', ' ')),
        )
        yield value
        # A letter after the value would be a neighbour; full stop, comma and Han are what prose has.
        yield s.r.choice((w.comma + w.sign, w.stop, w.comma + w.name + w.colon + s.name())) + w.stop
        if s.r.random() < 0.25:
            yield w.order + w.colon
            yield s.negative()
            yield w.stop
        yield newline


STYLES = (sql, csv, json_lines, log, prose)


def build(r, words, name, values, newline='\n', style=None):
    """Pieces of one document that holds `values` (a list of Value) in order."""
    state = Style(r, words, name)
    pending = list(reversed(values))
    return list((style or r.choice(STYLES))(state, pending, newline))


def plant(r, count):
    return [any_value(r) for _ in range(count)]
