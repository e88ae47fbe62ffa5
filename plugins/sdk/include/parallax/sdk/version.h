// What this SDK was built against and for. Three axes, never mixed: the ABI, the signal catalog,
// the SDK itself.
#ifndef PARALLAX_SDK_VERSION_H_
#define PARALLAX_SDK_VERSION_H_

// Of the SDK and its framework, MAJOR.MINOR.PATCH.
#define PARALLAX_SDK_VERSION "0.1.0"

// The least host a lens built with this SDK runs on: it fills columns and calls emitters up to this
// minor unasked.
#define PARALLAX_SDK_ABI_MINOR_REQUIRED 1u

// Versions of the signal catalog whose meaning the SDK knows.
#define PARALLAX_SDK_CATALOG_MIN 1u
#define PARALLAX_SDK_CATALOG_MAX 1u

#endif  // PARALLAX_SDK_VERSION_H_
