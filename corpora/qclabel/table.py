"""A table and the ways it is written: CSV, TSV, SQL, JSON, XML, key=value, forms, headerless exports."""
from .mark import Mark


class Column:
    """names: (Chinese, of programs). make(maker) -> Mark or str. rule: what it holds (None: nothing personal)."""

    def __init__(self, names, make, rule=None):
        self.names, self.make, self.rule = names, make, rule


class Table:
    def __init__(self, name, columns, rows, chinese):
        self.name, self.columns, self.rows, self.chinese = name, columns, rows, chinese

    def headers(self):
        return [c.names[0 if self.chinese else 1] for c in self.columns]

    def program_names(self):
        return [c.names[1] for c in self.columns]


def text_of(cell):
    return cell.prefix + cell.text if isinstance(cell, Mark) else cell


def _placed(cell, place):
    return cell.at(place) if isinstance(cell, Mark) else cell


def _quoted(cell, place, separator):
    cell = _placed(cell, place)
    if any(c in text_of(cell) for c in (separator, '"', '\n')):
        return ['"', cell if isinstance(cell, Mark) else cell.replace('"', '""'), '"']
    return [cell]


def _separated(separator, named, newline):
    def write(table, r):
        guard = r.choice(('', '', '', "'", '\t')) if separator == ',' else ''
        if named:
            yield separator.join(table.headers()) + newline
        for row in table.rows:
            for i, cell in enumerate(row):
                if i:
                    yield separator
                # Spreadsheets keep long numbers as text behind an apostrophe or a tab.
                if guard and isinstance(cell, Mark) and text_of(cell).isdigit() and len(text_of(cell)) > 14:
                    yield guard
                yield from _quoted(cell, 'column' if named else 'headerless', separator)
            yield newline

    return write


def _one_column(table, r):
    """The column alone, a value a line, without a name."""
    for row in table.rows:
        yield _placed(row[0], 'headerless')
        yield '\n'


def _escape_sql(text):
    return text.replace("'", "''")


def sql(table, r):
    """As mysqldump writes it, with comments of columns now and then."""
    comments = r.random() < 0.5
    yield '-- MySQL dump 10.13  Distrib 8.0.36\n--\nDROP TABLE IF EXISTS `%s`;\nCREATE TABLE `%s` (\n' % (
        table.name,
        table.name,
    )
    for column in table.columns:
        comment = " COMMENT '%s'" % column.names[0] if comments and table.chinese else ''
        yield '  `%s` varchar(255) DEFAULT NULL%s,\n' % (column.names[1], comment)
    yield '  KEY `k` (`%s`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n' % table.columns[0].names[1]
    for i, row in enumerate(table.rows):
        yield ('INSERT INTO `%s` VALUES (' % table.name) if i % 20 == 0 else ',('
        for k, cell in enumerate(row):
            yield "'" if k == 0 else "','"
            cell = _placed(cell, 'column')
            yield cell if isinstance(cell, Mark) else _escape_sql(cell)
        yield "')" + (';\n' if i % 20 == 19 or i == len(table.rows) - 1 else '')


def copy(table, r):
    """As pg_dump writes it."""
    yield 'COPY public.%s (%s) FROM stdin;\n' % (table.name, ', '.join(table.program_names()))
    for row in table.rows:
        for i, cell in enumerate(row):
            yield '\t' if i else ''
            yield _placed(cell, 'column')
        yield '\n'
    yield '\\.\n'


def _escape_json(text):
    return text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n')


def json_lines(table, r):
    for row in table.rows:
        for i, (name, cell) in enumerate(zip(table.program_names(), row)):
            yield '%s"%s":"' % (',' if i else '{', name)
            cell = _placed(cell, 'column')
            yield cell if isinstance(cell, Mark) else _escape_json(cell)
            yield '"'
        yield '}\n'


def xml(table, r):
    yield '<?xml version="1.0"?>\n<%ss>\n' % table.name
    for row in table.rows:
        yield '<%s>' % table.name
        for name, cell in zip(table.program_names(), row):
            yield '<%s>' % name
            yield _placed(cell, 'word') if isinstance(cell, Mark) else cell.replace('&', '&amp;').replace(
                '<', '&lt;'
            )
            yield '</%s>' % name
        yield '</%s>\n' % table.name
    yield '</%ss>\n' % table.name


def key_value(table, r):
    """Lines of an application's log."""
    for i, row in enumerate(table.rows):
        yield '2025-%02d-%02d 10:%02d:%02d.%03d INFO  [exec-%d] %s.save ' % (
            i % 12 + 1,
            i % 28 + 1,
            i % 60,
            i * 7 % 60,
            i * 13 % 1000,
            i % 9,
            table.name,
        )
        for name, cell in zip(table.program_names(), row):
            text = text_of(cell)
            quote = '"' if any(c in text for c in ' ,\n') else ''
            yield '%s=%s' % (name, quote)
            yield _placed(cell, 'word')
            yield quote + ', '
        yield 'cost=%dms\n' % (i * 37 % 900)


def form(table, r):
    """One record under another, each value behind its word."""
    for row in table.rows:
        for name, cell in zip(table.headers(), row):
            yield name + ('：' if table.chinese else ': ')
            yield _placed(cell, 'word')
            yield '\n'
        yield '\n'


def query(table, r):
    """Requests of an access log, the record in the query string."""
    for i, row in enumerate(table.rows):
        yield '- - [%02d/Mar/2025:10:00:%02d +0800] "GET /api/%s?' % (i % 28 + 1, i % 60, table.name)
        for k, (name, cell) in enumerate(zip(table.program_names(), row)):
            yield ('&' if k else '') + name + '='
            yield _placed(cell, 'word')
        yield ' HTTP/1.1" 200 %d\n' % (i * 31 % 5000)


# name -> (writer, suffix)
FORMATS = {
    'csv': (_separated(',', True, '\r\n'), '.csv'),
    'tsv': (_separated('\t', True, '\n'), '.tsv'),
    'headerless': (_separated(',', False, '\n'), '.csv'),
    'one-column': (_one_column, '.txt'),
    'sql': (sql, '.sql'),
    'copy': (copy, '.sql'),
    'json': (json_lines, '.jsonl'),
    'xml': (xml, '.xml'),
    'log': (key_value, '.log'),
    'form': (form, '.txt'),
    'query': (query, '.log'),
}
