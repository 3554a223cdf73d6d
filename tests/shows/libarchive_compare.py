"""Reads each of libarchive's own test fixtures with show_members and with bsdtar, and compares member names and the
SHA-256 of their contents. Every difference must stand in the list of known ones, with its reason.

    libarchive_compare.py SHOW_MEMBERS FIXTURES_DIR KNOWN.tsv
"""
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading

MOST_SECONDS = 10
MOST_BYTES = 512 << 20
MOST_REFERENCE = 256 << 20  # bytes of one fixture that bsdtar is asked for
BSDTAR = shutil.which('bsdtar') or 'bsdtar'


def ours(program, path):
    """(rows or None, seconds, peak bytes); None when it did not end well or in time."""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen([program, path], stdout=out, stderr=subprocess.DEVNULL)
        timer = threading.Timer(6 * MOST_SECONDS, child.kill)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        rows = [line.split('\t') for line in out.read().decode().splitlines()]
    # Of processor time: a busy machine proves nothing.
    seconds = usage.ru_utime + usage.ru_stime
    well = child.returncode == 0 and seconds <= MOST_SECONDS
    return (rows if well else None), seconds, usage.ru_maxrss * 1024


def theirs(path):
    """Regular members as bsdtar delivers them: {name: [sha256, ...]}. Sparse giants are cut at MOST_REFERENCE bytes:
    the one that does not fit, and what follows it, is not compared. What it would have other programs decode (lzop,
    lrzip) is left out, whether they are installed or not."""
    child = subprocess.Popen([BSDTAR, '-cf', '-', '--format=pax', '@' + path], stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, env=dict(os.environ, PATH='/nonexistent'))
    members = {}
    room = MOST_REFERENCE
    try:
        archive = tarfile.open(fileobj=child.stdout, mode='r|', encoding='utf-8', errors='surrogateescape')
        for info in archive:
            if not (info.isreg() or info.islnk()):
                continue
            room -= info.size
            if room < 0:
                break
            digest = hashlib.sha256()
            data = archive.extractfile(info) if info.isreg() else io.BytesIO()
            for piece in iter(lambda: data.read(1 << 20), b''):
                digest.update(piece)
            name = info.name.encode('utf-8', 'surrogateescape')
            members.setdefault(name, []).append(digest.hexdigest())
    except (tarfile.TarError, EOFError, OSError, ValueError):
        pass
    child.kill()
    child.wait()
    return members


def known_differences(path):
    known = {}
    with open(path, encoding='utf-8') as f:
        for line in f:
            if line.strip() and not line.startswith('#'):
                name, reason = line.rstrip('\n').split('\t')
                known[name] = reason
    return known


def difference(rows, want):
    """Empty, or what differs. A hard link may stand for its content or for none."""
    have = {}
    for row in rows[1:]:
        have.setdefault(bytes.fromhex(row[4]), []).append(row[0])
    missing, other = [], []
    for name, hashes in want.items():
        mine = have.get(name)
        if mine is None:
            mine = have.get(name.rstrip(b'/')) or have.get(b'./' + name)
        if mine is None:
            missing.append(name)
        elif sorted(mine) != sorted(hashes):
            other.append(name)
    out = []
    if missing:
        out.append('%d missing (%r)' % (len(missing), missing[0][:60]))
    if other:
        out.append('%d with other content (%r)' % (len(other), other[0][:60]))
    return ', '.join(out)


def main():
    program, fixtures, list_path = sys.argv[1:4]
    known = known_differences(list_path)
    used = set()
    files = same = members = delivered = bad = slow = 0
    longest = most = 0
    for name in sorted(os.listdir(fixtures)):
        path = os.path.join(fixtures, name)
        files += 1
        rows, seconds, bytes_held = ours(program, path)
        if rows is None:
            print('FAILED  %s: crashed, or not done within %d s' % (name, MOST_SECONDS))
            slow += 1
            continue
        longest = max(longest, seconds)
        most = max(most, bytes_held)
        if bytes_held > MOST_BYTES:
            print('FAILED  %s: %d MiB' % (name, bytes_held >> 20))
            slow += 1
        want = theirs(path)
        members += len(rows) - 1
        delivered += sum(len(v) for v in want.values())
        what = difference(rows, want)
        if not what:
            same += 1
        elif name in known:
            used.add(name)
            print('known   %s: %s: %s' % (name, what, known[name]))
        else:
            print('DIFFERS %s: %s; read as %s, %s' % (name, what, rows[0][5], rows[0][3]))
            bad += 1
    for name in sorted(set(known) - used):
        print('STALE   %s: listed, but does not differ' % name)
        bad += 1
    print('libarchive fixtures: %d files, %d as bsdtar delivers them, %d known differences, %d others; '
          '%d members (bsdtar: %d); longest %.1f s, peak %d MiB'
          % (files, same, len(used), bad, members, delivered, longest, most >> 20))
    return 1 if bad or slow or files < 250 else 0


if __name__ == '__main__':
    sys.exit(main())
