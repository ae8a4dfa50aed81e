"""The action, the hooks and the workflows: as their schemas say, and their shell steps really run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from ruamel.yaml import YAML

from litedrift.cli import main

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
#: A hook as pre-commit describes it, in our own words: what it needs, and what else it may have.
HOOKS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "name", "entry", "language"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
            "name": {"type": "string"},
            "description": {"type": "string"},
            "entry": {"type": "string"},
            "language": {"enum": ["system", "python", "node", "docker", "fail", "pygrep", "script"]},
            "types": {"type": "array", "items": {"type": "string"}},
            "files": {"type": "string"},
            "pass_filenames": {"type": "boolean"},
            "always_run": {"type": "boolean"},
            "stages": {"type": "array", "items": {"enum": ["pre-commit", "pre-push", "manual"]}},
            "additional_dependencies": {"type": "array", "items": {"type": "string"}},
        },
    },
}


def load(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text("utf-8"))


def conforms(schema: str, *paths: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that `init` has set up; its extractor reads nothing right."""
    monkeypatch.setattr(sys, "argv", ["litedrift", "init", "--call", "scraper:extract", "--directory", str(tmp_path)])
    with pytest.raises(SystemExit):
        main()
    (tmp_path / "scraper.py").write_text("def extract(html):\n    return None\n", "utf-8")
    return tmp_path


def shell(step: dict[str, Any], cwd: Path, values: dict[str, str], *, pip: bool) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does; with `pip` False, a stand-in of python only writes down what it was asked to do."""
    tools = cwd / "tools"
    tools.mkdir(exist_ok=True)
    python = tools / "python"
    real = f'exec {shlex.quote(sys.executable)} "$@"'
    noted = 'printf "%s|" "$@" >> asked\necho >> asked'
    python.write_text(f"#!/bin/bash\n{real if pip else noted}\n", "utf-8")
    python.chmod(0o755)
    given = {key: _filled(str(value), values) for key, value in step.get("env", {}).items()}
    return subprocess.run(
        [
            shutil.which("bash") or "bash",
            "--noprofile",
            "--norc",
            "-eo",
            "pipefail",
            "-c",
            _filled(step["run"], values),
        ],
        cwd=cwd,
        env=os.environ
        | given
        | {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(cwd / "output"),
            "GITHUB_STEP_SUMMARY": str(cwd / "summary.md"),
            "NO_COLOR": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda match: values[match[1]], text)


def action(**inputs: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    data = load(ROOT / "action.yml")
    defaults = {name: each.get("default", "") for name, each in data["inputs"].items()}
    values = {f"inputs.{name}": value for name, value in {**defaults, **inputs}.items()}
    return data["runs"]["steps"], values | {"github.action_path": str(ROOT)}


def test_the_action_and_the_workflows_are_as_their_schemas_say(project: Path) -> None:
    conforms("vendor.github-actions", ROOT / "action.yml")
    conforms("vendor.github-workflows", *WORKFLOWS, project / ".github" / "workflows" / "litedrift.yml")


def test_the_hooks_are_as_pre_commit_wants_them() -> None:
    assert jsonschema_rs.validator_for(HOOKS).is_valid(load(ROOT / ".pre-commit-hooks.yaml"))


def test_the_action_installs_itself_and_what_the_extractor_needs(project: Path) -> None:
    steps, values = action(install="-r requirements.txt  -e .")
    done = shell(steps[0], project, values, pip=False)

    assert done.returncode == 0, done.stderr
    assert (project / "asked").read_text("utf-8").splitlines() == [
        f"-m|pip|install|--quiet|{ROOT}|",
        "-m|pip|install|--quiet|-r|requirements.txt|-e|.|",
    ]


def test_the_action_installs_nothing_more_when_nothing_is_needed(project: Path) -> None:
    steps, values = action()
    done = shell(steps[0], project, values, pip=False)

    assert done.returncode == 0, done.stderr
    assert len((project / "asked").read_text("utf-8").splitlines()) == 1


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"call": "scraper:extract", "args": "--clean-only --case zero-bytes"}, 0),
        ({"call": "scraper:extract", "args": "--clean-only  --case night-train-waits-for-the-clock"}, 1),
        ({"call": "scraper:nothing"}, 2),
    ],
)
def test_the_action_passes_the_exit_code_on(project: Path, inputs: dict[str, str], code: int) -> None:
    steps, values = action(**inputs)
    done = shell(steps[1], project, values, pip=True)

    assert done.returncode == code, done.stdout + done.stderr
    assert (project / "output").read_text("utf-8") == f"exit-code={code}\n"
    assert (project / "litedrift-junit.xml").exists() == (code < 2)
    assert ("::error title=litedrift page%3A refused-wrongly" in done.stdout) == (code == 1)


def test_inputs_are_never_run_as_shell(project: Path) -> None:
    steps, values = action(call='x"; touch broken; echo "$(touch broken)', args="$(touch broken) ;touch broken")
    shell(steps[1], project, values, pip=True)

    assert not (project / "broken").exists()
    assert all("${{" not in step["run"] for step in steps)


def test_the_workflow_of_init_installs_and_judges(project: Path) -> None:
    steps = load(project / ".github/workflows/litedrift.yml")["jobs"]["check"]["steps"]
    install, judge = (step for step in steps if "run" in step)
    (project / "requirements.txt").write_text("", "utf-8")
    assert shell(install, project, {}, pip=False).returncode == 0
    assert (project / "asked").read_text("utf-8").splitlines() == [
        "-m|pip|install|litedrift|",
        "-m|pip|install|-r|requirements.txt|",
    ]

    judge["run"] += " --clean-only --case zero-bytes --case white-space-only"
    done = shell(judge, project, {}, pip=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (project / "litedrift-junit.xml").exists()


def test_the_hooks_run_in_the_authors_environment(project: Path) -> None:
    hook = load(ROOT / ".pre-commit-hooks.yaml")[0]
    done = shell({"run": f"{hook['entry']} --case zero-bytes"}, project, {}, pip=True)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 of 1 judged pages failed" in done.stdout
