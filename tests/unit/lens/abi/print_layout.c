/* Prints where every member of every struct of the ABI lies: "struct.member offset size" and
 * "struct size", one a line. Fails when the members listed in layout.def do not fill their struct:
 * a member was forgotten, or padding is implicit. */
#include <stdio.h>

#include "parallax/abi/note.h"
#include "parallax/abi/plugin.h"
#include "parallax/abi/twin.h"

static size_t end;
static int failures;

static void member(const char* name, size_t offset, size_t size) {
  printf("%s %u %u\n", name, (unsigned)offset, (unsigned)size);
  if (offset != end) ++failures;
  end = offset + size;
}

static void whole(const char* name, size_t size) {
  printf("%s %u\n", name, (unsigned)size);
  if (size != end) ++failures;
  end = 0;
}

#define PLX_LAYOUT(type, field, offset, size) \
  member(#type "." #field, offsetof(type, field), sizeof(((type*)0)->field));
#define PLX_LAYOUT_SIZE(type, size) whole(#type, sizeof(type));

int main(void) {
#include "parallax/abi/layout.def"
  return failures == 0 ? 0 : 1;
}
