// The parts of the catalogue of message.h, one file each. Static lifetime.
#pragma once

#include <span>
#include <vector>

#include "scanner/core/message.h"

namespace qingce {

std::span<const Message> error_messages();    // messages_errors.cc
std::span<const Message> rule_messages();     // messages_rules.cc
std::span<const Message> command_messages();  // messages_commands.cc
std::span<const Message> help_messages();     // messages_help.cc
std::vector<std::span<const Message>> message_parts();

}  // namespace qingce
