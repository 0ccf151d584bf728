#!/bin/sh
# Installs the system libraries the desk needs, where it may; elsewhere it names what is missing and goes on.
#
#   scripts/system-packages.sh PYTHON SET…
#
# PYTHON is the interpreter the virtual environment is made with. A SET is one of
#   venv     the module that makes virtual environments
#   qt       what Qt loads even without a screen
#   window   what Qt loads for a real window
#   test     programs that look at finished PDFs and QR codes, open sealed packets, fill in a reply, make a stick
#   bundle   what PyInstaller calls
#   pictures a screen in memory, and the programs that press its keys
#
# It looks for the files themselves and not for package names: those differ between releases (libglib2.0-0
# became libglib2.0-0t64). It asks nothing, reads nothing from the terminal, and always ends with success: the
# next step says plainly enough what it cannot do.
set -u
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
PATH="$PATH:/usr/sbin:/sbin"

python="$1"
shift
missing=""

need_library() { # soname, package
    if [ -z "${libraries:-}" ]; then
        libraries="$(ldconfig -p 2>/dev/null)"
    fi
    case "$libraries" in
        *"$1"*) ;;
        *) missing="$missing $2" ;;
    esac
}

need_program() { # program, package
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}

look_for() {
    case "$1" in
        venv)
            "$python" -c "import ensurepip, venv" >/dev/null 2>&1 || missing="$missing python$minor-venv"
            ;;
        qt)
            need_library libEGL.so.1 libegl1
            need_library libGL.so.1 libgl1
            need_library libxkbcommon.so.0 libxkbcommon0
            need_library libdbus-1.so.3 libdbus-1-3
            need_library libfontconfig.so.1 libfontconfig1
            need_library libglib-2.0.so.0 libglib2.0-0
            ;;
        window)
            need_library libxkbcommon-x11.so.0 libxkbcommon-x11-0
            need_library libxcb-cursor.so.0 libxcb-cursor0
            need_library libxcb-icccm.so.4 libxcb-icccm4
            need_library libxcb-image.so.0 libxcb-image0
            need_library libxcb-keysyms.so.1 libxcb-keysyms1
            need_library libxcb-randr.so.0 libxcb-randr0
            need_library libxcb-render-util.so.0 libxcb-render-util0
            need_library libxcb-shape.so.0 libxcb-shape0
            need_library libxcb-xinerama.so.0 libxcb-xinerama0
            need_library libX11-xcb.so.1 libx11-xcb1
            ;;
        test)
            need_program pdftotext poppler-utils
            need_program zbarimg zbar-tools
            need_program 7z p7zip-full
            need_program age age
            need_program mkfs.vfat dosfstools
            need_program mkfs.exfat exfatprogs
            need_program mount.exfat-fuse exfat-fuse
            # headquarters has nothing but a spreadsheet program: a reply is filled in by a real one
            need_program soffice libreoffice-calc
            [ -x /usr/bin/python3 ] && /usr/bin/python3 -c "import uno" >/dev/null 2>&1 || missing="$missing python3-uno"
            ;;
        bundle)
            need_program objdump binutils
            # Debian's interpreter is linked statically; the bundle needs the library beside it
            "$python" -c "import sysconfig, sys; sys.exit(not sysconfig.get_config_var('Py_ENABLE_SHARED'))" ||
                need_library "libpython$minor.so" "libpython$minor"
            ;;
        pictures)
            need_program Xvfb xvfb
            need_program xauth xauth
            need_program xdotool xdotool
            need_program import imagemagick
            ;;
        *)
            echo "system-packages.sh: no such set: $1" >&2
            exit 2
            ;;
    esac
}

if ! command -v "$python" >/dev/null 2>&1; then
    missing=" python3 python3-venv"
    set -- # what else is missing shows when it is there
fi
minor="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)"
for set in "$@"; do
    look_for "$set"
done
[ -n "$missing" ] || exit 0

tell() {
    echo "缺少系统软件包 / missing system packages:$missing" >&2
    echo "请用管理员身份安装 / please install them as administrator: apt-get install$missing" >&2
    exit 0
}

command -v apt-get >/dev/null 2>&1 || tell
if [ "$(id -u)" = 0 ]; then
    as_root="env"
elif command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; then
    as_root="sudo -n env"
else
    tell
fi

install() {
    # shellcheck disable=SC2086  # lists of words on purpose
    $as_root DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        -y -qq install --no-install-recommends $missing </dev/null >&2
}

echo "正在安装系统软件包 / installing system packages:$missing" >&2
install 2>/dev/null && exit 0
# shellcheck disable=SC2086
$as_root LC_ALL=C apt-get -o DPkg::Lock::Timeout=300 -qq update </dev/null >&2
install || tell
