#!/usr/bin/env bash
# Runs plimsoll once and writes all reports of a job: annotations to the log, SARIF to a file, Markdown to the summary.
# It tells the exit code as an output instead of failing, so that the report can be uploaded first. What a caller or a
# pull request can write comes in as variables, stays quoted, and never becomes an option. Written for bash 3.2 (macOS).
set -euo pipefail

# say error|warning|notice TEXT: an annotation of the run. The text may hold anything.
say() {
  local text=$2
  text=${text//'%'/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  # The older form of a command is read anywhere in a line.
  text=${text//'##['/'## ['}
  echo "::$1 title=plimsoll::$text"
}

finish() {
  echo "exit-code=$1" >>"$GITHUB_OUTPUT"
  exit 0
}

# In a container the checkout belongs to another user.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=$PWD GIT_TERMINAL_PROMPT=0

# The commit to compare with, if there is one.
wanted() {
  case $BASE in
    none) return ;;
    ?*) echo "$BASE" && return ;;
  esac
  if [ "$GITHUB_EVENT_NAME" = pull_request ] && [ "$(git rev-parse HEAD)" = "$GITHUB_SHA" ]; then
    # The commit that merges the pull request: its first parent is what it is merged into, which the event may name too
    # old. A clone of depth 1 knows its name although it does not hold it.
    local parents
    parents=$(git cat-file commit HEAD | sed -n '1,/^$/s/^parent //p')
    case $parents in
      *$'\n'*) echo "${parents%%$'\n'*}" && return ;;
    esac
  fi
  # Zeros: the push made the branch or the tag. What it brings is what the default branch lacks.
  case $EVENT_BASE in
    *[!0]*) echo "$EVENT_BASE" ;;
    0*)
      if [ -n "$DEFAULT_BRANCH" ] && [ "$EVENT_REF" != "refs/heads/$DEFAULT_BRANCH" ]; then
        echo "origin/$DEFAULT_BRANCH"
      fi
      ;;
  esac
}

is_here() {
  git rev-parse --verify --quiet --end-of-options "$1^{commit}" >/dev/null
}

# fetch --depth=N|--deepen=N COMMIT...: brings commits. A checkout that kept its credentials is asked first: a second set
# would be refused.
fetch() {
  local basic fetch=(git fetch --quiet "$1" --no-tags --no-recurse-submodules -- origin "${@:2}")
  "${fetch[@]}" 2>/dev/null && return
  basic=$(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\r\n')
  GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_1="http.${GITHUB_SERVER_URL:-https://github.com}/.extraheader" \
    GIT_CONFIG_VALUE_1="AUTHORIZATION: basic $basic" "${fetch[@]}" 2>&1
}

# A shallow clone does not hold the commit where a branch left its base. More of the history is brought, in few steps; where
# that is not enough, plimsoll compares with the base itself and says so. A merge names its base without any history.
meet() {
  local base head parents step
  base=$(git rev-parse "$commit^{commit}")
  head=$(git rev-parse HEAD)
  [ "$(git rev-parse --is-shallow-repository)" = true ] || return 0
  parents=$(git cat-file commit HEAD | sed -n '1,/^$/s/^parent //p')
  case $'\n'$parents$'\n' in
    *$'\n'"$base"$'\n'*) return ;;
  esac
  for step in 20 200 2000; do
    ! git merge-base "$base" "$head" >/dev/null || return 0
    fetch "--deepen=$step" "$base" "$head" >/dev/null || return 0
  done
}

if ! command -v "$BINARY" >/dev/null; then
  say error "There is no program \`$BINARY\`."
  finish 2
fi
commit=$(wanted)
if [ -n "$commit" ] && ! is_here "$commit"; then
  # `origin/main` is a branch of the remote, anything else is a name it knows.
  name=${commit#origin/}
  if ! why=$(fetch --depth=1 "$name"); then
    say error "There is no commit \`$commit\` here to compare with, and \`git fetch --depth=1 origin $name\` fails: $why"
    finish 2
  fi
  is_here "$commit" || commit=$(git rev-parse FETCH_HEAD)
fi
if [ -n "$commit" ] && [ "$(git rev-parse "$commit^{commit}")" = "$(git rev-parse HEAD)" ]; then
  say warning 'What is checked out is the very commit to compare with: no change can be told. Check out the pull request.'
fi
[ -z "$commit" ] || meet

reports=$(mktemp -d "$RUNNER_TEMP/plimsoll.XXXXXX")
sarif=$reports/plimsoll.sarif
summary=$reports/summary.md
command=("$BINARY" check --quiet --format github --format sarif --output "$sarif" --format markdown --output "$summary")
[ -z "$commit" ] || command+=("--base=$commit")
[ -z "$MIN_SEVERITY" ] || command+=("--sarif-min-severity=$MIN_SEVERITY")
[ -z "$FAIL_ON" ] || command+=("--fail-on=$FAIL_ON")
[ -z "$CONFIG" ] || command+=("--config=$CONFIG")
[ "$REQUIRE_WORKLOADS" != true ] || command+=(--require-workloads)
# each LINES: one word a line, nothing is split or expanded.
each() {
  local line
  while IFS= read -r line; do
    # A run by the clock has no base whose policy could count.
    [ -z "$line" ] || [ "$commit$line" = --config-from-base ] || command+=("$line")
  done <<<"$1"
}
each "$ARGUMENTS"
command+=(--)
each "$PATHS"

code=0
"${command[@]}" || code=$?
if [ "$code" -ne 0 ] && [ ! -s "$sarif" ]; then
  say error "plimsoll checked nothing (exit code $code); the log says why."
fi

if [ -s "$summary" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  cat "$summary" >>"$GITHUB_STEP_SUMMARY"
fi
if [ -s "$sarif" ]; then
  echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
  if [ "$UPLOAD" != true ]; then
    :
  elif [ "${HEAD_REPOSITORY:-$GITHUB_REPOSITORY}" != "$GITHUB_REPOSITORY" ] || [ "$GITHUB_ACTOR" = 'dependabot[bot]' ]; then
    echo 'plimsoll: nothing is uploaded to code scanning: for a fork or Dependabot the token only reads'
  else
    echo "upload=true" >>"$GITHUB_OUTPUT"
  fi
fi
finish "$code"
