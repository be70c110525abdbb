#!/usr/bin/env bash
# Installs what this package needs from the system and does not find. Prints one line when nothing is missing.
#
# To add a package, add a row to the table below and, unless a probe fits already, a function that succeeds when
# what the package brings is there. Probes ask for the capability and not for the package, so that a compiler or a
# library which came from elsewhere counts.

set -euo pipefail

readonly minimum_swift=6.1

# The distribution and its release, such as "debian 12".
distribution() {
  [ -r /etc/os-release ] || return 0
  (. /etc/os-release && echo "${ID:-unknown} ${VERSION_ID:-}")
}

# The GCC version whose libraries the system offers: the newest one installed, or else the distribution's default.
gcc_version() {
  local newest
  newest=$(find /usr/lib/gcc -mindepth 2 -maxdepth 2 -name '[0-9]*' -printf '%f\n' 2>/dev/null | sort -n | tail -1 || true)
  if [ -n "$newest" ]; then
    echo "${newest%%.*}"
    return
  fi
  case "$(distribution)" in
    "debian 11") echo 10 ;;
    "debian 13") echo 14 ;;
    "ubuntu 22.04") echo 11 ;;
    "ubuntu 24.04") echo 13 ;;
    *) echo 12 ;;
  esac
}

# The package that holds the gold linker: newer distributions split it off.
gold_package() {
  case "$(distribution)" in
    "debian 13" | "ubuntu 25."* | "ubuntu 26."*) echo binutils-gold ;;
    *) echo binutils ;;
  esac
}

# The row of oneDNN, where the system offers version 2. Version 3 has another interface; without it convolutions are slower.
onednn_row() {
  case "$(distribution)" in
    "debian 12" | "ubuntu 22.04")
      echo "libdnnl2            | has_library libdnnl.so.2             | convolutions, loaded by JacobiOneDNN"
      ;;
  esac
}

# One row per package: name | probe and its argument | what needs it.
table() {
  local gcc gold onednn
  gcc=$(gcc_version)
  gold=$(gold_package)
  onednn=$(onednn_row)
  cat <<TABLE
make                | has_command make                     | runs the commands of this repository
git                 | has_command git                      | the Swift package manager fetches dependencies with it
ca-certificates     | has_file /etc/ssl/certs/ca-certificates.crt | git fetches over https
$gold            | has_command ld.gold                  | the linker that Swift uses
libc6-dev           | has_header stdio.h                   | C headers and start-up code
libgcc-$gcc-dev       | has_gcc_file crtbegin.o              | start-up code for every program that is linked
libstdc++-$gcc-dev    | has_gcc_file libstdc++.so            | the C++ library that the Swift run time links with
libcurl4            | loads libcurl                        | loaded by the Swift package manager
libxml2             | loads libxml2                        | loaded by the Swift compiler
libsqlite3-0        | loads libsqlite3                     | loaded by the Swift package manager
libncurses6         | loads libncurses                     | loaded by the Swift package manager
zlib1g              | loads libz                           | loaded by the Swift compiler
libopenblas0-pthread | has_library libopenblas.so.0        | products and decompositions of matrices, loaded by JacobiOpenBLAS
libfftw3-double3    | has_library libfftw3.so.3            | Fourier transforms, loaded by JacobiOpenBLAS
libfftw3-single3    | has_library libfftw3f.so.3           | Fourier transforms, loaded by JacobiOpenBLAS
$onednn
libllvm19           | has_llvm 19 20 21 22                 | compiles programs to machine code when they are first run
TABLE
}

has_command() { command -v "$1" >/dev/null 2>&1; }

has_file() { [ -e "$1" ]; }

has_header() { compgen -G "/usr/include/$1" >/dev/null || compgen -G "/usr/include/*/$1" >/dev/null; }

has_gcc_file() { compgen -G "/usr/lib/gcc/*/*/$1" >/dev/null; }

# A version of LLVM that Backends/CLLVM/library.c looks for.
has_llvm() {
  [ -z "${JACOBI_LLVM:-}" ] || return 0
  local version
  for version; do
    if has_library "libLLVM.so.$version.1" || has_library "libLLVM-$version.so"; then return 0; fi
  done
  return 1
}

has_library() { compgen -G "/usr/lib/$1*" >/dev/null || compgen -G "/usr/lib/*/$1*" >/dev/null; }

# Shared libraries that the tools of the Swift toolchain ask for and the system does not have.
unloadable=""
find_unloadable() {
  local directory
  directory=$(dirname "$(readlink -f "$(command -v swift)")")
  unloadable=$(ldd "$directory"/swift-{driver,build,package,frontend} "$directory"/clang 2>/dev/null |
    awk '/not found/ { print $1 }' | sort -u || true)
}
loads() { ! grep -q "^$1\\.so" <<<"$unloadable"; }

missing=()
find_missing() {
  local package probe reason
  missing=()
  find_unloadable
  while IFS='|' read -r package probe reason; do
    package=${package// /}
    # shellcheck disable=SC2086 # a probe is a function and its argument
    if ! $probe; then
      missing+=("$package")
      [ "${1:-}" = quiet ] || echo "deps: missing $package:$reason"
    fi
  done < <(table)
}

require_swift() {
  has_command swift && return
  cat >&2 <<MESSAGE
deps: there is no \`swift\` on the PATH. Jacobi needs Swift $minimum_swift or later, which is not a system package:
  get it from https://www.swift.org/install/linux (the toolchain for your distribution, or swiftly),
  add its usr/bin folder to the PATH, check with \`swift --version\`, and run this command again.
MESSAGE
  exit 1
}

require_swift_version() {
  local output
  if ! output=$(swift --version 2>&1); then
    echo "deps: \`swift --version\` fails:" >&2
    echo "$output" >&2
    exit 1
  fi
  swift_version=$(sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' <<<"$output" | head -1)
  if [ "$(printf '%s\n' "$minimum_swift" "${swift_version:-0}" | sort -V | head -1)" != "$minimum_swift" ]; then
    cat >&2 <<MESSAGE
deps: this is Swift ${swift_version:-of an unknown version}; Jacobi needs Swift $minimum_swift or later.
  Get it from https://www.swift.org/install/linux and put its usr/bin folder first on the PATH.
MESSAGE
    exit 1
  fi
}

install_missing() {
  local command=(apt-get install -y --no-install-recommends "${missing[@]}") sudo=()
  if ! has_command apt-get; then
    echo "deps: there is no apt-get here: install what brings the same with your system's package manager, and run this again." >&2
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! has_command sudo; then
      echo "deps: this user is not root and there is no sudo. Run as root, then repeat this command:" >&2
      echo "  apt-get update && ${command[*]}" >&2
      exit 1
    fi
    sudo=(sudo)
  fi
  sudo+=(env DEBIAN_FRONTEND=noninteractive)
  echo "deps: installing ${missing[*]}"
  if ! { "${sudo[@]}" apt-get update -q && "${sudo[@]}" "${command[@]}"; }; then
    echo "deps: the installation failed. Run as root, then repeat this command:" >&2
    echo "  apt-get update && ${command[*]}" >&2
    exit 1
  fi
  find_missing quiet
  if [ "${#missing[@]}" -ne 0 ]; then
    echo "deps: installed, but what these packages should bring is still not found: ${missing[*]}" >&2
    exit 1
  fi
}

require_swift
if [ "$(uname -s)" = Linux ]; then
  find_missing
  [ "${#missing[@]}" -eq 0 ] || install_missing
fi
require_swift_version
echo "deps: everything is there (Swift $swift_version)"
