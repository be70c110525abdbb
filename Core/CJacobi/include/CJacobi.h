// The C part of JacobiCore: what Swift cannot express without a cost on every operation.
#ifndef JACOBI_CJACOBI_H
#define JACOBI_CJACOBI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the current thread is doing. Traced functions are synchronous, so a thread-local is enough,
// and reading one costs a tenth of a task-local. Each field holds an unretained Swift object
// (the scope that set it keeps it alive) or NULL.
struct JacobiThread {
  void *_Nullable trace;       // the innermost trace; NULL means eager evaluation
  void *_Nullable errorScope;  // the innermost error scope; NULL means that mistakes trap
  void *_Nullable backend;     // set by withBackend
  void *_Nullable plugins;     // set by withPlugin
  void *_Nullable nameScope;   // set by withNameScope
  void *_Nullable lifetime;    // set by the outermost transformation, and by what it has made for later
  void *_Nullable provenance;  // the operation of the user's program that is being traced
};

extern _Thread_local struct JacobiThread jacobi_thread_state;

static inline struct JacobiThread *_Nonnull jacobi_thread(void) { return &jacobi_thread_state; }

// The value of an environment variable, or NULL.
const char *_Nullable jacobi_environment(const char *_Nonnull name);

// Writes a line to the standard error.
void jacobi_warn(const char *_Nonnull line);

// Whether the system gives this much memory. Swift's own allocation ends the process when it does not.
bool jacobi_can_allocate(size_t byteCount);

// Memory for a large value, of whole pages, or NULL. Blocks that were given back are used again, at most 512 MiB of them and a
// sixteenth of the machine's memory are kept for that.
void *_Nullable jacobi_take_block(size_t byteCount);
void jacobi_give_block_back(void *_Nonnull block, size_t byteCount);
void jacobi_release_kept_blocks(void);
size_t jacobi_kept_block_bytes(void);

// Return addresses of the callers, innermost first, from the unwinding tables: right for all code, a quarter of a
// microsecond per frame. Returns how many were written.
int jacobi_return_addresses(uintptr_t *_Nonnull addresses, int capacity);

// The same from frame pointers: a nanosecond per frame. SwiftPM builds code with frame pointers; other code hides callers.
int jacobi_frame_addresses(uintptr_t *_Nonnull addresses, int capacity);

// A module that contributes primitives, rules or a backend names one entry function here, from a
// constructor in a C file of its own (see JACOBI_LINK_PLUGIN). Core calls the entries when it first
// needs a registry, long after the Swift runtime has started.
typedef void *_Nonnull (*JacobiPluginEntry)(void);

void jacobi_link_plugin(JacobiPluginEntry _Nonnull entry);
int jacobi_linked_plugin_count(void);
JacobiPluginEntry _Nonnull jacobi_linked_plugin(int index);

// Linking the object file that holds this line is all that is needed to install the plugin
// returned by the Swift function declared as `@_cdecl("entry") func ... -> UnsafeMutableRawPointer`.
#define JACOBI_LINK_PLUGIN(entry)                                             \
  extern void *entry(void);                                                   \
  __attribute__((constructor)) static void jacobi_link_##entry(void) {        \
    jacobi_link_plugin(entry);                                                \
  }

#endif
