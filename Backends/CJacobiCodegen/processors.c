// How many threads this process should run at once.
#define _GNU_SOURCE
#include "processors.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sched.h>
#endif

static int32_t affinity_count(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 && online < INT32_MAX ? (int32_t)online : 1;
}

#ifdef __linux__
// The quota in processors, rounded up; INT32_MAX where there is none.
static int32_t quota_in(const char *quota, const char *period) {
  double allowed = atof(quota), unit = atof(period);
  if (allowed <= 0 || unit <= 0) return INT32_MAX;
  double processors = allowed / unit;
  return processors >= INT32_MAX - 1 ? INT32_MAX : (int32_t)processors + (processors > (int32_t)processors);
}

static int read_line(const char *folder, const char *name, char *line, size_t size) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  char *read = fgets(line, (int)size, file);
  fclose(file);
  return read != NULL;
}

// The limit of one folder of a hierarchy of either version: `cpu.max` holds "max 100000" or "150000 100000".
static int32_t folder_quota(const char *folder) {
  char line[128], period[64], quota[64];
  if (read_line(folder, "cpu.max", line, sizeof line)) {
    if (sscanf(line, "%63s %63s", quota, period) == 2) return quota_in(quota, period);
  }
  if (read_line(folder, "cpu.cfs_quota_us", quota, sizeof quota) &&
      read_line(folder, "cpu.cfs_period_us", period, sizeof period)) {
    return quota_in(quota, period);
  }
  return INT32_MAX;
}

// The smallest limit on the way from a group up to the root of its hierarchy; inside of a container the group's path is not
// visible, but the root then is the container's.
static int32_t hierarchy_quota(const char *root, const char *group) {
  char folder[PATH_MAX];
  size_t base = strlen(root);
  if (base + strlen(group) + 1 > sizeof folder) return INT32_MAX;
  snprintf(folder, sizeof folder, "%s%s", root, group);
  int32_t least = INT32_MAX;
  for (;;) {
    int32_t quota = folder_quota(folder);
    if (quota < least) least = quota;
    char *slash = strrchr(folder + base, '/');
    if (!slash) return least;
    *slash = 0;
  }
}

// Whether a comma-separated list of controllers has `cpu`; that of version 2 is empty.
static int lists_cpu(const char *controllers) {
  for (const char *at = controllers; (at = strstr(at, "cpu")); at += 3) {
    if ((at == controllers || at[-1] == ',') && (at[3] == ',' || at[3] == 0)) return 1;
  }
  return 0;
}

static int32_t cgroup_quota(void) {
  int32_t least = INT32_MAX;
  FILE *groups = fopen("/proc/self/cgroup", "r");
  if (!groups) return least;
  char line[PATH_MAX];
  while (fgets(line, sizeof line, groups)) {
    // hierarchy:controllers:path
    char *controllers = strchr(line, ':');
    char *path = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!path) continue;
    *controllers++ = 0;
    *path++ = 0;
    path[strcspn(path, "\n")] = 0;
    int32_t quota = INT32_MAX;
    if (!*controllers) {
      quota = hierarchy_quota("/sys/fs/cgroup", path);
    } else if (lists_cpu(controllers)) {
      quota = hierarchy_quota("/sys/fs/cgroup/cpu", path);
    }
    if (quota < least) least = quota;
  }
  fclose(groups);
  return least;
}
#else
static int32_t cgroup_quota(void) { return INT32_MAX; }
#endif

int32_t jacobi_processor_count(void) {
  const char *requested = getenv("JACOBI_THREADS");
  if (requested) {
    char *end;
    long count = strtol(requested, &end, 10);
    if (end != requested && *end == 0 && count >= 1) {
      return count < JACOBI_MAXIMUM_THREADS ? (int32_t)count : JACOBI_MAXIMUM_THREADS;
    }
  }
  int32_t count = affinity_count(), quota = cgroup_quota();
  if (quota < count) count = quota;
  if (count < 1) count = 1;
  return count < JACOBI_MAXIMUM_THREADS ? count : JACOBI_MAXIMUM_THREADS;
}
