// Databases as older programs left them.
#ifndef PARALLAX_TESTS_FAULT_OLDER_FILE_H_
#define PARALLAX_TESTS_FAULT_OLDER_FILE_H_

#include <string>

namespace parallax::fault {

// Replaces the closed database by one of schema version 3 with the same rows: its pages have no
// checksums.
void MakeVersion3(const std::string& database);

}  // namespace parallax::fault

#endif  // PARALLAX_TESTS_FAULT_OLDER_FILE_H_
