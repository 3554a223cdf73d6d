// Numbers as spreadsheets store them: text of a double. A phone number that was typed into a cell
// is one (13800138000, 1.3800138E10), and so is an identity number that lost its last digits
// there. Private to scanner/read; pure.
#pragma once

#include <string>
#include <string_view>

namespace qingce {

struct SheetNumber {
  std::string text;  // an integer without exponent and fraction where it is one, else as it stood
  // More than 15 digits, those behind the 15th lost: Excel keeps no more, and what other programs
  // print beyond them is a double's noise.
  bool cut = false;
};
SheetNumber sheet_number(std::string_view raw);

}  // namespace qingce
