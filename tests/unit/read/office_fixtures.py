"""Office documents for the readers' tests. All persons are made up."""
from qcgen import office
from qcgen.office import Number, Runs

HEAD = ['姓名', '身份证号', '手机号']
ROWS = [['张伟', '110105194912310011', Number('13800131234')],
        ['王芳', Runs(('11010519900', '3070025')), Number('1.3800132345E10')],
        ['李娜', '110105198506060035', '138 0013 3456']]
TABLE = [HEAD] + ROWS
# What programs print of an 18-digit number: Excel, LibreOffice, Java, in full.
CUT = [['身份证号', '编号'], [Number('1.10105194912310E+17'), Number('12')],
       [Number('1.10105199003070E+017'), Number('13')], [Number('1.1010519850606003E17'), Number('14')],
       [Number('110105200101010000'), Number('15')], [Number('110105200101010048'), Number('16')]]


def text_rows():
    return [[str(c) if not isinstance(c, Runs) else c for c in row] for row in TABLE]


def xlsx_parts():
    comments = office.XML + ('<comments xmlns="%s"><authors><author>作者甲</author></authors><commentList>'
                             '<comment ref="A1" authorId="0"><text><r><t>备用 139</t></r><r><t>12345678</t></r></text>'
                             '</comment></commentList></comments>' % office.S)
    external = office.XML + ('<externalLink xmlns="%s"><externalBook><sheetDataSet><sheetData sheetId="0"><row r="3">'
                             '<cell r="B3" t="str"><v>13911112222</v></cell></row></sheetData></sheetDataSet>'
                             '</externalBook></externalLink>' % office.S)
    definition = office.XML + ('<pivotCacheDefinition xmlns="%s"><cacheFields><cacheField name="手机"><sharedItems>'
                               '<s v="13922223333"/></sharedItems></cacheField><cacheField name="电话"/></cacheFields>'
                               '</pivotCacheDefinition>' % office.S)
    records = office.XML + ('<pivotCacheRecords xmlns="%s"><r><x v="0"/><n v="1.3933334444E10"/></r>'
                            '</pivotCacheRecords>' % office.S)
    core = ('<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>李雷 13600002222</dc:creator>'
            '</cp:coreProperties>')
    custom = ('<Properties><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="联系电话">'
              '<vt:lpwstr xmlns:vt="v">13600003333</vt:lpwstr></property></Properties>')
    more = '<headerFooter><oddHeader>&amp;C联系人 13700001111</oddHeader><oddFooter>第1页</oddFooter></headerFooter>'
    return office.xlsx({'客户': TABLE, '隐藏': [['110105194912310011'], ['110105199003070025']]},
                       unused=['旧客户 13944445555'], more=more,
                       extra=[('xl/comments1.xml', comments), ('xl/externalLinks/externalLink1.xml', external),
                              ('xl/pivotCache/pivotCacheRecords1.xml', records),
                              ('xl/pivotCache/pivotCacheDefinition1.xml', definition),
                              ('docProps/core.xml', core), ('docProps/custom.xml', custom),
                              ('xl/vbaProject.bin', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 600),
                              ('xl/embeddings/inner.xlsx', office.xlsx({'内': TABLE}))])


def docx():
    box = ('<w:p><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent>%s</w:txbxContent></mc:Choice>'
           '<mc:Fallback><w:txbxContent>%s%s</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>' % (
               office.word_paragraph('框 13955556666'), office.word_paragraph('框 13955556666'),
               office.word_paragraph('只在旧版 13966667777')))
    changed = ('<w:p><w:ins w:author="王五"><w:r><w:t>新 13977778888</w:t></w:r></w:ins>'
               '<w:del w:author="王五"><w:r><w:delText>旧 13988889999</w:delText></w:r></w:del></w:p>')
    body = office.word_paragraph(Runs(('电话 138', '0013', '9999。'))) + office.word_table(text_rows()) + box + changed
    parts = [(name, office.word_part(root, office.word_paragraph(text))) for name, root, text in [
        ('word/header1.xml', 'hdr', '页眉 13700001111'), ('word/footer1.xml', 'ftr', '页脚 13700002222'),
        ('word/comments.xml', 'comments', '批注 13700003333'), ('word/footnotes.xml', 'footnotes', '脚注 13700004444')]]
    links = office.XML + '<Relationships xmlns="%s"><Relationship Id="r1" Target="mailto:a@example.cn"/></Relationships>' % office.PR
    return office.docx(body, parts + [('word/_rels/document.xml.rels', links)])


def pptx():
    notes = [('ppt/notesSlides/notesSlide1.xml', office.slide(office.slide_paragraph('备注 13700005555'), 'notes'))]
    return office.pptx([office.slide_paragraph(Runs(('电话 1380', '0139999'))) + office.slide_table(text_rows())], notes)


def ods():
    # Repeated cells and rows, and as much nothing as every program writes at the end.
    more = ('<table:table table:name="重复"><table:table-row table:number-rows-repeated="3">'
            '<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>13700006666</text:p>'
            '</table:table-cell></table:table-row>'
            '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
            '</table:table-row><table:table-row><table:table-cell/><table:table-cell office:value-type="float" '
            'office:value="1.10105194912310E+017"><text:p>1.10105E+17</text:p></table:table-cell></table:table-row>'
            '</table:table>')
    meta = ('meta.xml', '<office:document-meta %s><office:meta><meta:user-defined meta:name="联系电话">13600003333'
            '</meta:user-defined></office:meta></office:document-meta>' % office.ODF)
    return office.odf('spreadsheet', office.odf_table('客户', TABLE) + more, [meta])


def odt():
    body = ('<text:p>电话 <text:span>138</text:span><text:span>0013</text:span>9999'
            '<office:annotation><dc:creator>赵六</dc:creator><text:p>批注 13700003333</text:p></office:annotation></text:p>')
    styles = ('styles.xml', '<office:document-styles %s><style:header xmlns:style="s"><text:p>页眉 13700001111</text:p>'
              '</style:header></office:document-styles>' % office.ODF)
    changes = ('<text:tracked-changes><text:changed-region><text:deletion><text:p>旧 13988889999</text:p>'
               '</text:deletion></text:changed-region></text:tracked-changes>')
    return office.odf('text', changes + body + office.odf_table('表格1', text_rows()), [styles])


def nested():
    out = docx()
    for _ in range(20):
        out = office.docx(office.word_paragraph('外'), [('x.docx', out)])
    return out


def sheet(xml, encoding='utf-8'):
    """A workbook of one sheet, as it is given."""
    return office.package([('[Content_Types].xml', office.TYPES), ('xl/worksheets/sheet1.xml', xml.encode(encoding))])


ROW = '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>'
BROKEN = ROW.replace('</row>', '</rowe>') % '13700001111' + ' 13700002222'

OFFICE = {
    'xlsx': xlsx_parts,
    'xlsx-inline': lambda: office.xlsx({'客户': TABLE}, shared=False),
    'xlsx-cut': lambda: office.xlsx({'表': CUT}),
    'xlsx-names': lambda: office.xlsx({'表': [['13800131234', 'a'], ['13800132345', 'b']],
                                       '双': [['名单', '', ''], ['姓名', '电话', '电话'], ['张', '13800131234', '13800132345']]}),
    'xlsx-gbk': lambda: sheet('<?xml version="1.0" encoding="GBK"?>' + ROW % '客户 13800131234', 'gbk'),
    'xlsx-utf16': lambda: sheet('<?xml version="1.0" encoding="UTF-16"?>' + ROW % '客户 13800131234', 'utf-16'),
    'xlsx-1252': lambda: sheet('<?xml version="1.0" encoding="windows-1252"?>' + ROW % 'Kunde 13800131234', 'cp1252'),
    'docx-nested': nested,
    'xlsx-broken': lambda: sheet(BROKEN),
    'xlsx-deep': lambda: sheet('<worksheet>' + '<a>' * 3000 + '13700001111' + '</a>' * 3000 + '</worksheet>'),
    'xlsx-tag': lambda: sheet('<worksheet><c a="%s"/> 13700001111</worksheet>' % ('x' * (3 << 20))),
    'xlsx-names-many': lambda: sheet('<worksheet>%s<t>13700001111</t></worksheet>' % ''.join(
        '<n%d/>' % i for i in range(70000))),
    'xlsx-entities': lambda: sheet('<!DOCTYPE worksheet [<!ENTITY e "13700001111">]>' + ROW % '&e; 13700002222'),
    'xlsx-strings': lambda: office.xlsx({'客户': [['%d号 13800%06d' % (i, i)] for i in range(3000)]}),
    'docx': docx,
    'pptx': pptx,
    'ods': ods,
    'odt': odt,
    'ods-bomb': lambda: office.odf('spreadsheet', '<table:table table:name="b"><table:table-row '
                                   'table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" '
                                   'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
                                   '</table:table-row></table:table>'),
    'odt-encrypted': lambda: office.package([
        ('mimetype', 'application/vnd.oasis.opendocument.text'), ('content.xml', bytes(range(256)) * 4),
        ('META-INF/manifest.xml', '<manifest:manifest xmlns:manifest="m"><manifest:file-entry '
         'manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>')],
        stored=('mimetype',)),
    'zip-of-docx': lambda: office.package([('a.docx', docx())], stored=('a.docx',)),
    'zip-word': lambda: office.package([('word/a.txt', '13700001111')]),
}
