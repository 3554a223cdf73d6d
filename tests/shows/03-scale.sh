#!/bin/bash
# A report of an inventory with 1,000,000 rows, in each format: under 15 s of processor time and 300 MiB. (Processor time,
# because a machine that does something else at the same time says nothing about the program.) ROWS=N for another size.
. "$(dirname "$0")/lib.sh"
rows=${ROWS:-1000000}
"$(dirname "$QINGCE")/bin/make_inventory" "$DIR/big.inv" "$rows" $((rows / 10)) "$ROOT"/detectors/rules/*.toml
"$PYTHON" - "$DIR" "$rows" <<'PY'
import os, resource, subprocess, sys
folder, rows = sys.argv[1], int(sys.argv[2])
formats = [l.split('\t')[1] for l in subprocess.run([os.environ['QINGCE'], 'version', '--features'], check=True,
           capture_output=True, text=True).stdout.splitlines() if l.startswith('report\t')]
bad = 0
for name in formats + ['summary']:
    if name == 'findings':
        continue  # this inventory keeps none
    out = os.path.join(folder, 'report')
    command = [os.environ['QINGCE'], 'report', os.path.join(folder, 'big.inv')]
    command += [] if name == 'summary' else ['-o', f'{name}={out}']
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds, mib = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    size = os.path.getsize(out) / 1e6 if name != 'summary' else 0
    print(f'{name}: {rows} rows, {seconds:.1f} s, {mib:.0f} MiB, {size:.0f} MB')
    bad += status != 0 or seconds >= 15 or mib >= 300
sys.exit(bad != 0)
PY
