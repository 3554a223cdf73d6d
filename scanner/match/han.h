// Han characters in common use. Pure; any thread.
#pragma once

namespace qingce {

// `simplified`: of the first level of GB 2312 (3,755 characters); `traditional`: only of that of
// Big5 (5,401). Together nearly all of running text, but a quarter of all Han characters, so they
// tell text from bytes out of step.
enum class HanUse { rare, traditional, simplified };
HanUse han_use(char32_t c);

}  // namespace qingce
