// HKDF-SHA256 (RFC 5869). Pure; any thread.
#pragma once

#include "scanner/core/bytes.h"

namespace qingce {

// REQUIRES: out.size() <= 255 * 32 (the RFC's bound).
void hkdf_sha256(Bytes key_material, Bytes salt, Bytes info, MutableBytes out);

}  // namespace qingce
