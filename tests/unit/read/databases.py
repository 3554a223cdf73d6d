"""Database files for the readers' tests, written by SQLite itself through Python, and by hand for dBASE. Made-up persons."""
import os
import sqlite3
import struct
import tempfile
import zlib

ROWS = 300


def phone(i):
    return 13900000000 + i * 7919 % 99999999


def person(i):
    base = "110101%04d%02d%02d%03d" % (1950 + i % 50, i % 12 + 1, i % 28 + 1, i % 1000)
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return base + "10X98765432"[sum(int(c) * w for c, w in zip(base, weights)) % 11]


def sqlite_file(build, encoding="UTF-8", side=None, page=1024):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "f.db")
        c = sqlite3.connect(path)
        c.execute("PRAGMA page_size = %d" % page)
        c.execute("PRAGMA encoding = '%s'" % encoding)
        c.execute("PRAGMA secure_delete = OFF")
        build(c)
        data = None
        if side:
            data = open(path + side, "rb").read()
        c.close()
        return data if side else open(path, "rb").read()


def people(c):
    c.execute('CREATE TABLE "客户"(id INTEGER PRIMARY KEY, id_card TEXT, mobile INTEGER, score REAL, note TEXT)')
    c.execute("CREATE TABLE w(mobile TEXT PRIMARY KEY, n INT) WITHOUT ROWID")
    c.execute("CREATE INDEX by_card ON \"客户\"(id_card)")
    for i in range(ROWS):
        note = "n" * 5000 if i == 7 else None if i == 8 else "x"
        c.execute('INSERT INTO "客户" VALUES(?,?,?,?,?)', (i, person(i), phone(i), float(10**17 + i * 1024), note))
    c.execute("INSERT INTO w VALUES('13800138000', 1)")
    c.commit()


def deleted(c):
    people(c)
    # Alone among others, in a row, and whole pages.
    c.execute('DELETE FROM "客户" WHERE id % 7 = 3 OR id BETWEEN 100 AND 220')
    c.commit()


def blobs(c):
    c.execute("CREATE TABLE files(name TEXT, body BLOB)")
    gz = zlib.compressobj(wbits=31)
    inner = gz.compress(b"inside 13900000001") + gz.flush()
    c.execute("INSERT INTO files VALUES('a', ?)", (inner,))
    c.execute("INSERT INTO files VALUES('b', ?)", (b"plain 13900000002",))
    c.commit()


def hostile(c):
    """Names with quotes, a generated column, a view, a trigger, a virtual table's name taken."""
    c.execute('CREATE TABLE "a""b"(x TEXT, y TEXT GENERATED ALWAYS AS (upper(x)) VIRTUAL)')
    c.execute("""INSERT INTO "a""b"(x) VALUES('13900000003')""")
    c.execute('CREATE VIEW v AS SELECT * FROM "a""b"')
    c.execute("CREATE VIRTUAL TABLE f USING fts5(t)")
    c.execute("INSERT INTO f VALUES('13900000004')")
    c.commit()


def log(c):
    c.execute("PRAGMA journal_mode = WAL")
    c.execute("PRAGMA wal_autocheckpoint = 0")
    c.execute("CREATE TABLE t(a TEXT, b TEXT)")
    c.commit()
    for i in range(20):
        c.execute("INSERT INTO t VALUES(?, ?)", (person(i), str(phone(i))))
    c.commit()
    c.execute("DELETE FROM t WHERE rowid <= 5")
    c.commit()


def journal(c):
    c.execute("PRAGMA journal_mode = DELETE")
    c.execute("CREATE TABLE t(a TEXT, b TEXT)")
    for i in range(20):
        c.execute("INSERT INTO t VALUES(?, ?)", (person(i), str(phone(i))))
    c.commit()
    c.execute("PRAGMA cache_size = 1")
    c.execute("PRAGMA cache_spill = 1")
    c.execute("UPDATE t SET a = 'gone', b = 'gone'")
    # Spilled pages force the journal out while the transaction is open.
    c.execute("CREATE TABLE filler(x TEXT)")
    for _ in range(200):
        c.execute("INSERT INTO filler VALUES(?)", ("y" * 900,))


def circle(data, page=1024):
    """An interior page of the tree points to itself."""
    out = bytearray(data)
    for at in range(0, len(out), page):
        begin = at + (100 if at == 0 else 0)
        if out[begin] == 5:
            struct.pack_into(">I", out, begin + 8, at // page + 1)
    return bytes(out)


SQLITE = {
    "sqlite": lambda: sqlite_file(people),
    "sqlite-utf16": lambda: sqlite_file(people, "UTF-16le"),
    "sqlite-deleted": lambda: sqlite_file(deleted),
    "sqlite-blobs": lambda: sqlite_file(blobs),
    "sqlite-hostile": lambda: sqlite_file(hostile),
    "sqlite-wal": lambda: sqlite_file(log, side="-wal"),
    "sqlite-journal": lambda: sqlite_file(journal, side="-journal"),
    "sqlite-circle": lambda: circle(sqlite_file(people)),
}


# ---- dBASE

def dbf(rows, fields, version=3, language=0x4D, encoding="gbk", backlink=b""):
    head_size = 32 + 32 * len(fields) + 1 + len(backlink)
    record = 1 + sum(f[2] for f in fields)
    out = struct.pack("<B3BIHH16xBB2x", version, 124, 5, 6, len(rows), head_size, record, 0, language)
    assert len(out) == 32
    for name, kind, length, decimals in fields:
        out += struct.pack("<11sc4xBB14x", name.encode(encoding), kind.encode(), length & 255, length >> 8 or decimals)
    out += b"\r" + backlink
    for flag, values in rows:
        out += flag
        for (_, kind, length, _), v in zip(fields, values):
            if isinstance(v, bytes):
                out += v.ljust(length, b" ")
            else:
                out += (v.rjust(length) if kind in "NF" else v).encode(encoding).ljust(length, b" ")[:length]
    return out + b"\x1a"


DBF_FIELDS = [("XM", "C", 12, 0), ("SFZH", "C", 18, 0), ("SJH", "N", 11, 0), ("备注", "C", 300, 0), ("RQ", "D", 8, 0)]


def dbf_rows():
    out = []
    for i in range(50):
        out.append((b"*" if i % 10 == 4 else b" ",
                    ["\u738b\u5c0f\u660e", person(i), str(phone(i)), "\u5907\u6ce8" if i % 2 else "", "20240506"]))
    return out


def foxpro():
    fields = [("XM", "C", 8, 0), ("TEL", "B", 8, 0), ("NO", "I", 4, 0), ("MONEY", "Y", 8, 0), ("M", "M", 4, 0)]
    rows = [(b" ", ["\u738b", struct.pack("<d", 13900000005.0), struct.pack("<i", -5), struct.pack("<q", 123450000),
                    struct.pack("<I", 8)])]
    return dbf(rows, fields, version=0x30, backlink=bytes(263))


def fpt(texts, block=64):
    body = b""
    for t in texts:
        piece = struct.pack(">II", 1, len(t)) + t
        body += piece.ljust(-(-len(piece) // block) * block, b"\0")
    head = struct.pack(">IHH", (512 + len(body)) // block, 0, block).ljust(512, b"\0")
    return head + body


def dbt3(texts):
    body = b"".join((t + b"\x1a\x1a").ljust(-(-(len(t) + 2) // 512) * 512, b"\0") for t in texts)
    head = struct.pack("<I12xB", 1 + len(body) // 512, 3).ljust(512, b"\0")
    return head + body


def dbt4(texts, block=512):
    body = b""
    for t in texts:
        piece = b"\xff\xff\x08\x00" + struct.pack("<I", len(t) + 8) + t
        body += piece.ljust(-(-len(piece) // block) * block, b"\0")
    head = (struct.pack("<II8s", 1 + len(body) // block, 0, b"CUSTOMER") + bytes(4) + struct.pack("<H", block)).ljust(512, b"\0")
    return head + body


MEMOS = ["\u8054\u7cfb\u7535\u8bdd 13900000006".encode("gbk"), b"second " * 100 + b"13900000007", b"13900000008"]

FIXTURES = dict(SQLITE)
FIXTURES.update({
    "dbf": lambda: dbf(dbf_rows(), DBF_FIELDS),
    "dbf-foxpro": foxpro,
    "dbf-fpt": lambda: fpt(MEMOS),
    "dbf-dbt3": lambda: dbt3(MEMOS),
    "dbf-dbt4": lambda: dbt4(MEMOS),
})
