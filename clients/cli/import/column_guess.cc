#include "clients/cli/import/column_guess.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/import/csv_reader.h"
#include "clients/cli/import/input_file.h"
#include "clients/cli/import/json_reader.h"
#include "clients/cli/import/table_parser.h"
#include "clients/cli/import/value_text.h"

namespace parallax::cli {
namespace {

constexpr std::uint64_t kMostRows = 500;
constexpr int kMostNesting = 4;
// In the order in which they are tried: what fits two, such as 03/04/2026, is day first.
constexpr const char* kTimeFormats[] = {"iso",
                                        "%d.%m.%Y",
                                        "%d.%m.%Y %H:%M",
                                        "%d/%m/%Y",
                                        "%d/%m/%Y %H:%M",
                                        "%m/%d/%Y",
                                        "%m/%d/%Y %H:%M",
                                        "%d-%b-%Y",
                                        "%b %d, %Y",
                                        "%Y/%m/%d",
                                        "%d.%m.%Y %H:%M:%S",
                                        "%d/%m/%Y %H:%M:%S",
                                        "%m/%d/%Y %H:%M:%S",
                                        "%Y%m%d"};

// Numbers of seconds or milliseconds since 1970 that fall between 2000 and 2100.
const char* UnixFormat(double least, double most) {
  constexpr double kFrom = 946684800, kTo = 4102444800;
  if (least >= kFrom && most <= kTo) return "unix";
  if (least >= kFrom * 1000 && most <= kTo * 1000) return "unix_ms";
  return "";
}

// Gathers the values of one column.
class ColumnSampler {
 public:
  explicit ColumnSampler(std::string name) {
    column_.name = std::move(name);
    column_.plain = PlainName(column_.name);
    formats_.insert(std::begin(kTimeFormats), std::end(kTimeFormats));
  }

  void Add(const std::string& value) {
    if (value.empty()) return;
    column_.distinct &= seen_.insert(value).second;
    column_.addresses |= absl::StrContains(value, '@');
    double number = 0;
    column_.numbers &= absl::SimpleAtod(value, &number);
    least_ = column_.filled == 0 ? number : std::min(least_, number);
    most_ = column_.filled == 0 ? number : std::max(most_, number);
    ++column_.filled;
    for (auto at = formats_.begin(); at != formats_.end();) {
      TimeFormat format;
      format.formats = {*at};
      at = ParseTimeAs(format, value).ok() ? std::next(at) : formats_.erase(at);
    }
  }

  SampledColumn Finish() {
    column_.numbers &= column_.filled > 0;
    column_.distinct &= column_.filled > 1;
    if (column_.filled == 0) return column_;
    for (const char* format : kTimeFormats) {
      if (formats_.count(format) == 0) continue;
      column_.time_format = format;
      return column_;
    }
    if (column_.numbers) column_.time_format = UnixFormat(least_, most_);
    return column_;
  }

 private:
  static std::string PlainName(const std::string& name) {
    std::vector<std::string> parts = absl::StrSplit(name, '.');
    for (std::string& part : parts) part = SnakeCase(part);
    return absl::StrJoin(parts, ".");
  }

  SampledColumn column_;
  std::set<std::string> seen_, formats_;
  double least_ = 0, most_ = 0;
};

char DelimiterOf(absl::string_view line) {
  char best = ',';
  std::size_t most = 0;
  for (char candidate : {',', ';', '\t', '|'}) {
    const auto count = static_cast<std::size_t>(std::count(line.begin(), line.end(), candidate));
    if (count > most) best = candidate;
    most = std::max(most, count);
  }
  return best;
}

absl::Status SampleCsv(InputFile& file, const std::string& path, Sample& sample) {
  CsvReader reader(file.stream(), path, {sample.delimiter});
  CsvRow row;
  absl::StatusOr<bool> read = reader.Read(row);
  if (!read.ok()) return read.status();
  std::vector<ColumnSampler> columns;
  for (const std::string& name : row.fields) columns.emplace_back(name);
  while (sample.rows < kMostRows) {
    read = reader.Read(row);
    if (read.ok() && !*read) break;
    ++sample.rows;
    if (!read.ok() || row.fields.size() != columns.size()) continue;
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].Add(row.fields[i]);
  }
  for (ColumnSampler& column : columns) sample.columns.push_back(column.Finish());
  return absl::OkStatus();
}

// The paths of an object's values; lists are values.
void AddPaths(const nlohmann::json& at, const std::string& path, int depth,
              std::vector<std::string>& out) {
  for (const auto& [key, value] : at.items()) {
    const std::string here = path.empty() ? key : absl::StrCat(path, ".", key);
    if (value.is_object() && depth < kMostNesting) {
      AddPaths(value, here, depth + 1, out);
    } else if (!value.is_object()) {
      out.push_back(here);
    }
  }
}

absl::Status SampleJson(InputFile& file, const std::string& path, Sample& sample) {
  JsonReader reader(file.stream(), path);
  JsonReader::Item item;
  std::map<std::string, std::size_t> places;
  std::vector<ColumnSampler> columns;
  while (sample.rows < kMostRows) {
    const absl::StatusOr<bool> read = reader.Read(item);
    if (!read.ok() && !absl::IsInvalidArgument(read.status())) return read.status();
    if (read.ok() && !*read) break;
    ++sample.rows;
    if (!read.ok()) continue;
    std::vector<std::string> paths;
    AddPaths(item.object, "", 0, paths);
    for (const std::string& one : paths) {
      const auto [at, fresh] = places.emplace(one, columns.size());
      if (fresh) columns.emplace_back(one);
      columns[at->second].Add(TextAtPath(item.object, one));
    }
  }
  for (ColumnSampler& column : columns) sample.columns.push_back(column.Finish());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Sample> SampleFile(const std::string& path) {
  Sample sample;
  auto file = InputFile::Open(path);
  if (!file.ok()) return file.status();
  std::string first;
  std::getline((*file)->stream(), first);
  const std::size_t begin = first.find_first_not_of(" \t\r\xEF\xBB\xBF");
  sample.json = FormatOfName(path) == TableFormat::kJson ||
                (begin != std::string::npos && (first[begin] == '{' || first[begin] == '['));
  sample.delimiter = DelimiterOf(first);
  file = InputFile::Open(path);
  if (!file.ok()) return file.status();
  absl::Status status =
      sample.json ? SampleJson(**file, path, sample) : SampleCsv(**file, path, sample);
  if (status.ok()) status = (*file)->status();
  if (!status.ok()) return status;
  if (sample.columns.empty())
    return absl::InvalidArgumentError(absl::StrCat(path, ": holds no columns"));
  return sample;
}

}  // namespace parallax::cli
