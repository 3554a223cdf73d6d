"""Database servers of the shows, started for one run: unprivileged, a private socket, no network, all in one folder."""
import os
import shutil
import subprocess
import time

TABLE = 'customers'
MYSQL_TABLE = """CREATE TABLE customers (id INT NOT NULL PRIMARY KEY, uid BIGINT NOT NULL,
 name VARCHAR(64) COMMENT '姓名', id_card VARCHAR(20) COMMENT '身份证号', mobile VARCHAR(20) COMMENT 'it''s a "mobile"',
 email VARCHAR(128), bank_card VARCHAR(32), contact VARBINARY(32), remark TEXT, created DATETIME, KEY (mobile))
 DEFAULT CHARSET=utf8mb4 COMMENT='客户'"""
ANSI_TABLE = """CREATE TABLE customers (id integer NOT NULL PRIMARY KEY, uid bigint NOT NULL, name text, id_card text,
 mobile text, email text, bank_card text, contact %s, remark text, created %s)"""
JUDGED_TABLE = """CREATE TABLE judged (id integer NOT NULL PRIMARY KEY, id_card integer, mobile integer, email integer,
 bank_card integer, contact integer, remark varchar(20))"""


def as_nobody():
    """What to put before a command of a server: neither will run as root."""
    if os.geteuid() != 0:
        return []
    return ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', '--']


class Server:
    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder)
        os.chmod(folder, 0o755)
        if os.geteuid() == 0:
            shutil.chown(folder, 'nobody', 'nogroup')
        self.process = None
        self.log = open(os.path.join(folder, 'log'), 'wb')

    def run(self, command, stdout=None, stdin=None):
        """A command of the server's own user; its output, or into the file `stdout`."""
        env = {'PATH': os.environ['PATH'] + ':/usr/sbin:/sbin', 'LC_ALL': 'C.UTF-8', 'HOME': self.folder}
        args = dict(cwd=self.folder, env=env, stdin=stdin or subprocess.DEVNULL, stderr=subprocess.PIPE)
        if stdout is None:
            args['stdout'] = subprocess.PIPE
        else:
            args['stdout'] = open(stdout, 'wb')
        run = subprocess.run(as_nobody() + command, **args)
        if run.returncode != 0:
            raise RuntimeError('%s: exit %d: %s' % (command[0], run.returncode, run.stderr.decode()[-800:]))
        return run.stdout

    def start(self, command, ready):
        env = {'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'HOME': self.folder}
        self.process = subprocess.Popen(
            as_nobody() + command, cwd=self.folder, env=env, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log
        )
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                return ready()
            except RuntimeError:
                time.sleep(0.1)
        self.stop()
        with open(self.log.name, encoding='utf-8', errors='replace') as f:
            raise RuntimeError('%s did not start: %s' % (command[0], f.read()[-800:]))

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.STOP)
            self.process.wait(60)

    def __enter__(self):
        try:
            self.boot()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def rows(self, query, *database):
        out = self.query(query, *database).decode().rstrip('\n')
        return [line.split('\t') for line in out.split('\n')] if out else []


class MariaDb(Server):
    STOP = 15
    DAEMON = '/usr/sbin/mariadbd'

    def boot(self):
        folder = self.folder
        self.socket = os.path.join(folder, 's')
        data = os.path.join(folder, 'data')
        self.run(
            ['mariadb-install-db', '--no-defaults', '--datadir=' + data, '--auth-root-authentication-method=normal']
            + ['--skip-test-db', '--skip-name-resolve', '--innodb-log-file-size=16M']
        )
        flags = ['--no-defaults', '--datadir=' + data, '--socket=' + self.socket, '--skip-networking', '--skip-log-bin']
        flags += ['--secure-file-priv=' + folder, '--innodb-flush-log-at-trx-commit=0', '--character-set-server=utf8mb4']
        flags += ['--pid-file=' + os.path.join(folder, 'pid'), '--skip-grant-tables', '--sql-mode=NO_AUTO_VALUE_ON_ZERO']
        self.start([self.DAEMON] + flags, lambda: self.query('SELECT 1', database=''))
        self.version = self.rows('SELECT version()', '')[0][0]

    def query(self, sql, database='crm'):
        command = ['mariadb', '--no-defaults', '-S', self.socket, '-N', '-B', '--default-character-set=utf8mb4']
        return self.run(command + ['-e', sql] + ([database] if database else []))

    def load(self, source):
        self.query('CREATE DATABASE crm CHARACTER SET utf8mb4', database='')
        for table, create in ((TABLE, MYSQL_TABLE), ('judged', JUDGED_TABLE)):
            self.query(create)
            path = os.path.join(self.folder, table + '.tsv')
            shutil.copyfile(os.path.join(source, table + '.tsv'), path)
            self.query("LOAD DATA INFILE '%s' INTO TABLE %s CHARACTER SET utf8mb4" % (path, table))
            os.remove(path)

    def dump(self, path, *flags):
        self.run(['mysqldump', '--no-defaults', '-S', self.socket, *flags, 'crm', TABLE], stdout=path)

    def dump_tab(self, folder, *flags):
        os.makedirs(folder)
        inner = os.path.join(self.folder, 'tab')
        self.run(['mkdir', '-m', '777', inner])
        self.run(['mysqldump', '--no-defaults', '-S', self.socket, '--tab=' + inner, *flags, 'crm', TABLE])
        for name in os.listdir(inner):
            shutil.copyfile(os.path.join(inner, name), os.path.join(folder, name))
        shutil.rmtree(inner)


class Postgres(Server):
    STOP = 2  # fast shutdown

    def boot(self):
        folder = self.folder
        base = '/usr/lib/postgresql'
        newest = max(os.listdir(base), key=lambda v: int(v.split('.')[0]))
        self.bin = os.path.join(base, newest, 'bin')
        data = os.path.join(folder, 'data')
        self.run(
            [os.path.join(self.bin, 'initdb'), '-D', data, '-A', 'trust', '-U', 'crm', '-E', 'UTF8']
            + ['--locale=C.UTF-8', '--no-sync']
        )
        flags = ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'shared_buffers=32MB']
        self.start([os.path.join(self.bin, 'postgres')] + flags, lambda: self.query('SELECT 1', 'postgres'))
        self.version = self.rows('SHOW server_version')[0][0]

    def query(self, sql, database='postgres', stdin=None):
        command = [os.path.join(self.bin, 'psql'), '-X', '-q', '-h', self.folder, '-U', 'crm', '-d', database]
        return self.run(command + ['-v', 'ON_ERROR_STOP=1', '-A', '-t', '-F', '\t', '-c', sql], stdin=stdin)

    def load(self, source):
        for table, create in ((TABLE, ANSI_TABLE % ('bytea', 'timestamp')), ('judged', JUDGED_TABLE)):
            self.query(create)
            with open(os.path.join(source, table + '.tsv'), 'rb') as data:
                self.query('COPY %s FROM STDIN' % table, stdin=data)
        self.query("COMMENT ON COLUMN customers.id_card IS '身份证号'")

    def dump(self, path, *flags):
        self.run([os.path.join(self.bin, 'pg_dump'), '-h', self.folder, '-U', 'crm', '-t', TABLE, *flags, 'postgres'], path)

    def export(self, path):
        """A CSV file by the server's own COPY."""
        with open(path, 'wb') as f:
            f.write(self.query('COPY customers TO STDOUT WITH (FORMAT csv, HEADER)'))
