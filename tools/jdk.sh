# Sourced by ./xorcast, ./format and .ci/run: finds a JDK.

# Prints the feature version of the JDK in the folder $1, for example 25; nothing when there is none.
jdk_version() {
  local line version=
  { [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ]; } || return 0
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in
        JAVA_VERSION=*) version=${line#JAVA_VERSION=} ;;
      esac
    done <"$1/release"
  else
    version=$("$1/bin/java" -version 2>&1 </dev/null | sed -n 's/.*version \("[^"]*"\).*/\1/p')
  fi
  version=${version#\"}
  version=${version#1.}
  printf %s "${version%%[!0-9]*}"
}

# Prints the folder of the `java` on the PATH.
jdk_on_path() {
  local java link
  java=$(command -v java) || return 0
  while [ -L "$java" ]; do
    link=$(readlink "$java")
    case $link in
      /*) java=$link ;;
      *) java=${java%/*}/$link ;;
    esac
  done
  java=${java%/bin/java}
  # macOS keeps a stub in /usr/bin whether or not there is a JDK behind it.
  [ "$java" = /usr ] || printf %s "$java"
}

# Prints the folder of a JDK 25 or newer, or says what to do.
find_jdk() {
  local folder version
  for folder in "${XORCAST_JAVA_HOME:-}" "${JAVA_HOME:-}" "$(jdk_on_path)" /usr/lib/jvm/* /opt/*jdk* \
    "${HOME:-}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/.jdks/*; do
    version=$(jdk_version "$folder")
    if [ "${version:-0}" -ge 25 ]; then
      printf '%s\n' "$folder"
      return
    fi
  done
  echo "Xorcast needs a JDK 25 or newer and found none: install one (Temurin 25, for example)" \
    "or let XORCAST_JAVA_HOME name its folder." >&2
  return 1
}
