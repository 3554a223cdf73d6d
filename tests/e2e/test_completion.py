"""Completions in the shells themselves: on a terminal a tab is typed, and the words that come of it are compared. bash must be
there; where zsh and fish are missing their cases are passed over, but not under QINGCE_ALL_TOOLS."""
import os
import re
import shutil
import subprocess
import unittest

from base import Case
from qcshow import QINGCE
from terminal import Terminal

ANSWER = re.compile(rb'<([^<>]*)>\r?\n')


def needs(tool):
    missing = shutil.which(tool) is None and not os.environ.get('QINGCE_ALL_TOOLS')
    return unittest.skipIf(missing, f'{tool} is not installed')


class Completion(Case):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path('bin'))
        os.symlink(QINGCE, self.path('bin/qingce'))
        self.env.update(
            PATH=self.path('bin') + ':' + os.environ['PATH'], PS1='', TERM='dumb', LC_ALL='C.UTF-8', HOME=self.path('home')
        )
        self.write('home/place/some report.json', '')
        self.home = self.path('home/place')

    def script(self, shell, name):
        run = self.run_qingce('completion', shell, '--lang', 'en')
        self.assertEqual(run.returncode, 0)
        return self.write(name, run.stdout)

    def typed(self, terminal, keys):
        """What the line holds after `keys`, each word once in brackets."""
        # To the line's beginning, a command that prints its words, to its end.
        terminal.send(keys + "\x01echo \"<$(printf '%s|' \x05)>\"\n")
        return ANSWER.search(terminal.wait_for(ANSWER)).group(1).decode().rstrip('|').split('|')

    def check(self, terminal):
        for keys, words in (
            ('qingce sc\t', ['qingce', 'scan']),
            ('qingce --lang e\t', ['qingce', '--lang', 'en']),
            ('qingce scan --no-f\t', ['qingce', 'scan', '--no-fields']),
            ('qingce rules sh\t', ['qingce', 'rules', 'show']),
            ('qingce rules show cn.usc\t', ['qingce', 'rules', 'show', 'cn.uscc']),
            ('qingce baseline acc\t', ['qingce', 'baseline', 'accept']),
            ('qingce scan --progress js\t', ['qingce', 'scan', '--progress', 'json']),
            ('qingce scan --fail-on crit\t', ['qingce', 'scan', '--fail-on', 'critical']),
            ('qingce report so\t', ['qingce', 'report', 'some report.json']),
            ('qingce report x -o sar\t', ['qingce', 'report', 'x', '-o', 'sarif=']),
            ('qingce report x -o json=so\t', ['qingce', 'report', 'x', '-o', 'json=some report.json']),
            ('qingce report x --on-incomplete f\t', ['qingce', 'report', 'x', '--on-incomplete', 'fail']),
        ):
            with self.subTest(keys):
                self.assertEqual(self.typed(terminal, keys), words)
        terminal.send('exit 0\n')
        self.assertEqual(terminal.finish(), 0)

    def test_bash(self):
        self.write('home/rc', f". '{self.script('bash', 'qingce.bash')}'\nbind 'set bell-style none'\n")
        self.check(Terminal(['bash', '--noprofile', '--rcfile', self.path('home/rc'), '-i'], self.home, self.env))

    def test_bash_words_are_the_flags(self):
        run = subprocess.run(
            ['bash', '-c', '. "$1"; COMP_WORDS=(qingce scan --); COMP_CWORD=2; _qingce; printf "%s\\n" "${COMPREPLY[@]}"',
             '-', self.script('bash', 'qingce.bash')],
            env=self.env, capture_output=True, text=True, check=True,
        )
        helped = self.run_qingce('scan', '--help', '--lang', 'en').stdout.decode()
        flags = set(re.findall(r'(?m)^ .*?(--[a-z-]+)', helped))
        self.assertGreater(len(flags), 30)
        self.assertEqual(set(run.stdout.split()), flags)

    @needs('zsh')
    def test_zsh(self):
        script = self.script('zsh', 'functions/_qingce')
        subprocess.run(['zsh', '-n', script], check=True)
        # As a system has it: found by its name, run on the first tab.
        self.write('home/.zshrc', f'fpath=({self.path("functions")} $fpath)\nautoload -Uz compinit\ncompinit -u -D\n'
                   'bindkey -e\nunsetopt zle_bracketed_paste prompt_cr prompt_sp\nPROMPT=\n')
        self.check(Terminal(['zsh', '-d', '-i'], self.home, self.env))

    @needs('fish')
    def test_fish(self):
        script = self.script('fish', 'qingce.fish')
        subprocess.run(['fish', '-n', script], check=True, env=self.env)
        def complete(line):
            run = subprocess.run(
                ['fish', '--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', script, line],
                env=self.env, cwd=self.home, capture_output=True, text=True, check=True,
            )
            return [l.split('\t')[0] for l in run.stdout.splitlines()]
        self.assertEqual(complete('qingce sc'), ['scan'])
        self.assertEqual(complete('qingce rules show cn.usc'), ['cn.uscc'])
        self.assertEqual(complete('qingce rules show --cont'), [])
        self.assertEqual(complete('qingce show --cont'), ['--context'])
        self.assertEqual(complete('qingce scan --progress js'), ['json'])
        self.assertIn('sarif=', complete('qingce report x -o '))
        self.assertIn('some report.json', complete('qingce report so'))


if __name__ == '__main__':
    unittest.main()
