# Runs a command inside the root folder $1, in the folder $2. The folders in $3,
# one a line, are visible there under their own names. It is started in a mount
# namespace of its own, so the mounts end with it.
set -eu
root=$1 folder=$2 visible=$3
shift 3
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
printf '%s\n' "$visible" | while IFS= read -r shared; do
	mkdir -p "$root$shared"
	mount --bind "$shared" "$root$shared"
done
unset DISPLAY WAYLAND_DISPLAY LD_LIBRARY_PATH VK_DRIVER_FILES VK_ICD_FILENAMES
exec unshare --root="$root" --wd="$folder" "$@"
