"""What stands beside the program: installed files, the examples for CI services, the pre-commit hook, the image, systemd units.
Each example is run as its service would run it, as far as one machine can; every option in them is one of the program."""
import gzip
import json
import os
import re
import shutil
import subprocess
import unittest

import yaml

from base import HERE, Case
from qcshow import QINGCE

ROOT = os.path.abspath(os.path.join(HERE, '..', '..'))
PACKAGING = os.path.join(ROOT, 'scanner/cli/packaging')
BUILD = os.path.dirname(QINGCE)
EXAMPLES = (
    'action.yml', '.pre-commit-hooks.yaml', 'Dockerfile', *('scanner/cli/packaging/' + name for name in (
        'ci/github-action.sh', 'ci/pre-commit.sh', 'ci/gitlab-ci.yml', 'ci/gitee-go.yml', 'ci/Jenkinsfile',
        'systemd/qingce@.service')))
# Three numbers nobody has: 139 0000 0000 is no placeholder of ours, and stands beside a word.
TELLING = 'mobile,13912345678\n' * 3


def read(name):
    with open(os.path.join(ROOT, name), encoding='utf-8') as f:
        return f.read()


class Examples(Case):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path('bin'))
        os.symlink(QINGCE, self.path('bin/qingce'))
        self.env['PATH'] = self.path('bin') + ':' + os.environ['PATH']
        self.env['TMPDIR'] = self.path('tmp')
        os.mkdir(self.path('tmp'))
        self.work = self.path('checkout')
        self.write('checkout/customers.csv', TELLING)

    def bash(self, *command, cwd=None, **env):
        return subprocess.run(
            command, cwd=cwd or self.work, env={**self.env, **env}, capture_output=True, text=True, timeout=120,
            stdin=subprocess.DEVNULL,
        )

    def assert_sarif(self, path):
        with open(path, encoding='utf-8') as f:
            report = json.load(f)
        uris = {r['locations'][0]['physicalLocation']['artifactLocation']['uri'] for r in report['runs'][0]['results']}
        # As the repository calls it: what a code host shows beside its own files.
        self.assertEqual(uris, {'customers.csv'})
        return report

    def test_options_exist(self):
        commands = 0
        for name in EXAMPLES:
            # A command can go on after "\" and, in YAML, on an indented line; options may come from a bash array.
            text = re.sub(r'\\\n\s*|\n\s+(?=--)', ' ', read(name))
            for command in re.finditer(r'(?:^|[\s"\'/}])(?:qingce|"\$\{run\[@\]\}") (scan|report|diff|baseline)\b([^\n]*)', text):
                known = self.run_qingce(command.group(1), '--help').stdout.decode()
                for option in re.findall(r'(?<![\w-])(--?[a-z][a-z-]*)', command.group(2)):
                    with self.subTest(name=name, option=option):
                        self.assertRegex(known, r'(?m)(?<![\w-])' + option + r'(?![\w-])')
                commands += 1
        self.assertGreaterEqual(commands, 8)
        scan = self.run_qingce('scan', '--help').stdout.decode()
        for option in re.findall(r'(?<![\w-])(--[a-z][a-z-]*)', read('scanner/cli/packaging/ci/github-action.sh')):
            if option not in ('--rm', '--network', '--read-only', '--tmpfs', '--user', '--quiet', '--tag'):
                self.assertIn(option, scan)

    def test_pre_commit_hook(self):
        hook, = yaml.safe_load(read('.pre-commit-hooks.yaml'))
        self.assertEqual((hook['id'], hook['language'], hook['require_serial']), ('qingce', 'script', True))
        entry = os.path.join(ROOT, hook['entry'])
        self.write('checkout/readme.txt', 'nothing to see\n')
        # Named so that it would switch the threshold off, if names were options.
        self.write('checkout/--fail-on=count:9999', TELLING)
        for files, code in (
            (['readme.txt'], 0), (['customers.csv'], 1), (['readme.txt', '--fail-on=count:9999'], 1),
        ):
            with self.subTest(files):
                run = self.bash(entry, *hook['args'], *files)
                self.assertEqual(run.returncode, code, run.stderr)
                self.assertNotIn('13912345678', run.stdout + run.stderr)
        self.assertEqual(sorted(os.listdir(self.work)), ['--fail-on=count:9999', 'customers.csv', 'readme.txt'])
        self.assertEqual(os.listdir(self.path('tmp')), [])

    def github(self, **env):
        inputs = {name: spec.get('default', '') for name, spec in yaml.safe_load(read('action.yml'))['inputs'].items()}
        scan = yaml.safe_load(read('action.yml'))['runs']['steps'][0]
        run_env = {}
        for name, value in scan['env'].items():
            run_env[name] = inputs[re.fullmatch(r'\$\{\{ inputs\.([a-z-]+) \}\}', value).group(1)]
        output = self.write('github-output', '')
        run_env.update(
            GITHUB_WORKSPACE=self.work, GITHUB_ACTION_PATH=ROOT, GITHUB_OUTPUT=output, RUNNER_TEMP=self.path('tmp'))
        run_env.update(env)
        run = self.bash('bash', '-e', '-o', 'pipefail', '-c', scan['run'], cwd='/', **run_env)
        with open(output, encoding='utf-8') as f:
            return run, dict(line.strip().split('=', 1) for line in f)

    def test_github_action(self):
        action = yaml.safe_load(read('action.yml'))
        self.assertEqual(action['runs']['using'], 'composite')
        used = set(re.findall(r'inputs\.([a-z-]+)', read('action.yml')))
        self.assertEqual(used, set(action['inputs']))
        # Nothing is uploaded unless asked for, and inputs are no part of a script's text.
        self.assertEqual(action['inputs']['upload']['default'], 'false')
        for step in action['runs']['steps']:
            self.assertNotIn('${{', step.get('run', ''))
        run, outputs = self.github()
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(outputs['exit-code'], '0')
        self.assert_sarif(outputs['sarif-file'])
        run, outputs = self.github(QINGCE_FAIL_ON='high')
        self.assertEqual((run.returncode, outputs['exit-code']), (0, '1'), run.stderr)
        # An input that the program refuses ends the job at once.
        run, outputs = self.github(QINGCE_FAIL_ON='$(touch /tmp/x)')
        self.assertEqual((run.returncode, outputs), (2, {}))

    def test_github_action_with_an_image(self):
        os.remove(self.path('bin/qingce'))
        # Says what it was asked, then does what the container would do.
        self.write('bin/docker', f'''#!/bin/bash
printf '%s\\n' "$@" >>'{self.path('docker.log')}'
[ "$1" = run ] || exit 0
while [ "$1" != IMAGE ]; do case $1 in *:/out) out=${{1%:/out}} ;; *:/data:ro) data=${{1%:/data:ro}} ;; esac; shift; done
shift; cd "$data" && exec '{QINGCE}' "${{@//\\/out\\//$out/}}"
''', 0o755)
        run, outputs = self.github(QINGCE_IMAGE='IMAGE')
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assert_sarif(outputs['sarif-file'])
        with open(self.path('docker.log'), encoding='utf-8') as f:
            asked = f.read()
        self.assertIn('--network\nnone\n--read-only\n', asked)
        self.assertNotIn('build', asked.split())

    def test_gitlab(self):
        job = yaml.safe_load(read('scanner/cli/packaging/ci/gitlab-ci.yml'))['qingce']
        self.assertEqual(job['allow_failure'], {'exit_codes': [1]})
        self.assertEqual((job['artifacts']['when'], job['artifacts']['access']), ('always', 'developer'))
        for threshold, code in (('high', 1), ('critical', 0)):
            variables = {**job['variables'], 'QINGCE_FAIL_ON': threshold, 'XDG_STATE_HOME': self.path('state')}
            # The runner puts the lines one after another into a shell that stops at the first failure.
            run = self.bash('bash', '-e', '-o', 'pipefail', '-c', '\n'.join(job['script']), **variables)
            self.assertEqual(run.returncode, code, run.stderr)
            for name in job['artifacts']['paths']:
                self.assertTrue(os.path.getsize(os.path.join(self.work, name)))
            self.assert_sarif(os.path.join(self.work, 'qingce.sarif'))
            for name in job['artifacts']['paths']:
                os.remove(os.path.join(self.work, name))

    def test_jenkins(self):
        text = read('scanner/cli/packaging/ci/Jenkinsfile')
        script = re.search(r"script: '''(.*?)'''", text, re.S).group(1)
        run = self.bash('sh', '-xe', '-c', script)
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assert_sarif(os.path.join(self.work, 'qingce.sarif'))
        self.assertEqual(os.listdir(self.path('tmp')), [])
        # No half report after a failure: the old one is not taken for this one's.
        self.env['PATH'] = os.environ['PATH']
        run = self.bash('sh', '-xe', '-c', script)
        self.assertNotIn(run.returncode, (0, 1, 3))
        self.assertFalse(os.path.exists(os.path.join(self.work, 'qingce.sarif')))
        self.assertEqual(text.count('{'), text.count('}'))

    def test_gitee(self):
        pipeline = yaml.safe_load(read('scanner/cli/packaging/ci/gitee-go.yml'))
        self.assertEqual(pipeline['version'], '1.0')
        step, = pipeline['stages'][0]['steps']
        self.assertEqual(step['step'], 'shell@agent')
        script = '\n'.join(step['script']).replace('/srv/company', self.work).replace('/var/tmp', self.path('tmp'))
        run = self.bash('bash', '-e', '-c', script)
        self.assertEqual(run.returncode, 1, run.stderr)
        out, = os.listdir(self.path('tmp/qingce'))
        self.assertEqual(
            sorted(os.listdir(self.path('tmp/qingce/' + out))), ['qingce.csv', 'qingce.inventory', 'qingce.md'])

    def test_image(self):
        text = re.sub(r'(?m)^#.*\n', '', read('Dockerfile')).replace('\\\n', ' ')
        stages = text.split('FROM ')[1:]
        self.assertEqual([stage.split()[0] for stage in stages], ['debian:12-slim', 'debian:12-slim'])
        last = stages[-1]
        uid = re.findall(r'(?m)^USER (\d+):(\d+)$', last)
        self.assertEqual(len(uid), 1)
        self.assertNotIn('0', uid[0])
        self.assertIn(f'--uid {uid[0][0]}', last)
        self.assertEqual(json.loads(re.search(r'(?m)^ENTRYPOINT (.*)$', last).group(1)), ['qingce'])
        # As nobody in particular, with its state where the image says.
        for value in re.search(r'(?m)^ENV (.*)$', last).group(1).split():
            self.assertRegex(value, r'^(LANG|XDG_STATE_HOME)=')

    def test_units(self):
        service = read('scanner/cli/packaging/systemd/qingce@.service')
        timer = read('scanner/cli/packaging/systemd/qingce@.timer')
        for setting in ('NoNewPrivileges=yes', 'ProtectSystem=strict', 'PrivateNetwork=yes', 'DynamicUser=yes'):
            self.assertIn('\n' + setting + '\n', service)
        self.assertIn('OnCalendar=', timer)
        self.assertNotIn('ReadWritePaths=/\n', service)
        # Twice as the service does it, in the folders systemd would have made; the second keeps the first.
        state = self.path('lib')
        os.makedirs(os.path.join(state, 'qingce/checkout'), 0o700)
        # A link, as with DynamicUser.
        os.rename(os.path.join(state, 'qingce'), os.path.join(state, 'private'))
        os.symlink('private', os.path.join(state, 'qingce'))
        where = dict(re.findall(r'(XDG_STATE_HOME|LC_ALL)=(\S+)', service))
        where['XDG_STATE_HOME'] = state
        for _ in range(2):
            before = re.search(r'(?m)^ExecStartPre=-(.*)$', service).group(1)
            start = re.search(r'(?m)^ExecStart=/usr/bin/(.*)$', service).group(1).replace('%f', self.work)
            at = os.path.join(state, 'qingce/checkout')
            self.bash(*before.split(), cwd=at, **where)
            run = self.bash(*start.split(), cwd=at, **where)
            self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(
            sorted(os.listdir(at)), ['current.csv', 'current.inventory', 'current.md', 'previous.inventory'])
        self.assertEqual(os.stat(os.path.join(state, 'qingce/key')).st_mode & 0o777, 0o600)
        run = self.bash('qingce', 'diff', 'previous.inventory', 'current.inventory', '--fail-on-new', cwd=at)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    @unittest.skipIf(shutil.which('systemd-analyze') is None and not os.environ.get('QINGCE_ALL_TOOLS'), 'no systemd')
    def test_units_are_what_systemd_wants(self):
        for name in ('qingce@.service', 'qingce@.timer'):
            # The program is not installed here.
            self.write('units/' + name, read('scanner/cli/packaging/systemd/' + name).replace('/usr/bin/qingce', '/bin/true'))
        run = self.bash(
            'systemd-analyze', 'verify', '--man=no', self.path('units/qingce@.service'), self.path('units/qingce@.timer'))
        self.assertEqual((run.returncode, run.stdout + run.stderr), (0, ''))


class Installed(Case):
    def test_files(self):
        to = self.path('root')
        run = subprocess.run(
            ['cmake', '--install', BUILD, '--prefix', '/usr'], env=dict(os.environ, DESTDIR=to), capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        found = sorted(os.path.relpath(os.path.join(d, f), to) for d, _, files in os.walk(to) for f in files)
        self.assertEqual(found, sorted([
            'usr/bin/qingce', 'usr/lib/systemd/system/qingce@.service', 'usr/lib/systemd/system/qingce@.timer',
            'usr/share/bash-completion/completions/qingce', 'usr/share/zsh/vendor-completions/_qingce',
            'usr/share/fish/vendor_completions.d/qingce.fish',
            'usr/share/man/man1/qingce.1.gz', 'usr/share/man/zh_CN/man1/qingce.1.gz',
            'usr/share/qingce/schema/inventory-1.schema.json', 'usr/share/qingce/schema/diff-1.schema.json',
            *('usr/share/doc/qingce/' + name for name in (
                'NOTICE', 'README.md', 'README.zh-CN.md', 'changelog.Debian.gz', 'changelog.gz', 'copyright',
                'examples/Jenkinsfile', 'examples/gitee-go.yml', 'examples/gitlab-ci.yml')),
        ]))
        # Made by this very program.
        for path, args in (
            ('bash-completion/completions/qingce', ('completion', 'bash')),
            ('man/man1/qingce.1.gz', ('completion', 'man', '--lang', 'en')),
            ('man/zh_CN/man1/qingce.1.gz', ('completion', 'man', '--lang', 'zh')),
        ):
            with open(os.path.join(to, 'usr/share', path), 'rb') as f:
                data = f.read()
            data = gzip.decompress(data) if path.endswith('.gz') else data
            self.assertEqual(data, self.run_qingce(*args).stdout, path)
        installed = subprocess.run([to + '/usr/bin/qingce', 'version'], capture_output=True, check=True)
        self.assertEqual(installed.stdout, self.run_qingce('version').stdout)
        self.check_page(os.path.join(to, 'usr/share/man/man1/qingce.1.gz'), 'EXIT')
        self.check_page(os.path.join(to, 'usr/share/man/zh_CN/man1/qingce.1.gz'), '退出')

    def check_page(self, page, heading):
        run = subprocess.run(
            ['man', '--warnings=all', '-l', page], capture_output=True, text=True, stdin=subprocess.DEVNULL,
            env=dict(os.environ, LC_ALL='C.UTF-8', MANWIDTH='80', MAN_KEEP_FORMATTING='', MANPAGER='cat'))
        self.assertEqual((run.returncode, run.stderr), (0, ''))
        self.assertIn(heading, run.stdout)

    def test_versions_agree(self):
        version = self.run_qingce('version').stdout.decode().split()[1]
        entry = re.match(r'qingce \(([\d.]+)-1~bookworm1\) ', read('scanner/cli/packaging/debian/changelog'))
        self.assertEqual(entry.group(1), version)
        self.assertIn(f'## [{version}]', read('CHANGELOG.md'))


if __name__ == '__main__':
    unittest.main()
