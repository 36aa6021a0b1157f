# Sourced by ./xorcast, ./format and .ci/run. Forks next to nothing, for ./xorcast has to start quickly.

# Sets version to the feature version of the JDK in the folder $1, for example 25; to 0 when there is none.
jdk_version() {
  local release=
  version=0
  { [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ]; } || return 0
  if [ -r "$1/release" ]; then
    IFS= read -r -d '' release <"$1/release" || true
  else
    release=$("$1/bin/java" -version 2>&1 </dev/null | sed 's/.* version "/JAVA_VERSION="/')
  fi
  case $release in
    *JAVA_VERSION=\"*) version=${release#*JAVA_VERSION=\"} ;;
  esac
  version=${version#1.}
  version=${version%%[!0-9]*}
  version=${version:-0}
}

# Sets java to the folder of the `java` on the PATH, or to nothing.
jdk_on_path() {
  local link
  java=$(type -P java) || return 0
  while [ -L "$java" ]; do
    link=$(readlink "$java")
    case $link in
      /*) java=$link ;;
      *) java=${java%/*}/$link ;;
    esac
  done
  java=${java%/bin/java}
  # macOS keeps a stub in /usr/bin whether or not there is a JDK behind it.
  [ "$java" != /usr ] || java=
}

# Sets java_home to the folder of a JDK 25 or newer, or says what to do and fails.
find_jdk() {
  local version java
  jdk_on_path
  for java_home in "${XORCAST_JAVA_HOME:-}" "${JAVA_HOME:-}" "$java" /usr/lib/jvm/* /opt/*jdk* \
    "${HOME:-}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/.jdks/*; do
    jdk_version "$java_home"
    [ "$version" -lt 25 ] || return 0
  done
  echo "Xorcast needs a JDK 25 or newer and found none: install one (Temurin 25, for example)" \
    "or let XORCAST_JAVA_HOME name its folder." >&2
  return 1
}
