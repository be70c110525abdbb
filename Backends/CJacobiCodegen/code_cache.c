#define _GNU_SOURCE
#include "CodeCache.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/auxv.h>
#endif

#if defined(__APPLE__)
#define MODIFIED st_mtimespec
#define CHANGED st_ctimespec
#else
#define MODIFIED st_mtim
#define CHANGED st_ctim
#endif

// No number of the system's errors, which are positive.
#define UNTRUSTED (-1)

static int64_t nanoseconds(struct timespec time) { return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec; }

// Whether the package is part of the program's file, not of a library that the program has loaded.
static bool is_in_program(const Dl_info *info) {
#if defined(__linux__)
  Dl_info program;
  return dladdr((const void *)getauxval(AT_PHDR), &program) && program.dli_fbase == info->dli_fbase;
#else
  (void)info;
  return false;
#endif
}

bool jacobi_build_identity(uint64_t identity[4]) {
  struct stat program, status;
  bool isKnown = stat("/proc/self/exe", &program) == 0;
  // The name of the program is what it was started with: from another directory it may be that of another file. A program that
  // is linked statically has no name for its parts.
  Dl_info info;
  if (dladdr((const void *)&jacobi_build_identity, &info) && !is_in_program(&info)) {
    if (!info.dli_fname || stat(info.dli_fname, &status) != 0) return false;
  } else {
    if (!isKnown) return false;
    status = program;
  }
  identity[0] = (uint64_t)status.st_size;
  identity[1] = (uint64_t)nanoseconds(status.MODIFIED);
  // Some builds give all files the same time of modification; this one cannot be chosen.
  identity[2] = (uint64_t)nanoseconds(status.CHANGED);
  // Operations of others are part of the program, not of a library that this one is in.
  identity[3] = isKnown ? (uint64_t)program.st_size ^ (uint64_t)nanoseconds(program.CHANGED) : 0;
  return true;
}

bool jacobi_absolute_path(const char *path, char *text, size_t capacity) {
  if (path[0] == 0 || path[0] == '/') return false;
  size_t length = strlen(path);
  if (!getcwd(text, capacity) || text[0] != '/' || strlen(text) + 1 + length >= capacity) return false;
  strcat(strcat(text, "/"), path);
  return true;
}

// Whether nobody but the user of this process, or the administrator, can write what it is.
static bool is_trusted(const struct stat *status) {
  return (status->st_uid == geteuid() || status->st_uid == 0) && (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static int make_directory(const char *path) {
  char part[4096];
  size_t length = strlen(path);
  if (length == 0) return ENOENT;
  if (length >= sizeof(part)) return ENAMETOOLONG;
  memcpy(part, path, length + 1);
  for (size_t index = 1; index <= length; index++) {
    if (part[index] != '/' && part[index] != 0) continue;
    char separator = part[index];
    part[index] = 0;
    if (mkdir(part, S_IRWXU) != 0 && errno != EEXIST) {
      // What is there already may be in a directory that cannot be written.
      int error = errno;
      struct stat status;
      if (stat(part, &status) != 0 || !S_ISDIR(status.st_mode)) return error;
    }
    part[index] = separator;
  }
  return 0;
}

int jacobi_cache_open_directory(const char *path, bool makes, int *error) {
  *error = makes ? make_directory(path) : 0;
  if (*error != 0) return -1;
  int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct stat status;
  if (directory < 0 || fstat(directory, &status) != 0) {
    *error = errno;
  } else if (!is_trusted(&status)) {
    *error = UNTRUSTED;
  } else {
    return directory;
  }
  if (directory >= 0) close(directory);
  return -1;
}

void jacobi_cache_close(int directory) { close(directory); }

int jacobi_cache_open(int directory, const char *name, size_t largest, size_t *byteCount) {
  // A pipe under the name is not waited for.
  int descriptor = openat(directory, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return errno == ENOENT ? -1 : -2;
  struct stat status;
  bool isUsable = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && is_trusted(&status) &&
                  status.st_size >= 0 && (uint64_t)status.st_size <= largest;
  if (!isUsable) {
    close(descriptor);
    return -2;
  }
  *byteCount = (size_t)status.st_size;
  return descriptor;
}

// The system's own notion of now is too coarse to tell which of two files was used last.
static void mark_as_used(int descriptor) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return;
  // Where the files may not be changed there is nothing to be removed either.
  (void)futimens(descriptor, (struct timespec[2]){now, now});
}

bool jacobi_cache_read(int descriptor, void *bytes, size_t byteCount) {
  size_t done = 0;
  while (done < byteCount) {
    ssize_t count = read(descriptor, (char *)bytes + done, byteCount - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += (size_t)count;
  }
  mark_as_used(descriptor);
  close(descriptor);
  return done == byteCount;
}

static int write_all(int descriptor, const void *bytes, size_t byteCount) {
  size_t done = 0;
  while (done < byteCount) {
    ssize_t count = write(descriptor, (const char *)bytes + done, byteCount - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    done += (size_t)count;
  }
  return 0;
}

int jacobi_cache_write(int directory, const char *temporary, const char *name, const void *bytes, size_t byteCount) {
  int descriptor = openat(
      directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
  if (descriptor < 0) return errno;
  int error = write_all(descriptor, bytes, byteCount);
  mark_as_used(descriptor);
  if (close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && renameat(directory, temporary, directory, name) != 0) error = errno;
  if (error != 0) unlinkat(directory, temporary, 0);
  return error;
}

bool jacobi_is_name_taken(int error) { return error == EEXIST; }

void jacobi_cache_list(
    int directory, void *context,
    void (*visit)(void *context, const char *name, int64_t byteCount, int64_t lastUse)) {
  // The list takes its descriptor over.
  int own = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *list = own < 0 ? NULL : fdopendir(own);
  if (!list) {
    if (own >= 0) close(own);
    return;
  }
  for (struct dirent *entry = readdir(list); entry; entry = readdir(list)) {
    struct stat status;
    if (fstatat(directory, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) continue;
    visit(context, entry->d_name, status.st_size, nanoseconds(status.MODIFIED));
  }
  closedir(list);
}

int64_t jacobi_cache_now(void) {
  struct timespec now;
  return clock_gettime(CLOCK_REALTIME, &now) == 0 ? nanoseconds(now) : 0;
}

void jacobi_cache_remove(int directory, const char *name) { (void)unlinkat(directory, name, 0); }

const char *jacobi_error_text(int number) {
  static _Thread_local char text[256];
  if (number == UNTRUSTED) return "it belongs to another user, or others can write in it";
#if defined(__GLIBC__)
  return strerror_r(number, text, sizeof(text));
#else
  if (strerror_r(number, text, sizeof(text)) != 0) snprintf(text, sizeof(text), "error %d", number);
  return text;
#endif
}

static _Thread_local void *scope_of_thread;

void *jacobi_cache_scope(void) { return scope_of_thread; }

void *jacobi_set_cache_scope(void *scope) {
  void *previous = scope_of_thread;
  scope_of_thread = scope;
  return previous;
}
