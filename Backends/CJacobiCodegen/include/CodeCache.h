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

/// Opens a file that only its owner can write, who is the user of this process or the administrator. Returns a descriptor
/// for `jacobi_cache_read`, or -1.
int jacobi_cache_open(const char *_Nonnull path, size_t *_Nonnull byteCount);

/// Reads so many bytes and closes the file, which then counts as just used. False when there are fewer.
bool jacobi_cache_read(int descriptor, void *_Nonnull bytes, size_t byteCount);

/// Writes a file under a temporary name in the same directory and gives it its name when it is whole. Returns 0, or `errno`.
int jacobi_cache_write(
    const char *_Nonnull temporary, const char *_Nonnull path, const void *_Nonnull bytes, size_t byteCount);

/// Makes a directory, and those that it lies in, for the user of this process alone. Returns 0, also where it is there, or
/// `errno`.
int jacobi_cache_make_directory(const char *_Nonnull path);

/// Calls `visit` with the name, the size and the time of the last use (in nanoseconds) of each file in a directory.
void jacobi_cache_list(
    const char *_Nonnull path, void *_Nullable context,
    void (*_Nonnull visit)(void *_Nullable context, const char *_Nonnull name, int64_t byteCount, int64_t lastUse));

/// The time that `jacobi_cache_list` gives for a file that is used now.
int64_t jacobi_cache_now(void);

void jacobi_cache_remove(const char *_Nonnull path);

int32_t jacobi_process_number(void);

/// What `errno` means.
const char *_Nonnull jacobi_error_text(int number);

/// Sets a pointer that belongs to this thread, null at first, and returns the previous one.
void *_Nullable jacobi_set_cache_scope(void *_Nullable scope);
void *_Nullable jacobi_cache_scope(void);

#ifdef __cplusplus
}
#endif
