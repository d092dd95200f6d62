#!/bin/sh
# Makes this machine ready to build, run and test autogan, and installs only
# what is missing. On Debian and Ubuntu it does so as root or through sudo
# without a password; elsewhere it prints the packages to install.
#
# Where Debian's own Mesa is older than 24, as in Debian 12, the one from its
# backports is installed: lavapipe 25.0.7 runs our convolutions 4 to 5 times as
# fast as 22.3.6. A Mesa that is installed already stays, unless you ask:
#
#   AUTOGAN_MESA=backports      replace it by the newer one
#   AUTOGAN_MESA=distribution   never take the newer one
#
# `setup.sh windows` wants the compiler for Windows too, and `setup.sh peers` the
# Python packages that tests compare with, which are for development only.
#
# Exit status 1 means that something without which autogan cannot run is
# missing. The GLSL tools and the validation layer are for development only.
set -eu

wanted=${1:-}
root=$(cd "$(dirname "$0")/../.." && pwd)
share="/usr/local/share /usr/share /etc /usr/local/etc /opt/homebrew/share"

say() { printf 'setup: %s\n' "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }

# first_file PATTERN...: true if a file matches one of the patterns.
first_file() {
	for f in "$@"; do
		[ -e "$f" ] && return 0
	done
	return 1
}

# ---- what is there -------------------------------------------------------

has_compiler() {
	has gcc || has cc || has clang || return 1
	printf '#include <stdlib.h>\n' | "$( (command -v gcc || command -v cc || command -v clang) | head -n 1)" -E - >/dev/null 2>&1
}

# has_library NAME: the dynamic linker's list, or else its usual folders.
has_library() {
	for ldconfig in ldconfig /sbin/ldconfig; do
		has "$ldconfig" && "$ldconfig" -p 2>/dev/null | grep -q "[[:space:]]$1 " && return 0
	done
	first_file /lib/*/"$1" /usr/lib/*/"$1" /usr/lib/"$1" /usr/lib64/"$1" /usr/local/lib/"$1" /opt/homebrew/lib/"$1"
}

has_loader() {
	has_library libvulkan.so.1 || has_library libvulkan.1.dylib ||
		first_file /c/Windows/System32/vulkan-1.dll
}

# has_driver: true if the library of some driver's description exists. The
# description alone is not enough: a container may have descriptions of the
# host's drivers without the libraries.
has_driver() {
	[ -n "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}" ] && return 0
	first_file /c/Windows/System32/vulkan-1.dll && return 0
	for dir in $share; do
		for icd in "$dir"/vulkan/icd.d/*.json; do
			[ -e "$icd" ] || continue
			library=$(sed -n 's/.*"library_path"[^"]*"\([^"]*\)".*/\1/p' "$icd" | head -n 1)
			case $library in
			/*) [ -e "$library" ] && return 0 ;;
			*/*) [ -e "$(dirname "$icd")/$library" ] && return 0 ;;
			?*) has_library "$library" && return 0 ;;
			esac
		done
	done
	return 1
}

has_layer() {
	[ -n "${VK_LAYER_PATH:-}" ] && return 0
	for dir in $share; do
		first_file "$dir"/vulkan/explicit_layer.d/VkLayer_khronos_validation.json && return 0
	done
	return 1
}

# Go downloads modules over TLS and needs the certificates of the system.
has_certificates() {
	[ "$(uname -s)" != Linux ] ||
		first_file /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem
}

# survey sets required and optional to the Debian packages that are missing.
survey() {
	required='' optional=''
	has_compiler || required="$required gcc libc6-dev"
	has make || required="$required make"
	has_certificates || required="$required ca-certificates"
	has_loader || required="$required libvulkan1"
	has_driver || required="$required mesa-vulkan-drivers"
	[ "$wanted" != windows ] || has x86_64-w64-mingw32-gcc || required="$required gcc-mingw-w64-x86-64"
	has_layer || optional="$optional vulkan-validationlayers"
	has glslangValidator || optional="$optional glslang-tools"
	{ has spirv-opt && has spirv-val; } || optional="$optional spirv-tools"
}

# peers prints the Debian packages of Python that are missing.
peers() {
	for module in torch numpy PIL; do
		first_file /usr/lib/python3/dist-packages/"$module" || printf ' python3-%s' "$module" | sed 's/PIL/pil/'
	done
}

# ---- Go ------------------------------------------------------------------

check_go() {
	need=$(sed -n 's/^go \([0-9]*\.[0-9]*\).*/\1/p' "$root/go.mod")
	if ! has go; then
		say "Go $need or newer is not in PATH: install it from https://go.dev/dl/" >&2
		return 1
	fi
	# Asked inside the module: a Go since 1.21 fetches the version named there.
	have=$(cd "$root" && go env GOVERSION 2>/dev/null </dev/null | sed 's/^go//') || have=
	oldest=$(printf '%s\n%s\n' "$need" "${have:-0}" | sort -t . -k 1,1n -k 2,2n | head -n 1)
	[ "$oldest" = "$need" ] && return 0
	say "Go $need or newer is needed, found $(GOTOOLCHAIN=local go env GOVERSION): see https://go.dev/dl/" >&2
	return 1
}

# ---- installing on Debian and Ubuntu --------------------------------------

as_root() {
	if [ "$(id -u)" = 0 ]; then
		env DEBIAN_FRONTEND=noninteractive "$@" </dev/null
	else
		sudo -n env DEBIAN_FRONTEND=noninteractive "$@" </dev/null
	fi
}

can_install() {
	has apt-get || return 1
	[ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }
}

# install PACKAGE... : a source of this machine that cannot be read must not
# stop us, so only the installation itself may fail.
install() {
	as_root apt-get -q -o DPkg::Lock::Timeout=300 update >/dev/null 2>&1 ||
		say "apt-get update had errors, going on with what it has"
	as_root apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
}

# backports_source prints an apt source for the backports of this Debian, made
# from the source that the machine uses for the release itself.
backports_source() {
	suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	entry=$(apt-get indextargets --format '$(RELEASE)|$(COMPONENT)|$(REPO_URI)|$(SOURCESENTRY)' 'Created-By: Packages' |
		grep "^$suite|main|" | head -n 1)
	[ -n "$entry" ] || return 0
	uri=$(echo "$entry" | cut -d '|' -f 3)
	file=$(echo "$entry" | cut -d '|' -f 4 | sed 's/:[0-9]*$//')
	keyring=$(sed -n 's/.*[Ss]igned-[Bb]y[:=] *\(\/[^] ]*\).*/\1/p' "$file" | head -n 1)
	echo "deb ${keyring:+[signed-by=$keyring] }$uri $suite-backports main"
}

is_debian() { [ "$(. /etc/os-release 2>/dev/null && echo "$ID")" = debian ]; }

# mesa_is_old: true if the Mesa of this release is so old that we replace it.
mesa_is_old() {
	is_debian || return 1
	candidate=$(apt-cache policy mesa-vulkan-drivers 2>/dev/null | sed -n 's/ *Candidate: //p')
	[ -n "$candidate" ] && dpkg --compare-versions "$candidate" lt 24
}

install_newer_mesa() {
	if ! is_debian || ! can_install; then
		say "AUTOGAN_MESA=backports needs Debian and root: the installed Mesa stays" >&2
		return 0
	fi
	case $(dpkg-query -W -f '${Version}' mesa-vulkan-drivers 2>/dev/null) in
	*bpo*) return 0 ;;
	esac
	list=/etc/apt/sources.list.d/autogan-backports.list
	source=$(backports_source)
	if [ -z "$source" ]; then
		say "no apt source for this release to make a backports source from" >&2
		return 1
	fi
	say "writing $list: $source"
	printf '%s\n' "$source" | as_root_write "$list"
	install -t "$(. /etc/os-release && echo "$VERSION_CODENAME")-backports" mesa-vulkan-drivers
}

as_root_write() {
	if [ "$(id -u)" = 0 ]; then cat >"$1"; else sudo -n tee "$1" >/dev/null; fi
}

# ---- telling what to install ----------------------------------------------

print_packages() {
	cat <<'END'
Install these packages, then try again:
  Debian, Ubuntu  apt-get install gcc libc6-dev make ca-certificates libvulkan1 mesa-vulkan-drivers vulkan-validationlayers glslang-tools spirv-tools
  Fedora          dnf install gcc make vulkan-loader mesa-vulkan-drivers vulkan-validation-layers glslang spirv-tools
  Arch            pacman -S gcc make vulkan-icd-loader vulkan-swrast vulkan-validation-layers glslang spirv-tools
  macOS           brew install vulkan-loader molten-vk vulkan-validationlayers glslang spirv-tools
  Windows         the GPU maker's driver, a gcc (MSYS2), and the Vulkan SDK for development
The Mesa packages bring lavapipe, which runs on any CPU; a GPU wants the Vulkan driver of its maker.
END
}

# ---- main ------------------------------------------------------------------

check_go
survey
if [ -n "$required$optional" ] && can_install; then
	say "installing$required$optional"
	case $required in *mesa-vulkan-drivers*) fresh_mesa=yes ;; *) fresh_mesa=no ;; esac
	# shellcheck disable=SC2086 # package names are words
	install $required $optional || say "apt-get install failed" >&2
	if [ $fresh_mesa = yes ] && [ -z "${AUTOGAN_MESA:-}" ] && mesa_is_old; then
		install_newer_mesa || say "no backports here: going on with the distribution's Mesa" >&2
	fi
	survey
fi
if [ "${AUTOGAN_MESA:-}" = backports ]; then
	install_newer_mesa
fi
if [ -n "$required" ]; then
	say "missing:$required$optional (names of Debian)" >&2
	print_packages >&2
	exit 1
fi
if [ "$wanted" = peers ] && [ -n "$(peers)" ]; then
	# shellcheck disable=SC2046 # package names are words
	{ can_install && install $(peers); } || say "tests skip what they would compare with:$(peers)"
fi
if [ -n "$optional" ]; then
	say "ready to run; for development also install:$optional"
	exit 0
fi
say "ready"
