// What the command line says: errors of flags, configuration and the operator's files, and notes.
#include "scanner/core/messages.h"

namespace qingce {
namespace {

constexpr Message kCommands[] = {
    {"cli.usage-error", "用法错误", "usage error"},
    {"cli.failed", "运行失败", "failed"},
    {"cli.line", "qingce：{0}：{1}", "qingce: {0}: {1}"},
    {"cli.see-help", "说明见：{0} --help", "see: {0} --help"},
    {"cli.did-you-mean", "（是否要写 {0}？）", " (did you mean {0}?)"},
    {"cli.new-key", "新建密钥：{0}（以后的扫描要用同一密钥；不再需要时销毁它）",
     "new key: {0} (later scans need the same key; destroy it when no longer needed)"},
    {"cli.crashed", "读取进程崩溃，已重新开始；放弃的对象 {0}",
     "the reading process crashed and was started again; objects given up: {0}"},
    {"cli.interrupted", "已中断；清册保留了已完成的部分。继续：原命令加上 --resume",
     "interrupted; the inventory keeps what was finished. To go on: the same command with "
     "--resume"},
    {"cli.accepted", "接受的行：{0}，命中：{1}；写入：{2}",
     "rows accepted: {0}, matches: {1}; written: {2}"},
    {"cli.would-accept", "会接受的行：{0}，命中：{1}（未写入 {2}）",
     "rows that would be accepted: {0}, matches: {1} (nothing was written to {2})"},
    {"cli.unfinished", "扫描没有结束，报告只含已完成的部分。",
     "The scan did not end; the report holds only the part that was done."},
    {"cli.not-listed", "清册中没有这个位置，按原样打开",
     "not in the inventory; opened as it stands"},
    {"cli.read-file", "读取：{0}", "read: {0}"},

    {"cli.example-failed", "不符", "failed"},
    {"cli.rules-tested", "规则 {0}，示例 {1}，不符 {2}", "rules {0}, examples {1}, failed {2}"},

    // The command line as such.
    {"err.cli.no-command", "没有指定命令。可以这样开始：", "no command given. Ways to begin:"},
    {"err.cli.no-subcommand", "{0} 之后要有一个命令：{1}", "{0} needs a command: {1}"},
    {"err.cli.unknown-command", "没有这个命令：{0}{1}", "unknown command: {0}{1}"},
    {"err.cli.unknown-flag", "没有这个选项：{0}{1}", "unknown option: {0}{1}"},
    {"err.cli.extra", "多余的参数：{0}", "unexpected argument: {0}"},
    {"err.cli.required", "缺少 {0}", "{0} is missing"},
    {"err.cli.value-missing", "{0}：缺少值", "{0}: its value is missing"},
    {"err.cli.no-value", "{0}：这个选项不带值", "{0}: takes no value"},
    {"err.cli.arguments", "{0}：参数有误", "{0}: wrong arguments"},
    {"err.stdout", "标准输出无法写入", "stdout cannot be written"},
    {"err.stdin", "标准输入无法读取", "stdin cannot be read"},

    // Values of flags. {0} is the flag.
    {"err.flag.choice", "{0}：不能是 {1}，只能是以下之一：{2}", "{0}: {1} is not one of: {2}"},
    {"err.flag.count", "{0}：{1} 不是 {2} 到 {3} 之间的整数",
     "{0}: {1} is not a whole number from {2} to {3}"},
    {"err.flag.size", "{0}：不是大小：{1}（例如 4096、64K、16M、1G、4T）",
     "{0}: not a size: {1} (4096, 64K, 16M, 1G, 4T)"},
    {"err.flag.at-least-one", "{0}：至少是 1", "{0}: must be at least 1"},
    {"err.flag.at-least", "{0}：至少是 {1}", "{0}: at least {1}"},
    {"err.flag.at-most", "{0}：至多是 {1}", "{0}: at most {1}"},
    {"err.flag.glob", "{0}：{1}", "{0}: {1}"},
    {"err.flag.date", "{0}：不是日期：{1}（YYYY-MM-DD）", "{0}: not a date: {1} (YYYY-MM-DD)"},
    {"err.flag.empty", "{0}：为空", "{0}: is empty"},
    {"err.flag.directory", "{0}：不是可以写入的目录：{1}",
     "{0}: no directory that can be written: {1}"},
    {"err.flag.output", "{0}：要写成 格式=文件，格式是以下之一：{1}",
     "{0}: expected FORMAT=FILE with FORMAT one of: {1}"},
    {"err.flag.one-stdout", "{0}：只能有一个报告写到标准输出",
     "{0}: only one report can go to stdout"},
    {"err.flag.same-output", "{0}：两个报告写到同一个文件：{1}",
     "{0}: two reports go to the same file: {1}"},
    {"err.flag.same-file", "{0} 和 {1} 指向同一个文件（same file）：{2}",
     "{0} and {1} name the same file: {2}"},
    {"err.flag.not-kept", "{0}：清册中没有保存逐条发现；请用 -o findings=文件 重新扫描",
     "{0}: the inventory holds no findings; scan with -o findings=FILE"},
    {"err.key.inside-target", "{0}；密钥可用 --key-file 或 XDG_STATE_HOME 另选位置",
     "{0}; another place: --key-file or XDG_STATE_HOME"},

    // diff, baseline. {0} is the flag.
    {"err.flag.long", "{0}：长于 {1} 个字节", "{0}: is longer than {1} bytes"},
    {"err.flag.printable", "{0}：含有不能显示的字符",
     "{0}: holds characters that cannot be printed"},
    {"err.flag.threshold", "{0}：只能是 low、medium、high、critical 或 count:N（N 从 1 起）",
     "{0}: expected low, medium, high, critical or count:N (N from 1)"},
    {"err.diff.one-report", "{0}：diff 只生成一个报告", "{0}: diff makes one report"},
    {"err.diff.output", "{0}：要写成 json=文件", "{0}: expected json=FILE"},
    {"err.diff.keys", "两份清册的密钥标识不同，无法比较其中的值：用同一密钥（--key-file）重新扫描",
     "the inventories were made under different keys, so their values cannot be compared; scan "
     "again with the same --key-file"},
    {"err.baseline.past", "{0}：已经过去：{1}", "{0}: lies in the past: {1}"},
    {"err.baseline.rule", "{0}：清册中没有这条规则：{1}",
     "{0}: the inventory has no such rule: {1}"},
    {"err.baseline.digests", "{0}：不是 qingce digest 输出的行：{1}",
     "{0}: not lines of qingce digest: {1}"},
    {"err.baseline.no-digest", "{0}：其中没有摘要：{1}", "{0}: no digest: {1}"},
    {"err.baseline.which", "要接受哪些行？请给出 --rule、--location、--field 或 --all",
     "which rows? --rule, --location, --field, or --all"},
    {"err.baseline.all", "--all 不能与 --rule、--location、--field 同用",
     "--all: excludes --rule, --location and --field"},
    {"err.baseline.none", "清册中没有符合的行", "no row of the inventory is meant"},
    {"err.baseline.what", "允许什么？请给出 --path、--field 或 --digests",
     "what is allowed? --path, --field or --digests"},
    {"err.accepted.at", "{0}：{1}", "{0}: {1}"},
    {"err.accepted.missing", "缺少键：{0}", "missing key: {0}"},
    {"err.accepted.text", "不是文本：{0}", "not a text: {0}"},
    {"err.accepted.date", "不是日期：{0}", "not a date: {0}"},
    {"err.accepted.number", "不是大于 0 的数：{0}", "not a number above 0: {0}"},
    {"err.accepted.list", "不是列表：{0}", "not a list: {0}"},
    {"err.accepted.digest", "不是 32 个十六进制数字的摘要", "not a digest of 32 hex digits"},
    {"err.accepted.printable", "含有不能显示的字符：{0}", "cannot be printed: {0}"},
    {"err.accepted.key", "未知的键：{0}", "unknown key: {0}"},
    {"err.accepted.fingerprint", "fingerprint 与 rule、location、field 不符",
     "the fingerprint is not that of rule, location and field"},
    {"err.accepted.nothing", "要有 path、field 或 digests", "needs path, field or digests"},
    {"err.accepted.glob", "path 的通配模式有误", "path: a bad glob"},
    {"err.accepted.schema", "schema 不是 {0}", "schema is not {0}"},
    {"err.accepted.no-schema", "缺少 schema = \"{0}\"", "schema = \"{0}\" is missing"},
    {"err.accepted.table", "不是表", "not a table"},

    // show
    {"err.show.count", "{0}：清册列出的对象数是 {1}", "{0}: the inventory lists {1} objects"},
    {"err.show.several", "清册中有几个对象的位置写法相同，请用 {0} 指定：{1}",
     "several objects of the inventory print like this ({0}): {1}"},
    {"err.show.needs-inventory", "{0}：需要 -i 清册文件", "{0}: needs -i INVENTORY"},
    {"err.show.no-location", "缺少 LOCATION（或 --object N 加 -i 清册文件）",
     "LOCATION is missing (or --object N with -i INVENTORY)"},
    {"err.show.missing", "LOCATION：路径不存在。位置从扫描时的当前目录算起；{0}",
     "LOCATION: the path does not exist; locations count from where the scan was started; {0}"},
    {"err.show.masked", "名称已掩码，请加 -i 清册文件", "its name is masked: give -i INVENTORY"},
    {"err.show.stdin", "标准输入的扫描用 --stdin 再次输入内容",
     "a scan of stdin: give the content again with --stdin"},
    {"err.show.open", "LOCATION：{0}", "LOCATION: {0}"},
    {"err.show.beyond", "LOCATION：偏移在内容之外，内容字节数 {0}",
     "LOCATION: the offset lies beyond the content, bytes: {0}"},

    // Files of the operator. {0} is the flag, {1} the path.
    {"err.file.open", "{0}：{1}：无法读取", "{0}: {1}: cannot be read"},
    {"err.file.regular", "{0}：{1}：不是普通文件", "{0}: {1}: is no regular file"},
    {"err.file.writable", "{0}：{1}：其他用户可以写它（请执行 chmod go-w）",
     "{0}: {1}: others can write it (chmod go-w)"},
    {"err.file.large", "{0}：{1}：大于 16 MiB", "{0}: {1}: is larger than 16 MiB"},

    // Configuration. {0} is file:line.
    {"err.config.at", "--config：{0}：{1}", "--config: {0}: {1}"},
    {"err.config.toml", "不是有效的 TOML", "not valid TOML"},
    {"err.config.key", "未知的键：{0}{1}", "unknown key: {0}{1}"},
    {"err.config.table", "未知的表：{0}", "unknown table: {0}"},
    {"err.config.type", "值的类型不对：{0}", "wrong type: {0}"},
};

}  // namespace

std::span<const Message> command_messages() { return kCommands; }

}  // namespace qingce
