#include "core/lens/elf_note.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace parallax {
namespace {

using Bytes = std::span<const unsigned char>;

absl::Status BadFile(std::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat("not a lens: ", absl::string_view(what.data(), what.size())));
}

// A copy, because nothing in the file need be aligned.
template <typename T>
std::optional<T> Read(Bytes bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

std::optional<Bytes> Slice(Bytes bytes, std::uint64_t offset, std::uint64_t size) {
  if (offset > bytes.size() || size > bytes.size() - offset) return std::nullopt;
  return bytes.subspan(offset, size);
}

// A terminated string of a string table.
std::optional<std::string> Text(Bytes table, std::uint64_t offset) {
  if (offset >= table.size()) return std::nullopt;
  const Bytes rest = table.subspan(offset);
  const auto end = std::find(rest.begin(), rest.end(), '\0');
  if (end == rest.end()) return std::nullopt;
  return std::string(rest.begin(), end);
}

// The parts of the file that matter here.
struct Image {
  Bytes file;
  std::vector<Elf64_Phdr> segments;

  // Bytes of the file from an address of the loaded image to the end of its segment.
  std::optional<Bytes> At(std::uint64_t address) const {
    for (const Elf64_Phdr& s : segments) {
      if (s.p_type != PT_LOAD || address < s.p_vaddr || address - s.p_vaddr >= s.p_filesz) continue;
      const std::optional<Bytes> segment = Slice(file, s.p_offset, s.p_filesz);
      if (!segment.has_value()) return std::nullopt;
      return segment->subspan(address - s.p_vaddr);
    }
    return std::nullopt;
  }
};

struct Dynamic {
  std::vector<std::uint64_t> needed;  // offsets into strings
  Bytes strings, symbols;             // symbols run to the end of their segment
  std::optional<Bytes> hash, gnu_hash;
};

std::optional<Dynamic> ReadDynamic(const Image& image, Bytes section) {
  Dynamic out;
  std::uint64_t strings = 0, strings_size = 0, symbols = 0;
  for (std::uint64_t i = 0; i + sizeof(Elf64_Dyn) <= section.size(); i += sizeof(Elf64_Dyn)) {
    const Elf64_Dyn entry = *Read<Elf64_Dyn>(section, i);
    if (entry.d_tag == DT_NULL) break;
    if (entry.d_tag == DT_NEEDED) out.needed.push_back(entry.d_un.d_val);
    if (entry.d_tag == DT_STRTAB) strings = entry.d_un.d_ptr;
    if (entry.d_tag == DT_STRSZ) strings_size = entry.d_un.d_val;
    if (entry.d_tag == DT_SYMTAB) symbols = entry.d_un.d_ptr;
    if (entry.d_tag == DT_HASH) out.hash = image.At(entry.d_un.d_ptr);
    if (entry.d_tag == DT_GNU_HASH) out.gnu_hash = image.At(entry.d_un.d_ptr);
  }
  const std::optional<Bytes> strings_at = image.At(strings);
  const std::optional<Bytes> symbols_at = image.At(symbols);
  if (!strings_at.has_value() || !symbols_at.has_value()) return std::nullopt;
  const std::optional<Bytes> table = Slice(*strings_at, 0, strings_size);
  if (!table.has_value()) return std::nullopt;
  out.strings = *table;
  out.symbols = *symbols_at;
  return out;
}

// The GNU hash table says how many symbols there are only through the end of its longest chain.
std::optional<std::uint64_t> CountByGnuHash(Bytes table) {
  const auto buckets = Read<std::uint32_t>(table, 0);
  const auto first = Read<std::uint32_t>(table, 4);
  const auto bloom_words = Read<std::uint32_t>(table, 8);
  if (!buckets.has_value() || !first.has_value() || !bloom_words.has_value()) return std::nullopt;
  const std::uint64_t bucket_at = 16 + std::uint64_t{8} * *bloom_words;
  const std::uint64_t chain_at = bucket_at + std::uint64_t{4} * *buckets;
  if (chain_at > table.size()) return std::nullopt;
  std::uint32_t last = 0;
  for (std::uint32_t i = 0; i < *buckets; ++i) {
    last = std::max(last, *Read<std::uint32_t>(table, bucket_at + std::uint64_t{4} * i));
  }
  if (last < *first) return *first;
  for (std::uint64_t i = last;; ++i) {
    const auto chain = Read<std::uint32_t>(table, chain_at + 4 * (i - *first));
    if (!chain.has_value()) return std::nullopt;
    if ((*chain & 1) != 0) return i + 1;
  }
}

std::optional<std::uint64_t> CountSymbols(const Dynamic& dynamic) {
  if (dynamic.gnu_hash.has_value()) return CountByGnuHash(*dynamic.gnu_hash);
  if (!dynamic.hash.has_value()) return std::nullopt;
  const auto chains = Read<std::uint32_t>(*dynamic.hash, 4);
  if (!chains.has_value()) return std::nullopt;
  return *chains;
}

bool IsExported(const Elf64_Sym& symbol) {
  const int bind = ELF64_ST_BIND(symbol.st_info);
  const int visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF &&
         (bind == STB_GLOBAL || bind == STB_WEAK || bind == STB_GNU_UNIQUE) &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

// Appends the Parallax notes of one PT_NOTE segment. False when the segment contradicts itself.
bool ReadNotes(Bytes segment, std::uint64_t align, std::vector<plx_note>& out) {
  if (align != 8) align = 4;
  const auto padded = [align](std::uint64_t n) { return (n + align - 1) / align * align; };
  constexpr std::string_view kName(PLX_NOTE_NAME, sizeof(PLX_NOTE_NAME));
  std::uint64_t at = 0;
  while (at < segment.size()) {
    const auto header = Read<Elf64_Nhdr>(segment, at);
    if (!header.has_value()) return false;
    const std::uint64_t name_at = at + sizeof(Elf64_Nhdr);
    const std::uint64_t desc_at = name_at + padded(header->n_namesz);
    const auto name = Slice(segment, name_at, header->n_namesz);
    const auto desc = Slice(segment, desc_at, header->n_descsz);
    if (!name.has_value() || !desc.has_value()) return false;
    if (header->n_type == PLX_NOTE_TYPE && std::ranges::equal(*name, kName)) {
      // A newer SDK may append to the note; what we know stands first.
      const auto note = Read<plx_note>(*desc, 0);
      if (!note.has_value()) return false;
      out.push_back(*note);
    }
    at = desc_at + padded(header->n_descsz);
  }
  return true;
}

template <std::size_t kSize>
std::optional<std::string_view> Terminated(const char (&text)[kSize]) {
  const void* end = std::memchr(text, 0, kSize);
  if (end == nullptr) return std::nullopt;
  return std::string_view(text);
}

absl::StatusOr<Image> ReadImage(Bytes file) {
  const auto header = Read<Elf64_Ehdr>(file, 0);
  if (!header.has_value() || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
    return BadFile("not an ELF file");
  }
  if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB) {
    return BadFile("not a 64-bit little-endian ELF file");
  }
  if (header->e_type != ET_DYN) return BadFile("an ELF file, but no shared library");
  if (header->e_phentsize != sizeof(Elf64_Phdr)) return BadFile("broken program headers");
  Image image{.file = file, .segments = {}};
  for (std::uint64_t i = 0; i < header->e_phnum; ++i) {
    const std::uint64_t offset = i * sizeof(Elf64_Phdr);
    const auto segment = header->e_phoff > file.size()
                             ? std::nullopt
                             : Read<Elf64_Phdr>(file.subspan(header->e_phoff), offset);
    if (!segment.has_value()) return BadFile("broken program headers");
    image.segments.push_back(*segment);
  }
  return image;
}

absl::Status ReadSymbols(const Image& image, Bytes section, ElfFacts& facts) {
  const std::optional<Dynamic> dynamic = ReadDynamic(image, section);
  if (!dynamic.has_value()) return BadFile("broken dynamic section");
  for (const std::uint64_t offset : dynamic->needed) {
    std::optional<std::string> name = Text(dynamic->strings, offset);
    if (!name.has_value()) return BadFile("broken dynamic section");
    facts.needed.push_back(*std::move(name));
  }
  const std::optional<std::uint64_t> count = CountSymbols(*dynamic);
  if (!count.has_value() || *count > dynamic->symbols.size() / sizeof(Elf64_Sym)) {
    return BadFile("broken symbol table");
  }
  for (std::uint64_t i = 0; i < *count; ++i) {
    const Elf64_Sym symbol = *Read<Elf64_Sym>(dynamic->symbols, i * sizeof(Elf64_Sym));
    if (!IsExported(symbol)) continue;
    std::optional<std::string> name = Text(dynamic->strings, symbol.st_name);
    if (!name.has_value()) return BadFile("broken symbol table");
    facts.exports.push_back(*std::move(name));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ElfFacts> ReadElf(Bytes file) {
  const absl::StatusOr<Image> image = ReadImage(file);
  if (!image.ok()) return image.status();
  ElfFacts facts;
  facts.machine = Read<Elf64_Ehdr>(file, 0)->e_machine;
  bool dynamic = false;
  for (const Elf64_Phdr& segment : image->segments) {
    if (segment.p_type != PT_NOTE && segment.p_type != PT_DYNAMIC) continue;
    const std::optional<Bytes> bytes = Slice(file, segment.p_offset, segment.p_filesz);
    if (!bytes.has_value()) return BadFile("a segment ends past the file");
    if (segment.p_type == PT_NOTE && !ReadNotes(*bytes, segment.p_align, facts.notes)) {
      return BadFile("broken notes");
    }
    if (segment.p_type == PT_DYNAMIC) {
      if (dynamic) return BadFile("two dynamic sections");
      dynamic = true;
      if (absl::Status status = ReadSymbols(*image, *bytes, facts); !status.ok()) return status;
    }
  }
  if (!dynamic) return BadFile("no dynamic section");
  return facts;
}

std::string NoteLensId(const plx_note& note) {
  return std::string(Terminated(note.lens_id).value_or(""));
}

}  // namespace parallax
