// Owners for cairo and GLib objects, and the images we are given.
#pragma once

#include <cairo/cairo.h>
#include <glib-object.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace fenrun::server {

struct DestroySurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct DestroyCairo {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};
struct UnrefObject {
  void operator()(void* object) const { g_object_unref(object); }
};
using Surface = std::unique_ptr<cairo_surface_t, DestroySurface>;
using Canvas = std::unique_ptr<cairo_t, DestroyCairo>;
template <class T>
using GObjectOwner = std::unique_ptr<T, UnrefObject>;

// An opaque drawing surface. Throws std::bad_alloc.
Surface make_surface(int width, int height);

// Refuses with kPosterCodeUnreadable what is neither PNG nor JPEG, broken, or larger than PosterContent
// allows; the size is judged from the header, before anything is unpacked.
Result<Surface> read_image(std::string_view bytes);

// Throws std::runtime_error when cairo cannot.
std::string to_png(cairo_surface_t* surface);

}  // namespace fenrun::server
