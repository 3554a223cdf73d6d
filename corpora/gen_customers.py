#!/usr/bin/env python3
"""A customer table for database servers to load, and beside it what each of its values is worth.

Writes DIR/customers.tsv in the text form that LOAD DATA and COPY share (tab, newline, \\N, backslash), and
DIR/judged.tsv with one row for each customer: 1 where the value of that column keeps the standard, 0 where it does not,
NULL where there is none. The judge is corpora/qcgen (check digits after the standards), never the scanner. Names, wrong
check digits (5 %), duplicates, NULLs, quotes, newlines, `),(` in strings, one column of snowflake ids that fall due now
and then for a check digit by chance. All persons are generated.

  gen_customers.py --out DIR [--people N] [--seed N]
"""
import argparse
import os
import random

from qcgen import ids, styles

COLUMNS = ('id', 'uid', 'name', 'id_card', 'mobile', 'email', 'bank_card', 'contact', 'remark', 'created')
# What is judged, the rule that finds it, and where a value is part of a text.
JUDGED = {
    'id_card': 'cn.resident-id',
    'mobile': 'cn.mobile',
    'email': 'email',
    'bank_card': 'cn.bank-card',
    'contact': 'cn.mobile',
    'remark': 'cn.mobile',
}
REMARKS = (
    "it's fine",
    'a\\b\\',
    'rows ),( and ;',
    "'),('",
    'two\nlines',
    'end;\nINSERT INTO `x` VALUES (1);\n',
    'tab\there',
    '"quoted", and more',
    '-- none /* no */',
    '许功盖',
    '\\N',
    '\\.',
    '',
)
WRONG = 0.05
EPOCH = 1288834974657  # ms; Twitter's snowflake


def change_last(r, value):
    return value[:-1] + r.choice([c for c in '0123456789' if c != value[-1]])


def email(r):
    """Not at a domain that is reserved for examples: those are told as placeholders."""
    while True:
        value = ids.email(r)
        if 'example' not in value:
            return value


def person(r):
    card = ids.resident_id(r)
    if r.random() < WRONG:
        card = change_last(r, card)
    elif card[-1] == 'X' and r.random() < 0.1:
        card = card[:-1] + 'x'
    bank = ids.bank_card(r)
    if r.random() < WRONG:
        bank = change_last(r, bank)
    mobile = ids.mobile(r)
    if r.random() < WRONG:
        mobile = '12' + mobile[2:]  # no such number range
    return [styles.person(r), card, mobile, email(r), bank]


def snowflake(r, index):
    return (1700000000000 + index * 97 - EPOCH) << 22 | r.randrange(32) << 12 | r.randrange(4096)


def rows(r, count):
    """(row, spelled in JUDGED's order or None)"""
    people = [person(r) for _ in range(count)]
    order = list(range(count)) + [r.randrange(count) for _ in range(count // 20)]
    for i, who in enumerate(order):
        name, card, mobile, email, bank = people[who]
        hide = lambda v, share: None if r.random() < share else v
        contact = ids.mobile(r)
        remark = r.choice(REMARKS)
        called = ids.mobile(r) if r.random() < 0.05 else None
        if called:
            remark += ' 回电 ' + called + r.choice(('', '。', "',", '),(', '\n'))
        row = [1000 + i, snowflake(r, i), hide(name, 0.02), hide(card, 0.03), hide(mobile, 0.03), hide(email, 0.2)]
        row += [hide(bank, 0.3), hide(contact, 0.5), hide(remark, 0.1) if not called else remark]
        row += ['2024-%02d-%02d 08:%02d:00' % (r.randrange(1, 13), r.randrange(1, 29), r.randrange(60))]
        yield row, called


def judge(row, called):
    """One of 1, 0, None for each of JUDGED; the value's normal form."""
    cell = dict(zip(COLUMNS, row))
    right = {
        'id_card': lambda v: ids.is_mod11_2(v.upper()),
        'mobile': lambda v: not v.startswith('12'),
        'email': lambda v: True,
        'bank_card': ids.is_luhn,
        'contact': lambda v: True,
    }
    marks = [None if cell[c] is None else int(f(cell[c])) for c, f in right.items()]
    return [cell['id'], *marks, called]


def text(value):
    if value is None:
        return '\\N'
    value = str(value)
    for plain, escaped in (('\\', '\\\\'), ('\n', '\\n'), ('\t', '\\t'), ('\r', '\\r')):
        value = value.replace(plain, escaped)
    return value


def write(folder, count, seed):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'customers.tsv'), 'w', encoding='utf-8', newline='') as data, open(
        os.path.join(folder, 'judged.tsv'), 'w', encoding='utf-8', newline=''
    ) as judged:
        for row, called in rows(random.Random(seed), count):
            data.write('\t'.join(map(text, row)) + '\n')
            judged.write('\t'.join(map(text, judge(row, called))) + '\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--out', required=True)
    parser.add_argument('--people', type=int, default=300000)
    parser.add_argument('--seed', type=int, default=5)
    args = parser.parse_args()
    write(args.out, args.people, args.seed)


if __name__ == '__main__':
    main()
