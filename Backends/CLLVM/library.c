#include "CLLVM.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
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

// Writes the path of a file with its size and time, which tell versions apart.
static bool describe_file(const char *path, char *text, size_t capacity) {
  struct stat status;
  if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || access(path, R_OK) != 0) return false;
  snprintf(text, capacity, "%s %lld %lld", path, (long long)status.st_size, (long long)status.st_mtime);
  return true;
}

bool jacobi_llvm_find(const char *path, char *text, size_t capacity) {
  static const char *const folders[] = {"/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"};
  if (path && strchr(path, '/')) return describe_file(path, text, capacity);
  size_t count = path ? 1 : sizeof(known_names) / sizeof(*known_names);
  for (size_t name = 0; name < count; name++) {
    for (size_t folder = 0; folder < sizeof(folders) / sizeof(*folders); folder++) {
      if (known_names[name][0] == '/' && !path) {
        if (describe_file(known_names[name], text, capacity)) return true;
        break;
      }
      char file[256];
      snprintf(file, sizeof(file), "%s/%s", folders[folder], path ? path : known_names[name]);
      if (describe_file(file, text, capacity)) return true;
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
