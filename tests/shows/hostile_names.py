"""Makes the hostile tree, scans it, reports it in every format and looks at every byte of what comes out."""
import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import urllib.parse
import zipfile

QINGCE, KEY = os.environ['QINGCE'], os.environ['KEY']
os.chdir(sys.argv[1])
NAMES = [b'a\x1b[31mred\x1b[0m.txt', 'b\u202egnp.exe'.encode(), b'=cmd|calc!A0.csv', '＝cmd.csv'.encode(), b'@all.txt',
         b'<img src=x onerror=alert(1)>.txt', b'line\nbreak\r.txt', b'!#@;%.txt', b'x@12', b'%41;2#f.txt',
         '客户'.encode('gbk') + b'.txt', b'pipe|`tick`.md', b'[x](1){0}.txt', b'-rf', b'+1.csv', b"it's \"q\".txt", b'\x7f\xc2\x9b.txt',
         'zero\u200bwidth\u2028.txt'.encode(), b' lead', b'~tail', b'tab\t.csv']
HAZARD = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')
root = b'tree'
os.mkdir(root)
for name in NAMES:
    with open(os.path.join(root, name), 'wb') as f:
        f.write(b'mobile 13812345678\n')
members = [n.decode('utf-8', 'surrogateescape') for n in NAMES if b'\xbf\xcd' not in n] + ['</script>.txt']
with zipfile.ZipFile('tree/all.zip', 'w') as z:
    for name in members:
        z.writestr(name, 'mobile 13812345678\n')

master, slave = pty.openpty()
scan = subprocess.Popen([QINGCE, 'scan', 'tree', '--key-file', KEY, '-i', 'x.inv', '--color', 'never', '--progress', 'never',
                         '-o', 'findings=x.findings', '-o', 'json=x.json', '-o', 'csv=x.csv', '-o', 'md=x.md', '-o', 'sarif=x.sarif'],
                        stdout=slave, stderr=slave)
os.close(slave)
transcript = b''
while True:
    try:
        piece = os.read(master, 65536)
    except OSError:
        break
    if not piece:
        break
    transcript += piece
assert scan.wait() == 0, transcript[-500:]
texts = {'terminal': transcript}
for kind in ('findings', 'json', 'csv', 'md', 'sarif'):
    with open('x.' + kind, 'rb') as f:
        texts[kind] = f.read()
bad = 0
for kind, raw in texts.items():
    text = raw.decode('utf-8')  # strict
    if kind == 'csv':
        assert text.startswith('\ufeff')
        text = text[1:]
    found = HAZARD.findall(text) + (['tab'] if kind == 'csv' and '\t' in text else [])
    if found:
        bad += 1
        print(f'{kind}: {len(found)} control or bidi characters')


def resolve(location):
    """Independent of the program: a printed location to the bytes it names."""
    location = location.split('#')[0]
    parts = location.split('!')
    path = urllib.parse.unquote_to_bytes(parts[0])
    if len(parts) == 1:
        return os.path.isfile(path) or os.path.isdir(path)
    member = urllib.parse.unquote_to_bytes(re.sub(r';\d+$', '', parts[1]))
    with zipfile.ZipFile(os.fsdecode(path)) as z:
        names = {i.orig_filename.encode('utf-8', 'surrogateescape') for i in z.infolist()}
        return member in names


locations = {kind: set() for kind in ('findings', 'json', 'csv', 'sarif')}
for line in texts['findings'].splitlines():
    locations['findings'].add(json.loads(line)['location'])
document = json.loads(texts['json'])
for part in ('objects', 'rows', 'gaps'):
    locations['json'] |= {e['location'] for e in document[part]}
rows = list(csv.reader(io.StringIO(texts['csv'].decode('utf-8-sig'), newline='')))
assert len({len(r) for r in rows}) == 1, 'a record of another width'
for row in rows:
    if row[0] in ('发现', '未检查项'):
        locations['csv'].add(row[1])
    for cell in row:
        if cell[:1] in tuple('=+-@\t\r＝＋－＠'):
            bad += 1
            print('a cell that is a formula')
for run in json.loads(texts['sarif'])['runs']:
    for result in run['results']:
        locations['sarif'].add(result['properties']['location'])
        uri = result['locations'][0]['physicalLocation']['artifactLocation']['uri']
        if not os.path.exists(urllib.parse.unquote_to_bytes(uri)):
            bad += 1
            print('a URI that names no file')
for kind, all_of_them in locations.items():
    lost = [l for l in all_of_them if not resolve(l)]
    if lost or len(all_of_them) < len(NAMES) + len(members):
        bad += 1
    print(f'{kind}: {len(all_of_them)} locations, {len(lost)} do not parse back {sorted(lost)[:3] if lost else ""}')
for word in (b'<img', b'</script'):
    if word in re.sub(rb'`[^`]*`', b'', texts['md']):
        bad += 1
        print('HTML in Markdown')
print(f'{len(NAMES)} names on disk, {len(members)} in an archive, {len(texts)} outputs: {bad} faults')
sys.exit(bad != 0)
