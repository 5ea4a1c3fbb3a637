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

# boolean NAME VALUE DEFAULT: the value of an input that is `true` or `false`; YAML's other words are strings here.
boolean() {
  case $2 in
    true | false) flag=$2 ;;
    '') flag=$3 ;;
    *)
      say error "The input \`$1\` is \`true\` or \`false\`, not \`$2\`."
      finish 2
      ;;
  esac
}

boolean require-workloads "$REQUIRE_WORKLOADS" false
REQUIRE_WORKLOADS=$flag
boolean upload-sarif "$UPLOAD" true
UPLOAD=$flag
workspace=$PWD
if ! cd -- "$WORKING_DIRECTORY" 2>/dev/null; then
  say error "The input \`working-directory\`: there is no folder \`$WORKING_DIRECTORY\` in the checkout."
  finish 2
fi

# In a container the checkout belongs to another user.
export GIT_CONFIG_COUNT=2 GIT_TERMINAL_PROMPT=0
export GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=$workspace
export GIT_CONFIG_KEY_1=safe.directory GIT_CONFIG_VALUE_1=$PWD

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

# ask COMMAND...: a command that reaches the remote. A checkout that kept its credentials is asked first: a second set
# would be refused. What it prints is why it failed.
ask() {
  local basic
  "$@" >/dev/null 2>&1 && return
  basic=$(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\r\n')
  GIT_CONFIG_COUNT=3 GIT_CONFIG_KEY_2="http.${GITHUB_SERVER_URL:-https://github.com}/.extraheader" \
    GIT_CONFIG_VALUE_2="AUTHORIZATION: basic $basic" "$@" 2>&1
}

# Git's errors without its warnings and hints, which come first and are not the cause.
cause() {
  sed -e '/^warning: /d' -e '/^hint: /d'
}

# What keeps a shallow clone shallow, and cuts off no history elsewhere.
depth=()
if [ "$(git rev-parse --is-shallow-repository 2>/dev/null)" = true ]; then
  depth=(--depth=1)
fi

# fetch NAME: brings a commit.
# shellcheck disable=SC2317,SC2329 # `ask` calls it
fetch() {
  git fetch --quiet ${depth[@]+"${depth[@]}"} --no-tags --no-recurse-submodules -- origin "$1"
}

# deepen STEP COMMIT...: brings that many more commits of their histories.
# shellcheck disable=SC2317,SC2329 # `ask` calls it
deepen() {
  git fetch --quiet "--deepen=$1" --no-tags --no-recurse-submodules -- origin "${@:2}"
}

# A partial clone has the files of what is checked out. Those of the base that differ are brought in one request, since
# plimsoll fetches nothing.
# shellcheck disable=SC2317,SC2329 # `ask` calls it
differing() {
  local one
  : >"$objects"
  # Where the branch left the base is what is compared with, unless the base's policy counts.
  for one in "$commit" "$(git merge-base "$commit" HEAD || true)"; do
    [ -n "$one" ] || continue
    # The first command brings folders that a clone without trees does not have.
    git ls-tree -r "$one" >/dev/null &&
      git diff-tree -r --no-renames --diff-filter=DMT "$one" HEAD >>"$objects" || return
  done
  sed -e '/^:160000 /d' -e 's/^:[0-7]* [0-7]* \([0-9a-f]*\) .*/\1/' "$objects" | LC_ALL=C sort -u >"$objects.wanted"
  # Without a name it would fetch every branch.
  [ -s "$objects.wanted" ] || return 0
  git -c fetch.negotiationAlgorithm=noop fetch --quiet --no-tags --no-recurse-submodules --no-write-fetch-head \
    --filter=blob:none --stdin origin <"$objects.wanted"
}

# A shallow clone does not hold the commit where a branch left its base. More of the history is brought, in few steps; where
# that is not enough, plimsoll compares with the base itself and says so. A merge names its base without any history.
meet() {
  local start head parents step
  start=$(git rev-parse "$commit^{commit}")
  head=$(git rev-parse HEAD)
  [ "$(git rev-parse --is-shallow-repository)" = true ] || return 0
  parents=$(git cat-file commit HEAD | sed -n '1,/^$/s/^parent //p')
  case $'\n'$parents$'\n' in
    *$'\n'"$start"$'\n'*) return ;;
  esac
  for step in 20 200 2000; do
    ! git merge-base "$start" "$head" >/dev/null || return 0
    ask deepen "$step" "$start" "$head" >/dev/null || return 0
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
  if ! why=$(ask fetch "$name"); then
    why=$(cause <<<"$why")
    say error "There is no commit \`$commit\` here to compare with, and \`git fetch ${depth[*]+${depth[*]} }origin $name\` fails: $why"
    finish 2
  fi
  is_here "$commit" || commit=$(git rev-parse FETCH_HEAD)
fi
if [ -n "$commit" ] && [ "$(git rev-parse "$commit^{commit}")" = "$(git rev-parse HEAD)" ]; then
  say warning 'What is checked out is the very commit to compare with: no change can be told. Check out the pull request.'
fi
[ -z "$commit" ] || meet

reports=$(mktemp -d "$RUNNER_TEMP/plimsoll.XXXXXX")
objects=$reports/objects
if [ -n "$commit" ] && git config --get-regexp '^remote\..*\.promisor$' >/dev/null && ! why=$(ask differing); then
  why=$(cause <<<"$why")
  say error "This is a partial clone, and the files of \`$commit\` cannot be fetched: $why"
  finish 2
fi
sarif=$reports/plimsoll.sarif
summary=$reports/summary.md
command=("$BINARY" check --quiet --format github --format sarif --output "$sarif" --format markdown --output "$summary")
[ -z "$commit" ] || command+=("--base=$commit")
[ -z "$MIN_SEVERITY" ] || command+=("--sarif-min-severity=$MIN_SEVERITY")
[ -z "$CATEGORY" ] || command+=("--sarif-category=$CATEGORY")
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

# Whether an argument names nothing, or what there is could not be read: the report then says nothing about what was
# found before.
nothing_checked() {
  [ "$code" -eq 2 ] || return
  grep -q '"id": "unmatched-argument"' "$sarif" || grep -q '"workloads": 0$' "$sarif"
}

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
  elif nothing_checked; then
    # A report without results closes every alert.
    say notice 'Nothing is uploaded to code scanning, because an argument names nothing or nothing was checked: alerts stay as they are.'
  elif [ "${HEAD_REPOSITORY:-$GITHUB_REPOSITORY}" != "$GITHUB_REPOSITORY" ] || [ "$GITHUB_ACTOR" = 'dependabot[bot]' ]; then
    echo 'plimsoll: nothing is uploaded to code scanning: for a fork or Dependabot the token only reads'
  else
    echo "upload=true" >>"$GITHUB_OUTPUT"
  fi
fi
finish "$code"
