#!/usr/bin/env python3
"""End-to-end speed of one worker, as ratios to `cat` and ripgrep on the same bytes in the same call.

  bench/run.py [--mb N] [--rounds N] [--only a,c] [--by wall|cpu] [--floors] [--record]

Corpora are generated once under $QINGCE_BENCH_DIR (default /tmp/qingce-bench). First each result is compared with what
was planted: a fast wrong answer gets no speed. Then rounds of qingce -j1, cat and ripgrep are interleaved after one
warm-up; medians are printed. --record writes a dated file into bench/runs/ with commit, CPU and corpus hashes.
"""
import argparse
import datetime
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
QINGCE = os.path.abspath(os.environ.get('QINGCE', os.path.join(ROOT, 'build', 'release', 'qingce')))
DATA = os.environ.get('QINGCE_BENCH_DIR', '/tmp/qingce-bench')
NAMES = ('a-dump', 'b-gbk', 'c-logs', 'd-text', 'e-binary', 'f-small')
FLOORS = {'a-dump': 0.5, 'b-gbk': 0.5, 'c-logs': 0.5, 'd-text': 1.0, 'e-binary': 1.0, 'f-small': 1.0}

# The opponent's expression: never changed, so that ratios of different dates compare.
RX = (
    r'\b(?:[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]'
    r'|[1-9][0-9]{5}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}|1[3-9][0-9]{9}'
    r'|1[3-9][0-9][- ][0-9]{4}[- ][0-9]{4}|[3-6][0-9]{12,18}|[3-6][0-9]{3}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}'
    r'|[1-9A-GY][1239][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}'
    r'|(?:[EeGgDdSsPp][0-9]{8}|[Ee][A-HJ-NP-Za-hj-np-z][0-9]{7}|[HMhm][0-9]{8}))\b'
)


def corpus(name, megabytes):
    """The facts of a corpus, generating it if it is not there in this size and version."""
    sys.path.insert(0, os.path.join(ROOT, 'corpora'))
    import qcgen

    facts, stamp = os.path.join(DATA, name + '.json'), os.path.join(DATA, name + '.stamp')
    want = '%d %d %d' % (
        qcgen.VERSION,
        megabytes,
        int(os.path.getmtime(os.path.join(ROOT, 'corpora', 'gen_bench.py'))),
    )
    if not (os.path.exists(facts) and os.path.exists(stamp) and open(stamp).read() == want):
        shutil.rmtree(os.path.join(DATA, name), ignore_errors=True)
        os.makedirs(DATA, exist_ok=True)
        subprocess.run(
            [
                sys.executable,
                os.path.join(ROOT, 'corpora', 'gen_bench.py'),
                '--out',
                DATA,
                '--mb',
                str(megabytes),
                '--only',
                name,
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with open(stamp, 'w') as f:
            f.write(want)
    with open(facts) as f:
        return json.load(f)


def timed(command):
    """(wall seconds, CPU seconds of the process and its waited-for children, exit code)"""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(
            'bench: %s gave exit %d: %s'
            % (command[0], process.returncode, error.decode('utf-8', 'replace')[-300:])
        )
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime


def commands(name, work):
    place = os.path.join(DATA, name)
    return {
        'qingce': [
            QINGCE,
            'scan',
            '-q',
            '-j',
            '1',
            '--key-file',
            os.path.join(work, 'key'),
            '-i',
            os.path.join(work, 'inventory'),
            '--force',
            place,
        ],
        'cat': ['sh', '-c', 'find "$1" -type f -print0 | xargs -0 cat >/dev/null', 'sh', place],
        'rg': ['rg', '-a', '-j1', '--no-mmap', '--count-matches', '(?-u)' + RX, place],
    }


def verify(name, facts, work):
    """The counts of a scan against what was planted; a line about it, or an exit."""
    out = os.path.join(work, 'verify.json')
    subprocess.run(
        commands(name, work)['qingce'] + ['-o', 'json=' + out], check=True, stdout=subprocess.DEVNULL
    )
    with open(out, encoding='utf-8') as f:
        rows = json.load(f)['rows']
    have = {}
    for row in rows:
        have[row['rule']] = have.get(row['rule'], 0) + row['matches']
    for rule, planted in facts['planted'].items():
        if have.get(rule, 0) < planted:
            sys.exit(
                'bench: %s: %d of %d planted %s found: no speed for a wrong result'
                % (name, have.get(rule, 0), planted, rule)
            )
    return have


def cpu_name():
    with open('/proc/cpuinfo') as f:
        for line in f:
            if line.startswith('model name'):
                return line.split(':', 1)[1].strip()
    return 'unknown'


def commit():
    run = subprocess.run(
        ['git', '-C', ROOT, 'describe', '--always', '--dirty', '--abbrev=12'], capture_output=True, text=True
    )
    return run.stdout.strip() or 'unknown'


def measure(name, megabytes, rounds, work):
    facts = corpus(name, megabytes)
    have = verify(name, facts, work)
    tools = commands(name, work)
    if not shutil.which('rg'):
        del tools['rg']
    samples = {tool: [] for tool in tools}
    for i in range(rounds + 1):
        for tool, command in tools.items():
            result = timed(command)
            if i:  # the first round warms the page cache
                samples[tool].append(result)
    out = {
        'corpus': name,
        'bytes': facts['bytes'],
        'sha256': facts['sha256'],
        'planted': facts['planted'],
        'found': have,
        'tools': {},
    }
    for tool, values in samples.items():
        wall = statistics.median(v[0] for v in values)
        cpu = statistics.median(v[1] for v in values)
        out['tools'][tool] = {
            'wall': wall,
            'cpu': cpu,
            'gbps': facts['bytes'] / wall / 1e9,
            'rounds': [v[0] for v in values],
        }
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--mb', type=int, default=256)
    p.add_argument('--rounds', type=int, default=5)
    p.add_argument('--only', default='')
    p.add_argument('--by', choices=('wall', 'cpu'), default='wall', help='what ratios and floors are made of')
    p.add_argument('--floors', action='store_true', help='exit 1 below the floors')
    p.add_argument('--record', action='store_true')
    a = p.parse_args()
    if not os.access(QINGCE, os.X_OK):
        sys.exit('bench: no program at %s' % QINGCE)
    if not shutil.which('rg'):
        print('ripgrep (rg) is not installed: no ratio to it', file=sys.stderr)
    names = [n for n in NAMES if not a.only or n[0] in a.only.split(',') or n in a.only.split(',')]
    results, failed = [], []
    work = tempfile.mkdtemp(prefix='qingce-bench-run.')
    try:
        fd = os.open(os.path.join(work, 'key'), os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(fd, bytes(range(32)))
        os.close(fd)
        print(
            '%-9s %7s | %-24s | %-24s | %-24s | %7s %7s'
            % ('corpus', 'MB', 'qingce -j1: s, cpu, GB/s', 'cat', 'rg', 'x cat', 'x rg')
        )
        for name in names:
            r = measure(name, a.mb, max(5, a.rounds), work)
            results.append(r)
            cell = lambda t: ('%6.2f %6.2f %8.3f' % (t['wall'], t['cpu'], t['gbps'])) if t else '-'
            tools = r['tools']
            ratio = {t: tools[t][a.by] / tools['qingce'][a.by] for t in tools if t != 'qingce'}
            r['ratio'] = ratio
            print(
                '%-9s %7.1f | %-24s | %-24s | %-24s | %7.3f %7s'
                % (
                    name,
                    r['bytes'] / 1e6,
                    cell(tools['qingce']),
                    cell(tools['cat']),
                    cell(tools.get('rg')),
                    ratio['cat'],
                    '%.3f' % ratio['rg'] if 'rg' in ratio else '-',
                ),
                flush=True,
            )
            if a.floors and ('rg' not in ratio or ratio['rg'] < FLOORS[name]):
                failed.append(
                    '%s: %s x rg, floor %.1f'
                    % (name, '%.3f' % ratio['rg'] if 'rg' in ratio else 'no', FLOORS[name])
                )
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if a.record:
        when = datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H%M%SZ')
        path = os.path.join(HERE, 'runs', '%s-%s.json' % (when, commit()))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w') as f:
            json.dump(
                {
                    'when': when,
                    'commit': commit(),
                    'cpu': cpu_name(),
                    'cores': os.cpu_count(),
                    'kernel': os.uname().release,
                    'by': a.by,
                    'results': results,
                },
                f,
                indent=1,
            )
        print('recorded: ' + os.path.relpath(path, ROOT))
    for line in failed:
        print('FAIL ' + line)
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
