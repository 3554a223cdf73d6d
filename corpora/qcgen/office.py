"""Office documents of one table, written part by part: an independent writer of Office Open XML (ECMA-376) and
OpenDocument 1.3. Same input, same bytes."""
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

S = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
A = 'http://schemas.openxmlformats.org/drawingml/2006/main'
P = 'http://schemas.openxmlformats.org/presentationml/2006/main'
R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PR = 'http://schemas.openxmlformats.org/package/2006/relationships'
CT = 'http://schemas.openxmlformats.org/package/2006/content-types'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = XML + '<Types xmlns="%s"><Default Extension="xml" ContentType="application/xml"/></Types>' % CT
ODF = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
       'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
       'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
       'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
       'xmlns:dc="http://purl.org/dc/elements/1.1/" '
       'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"')


def package(parts, stored=()):
    """parts: (name, text or bytes) in their order in the file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as z:
        for name, data in parts:
            info = zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10))
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            z.writestr(info, data.encode() if isinstance(data, str) else data)
    return out.getvalue()


def letters(column):
    out = ''
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


class Number(str):
    """A cell that is a number, as its program prints it: Number('1.3800138E10')."""


class Runs(tuple):
    """A text in several runs."""


def cell_xml(reference, value, shared):
    if isinstance(value, Number):
        return '<c r="%s"><v>%s</v></c>' % (reference, value)
    if isinstance(value, Runs):
        text = ''.join('<r><rPr><b/></rPr><t xml:space="preserve">%s</t></r>' % escape(v) for v in value)
    else:
        text = '<t>%s</t>' % escape(value)
    if shared is None:
        return '<c r="%s" t="inlineStr"><is>%s</is></c>' % (reference, text)
    if text not in shared:
        shared.append(text)
    return '<c r="%s" t="s"><v>%d</v></c>' % (reference, shared.index(text))


def sheet_xml(rows, shared, more=''):
    body = ''
    for r, row in enumerate(rows, 1):
        cells = ''.join(cell_xml(letters(c) + str(r), v, shared) for c, v in enumerate(row) if v != '')
        body += '<row r="%d">%s</row>' % (r, cells)
    return XML + '<worksheet xmlns="%s"><sheetData>%s</sheetData>%s</worksheet>' % (S, body, more)


def xlsx(sheets, shared=True, unused=(), more='', extra=()):
    """sheets: {name: rows}. unused: shared strings that no cell has. extra: further parts."""
    strings = [] if shared else None
    parts, listed, relations = [], '', ''
    for i, (name, rows) in enumerate(sheets.items(), 1):
        # Parts are numbered against the order of the sheets: a name's number says nothing.
        part = 'worksheets/sheet%d.xml' % (len(sheets) + 1 - i)
        parts.append(('xl/' + part, sheet_xml(rows, strings, more if i == 1 else '')))
        state = ' state="veryHidden"' if i > 1 else ''
        listed += '<sheet name=%s sheetId="%d"%s r:id="rId%d"/>' % (quoteattr(name), i, state, i)
        relations += '<Relationship Id="rId%d" Type="%s/worksheet" Target="%s"/>' % (i, R, part)
    book = XML + '<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (S, R, listed)
    rels = XML + '<Relationships xmlns="%s">%s</Relationships>' % (PR, relations)
    out = [('[Content_Types].xml', TYPES)] + parts + [('xl/workbook.xml', book), ('xl/_rels/workbook.xml.rels', rels)]
    if strings is not None:
        items = ''.join('<si>%s</si>' % s for s in strings + ['<t>%s</t>' % escape(u) for u in unused])
        out.append(('xl/sharedStrings.xml', XML + '<sst xmlns="%s" count="1" uniqueCount="1">%s</sst>' % (S, items)))
    return package(out + list(extra))


def word_text(value):
    pieces = value if isinstance(value, Runs) else (value,)
    return ''.join('<w:r w:rsidR="00A77B3E"><w:t xml:space="preserve">%s</w:t></w:r>' % escape(p) for p in pieces)


def word_paragraph(value):
    return '<w:p>%s</w:p>' % word_text(value)


def word_table(rows):
    body = ''.join('<w:tr>%s</w:tr>' % ''.join('<w:tc><w:tcPr/>%s</w:tc>' % word_paragraph(v) for v in row)
                   for row in rows)
    return '<w:tbl><w:tblPr/>%s</w:tbl>' % body


def word_part(root, body):
    return XML + '<w:%s xmlns:w="%s">%s</w:%s>' % (root, W, body, root)


def docx(body, extra=()):
    return package([('[Content_Types].xml', TYPES),
                    ('word/document.xml', word_part('document', '<w:body>%s</w:body>' % body))] + list(extra))


def slide(body, root='sld'):
    return XML + '<p:%s xmlns:p="%s" xmlns:a="%s"><p:cSld><p:spTree>%s</p:spTree></p:cSld></p:%s>' % (
        root, P, A, body, root)


def slide_paragraph(value):
    pieces = value if isinstance(value, Runs) else (value,)
    return '<a:p>%s</a:p>' % ''.join('<a:r><a:t>%s</a:t></a:r>' % escape(p) for p in pieces)


def slide_table(rows):
    body = ''.join('<a:tr h="1">%s</a:tr>' % ''.join(
        '<a:tc><a:txBody>%s</a:txBody></a:tc>' % slide_paragraph(v) for v in row) for row in rows)
    return '<p:graphicFrame><a:graphic><a:graphicData><a:tbl>%s</a:tbl></a:graphicData></a:graphic></p:graphicFrame>' % body


def pptx(slides, extra=()):
    parts = [('[Content_Types].xml', TYPES),
             ('ppt/presentation.xml', XML + '<p:presentation xmlns:p="%s"/>' % P)]
    parts += [('ppt/slides/slide%d.xml' % i, slide(body)) for i, body in enumerate(slides, 1)]
    return package(parts + list(extra))


def odf_cell(value):
    if isinstance(value, Number):
        return '<table:table-cell office:value-type="float" office:value="%s"><text:p>%s</text:p></table:table-cell>' % (
            value, value)
    pieces = value if isinstance(value, Runs) else (value,)
    text = ''.join('<text:span>%s</text:span>' % escape(p) for p in pieces)
    return '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>' % text


def odf_table(name, rows):
    body = ''.join('<table:table-row>%s</table:table-row>' % ''.join(odf_cell(v) for v in row) for row in rows)
    columns = '<table:table-column table:number-columns-repeated="%d"/>' % max(len(row) for row in rows)
    return '<table:table table:name=%s>%s%s</table:table>' % (quoteattr(name), columns, body)


def odf(kind, body, extra=()):
    """kind: text, spreadsheet, presentation."""
    content = XML + '<office:document-content %s><office:body><office:%s>%s</office:%s></office:body></office:document-content>' % (
        ODF, kind, body, kind)
    return package([('mimetype', 'application/vnd.oasis.opendocument.' + kind), ('content.xml', content)] + list(extra),
                   stored=('mimetype',))
