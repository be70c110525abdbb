#include "CLLVM.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const known_names[] = {
    "libLLVM.so.19.1", "libLLVM-19.so.1", "libLLVM-19.so", "libLLVM.so.20.1", "libLLVM-20.so",
    "libLLVM.so.21.1", "libLLVM-21.so", "libLLVM.so.22.1", "libLLVM-22.so",
    "libLLVM.dylib", "/opt/homebrew/opt/llvm/lib/libLLVM.dylib",
};

static const char advice[] = "install LLVM 19 (Debian and Ubuntu: the package libllvm19), or set JACOBI_LLVM to the path of "
                             "libLLVM";

struct Symbol {
  const char *name;
  size_t offset;
};

#define LLVM_SYMBOL(result, name, field, parameters) {"LLVM" #name, offsetof(LLVMFunctions, field)},
static const struct Symbol symbols[] = {LLVM_FUNCTIONS(LLVM_SYMBOL)};

static void *open_known(void) {
  for (size_t index = 0; index < sizeof(known_names) / sizeof(*known_names); index++) {
    void *library = dlopen(known_names[index], RTLD_NOW | RTLD_LOCAL);
    if (library) return library;
  }
  return NULL;
}

bool jacobi_llvm_is_installed(void) {
  static const char *const folders[] = {"/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"};
  char path[256];
  for (size_t folder = 0; folder < sizeof(folders) / sizeof(*folders); folder++) {
    for (size_t name = 0; name < sizeof(known_names) / sizeof(*known_names); name++) {
      snprintf(path, sizeof(path), "%s/%s", folders[folder], known_names[name]);
      if (access(path, R_OK) == 0) return true;
    }
  }
  return false;
}

static bool look_up(void *library, LLVMFunctions *functions, char *reason, size_t capacity) {
  for (size_t index = 0; index < sizeof(symbols) / sizeof(*symbols); index++) {
    void *address = dlsym(library, symbols[index].name);
    if (!address) {
      snprintf(reason, capacity, "the library has no function %s: %s", symbols[index].name, advice);
      return false;
    }
    memcpy((char *)functions + symbols[index].offset, &address, sizeof(address));
  }
  return true;
}

bool jacobi_llvm_load(const char *path, LLVMFunctions *functions, char *reason, size_t capacity) {
  void *library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : open_known();
  if (!library) {
    const char *cause = path ? dlerror() : NULL;
    snprintf(reason, capacity, "%s: %s", cause ? cause : "libLLVM was not found", advice);
    return false;
  }
  if (look_up(library, functions, reason, capacity)) return true;
  dlclose(library);
  return false;
}
