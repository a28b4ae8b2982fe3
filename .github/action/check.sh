#!/usr/bin/env bash
# Runs the check in a GitHub workflow and hands its results on. Takes everything from the environment, so that
# nothing a pull request can name ever stands in a script. Does not fail by itself: the last step of the action
# exits with the code, after results were uploaded.
set -euo pipefail

bin=${SKINFLINT_BIN:?}
work=${RUNNER_TEMP:?}/skinflint
mkdir -p "$work"
rm -f "$work/results.sarif" "$work/results.json"

args=(check --output github --output "sarif=$work/results.sarif" --output "json=$work/results.json")
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || args+=(--output "markdown=$GITHUB_STEP_SUMMARY")
[ -z "${SKINFLINT_BASE:-}" ] || args+=("--base=$SKINFLINT_BASE")
[ -z "${SKINFLINT_POLICY:-}" ] || args+=("--policy=$SKINFLINT_POLICY")
[ -z "${SKINFLINT_FAIL_ON:-}" ] || args+=("--fail-on=$SKINFLINT_FAIL_ON")
[ -z "${SKINFLINT_CATEGORY:-}" ] || args+=("--sarif-category=$SKINFLINT_CATEGORY")
[ -z "${SKINFLINT_PATH:-}" ] || args+=(-- "$SKINFLINT_PATH")

code=0
"$bin" "${args[@]}" || code=$?
case $code in
    0) outcome=pass ;;
    1) outcome=blocked ;;
    3) outcome=incomplete ;;
    *) outcome=failed ;;
esac
{
    printf 'outcome=%s\nexit-code=%s\n' "$outcome" "$code"
    [ ! -e "$work/results.json" ] || printf 'json=%s\n' "$work/results.json"
    [ ! -e "$work/results.sarif" ] || printf 'sarif=%s\n' "$work/results.sarif"
} >> "${GITHUB_OUTPUT:?}"
