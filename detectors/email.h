// The shape of an e-mail address: the part of RFC 5321/5322 that people have, in ASCII. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qingce {

struct EmailParts {
  std::string_view local;
  std::string_view domain;
};

// Dot-atom local part of 1..64 characters; a domain of at least two labels, each 1..63 of letters,
// digits and inner hyphens, 253 in all; the last one 2..24 letters or xn--. Rejected besides: a
// last label that is a file's extension and no top-level domain (logo@2x.png), and a domain that is
// only a pixel density (icon@2x.app).
std::optional<EmailParts> split_email(std::string_view text);

// Written like an address, but nobody's: an SSH remote (git@host) or the name of an SSH algorithm
// (RFC 4251, 6: NAME@DOMAIN of who defined it, as in aes128-gcm@openssh.com).
bool is_service_address(const EmailParts& parts);
// RFC 2606: example.com and the like, .test, .example, .invalid, .localhost: nobody's mailbox.
bool is_reserved_domain(std::string_view domain);

// Domain in lower case. The local part stays: only its host may say that case does not matter (RFC
// 5321, 2.4).
void email_form(std::string_view text, std::string& out);

}  // namespace qingce
