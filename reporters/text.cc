#include "reporters/text.h"

namespace qingce {

std::string fill(std::string_view pattern, std::initializer_list<std::string_view> arguments) {
  std::string out;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const bool hole = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}';
    const size_t index = hole ? static_cast<size_t>(pattern[i + 1] - '0') : arguments.size();
    if (index >= arguments.size()) {
      out.push_back(pattern[i]);
      continue;
    }
    out += arguments.begin()[index];
    i += 2;
  }
  return out;
}

const Text& gap_text(GapReason reason) {
  static constexpr Text kPermission{"没有读取权限", "no permission"};
  static constexpr Text kVanished{"扫描时已不存在", "vanished during the scan"};
  static constexpr Text kChanged{"扫描时发生变化", "changed during the scan"};
  static constexpr Text kIoError{"读取错误", "read error"};
  static constexpr Text kSpecial{"设备、管道或套接字", "device, pipe or socket"};
  static constexpr Text kOutside{"链接指向目标之外", "link to outside the targets"};
  static constexpr Text kExcluded{"被选项排除", "excluded by an option"};
  static constexpr Text kEncrypted{"加密", "encrypted"};
  static constexpr Text kVolume{"缺少分卷", "volume missing"};
  static constexpr Text kCorrupt{"数据损坏", "corrupt"};
  static constexpr Text kTruncated{"数据不完整", "truncated"};
  static constexpr Text kFormat{"不支持的格式变体", "unsupported variant of a format"};
  static constexpr Text kMethod{"不支持的压缩或加密方法", "unsupported method"};
  static constexpr Text kNoReader{"尚无读取器的格式", "format without a reader"};
  static constexpr Text kImage{"图像中可能有文字", "image that may show text"};
  static constexpr Text kOpaque{"无法识别的高熵数据", "unknown dense data"};
  static constexpr Text kDepth{"达到嵌套层数限制", "limit of nesting depth"};
  static constexpr Text kMembers{"达到成员数限制", "limit of members"};
  static constexpr Text kBytes{"达到展开字节数限制", "limit of expanded bytes"};
  static constexpr Text kRatio{"达到膨胀比限制", "limit of expansion ratio"};
  static constexpr Text kMemory{"达到解码内存限制", "limit of decoder memory"};
  static constexpr Text kSize{"超过文件大小限制", "over the file size limit"};
  static constexpr Text kLimitTime{"超过时间限制", "over the time limit"};
  static constexpr Text kFailed{"读取器失败", "reader failed"};
  switch (reason) {
    case GapReason::permission:
      return kPermission;
    case GapReason::vanished:
      return kVanished;
    case GapReason::changed:
      return kChanged;
    case GapReason::io_error:
      return kIoError;
    case GapReason::special_file:
      return kSpecial;
    case GapReason::symlink_outside:
      return kOutside;
    case GapReason::excluded:
      return kExcluded;
    case GapReason::encrypted:
      return kEncrypted;
    case GapReason::volume_missing:
      return kVolume;
    case GapReason::corrupt:
      return kCorrupt;
    case GapReason::truncated:
      return kTruncated;
    case GapReason::unsupported_format:
      return kFormat;
    case GapReason::unsupported_method:
      return kMethod;
    case GapReason::no_reader:
      return kNoReader;
    case GapReason::image_text:
      return kImage;
    case GapReason::opaque:
      return kOpaque;
    case GapReason::limit_depth:
      return kDepth;
    case GapReason::limit_members:
      return kMembers;
    case GapReason::limit_bytes:
      return kBytes;
    case GapReason::limit_ratio:
      return kRatio;
    case GapReason::limit_memory:
      return kMemory;
    case GapReason::limit_size:
      return kSize;
    case GapReason::limit_time:
      return kLimitTime;
    case GapReason::reader_failed:
      return kFailed;
  }
  return kIoError;
}

const Text& gap_advice(GapReason reason) {
  static constexpr Text kRights{"用有读取权限的账户重新扫描。",
                                "scan again as a user who may read them."};
  static constexpr Text kQuiet{"停止写入后重新扫描。", "scan again while nothing writes to them."};
  static constexpr Text kDevice{"检查存储设备，再重新扫描。",
                                "check the storage device, then scan again."};
  static constexpr Text kSpecial{
      "不会被打开；确认其后没有存储的数据。",
      "these are never opened; make sure that no stored data is behind them."};
  static constexpr Text kOutside{"把链接指向的位置也列为扫描目标。",
                                 "name the places they point to as targets too."};
  static constexpr Text kExcluded{
      "确认是有意排除，否则去掉 --include、--exclude。",
      "make sure that this is intended, else drop --include or --exclude."};
  static constexpr Text kPassword{"用 --password-file 提供口令后重新扫描。",
                                  "supply --password-file and scan again."};
  static constexpr Text kVolumes{"补齐分卷后重新扫描。",
                                 "bring all volumes together and scan again."};
  static constexpr Text kExport{
      "检查文件是否完整，或从原系统重新导出。",
      "check that the files are whole, or export them again from their system."};
  static constexpr Text kByHand{
      "本版本不能读取其格式，需人工检查或转换后再扫描。",
      "this version does not read the format: examine by hand, or convert and scan again."};
  static constexpr Text kLook{"需人工查看图像。", "look at the images by hand."};
  static constexpr Text kLimits{
      "确认来源可信后，提高报告中列出的限制重新扫描。",
      "if the source can be trusted, raise the limit named in the report and scan again."};
  static constexpr Text kFailed{"需人工检查，并请报告此问题。",
                                "examine by hand, and please report this."};
  switch (reason) {
    case GapReason::permission:
      return kRights;
    case GapReason::vanished:
    case GapReason::changed:
      return kQuiet;
    case GapReason::io_error:
      return kDevice;
    case GapReason::special_file:
      return kSpecial;
    case GapReason::symlink_outside:
      return kOutside;
    case GapReason::excluded:
      return kExcluded;
    case GapReason::encrypted:
      return kPassword;
    case GapReason::volume_missing:
      return kVolumes;
    case GapReason::corrupt:
    case GapReason::truncated:
      return kExport;
    case GapReason::unsupported_format:
    case GapReason::unsupported_method:
    case GapReason::no_reader:
    case GapReason::opaque:
      return kByHand;
    case GapReason::image_text:
      return kLook;
    case GapReason::limit_depth:
    case GapReason::limit_members:
    case GapReason::limit_bytes:
    case GapReason::limit_ratio:
    case GapReason::limit_memory:
    case GapReason::limit_size:
    case GapReason::limit_time:
      return kLimits;
    case GapReason::reader_failed:
      return kFailed;
  }
  return kFailed;
}

const Text& confidence_text(Confidence confidence) {
  static constexpr Text kConfirmed{"已确认", "confirmed"};
  static constexpr Text kLikely{"很可能", "likely"};
  static constexpr Text kPossible{"疑似", "possible"};
  switch (confidence) {
    case Confidence::confirmed:
      return kConfirmed;
    case Confidence::likely:
      return kLikely;
    case Confidence::possible:
      return kPossible;
  }
  return kPossible;
}

}  // namespace qingce
