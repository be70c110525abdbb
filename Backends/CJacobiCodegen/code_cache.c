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

#if defined(__APPLE__)
#define MODIFIED st_mtimespec
#define CHANGED st_ctimespec
#else
#define MODIFIED st_mtim
#define CHANGED st_ctim
#endif

static int64_t nanoseconds(struct timespec time) { return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec; }

// The file that holds this function: the program, or the dynamic library that the package is part of.
bool jacobi_build_identity(uint64_t identity[4]) {
  Dl_info info;
  struct stat status;
  if (!dladdr((const void *)&jacobi_build_identity, &info) || !info.dli_fname) return false;
  // A program may have been started by a relative name, from a directory that is not the present one any more.
  struct stat program;
  bool isProgram = stat("/proc/self/exe", &program) == 0;
  if (stat(info.dli_fname, &status) != 0) {
    if (!isProgram) return false;
    status = program;
  }
  identity[0] = (uint64_t)status.st_size;
  identity[1] = (uint64_t)nanoseconds(status.MODIFIED);
  // Some builds give all files the same time of modification; this one cannot be chosen.
  identity[2] = (uint64_t)nanoseconds(status.CHANGED);
  // Operations of others are part of the program, not of a library that this one is in.
  identity[3] = isProgram ? (uint64_t)program.st_size ^ (uint64_t)nanoseconds(program.CHANGED) : 0;
  return true;
}

int jacobi_cache_open(const char *path, size_t *byteCount) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return -1;
  struct stat status;
  bool isUsable = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
                  (status.st_uid == geteuid() || status.st_uid == 0) && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
  if (!isUsable) {
    close(descriptor);
    return -1;
  }
  *byteCount = (size_t)status.st_size;
  return descriptor;
}

bool jacobi_cache_read(int descriptor, void *bytes, size_t byteCount) {
  size_t done = 0;
  while (done < byteCount) {
    ssize_t count = read(descriptor, (char *)bytes + done, byteCount - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += (size_t)count;
  }
  // Where the files may not be changed there is nothing to be removed either.
  (void)futimens(descriptor, NULL);
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

int jacobi_cache_write(const char *temporary, const char *path, const void *bytes, size_t byteCount) {
  int descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
  if (descriptor < 0) return errno;
  int error = write_all(descriptor, bytes, byteCount);
  if (close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && rename(temporary, path) != 0) error = errno;
  if (error != 0) unlink(temporary);
  return error;
}

int jacobi_cache_make_directory(const char *path) {
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
  struct stat status;
  if (stat(path, &status) != 0) return errno;
  return S_ISDIR(status.st_mode) ? 0 : ENOTDIR;
}

void jacobi_cache_list(
    const char *path, void *context,
    void (*visit)(void *context, const char *name, int64_t byteCount, int64_t lastUse)) {
  DIR *directory = opendir(path);
  if (!directory) return;
  for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
    struct stat status;
    if (fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) continue;
    visit(context, entry->d_name, status.st_size, nanoseconds(status.MODIFIED));
  }
  closedir(directory);
}

int64_t jacobi_cache_now(void) {
  struct timespec now;
  return clock_gettime(CLOCK_REALTIME, &now) == 0 ? nanoseconds(now) : 0;
}

void jacobi_cache_remove(const char *path) { (void)unlink(path); }

int32_t jacobi_process_number(void) { return (int32_t)getpid(); }

const char *jacobi_error_text(int number) {
  static _Thread_local char text[256];
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
