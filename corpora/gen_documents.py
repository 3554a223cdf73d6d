#!/usr/bin/env python3
"""One customer table as JSON, XML and HTML in many dialects and encodings, with the truth per file and field.

Writes DIR/<dialect>.<ext>, and DIR/truth.json: {file: {"users[*].id_card": {rule: [matches, distinct]}}}. The truth of JSON
and XML is taken from the files as written, by Python's own json and xml.etree; that of HTML by html.parser. All persons
are generated.

  gen_documents.py --out DIR [--rows N] [--seed N]
"""
import argparse
import html
import html.parser
import io
import json
import os
import random
import re
import xml.etree.ElementTree as etree
from xml.sax.saxutils import escape, quoteattr

from qcgen import ids, styles

NOTES = ("it's fine", 'a\\b', '}],{"x":', 'two\nlines', 'tab\there', '"quoted"', '<b>&amp;</b>', '// none', '許功蓋', '')
WRAPPERS = ('$oid', '$numberLong', '$date')


class Planted:
    """Which values are whose."""

    def __init__(self):
        self.rules = {}

    def new(self, rule, value):
        self.rules[value] = rule
        return value

    def found(self, text):
        for token in re.findall(r'[0-9]+X?', text):
            if token in self.rules:
                yield self.rules[token], token


def rows(r, count, planted):
    card = lambda: planted.new('cn.resident-id', ids.resident_id(r))
    mobile = lambda: planted.new('cn.mobile', ids.mobile(r))
    out = []
    for i in range(count):
        note = r.choice(NOTES)
        if r.random() < 0.2:
            note += '\n回电' + mobile()
        row = {
            'id': i + 1,
            'name': styles.person(r),
            'id_card': card() if i == 0 or r.random() < 0.9 else out[r.randrange(i)]['id_card'],
            'mobile': mobile() if r.random() < 0.9 else None,
            'guardian': {'name': styles.person(r), 'mobile': mobile()},
            'phones': [mobile() for _ in range(r.randrange(3))],
            'remark': note,
        }
        out.append(row)
    return out


class Truth:
    def __init__(self, planted):
        self.planted = planted
        self.fields = {}

    def text(self, field, text):
        for rule, value in self.planted.found(text):
            self.fields.setdefault(field or '(no field)', {}).setdefault(rule, []).append(value)

    def result(self):
        return {f: {k: [len(v), len(set(v))] for k, v in rules.items()} for f, rules in self.fields.items()}


# ---- JSON


def walk_json(value, path, truth):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in WRAPPERS:
                walk_json(inner, path, truth)
            elif re.fullmatch(r'[0-9]+', key):
                truth.text(path + '{*}', key)
                walk_json(inner, path + '{*}', truth)
            else:
                walk_json(inner, path + '.' + key if path else key, truth)
    elif isinstance(value, list):
        for inner in value:
            walk_json(inner, path + '[*]', truth)
    elif isinstance(value, str) and value.startswith('{"'):
        walk_json(json.loads(value), path, truth)
    elif value is not None:
        truth.text(path, str(value))


def json_truth(text, truth):
    """Documents one behind the other."""
    decoder = json.JSONDecoder()
    pos = 0
    while pos < len(text):
        if text[pos].isspace() or text[pos] == '\ufeff':
            pos += 1
            continue
        value, pos = decoder.raw_decode(text, pos)
        walk_json(value, '', truth)


def escaped(text):
    return ''.join('\\u%04x' % ord(c) for c in text)


def json_dialects(table):
    dump = lambda value, **more: json.dumps(value, ensure_ascii=False, **more)
    document = {'code': 0, 'data': {'total': len(table), 'users': table}}
    lines = ''.join(dump(row, separators=(',', ':')) + '\n' for row in table)
    mongo = [
        dict(row, _id={'$oid': '%024x' % i}, mobile=row['mobile'] and {'$numberLong': row['mobile']})
        for i, row in enumerate(table)
    ]
    bulk = ''.join(
        dump({'index': {'_index': 'crm', '_id': str(i)}}) + '\n' + dump(row) + '\n' for i, row in enumerate(table)
    )
    dumped = ''.join(dump({'_index': 'crm', '_type': '_doc', '_source': row}) + '\n' for row in table)
    keyed = {row['guardian']['mobile']: row for row in table}
    # Every value in escapes, and numbers as numbers.
    spelt = ',\n'.join(
        '{"id_card":"%s","mobile":%s,"note":"%s%s"}'
        % (escaped(row['id_card']), row['mobile'] or 'null', escaped('电话'), row['guardian']['mobile'])
        for row in table
    )
    nested = ''.join(dump({'event': 'save', 'payload': dump({'card': row['id_card']})}) + '\n' for row in table)
    ascii_only = json.dumps(document)
    return {
        'pretty': (dump(document, indent=2), 'utf-8'),
        'compact': (dump(document, separators=(',', ':')), 'utf-8'),
        'ascii': (ascii_only, 'ascii'),
        'slashes': (ascii_only.replace('/', '\\/'), 'ascii'),
        'array': (dump(table), 'utf-8-sig'),
        'lines': (lines, 'utf-8'),
        'lines-crlf': (lines.replace('\n', '\r\n'), 'utf-8'),
        'lines-ascii': (''.join(json.dumps(row) + '\n' for row in table), 'ascii'),
        'lines-gbk': (lines, 'gb18030'),
        'concatenated': (lines.replace('\n', ''), 'utf-8'),
        'pretty-concatenated': ('\n'.join(dump(row, indent=1) for row in table), 'utf-8'),
        'utf16': (dump(document), 'utf-16'),
        'utf16be': ('\ufeff' + dump(document, indent=1), 'utf-16-be'),
        'gbk': (dump(document, indent=1), 'gb18030'),
        'mongoexport': (''.join(dump(row) + '\n' for row in mongo), 'utf-8'),
        'mongoexport-array': ('[' + ',\n'.join(dump(row) for row in mongo) + ']\n', 'utf-8'),
        'elastic-bulk': (bulk, 'utf-8'),
        'elastic-dump': (dumped, 'utf-8'),
        'keyed': (dump({'users': keyed}), 'utf-8'),
        'escapes': ('[' + spelt + ']', 'ascii'),
        'nested': (nested, 'utf-8'),
    }


# ---- XML


def xml_text(text, numeric=False):
    out = escape(text)
    return ''.join('&#x%x;' % ord(c) if c.isdigit() else c for c in out) if numeric else out


def elements(row, numeric=False):
    yield '<id>%d</id><name>%s</name><id_card>%s</id_card>' % (
        row['id'],
        xml_text(row['name']),
        xml_text(row['id_card'], numeric),
    )
    yield '<mobile>%s</mobile>' % row['mobile'] if row['mobile'] else '<mobile/>'
    yield '<guardian><mobile>%s</mobile></guardian><phones>' % row['guardian']['mobile']
    yield from ('<phone>%s</phone>' % phone for phone in row['phones'])
    yield '</phones><remark>%s</remark>' % xml_text(row['remark'])


def xml_dialects(table):
    head = '<?xml version="1.0" encoding="%s"?>\n'
    users = ''.join('  <user>\n    %s\n  </user>\n' % '\n    '.join(elements(row)) for row in table)
    document = '<root>\n<!-- <user><id_card> --><users>\n%s</users>\n</root>\n' % users
    cdata = ''.join(
        '<row><![CDATA[%s]]></row>' % row['remark'].replace(']]>', '') + '<c><![CDATA[%s]]></c>' % row['id_card']
        for row in table
    )
    attributes = ''.join(
        '<user id=%s card=%s\n tel = \'%s\'/>' % (quoteattr(str(r['id'])), quoteattr(r['id_card']), r['mobile'] or '')
        for r in table
    )
    prefixed = ''.join('<c:user><c:card c:kind="1">%s</c:card></c:user>' % row['id_card'] for row in table)
    numeric = ''.join('<user>%s</user>' % ''.join(elements(row, True)) for row in table)
    dumped = ''.join(
        '\t<row>\n\t\t<field name="id">%d</field>\n\t\t<field name="id_card">%s</field>\n'
        '\t\t<field name="mobile" xsi:nil="true">%s</field>\n\t</row>\n' % (r['id'], r['id_card'], r['mobile'] or '')
        for r in table
    )
    dumped = (
        '<mysqldump xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n<database name="crm">\n'
        '\t<table_data name="customers">\n%s\t</table_data>\n</database>\n</mysqldump>\n' % dumped
    )
    settings = ''.join(
        '<string name="phone">%s</string><add key="card" value="%s"/>' % (r['guardian']['mobile'], r['id_card'])
        for r in table
    )
    bomb = '<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>\n'
    return {
        'document': (head % 'UTF-8' + document, 'utf-8'),
        'document-gbk': (head % 'GB2312' + document, 'gb18030'),
        'document-utf16': (head % 'UTF-16' + document, 'utf-16'),
        'document-bare': (document, 'utf-8-sig'),
        'cdata': ('<r>%s</r>' % cdata, 'utf-8'),
        'attributes': (head % 'UTF-8' + '<users>%s</users>' % attributes, 'utf-8'),
        'prefixed': ('<c:users xmlns:c="urn:x">%s</c:users>' % prefixed, 'utf-8'),
        'numeric': (head % 'UTF-8' + '<users>%s</users>' % numeric, 'utf-8'),
        'mysqldump': (head % 'UTF-8' + dumped, 'utf-8'),
        'settings': ('<resources>%s</resources>' % settings, 'utf-8'),
        'doctype': (head % 'UTF-8' + bomb + '<r>%s</r>' % ''.join('<u>&amp;%s</u>' % r['id_card'] for r in table), 'utf-8'),
    }


KEYED = {'field', 'table_data', 'database', 'string', 'add'}


def walk_xml(node, path, truth):
    name = node.tag.split('}')[-1]
    keyed = name in KEYED and (node.get('name') or node.get('key'))
    here = (path + '.' if path else '') + (keyed or name)
    truth.text(here, node.text or '')
    for key, value in node.attrib.items():
        truth.text(here if keyed and key == 'value' else here + '@' + key.split('}')[-1], value)
    for inner in node:
        walk_xml(inner, here, truth)
        truth.text(here, inner.tail or '')


def xml_truth(data, truth):
    walk_xml(etree.parse(io.BytesIO(data)).getroot(), '', truth)


# ---- HTML


class Table(html.parser.HTMLParser):
    """The cells of the rows of tables, with the first row as names."""

    def __init__(self, truth):
        super().__init__()
        self.truth, self.header, self.cell = truth, None, None

    def handle_starttag(self, tag, attrs):
        if tag == 'table':
            self.header = None
        elif tag == 'tr':
            self.row = []
        elif tag in ('td', 'th'):
            self.row.append('')
            self.cell = tag
        elif tag == 'input':
            self.truth.text(dict(attrs)['name'], dict(attrs)['value'])

    def handle_data(self, data):
        if self.cell:
            self.row[-1] += data
        else:
            self.truth.text('', data)

    def handle_endtag(self, tag):
        if tag in ('td', 'th'):
            self.cell = None
        elif tag == 'tr' and self.header is None:
            self.header = [' '.join(name.split()) for name in self.row]
        elif tag == 'tr':
            for name, value in zip(self.header, self.row):
                self.truth.text(name, value)


def html_dialects(table):
    names = ('姓名', '身份证号', '手机 & 电话', '备注')
    cells = lambda row: (row['name'], row['id_card'], row['mobile'] or '', row['remark'])
    body = ''.join(
        '<tr>%s</tr>\n' % ''.join('<td style="mso-number-format:\'\\@\'">%s</td>' % html.escape(c) for c in cells(row))
        for row in table
    )
    header = lambda tag: '<tr>%s</tr>\n' % ''.join('<%s><b>%s</b></%s>' % (tag, html.escape(n), tag) for n in names)
    page = '<!DOCTYPE html>\n<html><head><meta charset="%s"><title>t</title></head><body>\n<p>联系 %s</p>\n%s</body></html>\n'
    tables = lambda tag: '<table border=1>%s%s</table>' % (header(tag), body)
    form = '<form>%s</form>' % ''.join('<input type="text" name="card" value="%s">' % row['id_card'] for row in table)
    call = table[0]['guardian']['mobile']
    return {
        'table': (page % ('utf-8', call, tables('th')), 'utf-8'),
        'table-td': (page % ('utf-8', call, tables('td') + tables('th')), 'utf-8'),
        'table-gbk': (page % ('gb2312', call, tables('th')), 'gb18030'),
        'excel': ('<table>%s%s</table>' % (header('td'), body), 'utf-16'),
        'form': (page % ('utf-8', call, form), 'utf-8'),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--out', required=True)
    parser.add_argument('--rows', type=int, default=1000)
    parser.add_argument('--seed', type=int, default=6)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    planted = Planted()
    table = rows(random.Random(args.seed), args.rows, planted)
    result = {}
    kinds = (('json', json_dialects), ('xml', xml_dialects), ('html', html_dialects))
    for extension, dialects in kinds:
        for name, (text, encoding) in dialects(table).items():
            data = text.encode(encoding)
            path = '%s.%s' % (name, extension)
            with open(os.path.join(args.out, path), 'wb') as f:
                f.write(data)
            truth = Truth(planted)
            if extension == 'json':
                json_truth(text, truth)
            elif extension == 'xml':
                # expat knows no GB 2312 by name; the text is the same.
                xml_truth(re.sub(' encoding="[^"]*"', '', text).lstrip('\ufeff').encode('utf-8'), truth)
            else:
                parser_of_html = Table(truth)
                parser_of_html.feed(text)
            result[path] = truth.result()
    with open(os.path.join(args.out, 'truth.json'), 'w', encoding='utf-8') as f:
        json.dump(result, f, indent=1, sort_keys=True, ensure_ascii=False)


if __name__ == '__main__':
    main()
