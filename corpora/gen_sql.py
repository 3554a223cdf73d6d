#!/usr/bin/env python3
"""One customer table as each database's export program writes it, with the truth per table.column.

Writes DIR/<dialect>.sql, and DIR/truth.json: {"customers.id_card": {rule: [matches, distinct]}}. The scripts follow the
real programs' output: heads, quoting, escapes, comments, encodings. All persons are generated.

  gen_sql.py --out DIR [--rows N] [--seed N]
"""
import argparse
import json
import os
import random

from qcgen import ids, styles

COLUMNS = ('id', 'name', 'id_card', 'mobile', 'remark', 'created')
NOTES = (
    "it's fine",
    'a\\b',
    'rows ),( and ;',
    'two\nlines',
    'tab\there',
    '"quoted"',
    'INSERT INTO x VALUES (1);',
    '-- none',
    '/* no */',
    '備註許功蓋',
    '',
)


def rows(r, count):
    people = [(ids.resident_id(r), ids.mobile(r)) for _ in range(count)]
    for i in range(count):
        card, mobile = people[i] if r.random() < 0.95 else people[r.randrange(i + 1)]
        name = styles.person(r)
        note = r.choice(NOTES)
        if r.random() < 0.05:
            note += ' 回电 ' + ids.mobile(r)
        yield (
            100 + i,
            None if r.random() < 0.02 else name,
            None if r.random() < 0.03 else card,
            None if r.random() < 0.03 else mobile,
            note,
            '2024-%02d-%02d 08:00:00' % (r.randrange(1, 13), r.randrange(1, 29)),
        )


def truth_of(table):
    seen = {}
    for row in table:
        for column, rule in (('id_card', 'cn.resident-id'), ('mobile', 'cn.mobile')):
            value = row[COLUMNS.index(column)]
            if value is not None:
                seen.setdefault('customers.' + column, {}).setdefault(rule, []).append(value)
        note = row[4]
        if ' 回电 ' in note:
            seen.setdefault('customers.remark', {}).setdefault('cn.mobile', []).append(note[-11:])
    return {f: {k: [len(v), len(set(v))] for k, v in rules.items()} for f, rules in seen.items()}


def mysql_literal(value):
    if value is None:
        return 'NULL'
    if isinstance(value, int):
        return str(value)
    for plain, escaped in (('\\', '\\\\'), ("'", "\\'"), ('"', '\\"'), ('\n', '\\n')):
        value = value.replace(plain, escaped)
    return "'%s'" % value


def standard_literal(value, prefix=''):
    if value is None:
        return 'NULL'
    if isinstance(value, int):
        return str(value)
    return "%s'%s'" % (prefix, value.replace("'", "''"))


def tuples(table, literal):
    for row in table:
        yield '(%s)' % ','.join(literal(v) for v in row)


MYSQL_TABLE = (
    "CREATE TABLE `customers` (\n  `id` int NOT NULL,\n  `name` varchar(64) DEFAULT NULL COMMENT '姓名',\n"
    "  `id_card` varchar(20) DEFAULT NULL COMMENT '身份证号',\n  `mobile` varchar(20) DEFAULT NULL,\n"
    "  `remark` text,\n  `created` datetime DEFAULT NULL,\n  PRIMARY KEY (`id`),\n  KEY `idx_mobile` (`mobile`)\n"
    ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='客户';\n"
)


def mysqldump(table, extended=True):
    yield '-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n-- Host: localhost    Database: crm\n'
    yield '/*!40101 SET NAMES utf8mb4 */;\n/*!40103 SET TIME_ZONE=\'+00:00\' */;\n\n'
    yield 'DROP TABLE IF EXISTS `customers`;\n' + MYSQL_TABLE + '\nLOCK TABLES `customers` WRITE;\n'
    yield '/*!40000 ALTER TABLE `customers` DISABLE KEYS */;\n'
    if extended:
        yield 'INSERT INTO `customers` VALUES ' + ','.join(tuples(table, mysql_literal)) + ';\n'
    else:
        for t in tuples(table, mysql_literal):
            yield 'INSERT INTO `customers` VALUES %s;\n' % t
    yield '/*!40000 ALTER TABLE `customers` ENABLE KEYS */;\nUNLOCK TABLES;\n-- Dump completed\n'


def mydumper(table):
    yield "/*!40101 SET NAMES binary*/;\n/*!40014 SET FOREIGN_KEY_CHECKS=0*/;\n" + MYSQL_TABLE
    yield 'INSERT INTO `customers` VALUES\n' + '\n,'.join(tuples(table, mysql_literal)) + ';\n'


def navicat(table):
    yield "/*\n Navicat Premium Data Transfer\n\n Source Server         : it's ours\n Source Server Type    : MySQL\n*/\n\n"
    yield 'SET NAMES utf8mb4;\nSET FOREIGN_KEY_CHECKS = 0;\n\n-- ----------------------------\n'
    yield '-- Table structure for customers\n-- ----------------------------\nDROP TABLE IF EXISTS `customers`;\n'
    yield MYSQL_TABLE + '\nBEGIN;\n'
    for t in tuples(table, mysql_literal):
        yield 'INSERT INTO `customers` (`id`, `name`, `id_card`, `mobile`, `remark`, `created`) VALUES %s;\n' % t
    yield 'COMMIT;\n'


def ansi_table(name, quote, text):
    q = lambda c: quote + c + quote
    return 'CREATE TABLE %s (\n    %s integer NOT NULL,\n%s\n);\n' % (
        name,
        q('id'),
        ',\n'.join('    %s %s' % (q(c), text) for c in COLUMNS[1:]),
    )


def pg_head():
    return (
        "--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\nSET client_encoding = 'UTF8';\n"
        "SET standard_conforming_strings = on;\nSELECT pg_catalog.set_config('search_path', '', false);\n\n"
        + ansi_table('public.customers', '', 'text')
        + "\nALTER TABLE public.customers OWNER TO crm;\n\nCOMMENT ON COLUMN public.customers.id_card IS '身份证号';\n\n"
    )


def pg_copy(table):
    yield pg_head() + 'COPY public.customers (id, name, id_card, mobile, remark, created) FROM stdin;\n'
    for row in table:
        cells = []
        for v in row:
            v = '\\N' if v is None else str(v).replace('\\', '\\\\').replace('\n', '\\n').replace('\t', '\\t')
            cells.append(v)
        yield '\t'.join(cells) + '\n'
    yield "\\.\n\n\n--\n-- PostgreSQL database dump complete\n--\n"


def pg_inserts(table):
    yield pg_head()
    for t in tuples(table, standard_literal):
        yield 'INSERT INTO public.customers VALUES %s;\n' % t


def named(head, table, literal, end, name, quote='"'):
    columns = ','.join(quote + c + quote for c in COLUMNS)
    yield head
    for t in tuples(table, literal):
        yield 'INSERT INTO %s(%s) VALUES%s%s\n' % (name, columns, t, end)


def oracle(table):
    yield 'REM INSERTING into "customers"\nSET DEFINE OFF;\n'
    for row in table:
        cells = [standard_literal(v) for v in row]
        if row[4] and "'" in row[4]:
            cells[4] = "q'[%s]'" % row[4]
        cells[5] = "to_date('%s','YYYY-MM-DD HH24:MI:SS')" % row[5]
        yield 'Insert into CRM."customers" (%s) values (%s);\n' % (
            ','.join('"%s"' % c for c in COLUMNS),
            ','.join(cells),
        )


def sqlserver(table):
    national = lambda v: standard_literal(v, 'N')
    yield 'USE [crm]\r\nGO\r\nSET ANSI_NULLS ON\r\nGO\r\nCREATE TABLE [dbo].[customers](\r\n\t[id] [int] NOT NULL,\r\n'
    yield ',\r\n'.join('\t[%s] [nvarchar](200) NULL' % c for c in COLUMNS[1:]) + '\r\n) ON [PRIMARY]\r\nGO\r\n'
    for row in table:
        cells = [national(v) for v in row[:5]] + ["CAST(N'%s' AS DateTime)" % row[5]]
        yield 'INSERT [dbo].[customers] (%s) VALUES (%s)\r\n' % (
            ', '.join('[%s]' % c for c in COLUMNS),
            ', '.join(cells),
        )
    yield 'GO\r\n'


def sqlite(table):
    yield 'PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n' + ansi_table('customers', '"', 'TEXT')
    for t in tuples(table, standard_literal):
        yield 'INSERT INTO customers VALUES%s;\n' % t
    yield 'COMMIT;\n'


def dialects(table):
    """name -> (pieces, encoding)"""
    ansi = lambda name: ansi_table(name, '"', 'VARCHAR(200)')
    return {
        'mysqldump': (mysqldump(table), 'utf-8'),
        'mysqldump-single': (mysqldump(table, False), 'utf-8'),
        'mysqldump-gbk': (mysqldump(table), 'gb18030'),
        'mydumper': (mydumper(table), 'utf-8'),
        'navicat': (navicat(table), 'utf-8'),
        'pg-copy': (pg_copy(table), 'utf-8'),
        'pg-inserts': (pg_inserts(table), 'utf-8'),
        'pg-copy-gbk': (pg_copy(table), 'gb18030'),
        'oracle': (oracle(table), 'utf-8'),
        'oracle-gbk': (oracle(table), 'gb18030'),
        'sqlserver-utf16': (sqlserver(table), 'utf-16'),
        'sqlserver': (sqlserver(table), 'utf-8-sig'),
        'sqlite': (sqlite(table), 'utf-8'),
        'dm': (named(ansi('"CRM"."customers"') + "COMMENT ON COLUMN \"CRM\".\"customers\".\"id_card\" IS '身份证号';\n",
                     table, standard_literal, ';', '"CRM"."customers"'), 'gb18030'),
        'kingbase': (named('--\n-- Kingbase database dump\n--\n\nSET standard_conforming_strings = on;\n'
                           + ansi('public.customers'), table, standard_literal, ';', 'public.customers', ''), 'utf-8'),
        'opengauss': (pg_copy(table), 'utf-8'),
        'highgo': (pg_inserts(table), 'utf-8'),
        'oceanbase': (named(MYSQL_TABLE, table, mysql_literal, ';', '`customers`', '`'), 'utf-8'),
        'db2': (named(ansi('"CRM"."customers"'), table, standard_literal, ';', '"CRM"."customers"'), 'gb18030'),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--out', required=True)
    parser.add_argument('--rows', type=int, default=3000)
    parser.add_argument('--seed', type=int, default=5)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    table = list(rows(random.Random(args.seed), args.rows))
    for name, (pieces, encoding) in dialects(table).items():
        with open(os.path.join(args.out, name + '.sql'), 'wb') as f:
            f.write(''.join(pieces).encode(encoding))
    with open(os.path.join(args.out, 'truth.json'), 'w', encoding='utf-8') as f:
        json.dump(truth_of(table), f, indent=1, sort_keys=True)


if __name__ == '__main__':
    main()
