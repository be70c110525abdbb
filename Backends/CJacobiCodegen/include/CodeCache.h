// Files of the cache of machine code, and the digests that name them and tell whether they are whole.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The SHA-256 digest of some bytes.
void jacobi_digest(const void *_Nullable bytes, size_t count, uint8_t digest[_Nonnull 32]);

/// What tells the program file of this process from another build of it: its size and when it was made. False where that
/// cannot be told.
bool jacobi_build_identity(uint64_t identity[_Nonnull 4]);

/// Writes the absolute form of a relative path. False where it is absolute or empty, or where that cannot be done.
bool jacobi_absolute_path(const char *_Nonnull path, char *_Nonnull text, size_t capacity);

/// Opens a directory that only its owner can write, who is the user of this process or the administrator. Where `makes` is true
/// it is made, with those that it lies in, for the user of this process alone. Returns a descriptor, or -1 with what
/// `jacobi_error_text` explains.
int jacobi_cache_open_directory(const char *_Nonnull path, bool makes, int *_Nonnull error);
void jacobi_cache_close(int directory);

/// Opens a file of a directory that only its owner can write, who is the user of this process or the administrator. Returns a
/// descriptor for `jacobi_cache_read`, -1 where nothing has the name, and -2 for what is no such file or is larger than `largest`.
int jacobi_cache_open(int directory, const char *_Nonnull name, size_t largest, size_t *_Nonnull byteCount);

/// Reads so many bytes and closes the file, which then counts as just used. False when there are fewer.
bool jacobi_cache_read(int descriptor, void *_Nonnull bytes, size_t byteCount);

/// Writes a file under a temporary name that nothing has, and gives it its name when it is whole. Returns 0, or `errno`.
int jacobi_cache_write(
    int directory, const char *_Nonnull temporary, const char *_Nonnull name, const void *_Nonnull bytes, size_t byteCount);

/// Whether that is the error of `jacobi_cache_write` for a temporary name that something has.
bool jacobi_is_name_taken(int error);

/// Calls `visit` with the name, the size and the time of the last use (in nanoseconds) of each file in a directory.
void jacobi_cache_list(
    int directory, void *_Nullable context,
    void (*_Nonnull visit)(void *_Nullable context, const char *_Nonnull name, int64_t byteCount, int64_t lastUse));

/// The time that `jacobi_cache_list` gives for a file that is used now.
int64_t jacobi_cache_now(void);

void jacobi_cache_remove(int directory, const char *_Nonnull name);

/// What is wrong, by `errno` or the error of `jacobi_cache_open_directory`.
const char *_Nonnull jacobi_error_text(int number);

/// Sets a pointer that belongs to this thread, null at first, and returns the previous one.
void *_Nullable jacobi_set_cache_scope(void *_Nullable scope);
void *_Nullable jacobi_cache_scope(void);

#ifdef __cplusplus
}
#endif
