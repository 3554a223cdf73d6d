#!/usr/bin/env python3
"""The demo company: what a small education company's file server looks like in the weeks before deregistration.

  gen_demo.py --out DIR [--seed N] [--truth FILE] [--customers N]

A few MB, the same bytes every time. Every person, number and firm is generated. --truth writes the planted values
(JSON lines; outside DIR, a test's secret).
"""
import argparse
import json
import os

from qcgen import containers, ids, negatives, rng, styles, tables
from qcgen.containers import PASSWORD, gz, tar
from qcgen.zipfiles import Entry, zip_bytes

COMPANY = '明远教育科技有限公司'
_MTIME = 1751270400  # 2025-06-30


class Person:
    def __init__(self, r, child=False):
        self.name = styles.person(r)
        self.id = ids.resident_id(r, 2012, 2019) if child else ids.resident_id(r, 1955, 2003)
        self.mobile = ids.mobile(r)
        self.email = ids.email(r)
        self.card = ids.bank_card(r)
        place = r.choice(tables.DIVISIONS)
        self.address = '%s%s%s%d号%d室' % (
            place[1],
            place[2],
            r.choice(tables.ROADS),
            r.randrange(1, 900),
            r.randrange(101, 2600),
        )
        self.order = 'DD2024%010d' % r.randrange(10**10)
        self.fee = '%d.00' % (r.randrange(8, 300) * 100)
        self.day = '%d-%02d-%02d' % (r.randrange(2019, 2025), r.randrange(1, 13), r.randrange(1, 29))


class Demo:
    def __init__(self, out):
        self.out = out
        self.truth = []

    def write(self, path, data):
        full = os.path.join(self.out, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, 'wb') as f:
            f.write(data)

    def plant(self, location, *pairs):
        """Notes that `location` (below the target) holds these (rule, value) pairs."""
        for rule, value in pairs:
            self.truth.append({'location': location, 'rule': rule, 'value': value})


def rows_of(people):
    for p in people:
        yield ('cn.resident-id', p.id), ('cn.mobile', p.mobile), ('email', p.email), ('cn.bank-card', p.card)


def sql_dump(people):
    out = [
        '-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n-- Host: localhost    Database: crm\n\n'
        'DROP TABLE IF EXISTS `customers`;\nCREATE TABLE `customers` (\n  `id` int NOT NULL AUTO_INCREMENT,\n'
        "  `name` varchar(32) COMMENT '姓名',\n  `id_card` varchar(18) COMMENT '身份证号',\n  `mobile` varchar(20) COMMENT '手机',\n"
        "  `email` varchar(64),\n  `bank_card` varchar(32) COMMENT '银行卡号',\n  `address` varchar(128) COMMENT '住址',\n"
        '  `created_at` date,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n\n'
    ]
    for start in range(0, len(people), 200):
        block = people[start : start + 200]
        out.append(
            'INSERT INTO `customers` VALUES '
            + ','.join(
                "(%d,'%s','%s','%s','%s','%s','%s','%s')"
                % (start + i + 1, p.name, p.id, p.mobile, p.email, p.card, p.address, p.day)
                for i, p in enumerate(block)
            )
            + ';\n'
        )
    return ''.join(out)


def csv_customers(people, newline='\r\n'):
    return (
        newline.join(
            ['编号,姓名,身份证号,手机,邮箱,银行卡号,住址']
            + [
                '%d,%s,%s,%s,%s,%s,%s' % (i + 1, p.name, p.id, p.mobile, p.email, p.card, p.address)
                for i, p in enumerate(people)
            ]
        )
        + newline
    )


def roster(r, children):
    """(text, pairs): pupils of the training school with their guardians."""
    lines, pairs = ['学员姓名,学员身份证号,年级,家长姓名,家长手机,紧急联系人电话,缴费银行卡号'], []
    for child in children:
        parent = Person(r)
        urgent = ids.mobile(r)
        lines.append(
            '%s,%s,%d年级,%s,%s,%s,%s'
            % (child.name, child.id, r.randrange(1, 7), parent.name, parent.mobile, urgent, parent.card)
        )
        pairs += [
            ('cn.resident-id', child.id),
            ('cn.mobile', parent.mobile),
            ('cn.mobile', urgent),
            ('cn.bank-card', parent.card),
        ]
    return '\n'.join(lines) + '\n', pairs


def access_log(r, n):
    out = []
    for i in range(n):
        out.append(
            '10.%d.%d.%d - - [%02d/May/2025:%02d:%02d:%02d +0800] "GET /api/v1/courses/%d?t=%d HTTP/1.1" 200 %d '
            '"-" "Mozilla/5.0" rt=0.%03d trace=%s\n'
            % (
                r.randrange(256),
                r.randrange(256),
                r.randrange(1, 255),
                r.randrange(1, 29),
                r.randrange(24),
                r.randrange(60),
                r.randrange(60),
                r.randrange(900),
                1746000000000 + r.randrange(10**9),
                r.randrange(200, 90000),
                r.randrange(1000),
                '%032x' % r.getrandbits(128),
            )
        )
    return ''.join(out)


def app_log(r, people):
    out, pairs = [], []
    for i in range(4000):
        if i % 16 == 0:
            p = people[(i // 16) % len(people)]
            out.append(
                '2025-05-%02d 10:%02d:%02d.%03d INFO  [http-nio-8080-exec-%d] c.m.c.SmsService - 短信已发送 手机：%s 模板=SMS_%d\n'
                % (
                    r.randrange(1, 29),
                    r.randrange(60),
                    r.randrange(60),
                    r.randrange(1000),
                    r.randrange(1, 20),
                    p.mobile,
                    r.randrange(10000, 99999),
                )
            )
            pairs.append(('cn.mobile', p.mobile))
        else:
            out.append(
                '2025-05-%02d 10:%02d:%02d.%03d DEBUG [scheduler-%d] c.m.c.OrderTask - 订单号=%s 耗时=%dms\n'
                % (
                    r.randrange(1, 29),
                    r.randrange(60),
                    r.randrange(60),
                    r.randrange(1000),
                    r.randrange(1, 4),
                    negatives.order_number(r)[0],
                    r.randrange(900),
                )
            )
    return ''.join(out), pairs


def orders_json(r, n):
    """Nothing personal in it: numbers that only look like it."""
    rows = []
    for i in range(n):
        rows.append(
            {
                'order': negatives.order_number(r)[0],
                'ts': int(negatives.epoch_milliseconds(r)[0]),
                'uid': negatives.snowflake(r)[0],
                'ref': negatives.any_negative(r)[1],
            }
        )
    return json.dumps(rows, ensure_ascii=False, indent=0, sort_keys=True) + '\n'


def pdf(r, p):
    """A PDF with one text object in clear and one image stream."""
    text = '(Contract party: %s tel %s) Tj' % (p.email, p.mobile)
    parts = [b'%PDF-1.4\n%\xe2\xe3\xcf\xd3\n']
    offsets = []
    objects = [
        b'<</Type/Catalog/Pages 2 0 R>>',
        b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
        b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>',
        b'<</Length %d>>\nstream\nBT /F1 12 Tf 72 700 Td %s ET\nendstream' % (len(text) + 31, text.encode()),
        b'<</Type/XObject/Subtype/Image/Length 20000>>\nstream\n' + r.randbytes(20000) + b'\nendstream',
    ]
    for i, body in enumerate(objects):
        offsets.append(sum(map(len, parts)))
        parts.append(b'%d 0 obj\n%s\nendobj\n' % (i + 1, body))
    start = sum(map(len, parts))
    parts.append(b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1))
    parts += [b'%010d 00000 n \n' % o for o in offsets]
    parts.append(b'trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (len(objects) + 1, start))
    return b''.join(parts)


def jpeg(r):
    """A JPEG's frame around random bytes: a photo that only character recognition could read."""
    body = r.randbytes(30000).replace(b'\xff', b'\xfe')
    return (
        b'\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x48\x00\x48\x00\x00'
        + b'\xff\xdb\x00\x43\x00'
        + bytes(range(1, 65))
        + b'\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00'
        + body
        + b'\xff\xd9'
    )


README = """%s 文件服务器（演示数据）

本目录由程序生成：其中的人员、证件、电话、卡号和公司都是随机造出来的，不对应任何真实的人。
它模仿一家教育公司注销前的文件服务器：数据库备份、客户名单、学员花名册、财务资料、日志和旧系统的压缩包。

财务/工资表（加密）.zip 的口令：%s
客户资料/ 下有一个文件名本身就含有证件号码。
合同扫描/ 下的 PDF 与照片在没有相应读取器时只能算“部分检查”。
"""


def build(demo, seed, n):
    r = rng(seed, 'demo')
    people = [Person(r) for _ in range(n)]
    old = people[: n // 5] + [Person(r) for _ in range(n // 10)]
    pairs = [pair for row in rows_of(people) for pair in row]
    old_pairs = [pair for row in rows_of(old) for pair in row]

    demo.write('README.txt', (README % (COMPANY, PASSWORD.decode())).encode('utf-8'))
    dump = sql_dump(people)
    demo.write('数据库备份/crm_2025-06-30.sql', dump.encode('utf-8'))
    demo.plant('数据库备份/crm_2025-06-30.sql', *pairs)
    demo.write('数据库备份/crm_旧编码导出_gbk.sql', sql_dump(people[: n // 2]).encode('gbk'))
    demo.plant('数据库备份/crm_旧编码导出_gbk.sql', *[p for row in rows_of(people[: n // 2]) for p in row])
    demo.write('客户资料/客户名单_2025.csv', csv_customers(people[: n // 3]).encode('gbk'))
    demo.plant('客户资料/客户名单_2025.csv', *[p for row in rows_of(people[: n // 3]) for p in row])
    demo.write(
        '客户资料/crm_export_unicode.txt',
        b'\xff\xfe' + csv_customers(people[: n // 4]).replace(',', '\t').encode('utf-16-le'),
    )
    demo.plant('客户资料/crm_export_unicode.txt', *[p for row in rows_of(people[: n // 4]) for p in row])

    named = Person(r)
    demo.write(
        '客户资料/合同_%s_%s.txt' % (named.name, named.id),
        ('服务协议\n甲方：%s\n乙方：%s\n联系电话：%s\n住址：%s\n' % (COMPANY, named.name, named.mobile, named.address)).encode(
            'utf-8'
        ),
    )
    demo.truth.append({'location': None, 'rule': 'cn.resident-id', 'value': named.id, 'in_name': True})

    text, roster_pairs = roster(r, [Person(r, child=True) for _ in range(n // 6)])
    demo.write('培训学校/学员花名册.csv', b'\xef\xbb\xbf' + text.encode('utf-8'))
    demo.plant('培训学校/学员花名册.csv', *roster_pairs)

    log, log_pairs = app_log(r, people)
    members = csv_customers(old).encode('gbk')
    nested = zip_bytes(
        [Entry('会员/会员表.csv'.encode('gbk'), members, utf8=False), Entry('说明.txt', containers.README)]
    )
    demo.write(
        '数据库备份/旧系统备份_2023.tar.gz',
        gz(
            tar(
                [
                    ('backup/README.txt', containers.README),
                    ('backup/旧系统/members.zip', nested),
                    ('backup/logs/app.log.gz', gz(log.encode('utf-8'))),
                    ('backup/db/customers.sql', sql_dump(old).encode('utf-8')),
                ]
            )
        ),
    )
    top = '数据库备份/旧系统备份_2023.tar.gz!'
    demo.plant(top + 'backup/db/customers.sql', *old_pairs)
    demo.plant(top + 'backup/logs/app.log.gz', *log_pairs)
    demo.plant(
        top + 'backup/旧系统/members.zip!' + containers.printed_name('会员/会员表.csv'.encode('gbk')), *old_pairs
    )

    staff = [Person(r) for _ in range(40)]
    pay = '姓名,身份证号,银行卡号,实发\n' + ''.join('%s,%s,%s,%s\n' % (p.name, p.id, p.card, p.fee) for p in staff)
    demo.write(
        '财务/工资表（加密）.zip', zip_bytes([Entry('工资表_2025-05.csv', pay.encode('utf-8'), password=PASSWORD)])
    )
    for p in staff:
        for pair in (('cn.resident-id', p.id), ('cn.bank-card', p.card)):
            demo.truth.append(
                {
                    'location': '财务/工资表（加密）.zip!工资表_2025-05.csv',
                    'rule': pair[0],
                    'value': pair[1],
                    'encrypted': True,
                }
            )
    firms, firm_pairs = [], []
    for _ in range(60):
        code, account, (area, number) = ids.uscc(r), ids.bank_account(r), ids.landline(r)
        firms.append(
            '%s%s%s\n统一社会信用代码：%s\n开户行：招商银行，账号：%s\n电话：%s-%s\n\n'
            % (
                r.choice(tables.DIVISIONS)[2],
                r.choice(tables.COMPANY_WORDS),
                r.choice(tables.COMPANY_KINDS),
                code,
                account,
                area,
                number,
            )
        )
        firm_pairs += [('cn.uscc', code), ('cn.bank-account', account), ('cn.landline', area + number)]
    demo.write('财务/供应商与对公账户.txt', ''.join(firms).encode('gbk'))
    demo.plant('财务/供应商与对公账户.txt', *firm_pairs)

    foreign = ['外籍教师与港澳台学员登记\n']
    foreign_pairs = []
    for i in range(30):
        rule, label, value = (
            ('cn.foreign-permanent-resident-card', '永久居留身份证', ids.pr_card_new(r)),
            ('cn.foreign-permanent-resident-card', '永久居留身份证', ids.pr_card_old(r)),
            ('cn.hmt-residence-permit', '居住证号码', ids.hmt_permit(r)),
            ('cn.resident-id-15', '旧身份证号', ids.resident_id_15(r)),
        )[i % 4]
        foreign.append('%d. %s，%s：%s。\n' % (i + 1, styles.person(r), label, value))
        foreign_pairs.append((rule, value))
    demo.write('培训学校/外籍与港澳台登记.txt', ''.join(foreign).encode('gb18030'))
    demo.plant('培训学校/外籍与港澳台登记.txt', *foreign_pairs)

    demo.write('合同扫描/服务合同_0001.pdf', pdf(r, people[0]))
    demo.write('合同扫描/证件照片_0001.jpg', jpeg(r))
    demo.write('日志/nginx_access.log', access_log(r, 3000).encode('utf-8'))
    log, log_pairs = app_log(r, people)
    demo.write('日志/app.log', log.encode('utf-8'))
    demo.plant('日志/app.log', *log_pairs)
    demo.write('系统/订单与流水号.json', orders_json(r, 1500).encode('utf-8'))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--out', required=True)
    p.add_argument('--seed', default='1')
    p.add_argument('--truth', default='')
    p.add_argument('--customers', type=int, default=3000)
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    demo = Demo(a.out)
    build(demo, a.seed, a.customers)
    # Fixed times: reports show them.
    for directory, _, files in os.walk(a.out, topdown=False):
        for name in files + ['.']:
            os.utime(os.path.join(directory, name), (_MTIME, _MTIME))
    if a.truth:
        with open(a.truth, 'w', encoding='utf-8') as f:
            for entry in demo.truth:
                f.write(json.dumps(entry, ensure_ascii=False, sort_keys=True) + '\n')
        os.chmod(a.truth, 0o600)
    print('%s: %d planted values' % (a.out, len(demo.truth)))


if __name__ == '__main__':
    main()
