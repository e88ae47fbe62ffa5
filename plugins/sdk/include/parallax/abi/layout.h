/* Holds whatever compiler reads these headers to the layout of the ABI. */
#ifndef PARALLAX_ABI_LAYOUT_H_
#define PARALLAX_ABI_LAYOUT_H_

#include "parallax/abi/note.h"
#include "parallax/abi/plugin.h"
#include "parallax/abi/twin.h"

#define PLX_LAYOUT(type, member, offset, size)                                           \
  PLX_STATIC_ASSERT(offsetof(type, member) == (offset), #type "." #member " has moved"); \
  PLX_STATIC_ASSERT(sizeof(((type*)0)->member) == (size), #type "." #member " has another size");
#define PLX_LAYOUT_SIZE(type, size) \
  PLX_STATIC_ASSERT(sizeof(type) == (size), #type " has another size");

#include "parallax/abi/layout.def"

#undef PLX_LAYOUT
#undef PLX_LAYOUT_SIZE

#endif /* PARALLAX_ABI_LAYOUT_H_ */
