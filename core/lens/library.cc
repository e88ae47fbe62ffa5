#include "core/lens/library.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/lens/elf_note.h"
#include "core/lens/plugin_text.h"
#include "core/lens/sha256.h"
#include "parallax/catalog/catalog.h"

namespace parallax {
namespace {

// The largest file taken for a lens; the shipped ones are under 1 MB.
constexpr std::int64_t kMaxFileBytes = 256 << 20;

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&&) = delete;
  ~Fd() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

absl::Status Errno(absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(what, ": ", std::strerror(errno)));
}

absl::StatusOr<std::vector<unsigned char>> ReadFile(const std::string& path) {
  const Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) {
    return errno == ENOENT ? absl::NotFoundError("there is no such file") : Errno("cannot open it");
  }
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) return Errno("cannot read it");
  if (!S_ISREG(info.st_mode)) return absl::FailedPreconditionError("not a regular file");
  if (info.st_size > kMaxFileBytes) {
    return absl::FailedPreconditionError(absl::StrCat("larger than ", kMaxFileBytes, " bytes"));
  }
  std::vector<unsigned char> bytes(static_cast<std::size_t>(info.st_size));
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t n = read(fd.get(), bytes.data() + have, bytes.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Errno("cannot read it");
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  bytes.resize(have);
  return bytes;
}

absl::StatusOr<Fd> SealedCopy(std::span<const unsigned char> bytes) {
  Fd fd(memfd_create("parallax-lens", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (fd.get() < 0) return Errno("cannot make a memory file");
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t n = write(fd.get(), bytes.data() + written, bytes.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return Errno("cannot fill a memory file");
    written += static_cast<std::size_t>(n);
  }
  if (fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) {
    return Errno("cannot seal a memory file");
  }
  return fd;
}

// Three numbers between dots. Findings are stored with it and read back by ID@VERSION.
bool IsVersion(std::string_view text) {
  const std::vector<std::string> parts =
      absl::StrSplit(absl::string_view(text.data(), text.size()), '.');
  return parts.size() == 3 && std::ranges::all_of(parts, [](const std::string& part) {
           return !part.empty() && part.size() < 10 &&
                  part.find_first_not_of("0123456789") == std::string::npos;
         });
}

// The entry point of `path`.
absl::StatusOr<plx_entry_fn> Open(const std::string& path) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat("it does not load: ", dlerror()));
  }
  void* symbol = dlsym(handle, PLX_ENTRY_SYMBOL);
  if (symbol == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat("it has no ", PLX_ENTRY_SYMBOL));
  }
  return reinterpret_cast<plx_entry_fn>(symbol);
}

absl::StatusOr<plx_entry_fn> OpenCopy(std::span<const unsigned char> bytes) {
  absl::StatusOr<Fd> fd = SealedCopy(bytes);
  if (!fd.ok()) return fd.status();
  absl::StatusOr<plx_entry_fn> entry = Open(absl::StrCat("/proc/self/fd/", fd->get()));
  // Left open on purpose, once per library: the dynamic loader knows libraries by name first, so a
  // later lens whose memfd got the same number would be answered with this one.
  if (entry.ok()) fd->Release();
  return entry;
}

}  // namespace

absl::Status CheckPlugin(const plx_lens_plugin* plugin, const std::string& note_id) {
  const auto refuse = [](const auto&... parts) {
    return absl::FailedPreconditionError(absl::StrCat(parts...));
  };
  if (plugin == nullptr) return refuse("its entry point gave no table");
  if (!PLX_HAS(plugin, get_extension)) {
    return refuse("its table has struct_size ", plugin->struct_size, "; ABI ", PLX_ABI_MAJOR,
                  ".1 needs at least ", sizeof(plx_lens_plugin));
  }
  if (plugin->describe_parameters == nullptr || plugin->describe_committee == nullptr ||
      plugin->create == nullptr || plugin->destroy == nullptr ||
      plugin->interpret_batch == nullptr || plugin->get_extension == nullptr) {
    return refuse("its table lacks a required function");
  }
  if (plugin->abi_minor_required > PLX_ABI_MINOR) {
    return refuse("its table requires lens ABI ", PLX_ABI_MAJOR, ".", plugin->abi_minor_required,
                  " or newer; this host speaks ", PLX_ABI_MAJOR, ".", PLX_ABI_MINOR);
  }
  std::string text;
  if (!CopyPluginText(plugin->id, text) || text != note_id) {
    return refuse("its table says the lens is \"", text, "\", its note says \"", note_id, "\"");
  }
  for (const plx_str& field : {plugin->name, plugin->version, plugin->vendor, plugin->industry,
                               plugin->framework_version}) {
    if (!CopyPluginText(field, text)) return refuse("a text of its table is no UTF-8");
  }
  CopyPluginText(plugin->version, text);
  if (!IsVersion(text)) return refuse("its version, \"", text, "\", is not MAJOR.MINOR.PATCH");
  return absl::OkStatus();
}

absl::StatusOr<Library> OpenLibrary(const std::string& path, const std::string& sha256,
                                    bool by_path) {
  const absl::StatusOr<std::vector<unsigned char>> bytes = ReadFile(path);
  if (!bytes.ok()) return bytes.status();
  Library library;
  library.sha256 = Sha256Hex(*bytes);
  if (!sha256.empty() && sha256 != library.sha256) {
    return absl::FailedPreconditionError(
        absl::StrCat("its sha256 is ", library.sha256, "; the manifest pins ", sha256));
  }
  const absl::StatusOr<ElfFacts> facts = ReadElf(*bytes);
  if (!facts.ok()) return facts.status();
  const absl::Status status = CheckElf(*facts, catalog::Get().version);
  if (!status.ok()) return status;

  // dlopen searches for a name without a slash.
  const std::string own_path = path.find('/') == std::string::npos ? "./" + path : path;
  const absl::StatusOr<plx_entry_fn> entry = by_path ? Open(own_path) : OpenCopy(*bytes);
  if (!entry.ok()) return entry.status();
  try {
    library.plugin = (*entry)();
  } catch (...) {
    return absl::FailedPreconditionError("its entry point threw");
  }
  const absl::Status table = CheckPlugin(library.plugin, NoteLensId(facts->notes[0]));
  if (!table.ok()) return table;
  return library;
}

}  // namespace parallax
