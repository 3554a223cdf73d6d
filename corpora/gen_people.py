#!/usr/bin/env python3
"""A customer table of many people, and a school's roster, as mysqldump and as CSV, with the truth about the people in them.

Customers: duplicates, NULLs, 5 % wrong check digits, quotes and brackets in strings, a snowflake column, MD5 and AES
columns of the mobile number. The roster: pupils with and without an ID, the mobile numbers of their guardians.
Writes DIR/customers.sql, DIR/customers.csv, DIR/roster.sql, DIR/truth.json. All persons are generated.

  gen_people.py --out DIR [--people N] [--pupils N] [--seed N] [--reference YYYY-MM-DD]
"""
import argparse
import base64
import csv
import datetime
import hashlib
import json
import os

from qcgen import ids, rng, styles

CUSTOMERS = ('id', 'name', 'id_card', 'mobile', 'mobile_md5', 'mobile_enc', 'remark', 'created_at')
ROSTER = ('no', 'xm', 'sfzh', 'guardian_phone', 'entered')
NOTES = ("it's fine", 'rows ),( and ;', 'two\nlines', '"quoted"', 'a\\b', '')


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def cipher(r):
    return base64.b64encode(r.randbytes(16)).decode()


def wrong_check(r, card):
    return card[:17] + r.choice([c for c in '0123456789X' if c != card[17]])


def snowflake(r):
    """In the range of a bank's cards of 19 digits: one in ten has the right check digit."""
    return str(r.randrange(6217000000000000000, 6218000000000000000))


def is_under(card, years, reference):
    """Born YYYYMMDD: not yet that old on the day after the birthday; 29 February is 28 February in common years."""
    year, month, day = int(card[6:10]) + years, int(card[10:12]), int(card[12:14])
    if (month, day) == (2, 29) and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        day = 28
    return reference <= datetime.date(year, month, day)


def unique(make, r, seen):
    while True:
        value = make(r)
        if value not in seen:
            seen.add(value)
            return value


def customers(r, count):
    """Rows, and for each the number of the person it is about."""
    cards, mobiles = set(), set()
    people = []
    for i in range(count):
        card = unique(lambda r: ids.resident_id(r, last=2019), r, cards)
        people.append((card, unique(ids.mobile, r, mobiles)))
        for _ in range(2 if r.random() < 0.08 else 1):
            who = i if r.random() < 0.97 else r.randrange(i + 1)
            card, mobile = people[who]
            shown = None if r.random() < 0.03 else wrong_check(r, card) if r.random() < 0.05 else card
            number = None if shown is not None and r.random() < 0.04 else mobile
            yield who, (
                snowflake(r), styles.person(r), shown, number, number and md5(number), cipher(r),
                r.choice(NOTES), '20%02d-%02d-%02d 08:00:00' % (r.randrange(10, 25), r.randrange(1, 13), r.randrange(1, 29)))


def roster(r, count):
    guardians = [ids.mobile(r) for _ in range(max(1, count * 2 // 3))]
    for i in range(count):
        card = ids.resident_id(r, first=2006, last=2019)
        yield (i + 1, styles.person(r), card if r.random() < 0.9 else None, r.choice(guardians),
               '20%02d-09-01' % r.randrange(18, 26))


def literal(value):
    if value is None:
        return 'NULL'
    if isinstance(value, int):
        return str(value)
    for plain, escaped in (('\\', '\\\\'), ("'", "\\'"), ('"', '\\"'), ('\n', '\\n')):
        value = value.replace(plain, escaped)
    return "'%s'" % value


def write_sql(path, table, columns, comments, rows):
    with open(path, 'w', encoding='utf-8') as f:
        f.write('-- MySQL dump 10.19  Distrib 10.3.39\n\nDROP TABLE IF EXISTS `%s`;\nCREATE TABLE `%s` (\n' % (table, table))
        f.write(',\n'.join('  `%s` varchar(64) DEFAULT NULL%s' % (c, " COMMENT '%s'" % comments[c] if c in comments else '')
                           for c in columns))
        f.write('\n) ENGINE=InnoDB;\n')
        for at in range(0, len(rows), 2000):
            f.write('INSERT INTO `%s` VALUES ' % table)
            f.write(','.join('(%s)' % ','.join(map(literal, row)) for row in rows[at : at + 2000]))
            f.write(';\n')


def column_truth(rows, columns, column):
    values = [row[columns.index(column)] for row in rows if row[columns.index(column)] is not None]
    right = [v for v in values if column not in ('id_card', 'sfzh') or ids.is_mod11_2(v)]
    return {'values': len(values), 'right': len(right), 'right_distinct': len(set(right)), 'distinct': len(set(values))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--out', required=True)
    parser.add_argument('--people', type=int, default=3000)
    parser.add_argument('--pupils', type=int, default=800)
    parser.add_argument('--seed', default='1')
    parser.add_argument('--reference', default='2026-11-21')
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    reference = datetime.date.fromisoformat(options.reference)
    r = rng(options.seed, 'people')
    made = list(customers(r, options.people))
    rows = [row for _, row in made]
    pupils = list(roster(r, options.pupils))
    write_sql(os.path.join(options.out, 'customers.sql'), 'customers', CUSTOMERS, {}, rows)
    write_sql(os.path.join(options.out, 'roster.sql'), 'roster', ROSTER, {'sfzh': '学生身份证号'}, pupils)
    with open(os.path.join(options.out, 'customers.csv'), 'w', encoding='utf-8', newline='') as f:
        writer = csv.writer(f)
        writer.writerow(CUSTOMERS)
        writer.writerows(['' if v is None else v for v in row] for row in rows)

    def young(cards, years):
        return len({c for c in cards if c and ids.is_mod11_2(c) and is_under(c, years, reference)})

    cards = [row[2] for row in rows]
    years = {}
    for row in rows:
        years[row[7][:4]] = years.get(row[7][:4], 0) + 1
    truth = {
        'customers': {
            'people': len({who for who, _ in made}), 'records': len(rows), 'under_14': young(cards, 14),
            'under_18': young(cards, 18), 'years': years,
            'columns': {c: column_truth(rows, CUSTOMERS, c) for c in ('id_card', 'mobile', 'mobile_md5', 'mobile_enc')}},
        'roster': {
            # A pupil without an ID is known only by the guardian's number.
            'people': len(pupils) + len({p[3] for p in pupils}),
            'with_id': len({p[2] for p in pupils if p[2]}), 'without_id': sum(p[2] is None for p in pupils),
            'guardians': len({p[3] for p in pupils}), 'records': len(pupils),
            'under_14': young([p[2] for p in pupils], 14), 'under_18': young([p[2] for p in pupils], 18),
            'columns': {'sfzh': column_truth(pupils, ROSTER, 'sfzh')}}}
    with open(os.path.join(options.out, 'truth.json'), 'w', encoding='utf-8') as f:
        json.dump(truth, f, indent=1)
    print('%d people in %d records, %d pupils' % (truth['customers']['people'], len(rows), len(pupils)))


if __name__ == '__main__':
    main()
