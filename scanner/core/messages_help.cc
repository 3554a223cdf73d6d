// The manual of the command line: --help, the man page and the completions come from these
// sentences and from the flag table (scanner/cli/flags.cc), from nothing else.
#include "scanner/core/messages.h"

namespace qingce {
namespace {

constexpr Message kHelp[] = {
    // Words of every help page.
    {"help.usage", "用法：", "Usage: "},
    {"help.options", "选项", "OPTIONS"},
    {"help.commands", "命令", "Commands"},
    {"help.command", "命令", "COMMAND"},
    {"help.arguments", "参数", "Arguments"},
    {"help.examples", "示例", "Examples"},
    {"help.default", "（默认：{0}）", " (default: {0})"},
    {"help.repeatable", "；可重复", "; repeatable"},
    {"help.more", "“qingce 命令 --help”显示该命令的全部选项。",
     "'qingce COMMAND --help' shows all options of a command."},
    {"help.group.common", "通用选项", "Common options"},
    {"help.group.output", "输出", "Output"},
    {"help.group.select", "扫描范围", "What is scanned"},
    {"help.group.rows", "哪些行", "Which rows"},
    {"help.group.limits", "限制（限制只计工作量，不计时间；被截去的都记为未检查项）",
     "Limits (they count work, never time; what they cut is a gap)"},
    {"help.group.rules", "规则与密钥", "Rules and keys"},
    {"help.group.run", "运行", "Running"},
    {"help.help", "显示本说明", "show this text"},
    {"help.lang", "说明和摘要的语言，zh 或 en", "language of texts and summary, zh or en"},
    {"help.quiet", "不显示说明、进度和摘要", "no notes, no progress, no summary"},

    {"help.app", "清册：查找公司仍持有的个人信息，并说明哪些内容没有读到",
     "finds the personal information a company still holds, and says what it could not read"},
    {"help.app.example",
     "qingce version --features\n"
     "qingce scan ~/documents -i documents.inventory\n"
     "qingce report documents.inventory -o json=documents.json\n"
     "qingce rules list",
     "qingce version --features\n"
     "qingce scan ~/documents -i documents.inventory\n"
     "qingce report documents.inventory -o json=documents.json\n"
     "qingce rules list"},
    {"help.app.example-1", "能读取哪些格式", "which formats are read"},
    {"help.app.example-2", "扫描并写入清册", "scan, and write the inventory"},
    {"help.app.example-3", "从清册生成报告", "make a report from the inventory"},
    {"help.app.example-4", "列出查找的内容", "list what is looked for"},

    // scan
    {"help.scan", "查找个人信息并写入清册", "find personal information and write the inventory"},
    {"help.scan.example",
     "qingce scan ~/documents -i documents.inventory -o json=documents.json\n"
     "mysqldump shop | qingce scan - --stdin-name shop.sql -i shop.inventory",
     "qingce scan ~/documents -i documents.inventory -o json=documents.json\n"
     "mysqldump shop | qingce scan - --stdin-name shop.sql -i shop.inventory"},
    {"help.scan.target", "要扫描的文件和目录；- 表示标准输入", "files and directories; - is stdin"},
    {"help.scan.output", "报告的格式和文件（{0}）；文件 - 表示标准输出",
     "format of a report ({0}) and its file; FILE - is stdout"},
    {"help.sarif-profile",
     "SARIF 报告：github 用于代码托管平台；strict 不虚构行号；minimal 不含样例、主机和操作者",
     "SARIF report: github for code hosts; strict has no invented line; minimal is without "
     "samples, host, operator"},
    {"help.scan.inventory", "要写入的清册文件", "inventory file to write"},
    {"help.scan.force", "替换已有的清册", "replace an existing inventory"},
    {"help.scan.resume", "继续被中断的扫描：原命令加上 --resume",
     "go on with a scan that was interrupted: same command, --resume added"},
    {"help.scan.include", "只扫描匹配此模式的文件；其余的仍会计数",
     "only files that match this pattern; the rest is counted all the same"},
    {"help.scan.exclude", "不扫描匹配此模式的内容；仍会计数",
     "without what matches this pattern; it is counted all the same"},
    {"help.scan.one-file-system", "不进入其他文件系统", "do not enter other file systems"},
    {"help.scan.no-fields", "把表格当作普通文本搜索：发现都没有字段",
     "search tables as plain text: no finding has a field"},
    {"help.scan.stdin-name", "标准输入在报告中的名称", "name of stdin in reports"},
    {"help.scan.max-file-size", "更大的文件记为未检查项（4096、64K、16M、1G；0 表示不限）",
     "larger files become gaps (4096, 64K, 16M, 1G; 0: none)"},
    {"help.scan.max-depth", "容器和压缩的嵌套层数（16）", "nested containers and filters (16)"},
    {"help.scan.max-members", "每个文件的成员数（10000000）", "members per file (10000000)"},
    {"help.scan.max-bytes", "每个文件展开后的字节数（4T）", "expanded bytes per file (4T)"},
    {"help.scan.max-ratio", "展开后与展开前的倍数，展开 1 GiB 之后起算（1000）",
     "expanded to stored bytes, counted after 1 GiB (1000)"},
    {"help.scan.max-memory", "解压所用的内存（256M）", "decoder memory (256M)"},
    {"help.scan.max-ratio-floor", "展开多少字节之后起算倍数（1G）",
     "expanded bytes from which the ratio counts (1G)"},
    {"help.scan.max-spool-bytes", "每个文件的加密临时数据字节数（64G）",
     "encrypted temporary bytes per file (64G)"},
    {"help.scan.max-spool-memory", "在此之前保存在内存中的字节数（16M）",
     "bytes kept in memory before that (16M)"},
    {"help.scan.max-name-bytes", "成员名称的字节数（64K）", "bytes of a member's name (64K)"},
    {"help.scan.timeout", "秒数；更久的对象记为未检查项，各次运行的结果可能不同（0 表示不限）",
     "seconds; larger objects become gaps, and no two runs need agree (0: none)"},
    {"help.scan.password-file", "加密压缩包的口令，每行一个",
     "passwords for encrypted archives, one a line"},
    {"help.key-file", "计算摘要的密钥（默认：$XDG_STATE_HOME/qingce/key）",
     "key of the digests (default: $XDG_STATE_HOME/qingce/key)"},
    {"help.scan.key-file", "计算摘要的密钥（默认：$XDG_STATE_HOME/qingce/key，没有时新建）",
     "key of the digests (default: $XDG_STATE_HOME/qingce/key, made if missing)"},
    {"help.rules.files", "规则文件（TOML）", "rule file (TOML)"},
    {"help.rules.enable", "只用这些编号的规则", "only the rules with these ids"},
    {"help.rules.disable", "不用这些编号的规则", "without the rules with these ids"},
    {"help.scan.jobs", "工作线程数（默认：每个处理器一个）；结果与它无关",
     "worker threads (default: one per processor); no result depends on it"},
    {"help.scan.reference-date", "计算年龄的日期 YYYY-MM-DD（默认：今天）",
     "YYYY-MM-DD, the day that ages are counted to (default: today)"},
    {"help.scan.spool-dir", "加密的临时文件所在目录（默认：$TMPDIR、/var/tmp）",
     "directory for encrypted temporary files (default: $TMPDIR, /var/tmp)"},
    {"help.scan.dry-run", "只遍历并识别格式：各格式的大小、无法读取的内容及原因、估计时间；不写入",
     "only walk and tell formats: bytes of each, what will not be read and why, estimated time; "
     "writes nothing"},
    {"help.scan.explain", "把每个候选的每一步写成 JSON 行；- 表示标准错误；只用一个线程",
     "each step of each candidate as JSON lines; - is stderr; one worker"},
    {"help.scan.on-incomplete", "有内容未检查时：warn 只提示，fail 以退出码 3 结束",
     "when something was not examined: warn says so, fail ends with exit code 3"},
    {"help.scan.config",
     "配置文件（默认：$QINGCE_CONFIG、~/.config/qingce/config.toml、/etc/qingce/config.toml）",
     "configuration (default: $QINGCE_CONFIG, ~/.config/qingce/config.toml, "
     "/etc/qingce/config.toml)"},
    {"help.color", "是否使用颜色", "whether to use colours"},
    {"help.scan.progress", "标准错误上的进度：auto 只在终端上显示，json 为 JSON 行，none 不显示",
     "progress on stderr: auto on a terminal only, json as JSON lines, none"},

    // report
    {"help.report", "从清册生成报告", "make reports from an inventory"},
    {"help.report.example", "qingce report documents.inventory -o json=documents.json",
     "qingce report documents.inventory -o json=documents.json"},
    {"help.report.inventory", "清册文件", "inventory file"},
    {"help.report.output", "报告的格式和文件（{0}）；不给出时显示摘要",
     "format of a report ({0}) and its file; without one: the summary"},

    // show
    {"help.show", "重新打开报告中的一个位置，显示周围内容，所有值都已掩码",
     "open a location of a report again and print its surroundings, every value masked"},
    {"help.show.example", "qingce show 'backup.zip!customers.csv@120' -i documents.inventory",
     "qingce show 'backup.zip!customers.csv@120' -i documents.inventory"},
    {"help.show.location", "报告中的写法：路径!成员#字段@偏移；从扫描时的当前目录算起",
     "as a report prints it: path!member#field@offset; counted from where the scan was started"},
    {"help.show.inventory", "清册；名称已掩码时必需，也用来判断文件是否已变化",
     "the inventory: needed where a name is masked, tells whether the file has changed"},
    {"help.show.object", "不写 LOCATION，而是 JSON 报告中的第 N 个对象，与 -i 同用",
     "instead of LOCATION: the N-th object of the JSON report, with -i"},
    {"help.show.stdin", "最外层文件的内容来自标准输入",
     "the content of the outermost file comes from stdin"},
    {"help.show.context", "前后各显示几行（2）", "lines before and after (2)"},
    {"help.show.places", "没有给出偏移时显示几处（3）",
     "places shown where no offset is given (3)"},
    {"help.show.key-file", "掩码名称中摘要的密钥（默认：$XDG_STATE_HOME/qingce/key）",
     "key of the digests in masked names (default: $XDG_STATE_HOME/qingce/key)"},
    {"help.show.rules", "规则文件（TOML），用来多掩码一些值", "rule file (TOML): masks more"},

    // diff, baseline
    {"help.review.accepted", "已接受的行和允许列表（由 qingce baseline 写成）",
     "accepted rows and allow-lists (qingce baseline)"},
    {"help.review.baseline", "较早的清册：与它相比新增了什么",
     "an older inventory: what is new against it"},
    {"help.review.fail-on",
     "有未接受的行达到此级别（low、medium、high、critical）或达到 count:N 处匹配时以退出码 1 结束；"
     "与 --baseline 同用时只计新增",
     "exit 1 if a row that is not accepted has this level (low, medium, high, critical), or at "
     "count:N matches; with --baseline only what is new counts"},
    {"help.diff", "比较两份清册：新增、增多、变化、减少、消失的行，以及检查得更少的内容",
     "two inventories: rows new, grown, changed, shrunk, gone; what was looked at less"},
    {"help.diff.example", "qingce diff old.inventory new.inventory --fail-on-new",
     "qingce diff old.inventory new.inventory --fail-on-new"},
    {"help.diff.old", "较早的清册", "the earlier inventory"},
    {"help.diff.new", "较晚的清册，须用同一密钥", "the later inventory, made under the same key"},
    {"help.diff.output", "qingce/diff/1 格式的报告；- 表示标准输出",
     "a report of the form qingce/diff/1; - is stdout"},
    {"help.diff.fail-on-new", "有未接受的行新增、增多或变化时以退出码 1 结束",
     "exit 1 if a row that is not accepted is new, grown or changed"},
    {"help.diff.fail-on",
     "这样的行达到此级别（low、medium、high、critical）或新增 count:N 处匹配时以退出码 1 结束",
     "exit 1 if such a row has this level (low, medium, high, critical), or count:N new matches"},
    {"help.diff.on-incomplete", "有内容比上次检查得更少时：warn 只提示，fail 以退出码 3 结束",
     "when something was looked at less than before: warn says so, fail ends with exit code 3"},
    {"help.baseline", "有人负责的行：接受、允许、列出",
     "rows that somebody answers for: accept, allow, list"},
    {"help.baseline.example", "qingce baseline list accepted.toml",
     "qingce baseline list accepted.toml"},
    {"help.baseline-accept", "按现状接受清册中的行，写明理由、姓名和期限",
     "accept rows of an inventory as they are now, with reason, name and end"},
    {"help.baseline-accept.example",
     "qingce baseline accept documents.inventory --file accepted.toml --rule email \\\n"
     "  --reason 'published addresses' --by 'Legal' --until 2027-12-31",
     "qingce baseline accept documents.inventory --file accepted.toml --rule email \\\n"
     "  --reason 'published addresses' --by 'Legal' --until 2027-12-31"},
    {"help.baseline-allow", "允许列表：按路径、字段或摘要，以后出现的行也算在内",
     "an allow-list entry: rows by path, field or digests, also later ones"},
    {"help.baseline-allow.example",
     "qingce baseline allow documents.inventory --file accepted.toml --path 'templates/**' \\\n"
     "  --reason 'samples' --by 'Legal'",
     "qingce baseline allow documents.inventory --file accepted.toml --path 'templates/**' \\\n"
     "  --reason 'samples' --by 'Legal'"},
    {"help.baseline-list", "每行一项：状态、起、止、负责人、理由、内容",
     "one entry a line: state, since, until, by, reason, what"},
    {"help.baseline-list.example", "qingce baseline list accepted.toml",
     "qingce baseline list accepted.toml"},
    {"help.baseline.file", "要写入或添加的文件（TOML）", "the file to write or add to (TOML)"},
    {"help.baseline.list-file", "qingce baseline 写成的文件", "file of qingce baseline"},
    {"help.baseline.reason", "为什么可以接受；写入报告", "why it is acceptable; stands in reports"},
    {"help.baseline.by", "由谁负责；写入报告", "who answers for it; stands in reports"},
    {"help.baseline.until", "YYYY-MM-DD，有效的最后一天（默认：无期限）",
     "YYYY-MM-DD, the last day it holds (default: no end)"},
    {"help.baseline.rule", "只含这条规则的行", "only rows of this rule id"},
    {"help.baseline.field", "只含这个字段的行，写法同 JSON 报告",
     "only rows of this field, as in the JSON report"},
    {"help.baseline.dry-run", "只计数，不写入", "count the rows, write nothing"},
    {"help.baseline.location", "只含这个位置的行，写法同 JSON 报告",
     "only rows of this location, as in the JSON report"},
    {"help.baseline.all", "清册中的每一行", "every row of the inventory"},
    {"help.baseline.path", "位置的通配模式（“!”当作“/”）；其下的内容都包括在内",
     "glob over printed locations ('!' counts as '/'); takes all that lies below"},
    {"help.baseline.digests", "摘要文件（qingce digest）：所有值都在其中的行",
     "file of digests (qingce digest): rows all of whose values are among them"},

    // rules
    {"help.rules", "列出、显示和检验规则", "list, show and test rules"},
    {"help.rules.example", "qingce rules list", "qingce rules list"},
    {"help.rules-list", "每行一条规则：编号、级别、类别、名称",
     "one rule a line: id, level, category, name"},
    {"help.rules-list.example", "qingce rules list --rules my-rules.toml",
     "qingce rules list --rules my-rules.toml"},
    {"help.rules-show", "显示一条规则的全文", "one rule's text"},
    {"help.rules-show.example", "qingce rules show cn.resident-id",
     "qingce rules show cn.resident-id"},
    {"help.rules-show.rule", "规则编号", "rule id"},
    {"help.rules-test", "检验每条规则的正例和反例",
     "run every rule's examples and counter-examples"},
    {"help.rules-test.example", "qingce rules test --rules my-rules.toml",
     "qingce rules test --rules my-rules.toml"},

    // digest
    {"help.digest", "把标准输入的值（每行一个）变成密钥摘要；规则不接受的行输出 -",
     "values on stdin, one a line, to keyed digests; - where the rule rejects the line"},
    {"help.digest.example", "qingce digest --rule cn.mobile < numbers.txt",
     "qingce digest --rule cn.mobile < numbers.txt"},
    {"help.digest.rule", "规则编号", "rule id"},

    // version
    {"help.version", "显示程序版本", "the program's version"},
    {"help.version.example", "qingce version --features", "qingce version --features"},
    {"help.version.features", "本程序的读取器、报告格式和扫描时的限制手段",
     "readers and reports of this build; what confines a scan"},

    // completion
    {"help.completion", "生成命令行补全脚本或手册页",
     "completion script of a shell, or the man page"},
    {"help.completion.example",
     "qingce completion bash > ~/.local/share/bash-completion/completions/qingce",
     "qingce completion bash > ~/.local/share/bash-completion/completions/qingce"},
    // The man page.
    {"help.man.name", "名称", "NAME"},
    {"help.man.synopsis", "用法", "SYNOPSIS"},
    {"help.man.description", "说明", "DESCRIPTION"},
    {"help.man.about",
     "qingce 查找文件、压缩包和数据库转储中的个人信息，写成清册，并同样清楚地列出哪些内容没有读到。"
     "它只读取扫描目标，不连接网络；报告中只有掩码和密钥摘要。",
     "qingce finds personal information in files, archives and database dumps, keeps it in an "
     "inventory, and lists just as plainly what could not be read. Targets are only read; it needs "
     "no network; reports hold masked forms and keyed digests."},
    {"help.man.exit", "退出码", "EXIT STATUS"},
    {"help.man.exit-0", "已完成；有发现也是 0", "done; findings do not change that"},
    {"help.man.exit-1", "达到阈值，或复查发现残留", "a threshold was met, or residue was found"},
    {"help.man.exit-2", "用法、配置、规则有误，或扫描目标不存在；没有写入任何内容",
     "usage, configuration or rule error, or a target that does not exist; nothing was written"},
    {"help.man.exit-3", "有内容未检查且要求以此失败；没有扫描到任何对象时总是 3",
     "coverage is incomplete and that was asked to fail; always when no object was scanned"},
    {"help.man.exit-4", "运行失败：报告无法写入、磁盘已满",
     "failure: output not written, disk full"},
    {"help.man.progress", "进度", "PROGRESS"},
    {"help.man.progress-json",
     "--progress json 在标准错误上写 JSON 行：files、bytes、matches "
     "是到目前为止读过的文件数、字节数和匹配数；"
     "total_files 和 total_bytes 是已经数到的总数，counted 为 true 之后不再增加；"
     "bytes_per_second 是最近 15 秒的速度，seconds_left 是据此估计的剩余秒数（未知时为 null）；"
     "current 是打开时间最长的位置（已掩码，可为 null）；done 只在最后一行为 true。",
     "--progress json writes lines of JSON to stderr: files, bytes and matches are what has been "
     "read and matched so far; total_files and total_bytes are what has been counted so far, all "
     "there is once counted is true; bytes_per_second is the rate of the last 15 seconds, "
     "seconds_left what follows from it (null if not known); current is the location that has been "
     "open the longest (masked; may be null); done is true in the last line only."},
    {"help.man.files", "文件", "FILES"},
    {"help.man.file-key-path", "$XDG_STATE_HOME/qingce/key", "$XDG_STATE_HOME/qingce/key"},
    {"help.man.file-key", "计算摘要的密钥，权限 0600", "the key of the digests, mode 0600"},
    {"help.man.file-config-path", "$XDG_CONFIG_HOME/qingce/config.toml, /etc/qingce/config.toml",
     "$XDG_CONFIG_HOME/qingce/config.toml, /etc/qingce/config.toml"},
    {"help.man.file-config", "[scan] 表中的键就是 scan 的长选项；从不读取扫描目标中的配置",
     "keys of the table [scan] are long options of scan; never read from a target"},
    {"help.man.file-inventory-path", "./qingce.inventory", "./qingce.inventory"},
    {"help.man.file-inventory", "清册：保存原始名称，应按个人信息保管",
     "the inventory: it holds raw names and is to be kept as personal information"},
    {"help.completion.shell", "bash、zsh、fish 或 man", "bash, zsh, fish or man"},
};

}  // namespace

std::span<const Message> help_messages() { return kHelp; }

}  // namespace qingce
